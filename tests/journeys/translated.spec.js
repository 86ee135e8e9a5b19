// A browser that translates the page: no screen keeps a heading or a label of the one before.
import { expect, test } from "../support/test.js";
import { translated } from "../support/translate.js";

/** Presses the button onward, and waits for the next screen. */
async function forward(person, button) {
  const before = person.page.url();
  await person.tap(button);
  await expect(person.page).not.toHaveURL(before);
}

test("the main path under a browser's translation: each screen bears its own heading and labels", async ({ person, hospital }) => {
  const { page, words } = person;
  const bare = (text) => text.replace(/[«»]/g, "");
  const button = (id) => person.main.getByRole("button", { name: `«${words.say(id)}»`, exact: true });
  const link = (id) => person.main.getByRole("link", { name: `«${words.say(id)}»`, exact: true });
  const heading = (text) => expect(async () => expect(bare(await person.heading().innerText())).toBe(text)).toPass({ timeout: 10_000 });

  await translated(page);
  await person.openInvitation();
  await person.tap(link("welcome-start"));
  for (const title of ["explain-what", "explain-where", "explain-protection", "explain-stop"]) {
    await heading(words.say(title));
    await person.tap(button("step-next"));
  }
  await heading(words.say("sign-in-title"));
  for (const part of ["year", "month", "day"]) {
    await person.main.getByRole("textbox", { name: `«${words.say(`sign-in-${part}`)}»` }).fill(person.patient.birth[part]);
  }
  await person.tap(button("sign-in-go"));
  const catalogue = await (await fetch(`${hospital.url}/api/catalogue`)).json();
  const questions = catalogue.programmes.flatMap(({ purposes, modifiers }) => [...purposes, ...modifiers]);
  while (/\/question\//.test(page.url())) {
    const asked = questions.find(({ id }) => id === person.question());
    await heading(asked.headline[person.language]);
    await person.choose(person.main.getByRole("radio").nth(1));
    await forward(person, button("step-next"));
  }
  while (/\/understanding\//.test(page.url())) {
    await person.choose(person.main.getByRole("radio").first());
    await forward(person, button("step-next"));
  }
  await heading(words.say("review-title"));
  await person.tap(button("review-send"));
  await person.received();
  await heading(words.say("done-title"));
  await person.tap(link("done-choices"));
  await heading(words.say("choices-title"));
  for (const id of ["choices-stop", "choices-history", "done-preferences"]) await expect(link(id)).toHaveCount(1);
  await expect(link("done-receipt")).toHaveCount(0);
  await person.tap(link("choices-history"));
  await heading(words.say("history-title"));
  await person.tap(person.main.locator(".choice").first());
  await expect(async () => expect(bare(await person.heading().innerText())).not.toBe(words.say("history-title"))).toPass();
  await person.tap(link("history-back"));
  await heading(words.say("history-title"));
});
