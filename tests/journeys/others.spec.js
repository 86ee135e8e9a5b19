// Acting for somebody else, coming of age, and words that change: openly, and never carried over in silence.
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SAMPLE, daysAgo } from "../support/hospital.js";
import { expect, test } from "../support/test.js";

const CHILD = "山田 はな";

/** Lets a patient act for another. */
const begin = (hospital, holder, child, ...until) =>
  hospital.done("proxy", "begin", "--patient", child.number, "--holder", holder.number, "--basis", "parent",
    "--proxy-name", "山田 恵", "--person-name", CHILD, "--staff", "t.sato", ...until);

test("a parent acts for a child, sees it on every screen, and changes back to their own", async ({ person, hospital, language }, info) => {
  const child = await hospital.patient("told", language);
  await begin(hospital, person.patient, child, "--birth-date", "2015-04-01");
  await person.openInvitation("choices");
  await person.signIn();
  await expect(person.heading()).toHaveText(person.words.say("people-title"));
  await person.page.screenshot({ path: info.outputPath("people.png"), fullPage: true });
  await person.tap(person.main.getByRole("button").filter({ hasText: CHILD }));
  await expect(person.heading()).toHaveText(person.words.like("choices-title-for"));
  const acting = person.page.locator("[data-acting]");
  await expect(acting).toContainText(CHILD);
  await person.change("research", "allow");
  await person.received();
  await expect(acting).toContainText(CHILD);
  expect(await person.overflow()).toBeLessThanOrEqual(0);
  await person.page.screenshot({ path: info.outputPath("acting.png"), fullPage: true });
  expect(await hospital.permits(child, "research", "university")).toBe(true);
  expect(await hospital.permits(person.patient, "research", "university")).toBe(false);
  await person.tap(person.link("done-receipt"));
  await expect(person.page.locator("[data-receipt]")).toContainText("山田 恵");
  await person.tap(acting.getByRole("link"));
  await person.tap(person.main.getByRole("button").filter({ hasText: person.words.say("people-self") }));
  await expect(acting).toHaveText(new RegExp(person.words.say("acting-self")));
  await expect(person.main).not.toContainText(CHILD);
});

test("what a parent takes home names the child: on the screen, the receipt, the saved file and on paper", async ({ person, hospital, language }, info) => {
  const { page, words } = person;
  const child = await hospital.patient("told", language);
  await begin(hospital, person.patient, child, "--birth-date", "2015-04-01");
  await person.openInvitation("choices");
  await person.signIn();
  await person.tap(person.main.getByRole("button").filter({ hasText: CHILD }));
  await expect(person.heading()).toHaveText(words.like("choices-title-for"));
  await expect(person.heading()).toContainText(CHILD);
  await person.tap(person.main.locator(".choice").filter({ hasText: await person.short("research") }));
  await person.choose(person.answer("refuse"));
  await person.tap(person.button("choice-send"));
  await person.received();
  const named = (place) => place.locator("div", { hasText: words.say("done-for") }).filter({ hasText: CHILD }).last();
  await expect(named(page.locator("[data-received]"))).toBeVisible();
  await page.screenshot({ path: info.outputPath("done.png"), fullPage: true });
  await person.tap(person.link("done-receipt"));
  await expect(named(page.locator("[data-receipt]"))).toBeVisible();
  await page.screenshot({ path: info.outputPath("receipt.png"), fullPage: true });
  await page.emulateMedia({ media: "print" });
  await expect(named(page.locator("[data-receipt]"))).toBeVisible();
  await page.emulateMedia({ media: null });
  const [download] = await Promise.all([page.waitForEvent("download"), person.tap(person.button("receipt-save"))]);
  const path = info.outputPath("receipt.txt");
  await download.saveAs(path);
  const file = readFileSync(path, "utf8");
  expect(file.split("\n").find((line) => line.startsWith(`${words.say("done-for")}: `))).toContain(CHILD);
  // Checked while signed in, it says whose it is; without, that it names nobody, and it is genuine all the same.
  await person.tap(person.link("choices-history"));
  await person.tap(person.link("history-verify"));
  await person.main.locator("input[type=file]").setInputFiles(path);
  await expect(page.locator("[data-proved]")).toContainText(words.like("verify-of"));
  await expect(page.locator("[data-proved]")).toContainText(words.say("verify-holds"));
  await person.open("verify");
  await person.main.locator("input[type=file]").setInputFiles(path);
  await expect(page.locator("[data-proved]")).toContainText(words.say("verify-unnamed"));
  await expect(page.locator("[data-proved]")).toContainText(words.say("verify-holds"));
});

test("a child's own no stands against the parent's yes, in words of the child's own", async ({ person, hospital, language }, info) => {
  const parent = await hospital.patient("told", language);
  await begin(hospital, parent, person.patient, "--birth-date", "2015-04-01");
  const mandate = (await hospital.done("proxy", "list", "--reason", "audit", "--format", "csv")).split("\n").find((line) => line.includes(person.patient.number));
  await hospital.done("record", "--patient", person.patient.number, "--channel", "paper", "--staff", "t.sato",
    "--as", mandate.match(/[0-9a-f]{8}-[0-9a-f-]{27}/)[0], "--answer", "research=allow", "--signed", daysAgo(0), "--words", "1");
  expect(await hospital.permits(person.patient, "research", "university")).toBe(true);
  await person.openInvitation("choices/research");
  await person.signIn();
  const { programmes } = await (await fetch(`${hospital.url}/api/catalogue`)).json();
  const research = programmes.flatMap(({ purposes }) => purposes).find(({ id }) => id === "research");
  await expect(person.heading()).toHaveText(research.for_children[person.language]);
  await expect(person.main).toContainText(person.words.say("child-note"));
  await person.page.screenshot({ path: info.outputPath("child.png"), fullPage: true });
  await person.change("research", "refuse");
  await person.received();
  expect(await hospital.permits(person.patient, "research", "university")).toBe(false);
});

test("who may no longer act for somebody is told so, and nothing of theirs opens", async ({ person, hospital, language, watch }) => {
  watch.tolerate(/status of 403/);
  const child = await hospital.patient("told", language);
  await begin(hospital, person.patient, child, "--birth-date", "2015-04-01");
  const listed = await hospital.done("proxy", "list", "--reason", "audit", "--format", "csv");
  const row = listed.split("\n").find((line) => line.includes(child.number));
  const mandate = row.match(/[0-9a-f]{8}-[0-9a-f-]{27}/)[0];
  await person.openInvitation("choices");
  await person.signIn();
  await person.tap(person.main.getByRole("button").filter({ hasText: CHILD }));
  await expect(person.heading()).toHaveText(person.words.like("choices-title-for"));
  await hospital.done("proxy", "end", "--patient", child.number, "--mandate", mandate, "--staff", "t.sato");
  await person.change("research", "allow");
  await expect(person.page.locator("[data-delivery]")).toContainText(person.words.say("delivery-rejected"));
  await expect(person.page.locator("[data-received]")).toHaveCount(0);
  expect(await hospital.permits(child, "research", "university")).toBe(false);
});

/** The headline of `research`, before and in the newer version. */
const HEADLINE = {
  ja: {
    old: "肝臓の病気の原因や治し方を調べる研究に使い、大学や病院、学会にわたします。",
    new: "肝臓の病気を調べる研究に使い、大学や病院、製薬会社にわたします。",
  },
  en: {
    old: "Use it to study the causes and treatment of liver disease, and give it to universities, hospitals and academic societies.",
    new: "Use it to study liver disease, and give it to universities, hospitals and drug companies.",
  },
};

/** The sample with a newer version: drug companies may receive what research is done with. */
const newer = () => {
  const folder = mkdtempSync(join(tmpdir(), "nattoku-catalogue-"));
  cpSync(SAMPLE, folder, { recursive: true });
  const edit = (name, change) => {
    const path = join(folder, name);
    const before = readFileSync(path, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`${name} did not change`);
    writeFileSync(path, after);
  };
  edit("provider.toml", (text) => text.replace("version = 1", "version = 2"));
  edit("programmes/registry.toml", (text) =>
    text
      .replace(/(id = "research"[\s\S]*?recipients = \[)/, '$1"drug-company", ')
      .replace(HEADLINE.ja.old, HEADLINE.ja.new)
      .replace(HEADLINE.en.old, HEADLINE.en.new),
  );
  writeFileSync(
    join(folder, "changes.toml"),
    `[approval]
version = "1.1"
by = "みどり市民病院 倫理委員会（見本）"
on = 2026-11-01
languages = { ja = "original", en = "translated" }

[[changes]]
question = "research"
since = 1
weight = "material"
sentence = { ja = "製薬会社にもわたします。", en = "Drug companies receive it, too." }
`,
  );
  return folder;
};

test("when words widen, the person sees what changed first, and until they answer the old words hold", async ({ openHospital, patientOf, watch }, info) => {
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  await person.openInvitation("choices");
  await person.signIn();
  await person.change("research", "allow");
  await person.received();
  // The server ends while the page may still be reading the record.
  watch.tolerate(/Failed to load resource/);
  await hospital.renew(newer());
  expect(await hospital.permits(person.patient, "research", "university")).toBe(true);
  expect(await hospital.permits(person.patient, "research", "drug-company")).toBe(false);
  await person.openInvitation("choices");
  await person.signIn();
  const changed = person.page.locator("[data-changed]");
  await expect(changed).toContainText(person.words.say("choices-changed"));
  const row = person.main.locator("section:not([data-changed]) .choice").filter({ hasText: await person.short("research") });
  await expect(row).toContainText(person.words.say("choice-reworded"));
  // The old yes stands under the words it was given to; the new words come after it, and are called new.
  await person.tap(row);
  const headline = HEADLINE[person.language];
  await expect(person.heading()).toHaveText(headline.old);
  const now = person.main.locator(".now");
  await expect(now).toContainText(person.words.like("standing-allowed"));
  const fresh = person.main.locator("section", { has: person.main.page().getByRole("heading", { name: person.words.say("choice-new-words") }) });
  await expect(fresh).toContainText(headline.new);
  await expect(fresh).not.toContainText(headline.old);
  const [before, after] = await Promise.all([now.boundingBox(), fresh.boundingBox()]);
  expect(before.y + before.height).toBeLessThanOrEqual(after.y);
  await person.page.screenshot({ path: info.outputPath("old-and-new.png"), fullPage: true });
  await person.tap(person.menu("frame-choices"));
  await person.tap(changed.getByRole("link"));
  await expect(person.heading()).toHaveText(person.words.say("changed-title"));
  const text = await person.main.innerText();
  const sentence = person.language === "ja" ? "製薬会社にもわたします。" : "Drug companies receive it, too.";
  expect(text.indexOf(sentence)).toBeGreaterThan(0);
  await person.page.screenshot({ path: info.outputPath("changed.png"), fullPage: true });
  await person.tap(person.link("changed-answer"));
  await person.choose(person.answer("allow"));
  await person.tap(person.button("choice-send"));
  await person.received();
  expect(await hospital.permits(person.patient, "research", "drug-company")).toBe(true);
  await person.tap(person.link("done-choices"));
  await expect(person.page.locator("[data-changed]")).toHaveCount(0);
  // Once the new words are answered, they stand alone.
  await person.tap(person.main.locator(".choice").filter({ hasText: await person.short("research") }));
  await expect(person.heading()).toHaveText(headline.new);
  await expect(person.main).not.toContainText(headline.old);
});
