// Every screen, in both languages, on phone and desktop, in light and dark.
import { expect, test } from "../support/test.js";
import { NOTICE } from "../support/person.js";
import { audit, equalAnswers } from "./audit.js";

/** After each move the focus is on the heading, so that a screen reader starts there. */
async function focused(person) {
  await expect(person.heading()).toBeFocused();
}

test("the first screen, the explanation, signing in", async ({ person, language }, info) => {
  const { page } = person;
  await page.emulateMedia({ reducedMotion: "reduce" });
  await person.openInvitation();
  await audit(page, info, "01-welcome", { language });
  await person.tap(person.link("welcome-start"));
  for (const number of [1, 2, 3, 4]) {
    await expect(page).toHaveURL(new RegExp(`/explain/${number}$`));
    await focused(person);
    await audit(page, info, `02-explain-${number}`, { language });
    if (number === 3) {
      await person.tap(person.main.locator("button.term").first());
      await audit(page, info, "02-explain-3-word-open", { language });
    }
    await person.tap(person.button("step-next"));
  }
  await focused(person);
  await audit(page, info, "03-sign-in", { language });
  await person.typeBirthDate({ year: "1958", month: "2", day: "30" });
  await person.tap(person.button("sign-in-go"));
  await expect(person.main.locator("[data-complaint]")).toBeFocused();
  await audit(page, info, "03-sign-in-no-such-date", { language });
});

test("questions, the check of understanding, review, done", async ({ person, language }, info) => {
  const { page } = person;
  await page.emulateMedia({ reducedMotion: "reduce" });
  await person.begin();
  for (let question = person.question(); question; question = person.question()) {
    await focused(person);
    const notice = NOTICE.includes(question);
    await expect(page.locator(".question--notice")).toHaveCount(notice ? 1 : 0);
    await audit(page, info, `04-question-${question}`, { language });
    if (question === "research") {
      await person.tap(person.button("step-next"));
      await expect(person.main.locator("[data-complaint]")).toBeFocused();
      await audit(page, info, "04-question-nothing-chosen", { language });
    }
    if (question === "prevention") {
      await person.tap(person.main.locator("details.more summary"));
      await audit(page, info, "04-question-notice-items", { language });
    }
    await equalAnswers(person, person.button("step-next"));
    await person.choose(person.answer(question === "safety" ? "undecided" : "allow"));
    await person.next();
  }
  let number = 0;
  while (/\/understanding\//.test(page.url())) {
    await focused(person);
    number += 1;
    await audit(page, info, `05-understanding-${number}`, { language });
    await person.choose(person.main.getByRole("radio").nth(1));
    await expect(person.main.locator("[data-explanation]")).toBeVisible();
    await audit(page, info, `05-understanding-${number}-explained`, { language });
    await person.next();
  }
  await focused(person);
  await audit(page, info, "06-review", { language });
  await person.send();
  await person.received();
  await focused(person);
  await audit(page, info, "07-done", { language });
});

test("my choices, a choice with its timeline, stopping, preferences", async ({ person, language, hospital }, info) => {
  const { page, patient } = person;
  await page.emulateMedia({ reducedMotion: "reduce" });
  await person.openInvitation("preferences");
  await person.signIn();
  await expect(person.text("preferences-later")).toBeVisible();
  await audit(page, info, "11-preferences-before", { language });
  await person.tap(person.menu("frame-choices"));
  await focused(person);
  await audit(page, info, "08-choices-nothing-answered", { language });
  const rows = [`${patient.number},research,allow,paper`, `${patient.number},safety,refuse,paper`];
  await hospital.answered(rows);
  await person.openInvitation("choices");
  await person.signIn();
  await expect(person.heading()).toHaveText(person.words.say("choices-title"));
  await audit(page, info, "08-choices", { language });
  for (const id of ["research", "safety"]) {
    await person.tap(person.main.locator(".choice").filter({ hasText: await person.short(id) }));
    await expect(page).toHaveURL(new RegExp(`/choices/${id}$`));
    await focused(person);
    await audit(page, info, `09-choice-${id}`, { language });
    await equalAnswers(person, person.button("choice-send"));
    await person.tap(person.link("choice-timeline"));
    await focused(person);
    await person.tap(person.main.locator(".timeline summary").first());
    await audit(page, info, `09-choice-${id}-timeline`, { language });
    await page.goBack();
    await page.goBack();
    await expect(person.heading()).toHaveText(person.words.say("choices-title"));
  }
  await person.tap(person.link("choices-stop"));
  await focused(person);
  await audit(page, info, "10-stop", { language });
  await person.tap(person.main.locator(".way").first());
  await focused(person);
  await audit(page, info, "10-stop-everything", { language });
  await page.goBack();
  await page.goBack();
  await person.tap(person.link("done-preferences"));
  await focused(person);
  await audit(page, info, "11-preferences", { language });
  await person.tap(person.button("preference-turn-on").first());
  await person.received();
  await audit(page, info, "11-preferences-done", { language });
});

test("words, settings, no such page, no invitation, stopping without a session", async ({ person, language }, info) => {
  const { page } = person;
  await page.emulateMedia({ reducedMotion: "reduce" });
  await person.openInvitation();
  for (const [item, name] of [
    ["frame-words", "12-words"],
    ["frame-settings", "13-settings"],
  ]) {
    await person.tap(person.menu(item));
    await focused(person);
    await audit(page, info, name, { language });
  }
  await person.choose(person.main.getByRole("radio", { name: person.words.say("settings-size-largest"), exact: true }));
  await audit(page, info, "13-settings-largest", { language });
  await person.choose(person.main.getByRole("radio", { name: person.words.say("settings-size-normal"), exact: true }));
  await person.openInvitation("stop/everything");
  await audit(page, info, "10-stop-everything-signed-out", { language });
  await person.open("nothing/here");
  await audit(page, info, "14-not-found", { language });
  await person.open("choices");
  await audit(page, info, "15-no-invitation", { language });
});

test("where the app does not run", async ({ person, language, watch }, info) => {
  const { page } = person;
  await page.emulateMedia({ reducedMotion: "reduce" });
  watch.tolerate(/Failed to load resource|wasm/i);
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto(person.at());
  await expect(page.locator("html")).toHaveAttribute("data-app", "failed");
  await expect(page.locator("#fallback")).toBeVisible();
  await audit(page, info, "16-fallback", { language });
});

test("a decision that is not yet received, and one that was overtaken", async ({ openHospital, patientOf, page, language, watch }, info) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  watch.tolerate(/Failed to load resource/);
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  await person.upToSending(() => "allow");
  await person.sendInVain();
  await audit(page, info, "17-not-yet-received", { language });
  const rows = [`${person.patient.number},research,refuse,paper`];
  await hospital.answered(rows);
  await hospital.start();
  await expect(person.text("delivery-overtaken")).toBeVisible();
  await audit(page, info, "18-overtaken", { language });
});
