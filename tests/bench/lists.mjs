// How fast a list of thousands opens, searches and scrolls on a slow phone: measured in Chromium with the
// processor slowed down four times. Prints one JSON object. Usage: node bench/lists.mjs ADDRESS
import { chromium } from "playwright-core";

const [address] = process.argv.slice(2);
const QUERIES = ["みなみ", "製薬", "univ", "サクラ", "薬"];

const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
const devtools = await page.context().newCDPSession(page);
await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
await page.addInitScript(() => {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    longTasks.push(...list.getEntries().map(({ startTime, duration }) => [startTime, duration]));
  }).observe({ type: "longtask", buffered: true });
});

// The first visit fetches and compiles the program; what a list of thousands costs is the second.
await page.goto(address);
await page.waitForSelector(".entry");
await page.reload();
await page.waitForSelector(".entry");
const opened = await page.evaluate(() => performance.now());
await page.waitForFunction(() => !document.querySelector("#disclosures .loading"));
const complete = await page.evaluate(() => performance.now());
const loadTasks = await page.evaluate(() => longTasks.map(([, duration]) => duration));

// From a key to the next painted frame with the results in it.
const keystrokes = [];
for (const query of QUERIES) {
  for (let length = 1; length <= query.length; length += 1) {
    const took = await page.evaluate(
      (typed) =>
        new Promise((resolve) => {
          const input = document.getElementById("search");
          const begun = performance.now();
          input.value = typed;
          input.dispatchEvent(new InputEvent("input", { bubbles: true }));
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
        }),
      query.slice(0, length),
    );
    keystrokes.push(took);
  }
}
const before = await page.evaluate(() => performance.now());
await page.evaluate(async () => {
  for (let top = 0; top < document.body.scrollHeight; top += 200) {
    scrollTo(0, top);
    await new Promise(requestAnimationFrame);
  }
  document.querySelector(".pager button")?.click();
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
});
const later = await page.evaluate((since) => longTasks.filter(([at]) => at >= since).map(([, d]) => d), before);

const rounded = (value) => Math.round(value);
console.log(
  JSON.stringify({
    open_ms: rounded(opened),
    complete_ms: rounded(complete),
    longest_task_ms: { load: rounded(Math.max(0, ...loadTasks)), scroll: rounded(Math.max(0, ...later)) },
    keystroke_ms: { p50: rounded(quantile(keystrokes, 0.5)), p95: rounded(quantile(keystrokes, 0.95)) },
  }),
);
await browser.close();
