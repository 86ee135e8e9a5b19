// One project per screen and language. Nothing is mocked: each worker runs a real server of its own.
import { defineConfig } from "@playwright/test";
import { CHROMIUM, CHROMIUM_ARGS } from "./support/browser.js";

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const desktop = { viewport: { width: 1280, height: 800 } };

// What a project runs is what it can find. Everything is walked on a phone in Japanese; every journey on a desktop in
// English, too. The other two look at every screen in their language and width; a narrow page of English also shows where
// a browser's translation runs out of its width. What goes wrong on the way to the server (trouble/) goes wrong alike in all.
const all = process.env.NATTOKU_JOURNEYS === "all";
const [trouble, elements] = [/trouble\//, /embed\.spec/];
const looked = { testMatch: /(accessibility\/|journeys\/translated).*\.spec\.js$/, testIgnore: elements };

export default defineConfig({
  testDir: ".",
  testMatch: /.*\.spec\.js$/,
  outputDir: "test-results/traces",
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  // How many of a run may need it, and that they are named: support/count.js.
  retries: 1,
  // Patience costs nothing where all is well: a slow machine is no failure. What is fast is measured by the bench.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["./support/counting-reporter.js"]],
  use: {
    launchOptions: { executablePath: CHROMIUM, args: CHROMIUM_ARGS },
    trace: "off",
    screenshot: "only-on-failure",
    timezoneId: "Asia/Tokyo",
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
  },
  projects: [
    { name: "phone-ja", use: { ...phone, locale: "ja-JP" } },
    { name: "phone-en", use: { ...phone, locale: "en-GB" }, ...(all ? { testIgnore: elements } : looked) },
    { name: "desktop-ja", use: { ...desktop, locale: "ja-JP" }, ...(all ? { testIgnore: elements } : looked) },
    { name: "desktop-en", use: { ...desktop, locale: "en-GB" }, ...(all ? {} : { testIgnore: trouble }) },
  ],
});
