// A portal's page may be hostile, or in the way: what it says, lays over the frame or forbids decides nothing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { remove } from "../support/folder.js";
import { kept } from "../support/outbox.js";
import { expect, test } from "../support/test.js";
import { CHROMIUM, CHROMIUM_ARGS } from "../support/browser.js";
import { freePort } from "../support/hospital.js";
import { InPortal } from "../support/portal.js";

/** Puts the element on another screen. */
async function beginAt(inPortal, place) {
  await inPortal.around.locator("nattoku-consent").evaluate((element, to) => element.setAttribute("place", to), place);
  await inPortal.around.waitForTimeout(500);
  await inPortal.enter();
}

test("ten thousand hostile messages change nothing", async ({ inPortal }) => {
  // The page is the portal's, and so can take even the port from under its own element.
  await inPortal.around.addInitScript(() => {
    window.ports = [];
    const Real = MessageChannel;
    window.MessageChannel = class extends Real {
      constructor() {
        super();
        window.ports.push(this.port1);
      }
    };
  });
  await inPortal.signInAtPortal();
  await inPortal.readExplanation();
  await expect(inPortal.answer("allow")).toBeVisible();
  await inPortal.choose(inPortal.answer("refuse"));
  await inPortal.noteEvents();
  const iframe = inPortal.around.locator("nattoku-consent iframe");
  const state = async () => ({
    address: inPortal.frame.url(),
    text: await inPortal.page.locator("body").innerText(),
    page: await inPortal.page.locator("html").evaluate((root) => `${root.lang} ${getComputedStyle(root).getPropertyValue("--accent")}`),
    frame: await iframe.evaluate((frame) => `${frame.src} ${frame.title} ${frame.style.cssText}`),
    refused: await inPortal.answer("refuse").isChecked(),
  });
  await expect(iframe).toHaveAttribute("title", inPortal.words.say("embed-title"));
  const before = await state();
  const sent = await iframe.evaluate(async (frame) => {
    const values = [null, 0, -1, 1e308, NaN, "", "ready", "\u0000", true, [], {}, [[]], "ja", "#ff0000", () => {}, new Date(0)];
    const types = ["ready", "height", "title", "token", "decision", "withdrawal", "error", "page", "port", "frame", "screen", "__proto__", "constructor"];
    let seed = 7;
    const some = (list) => list[(seed = (seed * 1103515245 + 12345) % 2147483648) % list.length];
    const members = ["type", "nattoku", "id", "token", "language", "accent", "accentDark", "height", "number", "at", "code", "origin", "data"];
    const make = () => {
      if (seed % 5 === 0) return some(values);
      const message = {};
      for (let count = seed % 4; count >= 0; count--) message[some(members)] = some([...values, ...types]);
      if (seed % 3) message.type = some(types);
      if (seed % 7 === 0) return { nattoku: "port" };
      return message;
    };
    let count = 0;
    const say = (send, message) => {
      try {
        send(message);
        count += 1;
      } catch {
        count += 1; // What cannot even be sent is as harmless.
      }
    };
    for (let round = 0; round < 2_500; round++) {
      say((message) => frame.contentWindow.postMessage(message, "*"), make());
      say((message) => frame.contentWindow.postMessage(message, "*", [new MessageChannel().port2]), make());
      say((message) => window.postMessage(message, "*"), round % 2 ? make() : { nattoku: "frame" });
      say((message) => window.ports[0].postMessage(message), make());
      if (round % 250 === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    return count;
  });
  expect(sent).toBe(10_000);
  await inPortal.around.waitForTimeout(500);
  expect(await state()).toEqual(before);
  expect(await inPortal.told()).toEqual([]);
  expect(await inPortal.hospital.decisions(inPortal.patient)).toEqual([]);
});

for (const [what, place, button] of [
  ["stopping", "stop/everything", "stop-now"],
  ["answering", "choices/research", "choice-send"],
]) {
  test(`blind presses decide nothing, and one after reading does: ${what}`, async ({ inPortal }) => {
    await inPortal.signInAtPortal();
    await beginAt(inPortal, place);
    if (what === "answering") {
      // A key chooses, so that the first press of all is the one that decides.
      await inPortal.answer("allow").evaluate((input) => input.click());
    }
    await inPortal.around.waitForTimeout(1_500);
    // Both presses of a double click come at once, however busy the machine: pressing on, without having read anything.
    await inPortal.doublePress(inPortal.button(button));
    await expect(inPortal.page.locator(".press-again")).toHaveText(inPortal.words.say("embed-press-again"));
    expect(await inPortal.hospital.decisions(inPortal.patient)).toEqual([]);
    await inPortal.decide(inPortal.button(button));
    await inPortal.received();
    expect(await inPortal.hospital.decisions(inPortal.patient)).toHaveLength(1);
  });
}

test("what lies under something else is pressed twice, too", async ({ inPortal }) => {
  await inPortal.signInAtPortal();
  await beginAt(inPortal, "stop/everything");
  await inPortal.main.locator("h2").first().click();
  await inPortal.around.evaluate(() => {
    const over = document.createElement("div");
    for (const [name, value] of Object.entries({ position: "fixed", inset: "0", background: "#fff", "pointer-events": "none" })) {
      over.style.setProperty(name, value);
    }
    document.body.append(over);
  });
  await inPortal.decide(inPortal.button("stop-now"));
  await expect(inPortal.page.locator(".press-again")).not.toBeEmpty();
  expect(await inPortal.hospital.decisions(inPortal.patient)).toEqual([]);
  await inPortal.decide(inPortal.button("stop-now"));
  await inPortal.received();
});

test("a portal that does not say who is there is told so, and the person how to go on", async ({ inPortal, watch }) => {
  watch.tolerate(/Failed to load resource/);
  await inPortal.signInAtPortal();
  await inPortal.noteEvents();
  const element = inPortal.around.locator("nattoku-consent");
  await element.evaluate((consent) => {
    window.rightly = consent.token;
    consent.token = async () => Promise.reject(new Error("signed out"));
  });
  await inPortal.tap(inPortal.menu("frame-choices"));
  await expect(inPortal.main.locator("[data-complaint]")).toHaveText(inPortal.words.say("sign-in-portal-failed"));
  await expect.poll(() => inPortal.told()).toEqual([{ name: "error", detail: { code: "token" }, place: null }]);
  await element.evaluate((consent) => (consent.token = async () => "eyJhbGciOiJub25lIn0.e30."));
  await inPortal.tap(inPortal.button("sign-in-go"));
  await expect(inPortal.main.locator("[data-complaint]")).toContainText(inPortal.words.say("problem-token-not-accepted-title"));
  await expect.poll(() => inPortal.told("error")).toHaveLength(2);
  await element.evaluate((consent) => (consent.token = window.rightly));
  await inPortal.tap(inPortal.button("sign-in-go"));
  await expect(inPortal.heading()).toHaveText(inPortal.words.say("choices-title"));
});

test("a frame that does not come leaves its place to the link, and takes it back when it comes after all", async ({ inPortal }) => {
  const { around } = inPortal;
  await inPortal.signInAtPortal();
  await inPortal.noteEvents();
  await around.clock.install();
  const element = around.locator("nattoku-consent");
  let arrive;
  const late = new Promise((resolve) => (arrive = resolve));
  await around.route(/\/stop\?portal=/, async (route) => {
    await late;
    await route.continue();
  });
  await element.evaluate((framed) => framed.setAttribute("place", "stop"));
  await expect(element.getByRole("link")).toBeHidden();
  await around.clock.fastForward(20_000);
  await expect(element.getByRole("link")).toBeVisible();
  await expect(element.locator("iframe")).toBeHidden();
  await expect.poll(() => inPortal.told("error")).toEqual([{ name: "error", detail: { code: "no-answer" }, place: "stop" }]);
  await around.clock.resume();
  arrive();
  await expect(element.locator("iframe")).toBeVisible();
  await expect(element.getByRole("link")).toBeHidden();
  await inPortal.enter();
  await expect(inPortal.heading()).toHaveText(inPortal.words.say("stop-title"));
});

test("without any storage in the frame it works, and says what it cannot keep", async ({ inPortal }) => {
  await inPortal.around.addInitScript(() => {
    if (top === window) return;
    for (const name of ["indexedDB", "localStorage", "sessionStorage"]) {
      const get = () => {
        throw new DOMException("denied", "SecurityError");
      };
      Object.defineProperty(window, name, { get });
    }
  });
  await inPortal.signInAtPortal();
  await inPortal.readExplanation();
  await expect.poll(() => inPortal.question()).toBeTruthy();
  await inPortal.answerAll(() => "refuse");
  await expect(inPortal.text("frame-not-kept")).toBeVisible();
  await inPortal.understand();
  await inPortal.send();
  await inPortal.received();
});

test("with storage of its own for each portal, what was answered is there again after a reload", async ({ portal, language }) => {
  // Playwright switches partitioning off in the browsers it starts.
  const profile = mkdtempSync(join(tmpdir(), "nattoku-profile-"));
  const options = ["--headless", "--remote-debugging-port=0", `--user-data-dir=${profile}`];
  const program = spawn(CHROMIUM, [...CHROMIUM_ARGS, ...options], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  for await (const bytes of program.stderr) if (/listening on ws:/.test((said += bytes))) break;
  const browser = await chromium.connectOverCDP(said.match(/ws:\S+/)[0]);
  const person = new InPortal(await browser.contexts()[0].newPage(), portal, portal.patient(), language);
  for (const visit of ["first", "second"]) {
    await person.signInAtPortal();
    await person.readExplanation();
    await expect(person.answer("refuse")).toBeVisible();
    await expect(person.text("frame-not-kept")).toBeHidden();
    if (visit === "second") await expect(person.answer("refuse")).toBeChecked();
    await person.choose(person.answer("refuse"));
    await expect.poll(async () => (await kept(person.frame)).entries).not.toEqual([]);
  }
  await browser.close();
  program.kill();
  await once(program, "exit");
  await remove(profile);
});

test("an accent that cannot be read is not taken", async ({ inPortal }) => {
  await inPortal.signInAtPortal();
  await inPortal.noteEvents();
  const accent = () => inPortal.frame.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent").trim());
  const own = await accent();
  const paint = (colour) => inPortal.around.evaluate((to) => document.documentElement.style.setProperty("--nattoku-accent", to), colour);
  await paint("#0b5130");
  await expect.poll(accent).toBe("#0b5130");
  const wash = await inPortal.frame.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent-wash"));
  expect(wash.trim()).toBe("#e9efec");
  for (const colour of ["#ff8800", "rebeccapurple", "#0b513"]) {
    await paint(colour);
    await expect.poll(accent).toBe(own);
    await paint("#0b5130");
    await expect.poll(accent).toBe("#0b5130");
  }
  expect((await inPortal.told()).every(({ detail }) => detail.code === "accent")).toBe(true);
});

test("a page that is no portal shows nothing of it", async ({ page, portal, watch }) => {
  const port = await freePort();
  const frames = ["/ja/?portal=ward", "/ja/", "/ja/recipients?portal=ward", "/ja/?portal=other"];
  const body = frames.map((address) => `<iframe src="${portal.hospital.url}${address}"></iframe>`).join("");
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(body)).listen(port, "127.0.0.1");
  watch.tolerate(/frame/i);
  watch.isInside({ url: `http://localhost:${port}` });
  await page.goto(`http://localhost:${port}/`);
  await page.waitForTimeout(500);
  const shown = page.frames().filter((frame) => frame !== page.mainFrame() && !frame.url().startsWith("chrome-error:"));
  expect(shown.map((frame) => frame.url())).toEqual([]);
  server.close();
});
