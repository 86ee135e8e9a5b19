// A shared tablet: it keeps nothing of anybody, forgets by itself, and never sends one person's answers as another's.
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { remove } from "../support/folder.js";
import { expect, test } from "../support/test.js";
import { CHROMIUM, CHROMIUM_ARGS } from "../support/browser.js";
import { kept } from "../support/outbox.js";
import { Person } from "../support/person.js";

const NOTHING = { web: [], entries: [], keys: [] };

/** From the first screen by the code of the sheet to the first question. */
async function begin(person, typed = person.patient.token.match(/.{1,4}/g).join(" ")) {
  await expect(person.heading()).toHaveText(person.words.say("welcome-title"));
  await person.tap(person.link("welcome-start"));
  for (let page = 0; page < 4; page++) await person.tap(person.button("step-next"));
  await expect(person.heading()).toHaveText(person.words.say("no-invitation-title"));
  await person.main.getByRole("textbox").fill(typed);
  await person.page.keyboard.press("Enter");
  await person.signIn();
  await expect(person.answer("allow")).toBeVisible();
}

const finish = (person) => person.page.locator("[data-kiosk-finish]");
const warning = (person) => person.page.locator("[data-kiosk-warning]");

/** The first screen, as if nobody had ever been there. */
async function fresh(person, canary = "") {
  await expect(person.page).toHaveURL(person.at("?kiosk"));
  await expect(person.heading()).toHaveText(person.words.say("welcome-title"));
  await person.ready();
  expect(await person.page.evaluate(() => window.before)).toBeUndefined();
  if (canary) expect(await person.page.content()).not.toContain(canary);
  expect(await kept(person.page)).toEqual(NOTHING);
}

test("after two minutes without a touch it warns, after one more everything is gone", async ({ person }) => {
  await person.page.clock.install();
  await person.open("?kiosk");
  await begin(person);
  await person.choose(person.answer("allow"));
  await person.page.evaluate(() => (window.before = "here"));
  await person.page.clock.runFor(110_000);
  await expect(warning(person)).toBeHidden();
  await person.page.clock.runFor(11_000);
  await expect(warning(person)).toBeVisible();
  await warning(person).getByRole("button", { name: person.words.say("kiosk-go-on") }).click();
  await expect(warning(person)).toBeHidden();
  await expect(person.answer("allow")).toBeChecked();
  expect(await kept(person.page)).toEqual(NOTHING);
  await person.page.clock.runFor(121_000);
  await expect(warning(person)).toBeVisible();
  await person.page.clock.runFor(61_000);
  await fresh(person, await person.short("research"));
  await person.open("question/research?kiosk");
  await expect(person.heading()).toHaveText(person.words.say("no-invitation-title"));
});

test("a birth date half typed is gone as well, and so is the code", async ({ person }) => {
  await person.page.clock.install();
  await person.open("choices?kiosk");
  await person.main.getByRole("textbox").fill(`https://consent.example/ja/#i=${person.patient.token}`);
  await person.page.keyboard.press("Enter");
  await person.typeBirthDate();
  await person.page.clock.runFor(60_000);
  await person.page.clock.runFor(121_000);
  await fresh(person, person.patient.birth.year);
});

test("'finish' forgets at once, on every screen, and a reload stays a shared tablet", async ({ person, hospital }) => {
  await person.open("?kiosk");
  await begin(person);
  await person.page.evaluate(() => (window.before = "here"));
  for (const menu of ["frame-choices", "frame-lists", "frame-words", "frame-settings"]) {
    await person.tap(person.menu(menu));
    await expect(person.page).toHaveURL(/\?kiosk$/);
    await expect(finish(person)).toBeVisible();
  }
  await person.choose(person.main.getByRole("radio", { name: person.words.say("settings-size-large"), exact: true }));
  await person.page.reload();
  await person.ready();
  await expect(finish(person)).toBeVisible();
  expect(await kept(person.page)).toEqual(NOTHING);
  await finish(person).click();
  await fresh(person);
  expect(await person.page.evaluate(() => document.documentElement.dataset.textSize)).toBe("normal");
  expect(await hospital.decisions(person.patient)).toEqual([]);
});

test("who finishes before the hospital received the answer is told that it would be lost", async ({ openHospital, patientOf, watch }) => {
  watch.tolerate(/Failed to load resource/);
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  await person.open("?kiosk");
  await begin(person);
  await person.answerAll(() => "allow");
  await person.understand();
  await person.sendInVain();
  await finish(person).click();
  await expect(warning(person).getByText(person.words.say("kiosk-unsent"))).toBeVisible();
  await warning(person).getByRole("button", { name: person.words.say("kiosk-go-on") }).click();
  await hospital.start();
  await person.received();
  await finish(person).click();
  await fresh(person);
  expect(await hospital.decisions(person.patient)).toHaveLength(1);
});

test("one person, another, and the first again: each decision is in the record of who made it", async ({ person, hospital, patientOf, page }) => {
  const second = await patientOf(hospital);
  const made = new Map([[person, 0], [second, 0]]);
  for (const [who, answer] of [[person, "allow"], [second, "refuse"], [person, "refuse"]]) {
    await who.open("?kiosk");
    if (made.get(who) === 0) {
      await begin(who);
      await who.answerAll(() => answer);
      await who.understand();
      await who.send();
    } else {
      await who.open("choices?kiosk");
      await who.main.getByRole("textbox").fill(who.patient.token);
      await page.keyboard.press("Enter");
      await who.signIn();
      await who.change("research", answer);
    }
    await who.received();
    made.set(who, made.get(who) + 1);
    for (const [of, count] of made) {
      const decisions = await hospital.decisions(of.patient);
      expect(decisions).toHaveLength(count);
      expect(decisions.every((entry) => entry.event.channel === "kiosk")).toBe(true);
    }
    expect(await hospital.permits(who.patient, "research", "university")).toBe(answer === "allow");
    await finish(who).click();
    await fresh(who);
  }
});

test("what is no code is said at once", async ({ person }) => {
  await person.open("choices");
  await person.main.getByRole("textbox").fill("ABCD");
  await person.page.keyboard.press("Enter");
  await expect(person.main.locator("[data-complaint]")).toHaveText(person.words.say("no-invitation-no-code"));
});

test("nothing of a person is in the browser's profile afterwards", async ({ hospital, language }) => {
  const profile = mkdtempSync(join(tmpdir(), "nattoku-profile-"));
  const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: CHROMIUM_ARGS });
  const person = new Person(await context.newPage(), hospital, await hospital.patient("told", language), language);
  const opened = person.page.waitForResponse((response) => response.url().endsWith("/api/session"));
  await person.open("?kiosk");
  await begin(person);
  const { bearer, resume } = await (await opened).json();
  await person.choose(person.answer("allow"));
  await finish(person).click();
  await fresh(person);
  await context.close();
  const canaries = [person.patient.token, person.patient.number, bearer, resume];
  for (const entry of readdirSync(profile, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = readFileSync(join(entry.parentPath, entry.name));
    for (const canary of canaries) {
      for (const encoding of ["utf8", "utf16le"]) {
        expect(bytes.includes(Buffer.from(canary, encoding)), `${entry.parentPath}/${entry.name}`).toBe(false);
      }
    }
  }
  await remove(profile);
});
