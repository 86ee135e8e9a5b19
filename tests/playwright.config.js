// One project per screen and language. Nothing is mocked: each worker runs a real server of its own.
import { defineConfig } from "@playwright/test";
import { CHROMIUM, CHROMIUM_ARGS } from "./support/browser.js";

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const desktop = { viewport: { width: 1280, height: 800 } };

// A journey is walked on the phone in both languages and on the desktop in one: in the fourth project its words and its
// width have been walked before, and only what every screen looks like there is new.
const LOOKED_AT_ONLY = process.env.NATTOKU_JOURNEYS === "all" ? [/trouble\//, /embed\.spec/] : [/trouble\//, /embed\.spec/, /journeys\//];

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
    { name: "phone-en", use: { ...phone, locale: "en-GB" }, testIgnore: [/trouble\//, /embed\.spec/] },
    { name: "desktop-ja", use: { ...desktop, locale: "ja-JP" }, testIgnore: LOOKED_AT_ONLY },
    { name: "desktop-en", use: { ...desktop, locale: "en-GB" } },
  ],
});
