// What an answer does, and what becomes of a name, stands where it is asked, checked and recorded.
import { expect, test } from "../support/test.js";
import { NOTICE } from "../support/person.js";

/** What 今は決めない is called of a question, with what it does. */
const undecided = (person, question) =>
  person.words.say(NOTICE.includes(question) ? "answer-undecided-notice" : "answer-undecided");

test("not deciding says what it does: at the button, in review, when received, on the receipt and in My choices", async ({ person, hospital }, info) => {
  const { patient, page, words } = person;
  expect(words.say("answer-undecided")).not.toBe(words.say("answer-undecided-notice"));
  await person.begin();
  for (let question = person.question(); question; question = person.question()) {
    const answer = person.main.getByRole("radio", { name: undecided(person, question), exact: true });
    if (NOTICE.includes(question)) await page.screenshot({ path: info.outputPath(`${question}.png`), fullPage: true });
    await person.choose(answer);
    await person.next();
  }
  await person.understand();
  const rows = async () => {
    for (const id of ["research", ...NOTICE]) {
      const row = person.main.locator(".review__row").filter({ hasText: await person.short(id) });
      await expect(row).toContainText(undecided(person, id));
    }
  };
  await rows();
  await person.send();
  await person.received();
  await rows();
  await page.screenshot({ path: info.outputPath("done.png"), fullPage: true });
  await person.tap(person.link("done-receipt"));
  await expect(page.locator("[data-receipt]")).toBeVisible();
  await rows();
  expect(await hospital.permits(patient, "research", "university")).toBe(false);
  expect(await hospital.permits(patient, "prevention", "municipality")).toBe(true);

  // Whoever said so is told what they said, not that no word came.
  await person.tap(person.link("done-choices"));
  const choice = async (id) => person.main.locator(".choice").filter({ hasText: await person.short(id) });
  await expect(await choice("prevention")).toContainText(words.say("mark-used"));
  await expect(await choice("prevention")).toContainText(words.like("standing-undecided-notice"));
  await expect(await choice("research")).toContainText(words.like("standing-undecided"));
  await page.screenshot({ path: info.outputPath("choices.png"), fullPage: true });
  await person.tap(await choice("prevention"));
  await expect(person.main.locator(".now")).toContainText(words.like("standing-undecided-notice"));
});

test("whether names are given is said of each programme, unfolded: in the explanation and on the card", async ({ person }, info) => {
  const { words, page } = person;
  const section = (name) => person.main.locator("section").filter({ hasText: name });
  const catalogue = await (await fetch(`${person.hospital.url}/api/catalogue`)).json();
  const [registry, act] = ["registry", "act"].map((id) => catalogue.programmes.find((programme) => programme.id === id).name[person.language]);
  await person.openInvitation("explain/3");
  await expect(section(act).getByText(words.say("identifiers-released"))).toBeVisible();
  await expect(section(act)).not.toContainText(words.say("identifiers-removed"));
  await expect(section(registry)).toContainText(words.say("identifiers-removed"));
  await expect(section(registry)).not.toContainText(words.say("identifiers-released"));
  await page.screenshot({ path: info.outputPath("explain.png"), fullPage: true });
  await person.openInvitation("explain/1");
  await expect(section(act).getByText(words.say("identifiers-released"))).toBeVisible();
  await person.openInvitation("choices/prevention");
  await person.signIn();
  await expect(person.main.getByText(words.say("identifiers-released"))).toBeVisible();
  await page.screenshot({ path: info.outputPath("card.png"), fullPage: true });
  await person.open("choices/research");
  await person.signIn();
  await expect(person.text("identifiers-removed")).toBeVisible();
  await expect(person.main).not.toContainText(words.say("identifiers-released"));
});
