// The app does not start: in every such case the desk's phone number is there within five seconds. How long the page
// waits is a number in its own style, and is read from there; how long a busy machine takes to draw it is not.
import { expect, test } from "../support/test.js";

const PROMISED = 5;

/** Opens the first screen and waits for the fallback. */
async function fallbackAppears(page, url, { words = true } = {}) {
  await page.goto(url, { waitUntil: "commit" });
  const fallback = page.locator("#fallback");
  await expect(fallback).toBeVisible();
  // An animation that is over, or was never waited for, has no delay left.
  const delay = await fallback.evaluate((element) => parseFloat(getComputedStyle(element).animationDelay));
  expect(delay).toBeLessThan(PROMISED);
  await expect(fallback.getByRole("link").first()).toHaveAttribute("href", /^tel:[\d-]+$/);
  if (words) await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
}

const CASES = {
  "the catalogue cannot be reached": (page) => page.route("**/api/catalogue", (route) => route.abort()),
  "the catalogue is not ready": (page) => page.route("**/api/catalogue", (route) => route.fulfill({ status: 503 })),
  "the catalogue is cut short, so that the app's start throws": (page) =>
    page.route("**/api/catalogue", async (route) => {
      const response = await route.fetch();
      const body = await response.text();
      await route.fulfill({ response, body: body.slice(0, body.length / 2) });
    }),
  "the catalogue is another document": (page) =>
    page.route("**/api/catalogue", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: "{}" });
    }),
  "the words cannot be reached": (page, language) =>
    page.route(new RegExp(`/assets/${language}-[0-9a-f]+\\.`), (route) => route.abort()),
  "WebAssembly is blocked on the way": (page) => page.route("**/*.wasm", (route) => route.abort()),
  "WebAssembly is missing": (page) => page.route("**/*.wasm", (route) => route.fulfill({ status: 404 })),
  "WebAssembly is cut short": (page) =>
    page.route("**/*.wasm", async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      await route.fulfill({ response, body: body.subarray(0, body.length / 2) });
    }),
  "WebAssembly is switched off in the browser": (page) => page.addInitScript(() => delete window.WebAssembly),
  "WebAssembly never arrives": (page) => page.route("**/*.wasm", () => {}),
  "the app's script is missing": (page) => page.route("**/assets/app-*.js", (route) => route.fulfill({ status: 404 })),
  "the start script is missing": (page) => page.route("**/assets/start-*.js", (route) => route.fulfill({ status: 404 })),
  "the app panics as it starts": (page) =>
    page.addInitScript(() => {
      Node.prototype.appendChild = Node.prototype.insertBefore = () => {
        throw new Error("broken on purpose");
      };
    }),
};

for (const [name, arrange] of Object.entries(CASES)) {
  test(`${name}: the desk's phone number`, async ({ page, hospital, language, watch }) => {
    watch.tolerate(/Failed to load resource|wasm|WebAssembly|broken on purpose|unreachable|MIME type|preload/i);
    await arrange(page, language);
    await fallbackAppears(page, `${hospital.url}/${language}/`, { words: name !== "the app panics as it starts" });
    if (name !== "WebAssembly never arrives" && name !== "the start script is missing") {
      await expect(page.locator("html")).toHaveAttribute("data-app", "failed");
      await expect(page.locator(".fallback__failed")).toBeVisible();
    }
  });
}

test("scripts are switched off: the first screen's words, and the desk's phone number", async ({ browser, hospital, language }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await fallbackAppears(page, `${hospital.url}/${language}/`);
  await expect(page.getByRole("main")).toContainText(hospital.words[language].say("welcome-lead"));
  await expect(page.getByRole("main")).toContainText(hospital.words[language].say("welcome-care"));
  await context.close();
});

test("where the app runs, the fallback stays away", async ({ person }) => {
  await person.openInvitation();
  await expect(person.page.locator("#fallback")).toBeHidden();
  await person.page.waitForFunction(() => performance.now() > 4_500);
  await expect(person.page.locator("#fallback")).toBeHidden();
});

test("a tap before the app is ready is kept, seen to be kept, and done", async ({ person }) => {
  const { page } = person;
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${person.at()}#i=${person.patient.token}`, { waitUntil: "load" });
  await expect(person.heading()).toHaveText(person.words.say("welcome-title"));
  await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("/assets/start-")));
  await person.tap(person.main.locator("a.button--primary"));
  await expect(page.locator("[data-kept-tap]")).toBeVisible();
  setTimeout(release, 2_000);
  await person.ready();
  await expect(page).toHaveURL(/\/explain\/1$/);
  await expect(page.locator("[data-kept-tap]")).toHaveCount(0);
});
