// Who received data, what was allowed, what came of it: read by anybody, told to a patient, from the hospital's
// own releases and from another provider's site.
import { expect, test } from "../support/test.js";

/** Says on paper what a patient answers, so that a journey begins with it. */
async function answered(hospital, patient, answers) {
  const rows = Object.entries(answers).map(([question, answer]) => `${patient.number},${question},${answer},paper`);
  await hospital.answered(rows);
}

/** The card of an entry. */
const card = (person, name) => person.main.locator(".entry").filter({ has: person.page.getByRole("heading", { name }) });

const NAMES = { ja: { aoba: "あおば大学", minami: "みなみ製薬株式会社" }, en: { aoba: "Aoba University", minami: "Minami Pharma Inc." } };

test.describe("for everybody", () => {
  test.beforeEach(async ({ society, person }) => {
    expect(society.port).toBeGreaterThan(0);
    await person.open("recipients");
    await expect(person.heading()).toHaveText(person.words.say("recipients-title"));
  });

  test("the list is there without signing in, and is searched and narrowed", async ({ person, language }) => {
    const { page } = person;
    await expect(page.locator(".entry").first()).toBeVisible();
    const all = await page.locator(".entry").count();
    expect(all).toBeGreaterThan(10);
    for (const typed of ["みなみ", "ﾐﾅﾐ", "MINAMI pharma", "c型肝炎"]) {
      await page.locator("#search").fill(typed);
      await expect(page.locator(".entry"), typed).toHaveCount(1);
      await expect(card(person, NAMES[language].minami)).toBeVisible();
    }
    await page.locator("#search").fill("nowhere");
    await expect(page.locator("#found")).toHaveText(person.words.say("recipients-none"));
    await page.locator("#search").fill("");
    await person.tap(page.locator("summary").first());
    const country = page.getByRole("combobox", { name: person.words.say("filter-country"), exact: true });
    await country.selectOption("US");
    await expect(page.locator(".entry")).toHaveCount(1);
    await expect(page.locator(".entry")).toContainText("Northfield");
    await country.selectOption("");
    await page.getByRole("combobox", { name: person.words.say("filter-state"), exact: true }).selectOption("no");
    await expect(card(person, NAMES[language].aoba)).toHaveCount(0);
  });

  test("an entry shows its whole way, and an address leads to it", async ({ person, language }) => {
    const { page } = person;
    await person.open("recipients/minato/r-03");
    await expect(page.locator(".entry")).toHaveCount(1);
    const details = card(person, NAMES[language].minami).locator("details");
    await expect(details).toHaveJSProperty("open", true);
    await expect(details.locator(".chain li")).toHaveCount(2);
    await expect(details).toContainText(language === "ja" ? "くろしお解析株式会社" : "Kuroshio Analytics Inc.");
    await expect(page.locator(".concerns")).toHaveCount(0);
    await person.tap(person.link("recipients-all"));
    await expect(page.locator(".entry").nth(5)).toBeVisible();
    await page.goBack();
    await expect(page.locator(".entry")).toHaveCount(1);
  });

  test("the picture and its table say the same", async ({ person }) => {
    const { page } = person;
    await person.tap(person.menu("lists-flow"));
    await expect(person.heading()).toHaveText(person.words.say("flow-title"));
    const section = person.main.locator("section").filter({ hasText: /みなと|Minato/ }).last();
    await person.tap(section.locator("summary"));
    const rows = section.locator("tbody tr");
    const drawn = await section.locator("svg text").allTextContents();
    expect(await rows.count()).toBeGreaterThan(5);
    for (const row of await rows.all()) {
      const [kind, count] = await row.locator("td").allTextContents();
      expect(drawn.some((text) => text.includes(kind) && text.includes(count)), `${kind} ${count}`).toBe(true);
    }
    await expect(page.locator("svg.flow").first()).toHaveAttribute("aria-hidden", "true");
  });

  test("what came of it is told plainly: results, those that failed, and reports that are late", async ({ person }) => {
    await person.tap(person.menu("lists-outcomes"));
    await expect(person.heading()).toHaveText(person.words.say("outcomes-title"));
    await expect(person.text("outcome-negative")).toBeVisible();
    await expect(person.text("outcome-none-yet")).toBeVisible();
    await expect(person.text("outcome-overdue")).toBeVisible();
    await expect(person.main.locator("svg.chart rect").first()).toBeVisible();
    const outside = person.main.locator("a.outside").first();
    await expect(outside).toHaveAttribute("href", /^https:/);
    await expect(outside).toHaveAttribute("rel", /noreferrer/);
    await person.tap(person.main.locator(".from a").first());
    await expect(person.page.locator(".entry")).toHaveCount(1);
  });

  test("trials are shown to those who asked for them alone", async ({ person }) => {
    await person.tap(person.menu("lists-trials"));
    await expect(person.text("trials-not-asked")).toBeVisible();
    await expect(person.main.locator(".entry")).toHaveCount(0);
  });
});

test.describe("for a patient", () => {
  async function signedIn(person, place = "choices") {
    await person.openInvitation(place);
    await person.signIn();
    await expect(person.heading()).toHaveText(person.words.say("choices-title"));
  }

  test("each use says whether it may include them, and why not", async ({ person, hospital, society, language }) => {
    await answered(hospital, person.patient, { research: "allow", "drug-development": "refuse" });
    // The society gives data anew, after the answer: what was given before cannot include it.
    const today = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
    society.entries("recipients", (entries) => entries.map((entry) => ({ ...entry, last: entry.ended ? entry.last : today })));
    society.publish();
    await hospital.follow(society);
    await signedIn(person);
    await person.tap(person.menu("frame-lists"));
    const told = (name) => card(person, name).locator(".concerns");
    await expect(told(NAMES[language].aoba)).toHaveText(person.words.say("may-include"));
    await expect(told(NAMES[language].minami)).toContainText(person.words.say("because-refused"));
    await expect(told("Northfield Therapeutics")).toContainText(person.words.say("not-include"));
    await person.tap(person.menu("lists-outcomes"));
    const result = language === "ja" ? "肝臓がんの手術後に使う薬の比較" : "Comparing medicines after surgery for liver cancer";
    await expect(told(result)).toHaveText(person.words.say("may-include"));
    await person.tap(person.menu("lists-recipients"));
    // Nothing about the reader went out for it: the watch looks at every address, and only the record was read.
    await person.tap(person.menu("frame-choices"));
    await expect(person.heading()).toHaveText(person.words.say("choices-title"));
    await person.page.goBack();
    await expect(told(NAMES[language].aoba)).toHaveText(person.words.say("may-include"));
  });

  test("one reviewed use is refused by its name, stands in My choices, and the refusal is taken back", async ({ person, hospital, society }, info) => {
    expect(society.port).toBeGreaterThan(0);
    await answered(hospital, person.patient, { "drug-development": "allow" });
    const use = ["drug-development", "health-company", "--case", "other-recipient", "--review", "mnt-2025-02", "--conditions-met"];
    expect(await hospital.permits(person.patient, ...use)).toBe(true);
    await signedIn(person);
    await person.tap(person.menu("frame-lists"));
    await person.tap(person.menu("lists-reviews"));
    const review = person.main.locator("#mnt-2025-02");
    await expect(review).toContainText(person.words.say("may-include"));
    // Each button is called after its use, so that no two share a name.
    const name = await review.getByRole("heading").innerText();
    const names = await person.main.getByRole("button").allInnerTexts();
    expect(new Set(names).size).toBe(names.length);
    const button = (id) => review.getByRole("button", { name: `${person.words.say(id)} ${name}`, exact: true });
    await person.tap(button("review-refuse"));
    await person.received();
    await expect(person.heading()).toHaveText(person.words.say("done-title-refused"));
    await expect(person.main).toContainText(name);
    await person.page.screenshot({ path: info.outputPath("refused.png"), fullPage: true });
    expect(await hospital.permits(person.patient, ...use)).toBe(false);
    expect(await hospital.permits(person.patient, "drug-development", "drug-company")).toBe(true);

    await person.tap(person.link("done-choices"));
    const refused = person.main.locator("[data-refused-uses]");
    await expect(refused.getByRole("link")).toHaveCount(1);
    await expect(refused).toContainText("mnt-2025-02");
    await person.page.screenshot({ path: info.outputPath("choices.png"), fullPage: true });
    await person.tap(refused.getByRole("link"));
    await expect(review).toContainText(person.words.say("review-refused"));
    await expect(person.main.locator(".entry").first()).toHaveId("mnt-2025-02");
    await expect(button("review-refuse")).toHaveCount(0);
    await person.page.screenshot({ path: info.outputPath("reviews.png"), fullPage: true });
    await person.tap(button("review-take-back"));
    await person.received();
    await expect(person.heading()).toHaveText(person.words.say("done-title-use-answers"));
    await expect(person.main).toContainText(name);
    expect(await hospital.permits(person.patient, ...use)).toBe(true);
    await person.tap(person.link("done-choices"));
    await expect(person.heading()).toHaveText(person.words.say("choices-title"));
    await expect(refused).toHaveCount(0);
  });

  test("a use refused without a connection has not been refused yet: said in place of the list", async ({ openHospital, openSociety, patientOf, watch }) => {
    watch.tolerate(/Failed to load resource/);
    const hospital = await openHospital();
    await hospital.follow(await openSociety());
    const person = await patientOf(hospital);
    await answered(hospital, person.patient, { "drug-development": "allow" });
    await signedIn(person);
    await person.tap(person.menu("frame-lists"));
    await person.tap(person.menu("lists-reviews"));
    const refuse = person.main.locator("#mnt-2025-02").getByRole("button");
    await expect(refuse).toBeVisible();
    await hospital.kill();
    await person.tap(refuse);
    await expect(person.heading()).toHaveText(person.words.say("delivery-waiting"));
    await expect(person.heading()).toBeFocused();
    await expect(person.heading()).toBeInViewport({ ratio: 1 });
    await hospital.start();
    await person.received();
  });

  test("what is pressed in the lists presses nothing in the app around them", async ({ person, hospital, society }) => {
    expect(society.port).toBeGreaterThan(0);
    await answered(hospital, person.patient, { research: "allow" });
    await signedIn(person);
    for (const item of ["frame-words", "frame-settings", "frame-choices", "frame-lists"]) await person.tap(person.menu(item));
    const entries = person.main.locator(".entry");
    await expect(entries.nth(5)).toBeVisible();
    await expect(entries.first().locator(".concerns")).toBeVisible();
    const here = person.page.url();
    for (const entry of await entries.all()) {
      await person.tap(entry.locator("summary").first());
      await expect(entry.locator("details").first()).toHaveJSProperty("open", true);
      expect(person.page.url()).toBe(here);
    }
    // Not by luck: the numbers by which the two programs know their own are different numbers.
    const numbers = (within) =>
      person.page.evaluate((within) => {
        const marked = [...document.querySelectorAll(within)].filter((element) => element.__yew_subtree_id);
        return [...new Set(marked.map((element) => element.__yew_subtree_id))];
      }, within);
    const [around, inside] = [await numbers("header *"), await numbers("#disclosures *")];
    expect(around.length * inside.length).toBeGreaterThan(0);
    expect(around.filter((number) => inside.includes(number))).toEqual([]);
  });

  test("a release is listed for everybody, and a patient who does not permit stops it", async ({ person, hospital, society, language }) => {
    expect(society.port).toBeGreaterThan(0);
    const other = await hospital.patient("told", language);
    await answered(hospital, person.patient, { research: "allow" });
    await answered(hospital, other, { research: "refuse" });
    await expect(hospital.release(person.patient, other)).rejects.toThrow(other.number);
    await hospital.release(person.patient);
    await signedIn(person);
    await person.tap(person.menu("frame-lists"));
    const name = language === "ja" ? "みなと肝臓病学会" : "Minato Society of Liver Disease";
    await expect(card(person, name).locator(".concerns")).toHaveText(person.words.say("may-include"));
    await person.tap(card(person, name).locator("summary"));
    await expect(card(person, name)).toContainText(person.words.like("recipient-until-day"));
  });

  test("results are new once, for who asked for news of them; trials appear for who asked", async ({ person, hospital, society }) => {
    await answered(hospital, person.patient, { research: "allow" });
    await signedIn(person);
    const offers = person.button("preference-turn-on");
    for (let turnedOn = 0; turnedOn < 2; turnedOn += 1) {
      await person.tap(person.link("done-preferences"));
      // The one before counts only when the record has been read anew.
      await expect(offers).toHaveCount(3 - turnedOn);
      await person.tap(offers.first());
      await person.received();
    }
    await person.tap(person.menu("frame-lists"));
    await person.tap(person.menu("lists-trials"));
    await expect(person.text("trial-open-until")).toBeVisible();
    const marks = person.main.getByText(person.words.say("outcome-new"), { exact: true });
    await person.tap(person.menu("lists-outcomes"));
    await expect(person.main.locator(".entry").nth(3)).toBeVisible();
    await expect(marks).toHaveCount(0);

    society.entries("outcomes", ([first, ...others]) => [{ ...first, id: `o-new-${Date.now()}` }, first, ...others]);
    society.publish();
    await hospital.follow(society);
    await person.open("choices");
    await person.signIn();
    await person.tap(person.menu("frame-lists"));
    await person.tap(person.menu("lists-outcomes"));
    await expect(marks).toHaveCount(1);
    await person.open("choices");
    await person.signIn();
    await person.tap(person.menu("frame-lists"));
    await person.tap(person.menu("lists-outcomes"));
    await expect(person.main.locator(".entry").nth(3)).toBeVisible();
    await expect(marks).toHaveCount(0);
  });
});

test.describe("on the society's own site", () => {
  test("the lists are drawn from its own files", async ({ page, society, language, person }) => {
    await page.goto(`${society.url}/${language}/recipients/`);
    await expect(page.locator("html")).toHaveAttribute("data-app", "ready");
    await expect(page.locator(".entry").nth(5)).toBeVisible();
    await page.locator("#search").fill("minami");
    await expect(page.locator(".entry")).toHaveCount(1);
    await page.getByRole("link", { name: person.words.say("lists-outcomes"), exact: true }).click();
    await expect(page).toHaveURL(`${society.url}/${language}/outcomes/`);
    await expect(page.locator("h1")).toHaveText(person.words.say("outcomes-title"));
    await page.locator(".from a").first().click();
    await expect(page).toHaveURL(/\/recipients\/\?entry=minato\//);
    await page.reload();
    await expect(page.locator(".entry")).toHaveCount(1);
    await page.goBack();
    await expect(page.locator("h1")).toHaveText(person.words.say("outcomes-title"));
  });

  test.describe("without any script", () => {
    test.use({ javaScriptEnabled: false });

    test("everything can be read", async ({ page, society, language }) => {
      for (const [list, says] of [
        ["recipients", NAMES[language].minami],
        ["outcomes", "DOI"],
        ["reviews", language === "ja" ? "はやぶさ" : "Hayabusa"],
      ]) {
        await page.goto(`${society.url}/${language}/${list}/`);
        await expect(page.getByRole("main")).toContainText(says);
      }
      await page.goto(`${society.url}/${language}/`);
      await expect(page.getByRole("link", { name: "Atom" }).first()).toBeVisible();
    });
  });
});
