// The desk's page: an answer on paper or by phone is recorded as one from the app is, with an equal receipt, and a no
// is never harder to record than a yes.
import { readFileSync } from "node:fs";
import jsQR from "jsqr";
import { audit } from "../accessibility/audit.js";
import { DeskClerk } from "../support/desk.js";
import { daysAgo } from "../support/hospital.js";
import { pagesOf } from "../support/pdf.js";
import { expect, test as base } from "../support/test.js";

const test = base.extend({
  /** Somebody at the desk. */
  clerk: async ({ page, hospital, language, watch }, use) => {
    await use(await DeskClerk.of({ page, hospital, language, watch }));
  },
  /** A patient, told long ago under the Act. */
  patient: async ({ hospital, language, watch }, use) => {
    const patient = await hospital.patient("told", language);
    watch.keepsSecret(patient);
    await use(patient);
  },
});

test("a no on paper is recorded, counts at once, and its receipt is handed over", async ({ clerk, patient, hospital, page, language }, info) => {
  expect(await hospital.permits(patient, "safety", "drug-company")).toBe(true);
  await clerk.open();
  await audit(page, info, "desk-1-empty", { language });
  await clerk.shown(patient.number);
  await expect(clerk.stands("research")).toHaveText(clerk.say("desk-stands-not-answered"));
  await expect(page.locator("#notices li")).toHaveCount(1);
  await expect(page.locator("#language")).toHaveValue(language);
  await audit(page, info, "desk-2-looked-up", { language });
  await clerk.choose(clerk.radio("desk-paper"));
  await clerk.field("desk-scan").fill("箱 7");
  await clerk.choose(clerk.answer("safety", "refuse"));
  await clerk.choose(clerk.answer("research", "allow"));
  await clerk.send();
  await expect(page.locator("#record-complaint")).toHaveText(clerk.say("desk-signed-missing"));
  await clerk.field("desk-signed").fill(daysAgo(0));
  await clerk.field("desk-words").fill("1");
  await clerk.send();
  const receipt = await clerk.receipt();
  expect(receipt).toContain(clerk.say("desk-receipt-by-paper"));
  expect(receipt).toContain(clerk.say("desk-receipt-answer-object"));
  expect(receipt).toContain(patient.number);
  expect(receipt).not.toContain("NATTOKU RECEIPT");
  await audit(page, info, "desk-3-receipt", { language });
  expect(await hospital.permits(patient, "safety", "drug-company")).toBe(false);
  expect(await hospital.permits(patient, "research", "university")).toBe(true);
  const [decision] = await hospital.decisions(patient);
  expect(decision.event.channel).toBe("paper");
  expect(decision.event.desk.scan).toBe("箱 7");
  expect(decision.event.terms.language).toBe(language);

  const saving = page.waitForEvent("download");
  await clerk.tap(clerk.button("desk-save"));
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe(`nattoku-${decision.number}.txt`);
  const file = readFileSync(await saved.path(), "utf8");
  expect(file).toContain("-----END NATTOKU RECEIPT-----");
  expect(file).toContain(patient.number);

  await clerk.tap(clerk.button("desk-next"));
  await expect(clerk.field("desk-patient")).toBeFocused();
  await expect(clerk.field("desk-patient")).toHaveValue("");
  expect(await page.locator("body").innerText()).not.toContain(patient.number);
});

test("a yes on paper that is not newer than a no is recorded only when somebody has asked the person", async ({ clerk, patient, hospital, page, watch }) => {
  watch.tolerate(/status of 422/);
  await clerk.open();
  await clerk.shown(patient.number);
  await clerk.recordByPhone("research", "refuse");
  await clerk.another(patient.number);
  await clerk.choose(clerk.radio("desk-paper"));
  await clerk.field("desk-signed").fill(daysAgo(3));
  await clerk.field("desk-words").fill("1");
  await clerk.choose(clerk.answer("research", "allow"));
  await clerk.send();
  await expect(page.locator("#record-complaint")).toHaveText(clerk.say("desk-signed-wrong"));
  expect(await hospital.permits(patient, "research", "university")).toBe(false);
  await clerk.choose(clerk.main.getByRole("checkbox", { name: clerk.say("desk-confirmed"), exact: true }));
  await clerk.send();
  await clerk.receipt();
  expect(await hospital.permits(patient, "research", "university")).toBe(true);
  const decision = (await hospital.decisions(patient)).at(-1);
  expect(decision.event.desk.signed).toBe(daysAgo(3));
  expect(decision.event.desk.confirmed_by).toBe(decision.event.desk.staff);
});

test("nothing is chosen beforehand, and yes and no are equal in every way", async ({ clerk, patient, page }) => {
  await clerk.open();
  await clerk.shown(patient.number);
  await expect(page.locator("#answers input:checked")).toHaveCount(0);
  if (!clerk.touch) await page.mouse.move(0, 0);
  const look = (answer) =>
    clerk.answer("research", answer).evaluate((input) => {
      const face = input.closest("label").querySelector(".answer__face");
      const { width, height } = face.getBoundingClientRect();
      const { backgroundColor, color, fontSize, fontWeight, borderTopColor, borderTopWidth } = getComputedStyle(face);
      return [Math.round(width), Math.round(height), backgroundColor, color, fontSize, fontWeight, borderTopColor, borderTopWidth];
    });
  expect(await look("allow")).toEqual(await look("refuse"));
  await clerk.choose(clerk.radio("desk-phone"));
  await clerk.send();
  const complaint = page.locator("#record-complaint");
  await expect(complaint).toHaveText(clerk.say("desk-choose"));
  await expect(complaint).toBeFocused();
  await clerk.choose(clerk.answer("research", "refuse"));
  await clerk.tap(clerk.button("desk-clear"));
  await expect(page.locator("#answers input:checked")).toHaveCount(0);
});

test("everything is stopped by phone, and then no answers are asked", async ({ clerk, patient, hospital }) => {
  await clerk.open();
  await clerk.shown(patient.number);
  await clerk.choose(clerk.radio("desk-phone"));
  await clerk.choose(clerk.radio("desk-kind-stop-everything"));
  await expect(clerk.answer("research", "allow")).toBeHidden();
  await clerk.send();
  expect(await clerk.receipt()).toContain(clerk.say("desk-receipt-stopped-everything"));
  expect(await hospital.status(patient)).toBe("不同意");
});

test("what somebody says for a patient names them", async ({ clerk, patient, hospital, page }) => {
  const names = ["--proxy-name", "藤枝 花", "--person-name", "藤枝 太郎", "--until", "2099-01-01", "--staff", "s-0"];
  await hospital.done("proxy", "begin", "--patient", patient.number, "--holder", `${patient.number}-P`, "--basis", "family", ...names);
  await clerk.open();
  await clerk.shown(patient.number);
  await expect(page.locator("#who input:checked")).toHaveCount(0);
  await clerk.choose(clerk.main.getByRole("radio", { name: /藤枝 花/ }));
  await clerk.choose(clerk.radio("desk-paper"));
  await clerk.choose(clerk.answer("research", "refuse"));
  await clerk.send();
  expect(await clerk.receipt()).toContain("藤枝 花");
  const decisions = await hospital.decisions(patient);
  expect(decisions.at(-1).event.actor).toHaveProperty("proxy");
});

test("who may answer for a patient is registered at the desk, answers, and is ended there", async ({ clerk, patient, hospital, page, language, watch }, info) => {
  const holder = `${patient.number}-H`;
  watch.keepsSecret({ number: holder, token: holder });
  await clerk.open();
  await clerk.shown(patient.number);
  await clerk.tap(clerk.summary("desk-proxy"));
  await clerk.field("desk-proxy-name").fill("藤枝 花");
  await clerk.field("desk-proxy-holder").fill(patient.number);
  await clerk.field("desk-proxy-person").fill("藤枝 太郎");
  await clerk.choose(clerk.radio("desk-basis-family"));
  await clerk.choose(clerk.radio("desk-proxy-until-of-age"));
  await clerk.field("desk-proxy-born").fill("1947-03-05");
  await audit(page, info, "desk-4-proxy", { language });
  await clerk.tap(clerk.button("desk-proxy-begin"));
  const complaint = page.locator("#begin-complaint");
  await expect(complaint).toHaveText(clerk.say("desk-proxy-self"));
  await expect(complaint).toBeFocused();
  await clerk.field("desk-proxy-holder").fill(holder);
  watch.tolerate(/status of 422/);
  await clerk.tap(clerk.button("desk-proxy-begin"));
  await expect(complaint).toHaveText(clerk.say("desk-proxy-day-wrong"));
  await clerk.choose(clerk.radio("desk-proxy-until-day"));
  await expect(clerk.field("desk-proxy-born")).toBeHidden();
  await clerk.field("desk-proxy-last-day").fill("2099-01-01");
  await clerk.tap(clerk.button("desk-proxy-begin"));
  expect(await clerk.receipt()).toContain("藤枝 花");
  await expect(page.locator("#then")).toHaveText(clerk.say("desk-proxy-begun"));
  await audit(page, info, "desk-5-proxy-receipt", { language });

  await clerk.another(patient.number);
  await clerk.choose(clerk.main.getByRole("radio", { name: /藤枝 花/ }));
  await clerk.choose(clerk.radio("desk-paper"));
  await clerk.choose(clerk.answer("research", "refuse"));
  await clerk.send();
  expect(await clerk.receipt()).toContain("藤枝 花");

  await clerk.another(patient.number);
  await clerk.tap(page.locator("#mandates").getByText(clerk.say("desk-proxy-end"), { exact: true }));
  await audit(page, info, "desk-6-proxy-end", { language });
  await clerk.tap(clerk.button("desk-proxy-end-now"));
  await clerk.receipt();
  await expect(page.locator("#then")).toBeHidden();
  await clerk.another(patient.number);
  await expect(page.locator("#mandates")).toHaveText(clerk.say("desk-mandates-none"));
  const actors = (await hospital.decisions(patient)).map(({ event }) => event.actor);
  expect(actors).toContainEqual({ proxy: expect.any(String) });
});

test("a wrong token and an unknown number are told, and a second try works", async ({ clerk, patient, page, watch }) => {
  watch.tolerate(/status of 40[14]/);
  await clerk.open();
  const complaint = page.locator("#look-complaint");
  await clerk.lookUp(patient.number, "wrong");
  await expect(complaint).toHaveText(clerk.say("desk-no-token"));
  await expect(complaint).toBeFocused();
  await clerk.lookUp("nobody");
  await expect(complaint).toHaveText(clerk.say("desk-no-patient"));
  await clerk.shown(patient.number);
  await expect(complaint).toBeHidden();
});

test("an answer whose reply was lost is recorded once, however often it is sent", async ({ clerk, patient, hospital, page, watch }) => {
  watch.tolerate(/Failed to load resource/);
  await clerk.open();
  await clerk.shown(patient.number);
  await clerk.choose(clerk.radio("desk-paper"));
  await clerk.choose(clerk.answer("research", "refuse"));
  await page.route("**/api/desk/record", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await clerk.send();
  await expect(page.locator("#record-complaint")).toHaveText(clerk.say("desk-failed"));
  await page.unroute("**/api/desk/record");
  await clerk.send();
  await clerk.receipt();
  expect(await hospital.decisions(patient)).toHaveLength(1);
});

test("the page is there in the other language, too, and keeps nothing over a reload", async ({ clerk, patient, page, language }) => {
  await clerk.open();
  await clerk.shown(patient.number);
  await clerk.tap(page.getByRole("link", { name: clerk.say("desk-other-language") }));
  await expect(page.locator("html")).toHaveAttribute("lang", language === "ja" ? "en" : "ja");
  await expect(page.locator("#token")).toHaveValue("");
  await expect(page.locator("#now")).toBeHidden();
});

test("the page and the button say whose answer is recorded, and another number forgets everything at once", async ({ clerk, patient, hospital, page, watch, language }) => {
  const other = await hospital.patient("told", language);
  watch.keepsSecret(other);
  await clerk.open();
  await clerk.shown(patient.number);
  for (const place of ["#now", "#record"]) await expect(page.locator(`${place} [data-whose]`)).toHaveText(patient.number);
  const as = clerk.say("desk-record-as").replace("{ $number }", patient.number);
  expect((await page.locator("#record-now").innerText()).replace(/[\u2068\u2069]/g, "")).toBe(as);
  await clerk.choose(clerk.radio("desk-paper"));
  await clerk.choose(clerk.answer("research", "refuse"));
  await clerk.field("desk-scan").fill("箱 7");
  await clerk.field("desk-patient").fill(other.number);
  await expect(page.locator("#look-complaint")).toHaveText(clerk.say("desk-number-changed"));
  await expect(clerk.field("desk-patient")).toBeFocused();
  for (const place of ["#now", "#record"]) await expect(page.locator(place)).toBeHidden();
  expect(await page.locator("body").evaluate((body) => body.textContent)).not.toContain(patient.number);
  await clerk.shown(other.number);
  await expect(page.locator("#answers input:checked")).toHaveCount(0);
  await expect(clerk.field("desk-scan")).toHaveValue("");
  await clerk.choose(clerk.radio("desk-paper"));
  await clerk.choose(clerk.answer("research", "refuse"));
  await clerk.send();
  expect(await clerk.receipt()).toContain(other.number);
  expect(await hospital.decisions(patient)).toHaveLength(0);
  expect(await hospital.decisions(other)).toHaveLength(1);
});

test("what was asked for another number is shown to nobody", async ({ clerk, patient, page }) => {
  await clerk.open();
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/api/desk/look", async (route) => {
    const response = await route.fetch();
    await held;
    await route.fulfill({ response });
  });
  const answered = page.waitForResponse("**/api/desk/look");
  await clerk.lookUp(patient.number);
  await clerk.field("desk-patient").fill("another");
  release();
  await (await answered).finished();
  await expect(page.locator("#status")).toBeEmpty();
  await expect(page.locator("#now")).toBeHidden();
  await expect(page.locator("#record")).toBeHidden();
});

test("after five minutes without use the page forgets everything, the token too, and says why", async ({ clerk, patient, page }) => {
  await page.clock.install();
  await clerk.open();
  await clerk.shown(patient.number);
  await page.clock.runFor("04:50");
  await clerk.choose(clerk.radio("desk-phone"));
  await page.clock.runFor("04:50");
  await expect(page.locator("#record")).toBeVisible();
  await page.clock.runFor("00:20");
  await expect(page.locator("#look-complaint")).toHaveText(clerk.say("desk-locked"));
  await expect(page.locator("#look-complaint")).toBeFocused();
  for (const place of ["#now", "#record"]) await expect(page.locator(place)).toBeHidden();
  for (const id of ["desk-token", "desk-patient"]) await expect(clerk.field(id)).toHaveValue("");
  expect(await page.locator("body").evaluate((body) => body.textContent)).not.toContain(patient.number);
  await clerk.shown(patient.number);
  await clerk.recordByPhone("research", "refuse");
  await page.clock.runFor("05:10");
  await expect(page.locator("#receipt")).toBeHidden();
  await expect(page.locator("#file")).toBeEmpty();
  await expect(page.locator("#look")).toBeVisible();
});

test("the printed receipt is one page, and its code opens what the checker finds genuine", async ({ clerk, patient, hospital, page, language }, info) => {
  await clerk.open();
  await clerk.shown(patient.number);
  await clerk.choose(clerk.radio("desk-phone"));
  for (const question of await page.locator("#answers input[value=refuse]").all()) await clerk.choose(question);
  await clerk.send();
  await clerk.receipt();
  const pdf = await page.pdf({ preferCSSPageSize: true, path: info.outputPath("receipt.pdf") });
  const { count, width } = pagesOf(pdf);
  expect(count).toBe(1);
  expect(Math.round(width)).toBe(595);
  const address = await scanned(page, page.locator("#qr"));
  const [decision] = await hospital.decisions(patient);
  expect(address.split(".").slice(0, -1).join(".")).toBe(`${hospital.url}/${language}/verify#r=${decision.number}`);
  await page.goto(address);
  await expect(page.getByRole("heading", { name: hospital.words[language].say("verify-holds") })).toBeVisible();
});

test("a token that lacks a right, or has ended, is told in plain words", async ({ clerk, patient, hospital, page, watch }) => {
  watch.tolerate(/status of 40[13]/);
  const add = async (...options) => (await hospital.done("staff", "add", "--id", `s-${Math.random().toString(36).slice(2)}`, ...options)).trim();
  await clerk.open();
  await clerk.lookUp(patient.number, await add("--right", "look"));
  await expect(page.locator("#record-denied")).toHaveText(clerk.say("desk-no-right-record"));
  await expect(page.locator("#record")).toBeHidden();
  await expect(page.locator("#proxy-denied")).toHaveText(clerk.say("desk-no-right-mandates"));
  await expect(clerk.summary("desk-proxy")).toBeHidden();
  await clerk.lookUp(patient.number, await add());
  await expect(page.locator("#record")).toBeVisible();
  await expect(page.locator("#record-denied")).toBeHidden();
  await expect(page.locator("#proxy-denied")).toBeVisible();
  await clerk.lookUp(patient.number, await add("--right", "record"));
  await expect(page.locator("#look-complaint")).toContainText(clerk.say("problem-right-missing-title"));
  // No token ends while a test runs: what the server answers then is in crates/provider/tests/suite/tokens.rs.
  const [title, detail] = ["problem-token-ended-title", "problem-token-ended-detail"].map((id) => clerk.say(id));
  const json = { type: "/problems/token-ended", title, detail, status: 401, language: "ja" };
  await page.route("**/api/desk/look", (route) => route.fulfill({ status: 401, json }));
  await clerk.lookUp(patient.number);
  await expect(page.locator("#look-complaint")).toHaveText(`${title} ${detail}`);
});

/** What a camera reads from a QR code on the page. */
async function scanned(page, code) {
  const picture = (await code.screenshot()).toString("base64");
  const { data, width, height } = await page.evaluate(async (picture) => {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext("2d");
    context.drawImage(bitmap, 0, 0);
    return { data: [...context.getImageData(0, 0, width, height).data], width, height };
  }, picture);
  const read = jsQR(Uint8ClampedArray.from(data), width, height);
  if (!read) throw new Error("the code cannot be read");
  return read.data;
}
