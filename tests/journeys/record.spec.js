// The record and its receipts: a patient can prove what they said, and see what they saw (U3, U4, A15).
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "../support/test.js";
import { pagesOf } from "../support/pdf.js";

/** Answers one question from My choices; the hospital's record has it. */
const decided = async (person, question = "research", answer = "allow") => {
  await person.openInvitation("choices");
  await person.signIn();
  await person.change(question, answer);
  await person.received();
};

const toReceipt = async (person) => {
  await person.tap(person.link("done-receipt"));
  await expect(person.page.locator("[data-receipt]")).toBeVisible();
};

const saved = async (person, id, path) => {
  const [download] = await Promise.all([person.page.waitForEvent("download"), person.tap(person.button(id))]);
  await download.saveAs(path);
  return readFileSync(path, "utf8");
};

test("a receipt is verified on the device, stands on one page, and is kept as a file", async ({ person }, info) => {
  await decided(person);
  await toReceipt(person);
  const receipt = person.page.locator("[data-receipt]");
  await expect(receipt).toContainText(await person.short("research"));
  await expect(receipt).toContainText(person.words.say("answer-allow"));
  await expect(receipt).toContainText(person.words.say("receipt-verified"));
  await expect(receipt.getByRole("img", { name: person.words.say("receipt-qr") })).toBeVisible();
  expect(await person.overflow()).toBeLessThanOrEqual(0);
  await person.page.screenshot({ path: info.outputPath("receipt.png"), fullPage: true });
  await person.page.emulateMedia({ media: "print" });
  const pdf = await person.page.pdf({ format: "A4", preferCSSPageSize: true, path: info.outputPath("receipt.pdf") });
  expect(pagesOf(pdf).count).toBe(1);
  await person.page.emulateMedia({ media: null });
  const file = await saved(person, "receipt-save", info.outputPath("receipt.txt"));
  expect(file).toContain("-----BEGIN NATTOKU RECEIPT-----");
  expect(file.indexOf(await person.short("research"))).toBeGreaterThan(0);
  expect(file.indexOf(await person.short("research"))).toBeLessThan(file.indexOf("-----BEGIN"));
});

test("a receipt file is checked without a connection, and a spoilt one is told apart", async ({ person, context, watch }, info) => {
  // Without a connection the ledger cannot be compared with what was seen before.
  watch.tolerate(/ERR_INTERNET_DISCONNECTED/);
  await decided(person, "drug-development", "refuse");
  await toReceipt(person);
  const path = info.outputPath("receipt.txt");
  const file = await saved(person, "receipt-save", path);
  await person.open("verify");
  await expect(person.heading()).toHaveText(person.words.say("verify-title"));
  await person.page.waitForLoadState("networkidle");
  await context.setOffline(true);
  const choose = person.main.locator("input[type=file]");
  await choose.setInputFiles(path);
  await expect(person.page.locator("[data-proved]")).toContainText(person.words.say("verify-holds"));
  await expect(person.page.locator("[data-proved]")).toContainText(await person.short("drug-development"));
  await person.page.screenshot({ path: info.outputPath("verify.png"), fullPage: true });

  const [, code] = file.match(/-----BEGIN NATTOKU RECEIPT-----\n([^-]+)/);
  const receipt = JSON.parse(Buffer.from(code, "base64").toString());
  receipt.payload = receipt.payload.replace('"refuse"', '"allow"');
  const spoilt = info.outputPath("spoilt.txt");
  writeFileSync(spoilt, JSON.stringify(receipt));
  await choose.setInputFiles(spoilt);
  await expect(person.page.locator("[data-no-proof]")).toContainText(person.words.say("proof-altered"));
  await expect(person.page.locator("[data-proved]")).toHaveCount(0);
  const other = info.outputPath("other.txt");
  writeFileSync(other, "これは控えではありません");
  await choose.setInputFiles(other);
  await expect(person.page.locator("[data-no-proof]")).toContainText(person.words.say("proof-no-file"));
  await context.setOffline(false);
});

test("a receipt file whose readable lines were rewritten is called altered, and the record's own words stand below", async ({ person }, info) => {
  const { main, words } = person;
  await decided(person, "research", "refuse");
  await toReceipt(person);
  const path = info.outputPath("receipt.txt");
  const file = await saved(person, "receipt-save", path);
  const [no, yes] = ["answer-refuse", "answer-allow"].map((id) => words.say(id));
  expect(file).toContain(no);
  await person.open("verify");
  const choose = main.locator("input[type=file]");
  const proved = person.page.locator("[data-proved]");
  const check = async (text, name) => {
    const written = info.outputPath(name);
    writeFileSync(written, text);
    await choose.setInputFiles(written);
  };
  // Other ends of lines and a byte order mark are no forgery.
  await check(`\ufeff${file.replaceAll("\n", "\r\n")}`, "mailed.txt");
  await expect(proved).toContainText(words.say("verify-holds"));
  for (const [name, forged] of [
    ["answer", file.replace(no, yes)],
    ["number", file.replace(/: \d+\n/, ": 7\n")],
    ["added", file.replace("-----BEGIN", `${yes}\n-----BEGIN`)],
    ["after", `${file}\n${yes}\n`],
    ["left-out", file.replace(/^- .*\n/m, "")],
  ]) {
    expect(forged, name).not.toBe(file);
    await check(forged, `${name}.txt`);
    await expect(proved.locator("[data-readable]"), name).toContainText(words.say("verify-changed"));
    await expect(proved, name).not.toContainText(words.say("verify-holds"));
    await expect(proved.locator(".review"), name).toContainText(no);
  }
  await person.page.screenshot({ path: info.outputPath("altered.png"), fullPage: true });
  // What was written in other words is not called genuine as a whole, either.
  await check(file.replace(words.say("receipt-title"), "Zeugnis"), "other.txt");
  await expect(proved).toContainText(words.say("verify-recorded"));
  await expect(proved).not.toContainText(words.say("verify-holds"));
  // Nobody has signed in on this page: the receipt names nobody.
  await expect(proved).toContainText(words.say("verify-unnamed"));
});

test("the code on a receipt opens its check on any device, and leaves the address", async ({ person, browser }, info) => {
  await decided(person);
  await toReceipt(person);
  const file = await saved(person, "receipt-save", info.outputPath("receipt.txt"));
  const [, code] = file.match(/-----BEGIN NATTOKU RECEIPT-----\n([^-]+)/);
  const receipt = JSON.parse(Buffer.from(code, "base64").toString());
  const number = receipt.entry.match(/^number (\d+)$/m)[1];
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${person.at("verify")}#r=${number}.${receipt.salt}`);
  await expect(page.locator("[data-proved]")).toContainText(await person.short("research"));
  expect(new URL(page.url()).hash).toBe("");
  await page.goto("about:blank");
  await page.goto(`${person.at("verify")}#r=${number}.${"0".repeat(64)}`);
  await expect(page.locator("[data-no-proof]")).toContainText(person.words.say("proof-not-found"));
  await context.close();
});

test("any day opens in the words that were shown, with who answered and the catalogue's version", async ({ person, hospital }, info) => {
  await decided(person);
  await person.change("research", "refuse");
  await person.received();
  await person.tap(person.link("done-choices"));
  await person.tap(person.link("choices-history"));
  await expect(person.heading()).toHaveText(person.words.say("history-title"));
  await person.page.screenshot({ path: info.outputPath("history.png"), fullPage: true });
  await person.tap(person.main.locator("a.choice").first());
  await expect(person.page).toHaveURL(/\/history\/\d{4}-\d{2}-\d{2}$/);
  const catalogue = await fetch(`${hospital.url}/api/catalogue`);
  const digest = catalogue.headers.get("etag").replaceAll('"', "");
  await expect(person.main).toContainText(digest);
  await expect(person.main).toContainText(person.words.say("acted-self"));
  for (const answer of ["answer-allow", "answer-refuse"]) {
    await expect(person.main).toContainText(person.words.say(answer));
  }
  const { programmes } = await catalogue.json();
  const research = programmes.flatMap(({ purposes }) => purposes).find(({ id }) => id === "research");
  await person.tap(person.main.locator("summary").last());
  await expect(person.main.locator(".shown__headline").last()).toHaveText(research.headline[person.language]);
  expect(await person.overflow()).toBeLessThanOrEqual(0);
  await person.page.screenshot({ path: info.outputPath("day.png"), fullPage: true });
  await person.tap(person.main.getByRole("link", { name: person.words.say("history-receipt"), exact: true }).first());
  await expect(person.page.locator("[data-receipt]")).toBeVisible();
});

test("the machine-readable record is there to take away", async ({ person }, info) => {
  await decided(person);
  await person.open("history");
  await person.signIn();
  const record = JSON.parse(await saved(person, "history-machine", info.outputPath("record.jsonld")));
  expect(JSON.stringify(record)).toContain("research");
  expect(record["@context"]).toBeTruthy();
});

test("a no reaches everybody who holds the data, and the person sees how far it has come", async ({ openHospital, patientOf }, info) => {
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  await decided(person, "research", "allow");
  await hospital.release(person.patient);
  await person.open("stop/everything");
  await person.typeBirthDate();
  await person.tap(person.button("stop-now"));
  await person.received();
  await toReceipt(person);
  const told = person.page.locator(".told");
  await expect(told).toContainText(person.words.say("told-waiting"));
  await expect(told).toContainText(person.words.say("told-earlier"));
  const letter = (await hospital.done("outbox", "--reason", "audit", "--format", "csv")).split("\n")[1].split(",")[0];
  await hospital.report(["id,state,on,reason", `${letter},could-not-stop,2026-11-20,もう結果にまとまりました。`]);
  await person.tap(person.link("choices-history"));
  await person.tap(person.main.locator("a.choice").first());
  await expect(person.page.locator(".told").last()).toContainText("もう結果にまとまりました。");
  await person.page.screenshot({ path: info.outputPath("told.png"), fullPage: true });
});

test("who read the record stands below it, by kind, with the day and the reason", async ({ openHospital, patientOf }, info) => {
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  await person.openInvitation("history");
  await person.signIn();
  const reads = person.page.locator("[data-reads]");
  await expect(reads).toContainText(person.words.say("reads-none"));
  await hospital.done("statuses", "--reason", "notification");
  await hospital.lookUp(person.patient, "question");
  await person.openInvitation("history");
  await person.signIn();
  await expect(reads).toContainText(person.words.say("reads-desk"));
  await expect(reads).toContainText(person.words.say("reads-why-question"));
  await expect(reads).toContainText(person.words.say("reads-export"));
  await expect(reads).toContainText(person.words.say("reads-why-notification"));
  expect(await person.overflow()).toBeLessThanOrEqual(0);
  await person.page.screenshot({ path: info.outputPath("reads.png"), fullPage: true });
});
