// The smoke journey in Firefox.
import { mkdirSync } from "node:fs";
import { after, before, test } from "node:test";
import puppeteer from "puppeteer-core";
import { FIREFOX } from "../support/browser.js";
import { Hospital } from "../support/hospital.js";
import { journey } from "./journey.mjs";

let browser;
let hospital;

before(async () => {
  hospital = await Hospital.open();
  browser = await puppeteer.launch({ browser: "firefox", executablePath: FIREFOX, headless: true });
});

after(async () => {
  await browser?.close();
  await hospital?.close();
});

for (const language of ["ja", "en"]) {
  test(`Firefox, ${language}: all yes, come back, stop everything`, { timeout: 120_000 }, async () => {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width: 400, height: 800 });
    try {
      await journey(
        {
          goTo: async (url) => void (await page.goto(url)),
          evaluate: (script) => page.evaluate(script),
          press: (selector) => page.click(selector),
          type: (selector, text) => page.type(selector, text),
        },
        hospital,
        await hospital.patient("told", language),
        language,
      );
    } finally {
      mkdirSync("test-results/screens", { recursive: true });
      await page.screenshot({ path: `test-results/screens/firefox-${language}.png`, fullPage: true });
      await context.close();
    }
  });
}
