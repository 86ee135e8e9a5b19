// Coming back: what was answered, in the words of that day; changing it; stopping.
import { expect, test } from "../support/test.js";
import { Person } from "../support/person.js";

test("one answer is changed, and the timeline keeps both with their words", async ({ person, hospital }) => {
  await person.converse(() => "allow");
  const { patient, page } = person;
  expect(await hospital.permits(patient, "research", "university")).toBe(true);
  await person.tap(person.link("done-choices"));
  await person.tap(person.main.locator(".choice").filter({ hasText: await person.short("research") }));
  await expect(page).toHaveURL(/\/choices\/research$/);
  const headline = await person.heading().innerText();
  const who = await person.main.locator(".card").first().locator("dd").first().innerText();
  await expect(person.text("standing-allowed")).toBeVisible();
  for (const radio of await person.main.getByRole("radio").all()) await expect(radio).not.toBeChecked();
  await person.choose(person.answer("refuse"));
  expect(await hospital.permits(patient, "research", "university")).toBe(true);
  await person.tap(person.button("choice-send"));
  await person.received();
  expect(await hospital.permits(patient, "research", "university")).toBe(false);
  expect(await hospital.permits(patient, "drug-development", "drug-company")).toBe(true);

  await person.tap(person.link("done-choices"));
  await person.tap(person.main.locator(".choice").filter({ hasText: await person.short("research") }));
  await person.tap(person.link("choice-timeline"));
  const moments = person.main.locator(".timeline > li");
  await expect(moments).toHaveCount(2);
  await expect(moments.nth(0)).toContainText(person.words.say("answer-refuse"));
  await expect(moments.nth(1)).toContainText(person.words.say("answer-allow"));
  for (const moment of await moments.all()) {
    await person.tap(moment.locator("summary", { hasText: person.words.say("timeline-words") }));
    await expect(moment.locator(".shown__headline")).toHaveText(headline);
    await expect(moment.locator(".shown dd").first()).toHaveText(who);
    await expect(moment.getByText(person.words.like("timeline-version"))).toBeVisible();
  }
});

test("the words of that day stay in the language in which they were read", async ({ person, hospital, language }) => {
  await person.converse(() => "allow");
  const other = new Person(person.page, hospital, person.patient, language === "ja" ? "en" : "ja");
  await other.open("choices/research");
  await other.signIn();
  await other.tap(other.link("choice-timeline"));
  await other.tap(other.main.locator(".timeline summary").first());
  await expect(other.main.locator(".timeline .shown")).toHaveAttribute("lang", language);
});

test("who comes back by the same link sees their answers, and changes one without answering all again", async ({
  person,
  hospital,
  browser,
  language,
}) => {
  await person.converse((question) => (question === "drug-development" ? "refuse" : "allow"));
  const context = await browser.newContext();
  const again = new Person(await context.newPage(), hospital, person.patient, language);
  await again.openInvitation();
  await again.tap(again.link("welcome-choices"));
  await again.signIn();
  await expect(again.heading()).toHaveText(again.words.say("choices-title"));
  const row = async (id) => again.main.locator(".choice").filter({ hasText: await again.short(id) });
  await expect(await row("research")).toContainText(again.words.say("mark-used"));
  await expect(await row("drug-development")).toContainText(again.words.say("mark-not-used"));
  await expect(again.link("choices-answer")).toHaveCount(0);
  await again.tap(await row("drug-development"));
  await again.choose(again.answer("allow"));
  await again.tap(again.button("choice-send"));
  await again.received();
  expect(await hospital.permits(person.patient, "drug-development", "drug-company")).toBe(true);
  await context.close();
});

test("who starts again after answering is led to their choices, not asked anew", async ({ person }) => {
  await person.converse(() => "allow");
  await person.open();
  await person.tap(person.link("welcome-start"));
  for (const page of [1, 2, 3, 4]) {
    await expect(person.page).toHaveURL(new RegExp(`/explain/${page}$`));
    await person.tap(person.button("step-next"));
  }
  await person.signIn();
  await expect(person.heading()).toHaveText(person.words.say("choices-title"));
});

test("answers given on paper stand in the choices, and can be changed", async ({ person, hospital }) => {
  const { patient } = person;
  const rows = [`${patient.number},research,allow,paper`, `${patient.number},safety,refuse,paper`];
  await hospital.answered(rows);
  await person.openInvitation("choices/research");
  await person.signIn();
  await expect(person.text("standing-allowed")).toBeVisible();
  await person.tap(person.link("choice-timeline"));
  await expect(person.text("channel-paper")).toBeVisible();
  await person.tap(person.link("past-back"));
  await person.choose(person.answer("refuse"));
  await person.tap(person.button("choice-send"));
  await person.received();
  expect(await hospital.permits(patient, "research", "university")).toBe(false);
});

test("everything is stopped from the first screen in three activations, without having signed in", async ({ person, hospital }) => {
  const { patient } = person;
  expect(await hospital.permits(patient, "prevention", "municipality")).toBe(true);
  await person.openInvitation();
  await person.tap(person.link("welcome-stop"));
  await person.tap(person.link("stop-everything").or(person.main.locator(".way").first()).first());
  await expect(person.heading()).toHaveText(person.words.say("stop-effects-title"));
  await person.typeBirthDate();
  await person.tap(person.button("stop-now"));
  await person.received();
  expect(person.activations).toBeLessThanOrEqual(3);
  await expect(person.heading()).toHaveText(person.words.say("done-title-stopped"));
  expect(await hospital.permits(patient, "prevention", "municipality")).toBe(false);
  expect(await hospital.status(patient)).toBe("不同意");
  const decisions = await hospital.decisions(patient);
  expect(decisions).toHaveLength(1);
  expect(decisions[0].event.body).toEqual({ decided: { withdrawn: "everything" } });
});

test("everything is stopped from My choices in three activations; giving took more", async ({ person, hospital }) => {
  await person.converse(() => "allow");
  const giving = person.activations;
  await person.tap(person.link("done-choices"));
  person.activations = 0;
  await person.tap(person.link("choices-stop"));
  await person.tap(person.main.locator(".way").first());
  await expect(person.main.getByRole("textbox")).toHaveCount(0);
  await person.tap(person.button("stop-now"));
  await person.received();
  expect(person.activations).toBeLessThanOrEqual(3);
  expect(person.activations).toBeLessThan(giving);
  for (const [purpose, recipient] of [
    ["research", "university"],
    ["drug-development", "drug-company"],
    ["prevention", "municipality"],
  ]) {
    expect(await hospital.permits(person.patient, purpose, recipient)).toBe(false);
  }
  await person.tap(person.link("done-choices"));
  await expect(person.main.locator(".choice__mark.mark-used")).toHaveCount(0);
  await expect(person.text("standing-withdrawn")).toBeVisible();
});

test("stopping asks for no reason and offers one thing to change instead", async ({ person }) => {
  await person.openInvitation();
  await person.tap(person.link("welcome-stop"));
  await expect(person.main.getByRole("textbox")).toHaveCount(0);
  await expect(person.main.getByRole("radio")).toHaveCount(0);
  await person.tap(person.main.locator(".way").nth(1));
  await person.signIn();
  await expect(person.heading()).toHaveText(person.words.say("choices-title"));
});

test("after stopping, one use can be allowed again, and only that one", async ({ person, hospital }) => {
  await person.converse(() => "allow");
  await person.open("stop/everything");
  await person.typeBirthDate();
  await person.tap(person.button("stop-now"));
  await person.received();
  await person.tap(person.link("done-choices"));
  await person.tap(person.main.locator(".choice").filter({ hasText: await person.short("research") }));
  await person.choose(person.answer("allow"));
  await person.tap(person.button("choice-send"));
  await person.received();
  expect(await hospital.permits(person.patient, "research", "university")).toBe(true);
  expect(await hospital.permits(person.patient, "drug-development", "drug-company")).toBe(false);
  expect(await hospital.permits(person.patient, "prevention", "municipality")).toBe(false);
});

test("preferences are offered only after the answers, off at first, and are no consent", async ({ person, hospital }) => {
  await person.openInvitation("preferences");
  await person.signIn();
  await expect(person.text("preferences-later")).toBeVisible();
  await expect(person.button("preference-turn-on")).toHaveCount(0);
  await person.open();
  await person.readExplanation();
  await person.signIn();
  await expect(person.answer("allow")).toBeVisible();
  await person.answerAll(() => "refuse");
  await person.understand();
  await person.send();
  await person.received();
  await person.tap(person.link("done-preferences"));
  await expect(person.button("preference-turn-on")).toHaveCount(3);
  await person.tap(person.button("preference-turn-on").first());
  await person.received();
  await expect(person.heading()).toHaveText(person.words.say("done-title-preference"));
  await person.tap(person.link("done-preferences"));
  await expect(person.button("preference-turn-off")).toHaveCount(1);
  expect(await hospital.permits(person.patient, "research", "university")).toBe(false);
  await person.tap(person.button("preference-turn-off"));
  await person.received();
});
