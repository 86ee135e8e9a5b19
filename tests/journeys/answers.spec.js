// Giving answers: each way through the conversation ends in the hospital's record, and nowhere before.
import { expect, test } from "../support/test.js";
import { NOTICE } from "../support/person.js";

test("all yes: every use is permitted, and the person sees what was recorded", async ({ person, hospital }) => {
  const { patient } = person;
  await person.begin();
  expect(await hospital.permits(patient, "research", "university")).toBe(false);
  const asked = await person.answerAll(() => "allow");
  expect(asked).toEqual(expect.arrayContaining(["research", "drug-development", "abroad", "genome", ...NOTICE]));
  await person.understand();
  expect(await hospital.decisions(patient)).toEqual([]);
  await person.send();
  await person.received();
  await expect(person.heading()).toHaveText(person.words.say("done-title"));
  for (const question of asked) {
    const row = person.main.locator(".review__row").filter({ hasText: await person.short(question) });
    const label = NOTICE.includes(question) ? "answer-not-refuse" : "answer-allow";
    await expect(row.locator("dd")).toHaveText(person.words.say(label));
  }
  expect(await hospital.permits(patient, "research", "university")).toBe(true);
  expect(await hospital.permits(patient, "drug-development", "drug-company", "--abroad", "--genome")).toBe(true);
  expect(await hospital.permits(patient, "prevention", "municipality")).toBe(true);
  expect(await hospital.permits(patient, "device-ai", "device-company")).toBe(false);
  expect(await hospital.decisions(patient)).toHaveLength(1);
});

test("all no: nothing is permitted, and no takes no more steps than yes", async ({ person, hospital, context, language }) => {
  const asked = await person.converse(() => "refuse");
  expect(asked).toEqual(expect.arrayContaining(["research", "drug-development", ...NOTICE]));
  const { patient } = person;
  for (const [purpose, recipient] of [
    ["research", "university"],
    ["drug-development", "drug-company"],
    ["prevention", "municipality"],
    ["safety", "drug-company"],
  ]) {
    expect(await hospital.permits(patient, purpose, recipient)).toBe(false);
  }
  expect(await hospital.status(patient)).toBe("不同意");

  const { Person } = await import("../support/person.js");
  const other = new Person(await context.newPage(), hospital, await hospital.patient("told", language), language);
  await other.converse(() => "allow");
  expect(person.activations).toBeLessThanOrEqual(other.activations);
});

test("mixed, with 'not now': only what was allowed is permitted", async ({ person, hospital }) => {
  const answers = { research: "allow", "drug-development": "undecided", prevention: "allow", safety: "refuse" };
  await person.converse((question) => answers[question] ?? "refuse");
  const { patient } = person;
  expect(await hospital.permits(patient, "research", "university")).toBe(true);
  expect(await hospital.permits(patient, "research", "university", "--abroad")).toBe(false);
  expect(await hospital.permits(patient, "drug-development", "drug-company")).toBe(false);
  expect(await hospital.permits(patient, "prevention", "municipality")).toBe(true);
  expect(await hospital.permits(patient, "safety", "drug-company")).toBe(false);
  await person.tap(person.link("done-choices"));
  const row = person.main.locator(".choice").filter({ hasText: await person.short("drug-development") });
  await expect(row).toContainText(person.words.say("mark-not-used"));
  await expect(row).toContainText(person.words.like("standing-undecided"));
});

test("choosing in more detail asks the other uses, and keeps what was answered", async ({ person, hospital }) => {
  await person.begin();
  const first = await person.answerAll((question) => (question === "research" ? "allow" : "refuse"));
  expect(first).not.toContain("device-ai");
  await person.understand();
  await person.tap(person.button("review-more"));
  await expect(person.page).toHaveURL(/\/question\//);
  const second = await person.answerAll((question) => (question === "device-ai" ? "allow" : "refuse"));
  expect(second).toEqual(
    expect.arrayContaining(["other-disease", "device-ai", "regulatory-review", "rare-disease", "regional-care", "public-planning"]),
  );
  expect(second).not.toContain("research");
  await person.understand();
  await expect(person.button("review-more")).toHaveCount(0);
  await person.send();
  await person.received();
  expect(await hospital.permits(person.patient, "research", "university")).toBe(true);
  expect(await hospital.permits(person.patient, "device-ai", "device-company")).toBe(true);
  expect(await hospital.permits(person.patient, "rare-disease", "drug-company")).toBe(false);
  expect(await hospital.decisions(person.patient)).toHaveLength(1);
});

test("an answer is corrected before it is sent", async ({ person, hospital }) => {
  await person.upToSending(() => "allow");
  const row = person.main.locator(".review__row").filter({ hasText: await person.short("research") });
  await person.tap(row.getByRole("link"));
  await expect(person.answer("allow")).toBeChecked();
  await person.choose(person.answer("refuse"));
  await person.next();
  await expect(person.heading()).toHaveText(person.words.say("review-title"));
  await expect(row).toContainText(person.words.say("answer-refuse"));
  await person.send();
  await person.received();
  expect(await hospital.permits(person.patient, "research", "university")).toBe(false);
  expect(await hospital.permits(person.patient, "drug-development", "drug-company")).toBe(true);
});

test("without a choice the person is told, and nothing goes on", async ({ person }) => {
  await person.begin();
  const before = person.page.url();
  await person.tap(person.button("step-next"));
  const complaint = person.main.locator("[data-complaint]");
  await expect(complaint).toHaveText(person.words.say("complaint-choose-one"));
  await expect(complaint).toBeFocused();
  expect(person.page.url()).toBe(before);
});

test.describe("the notice under the Act", () => {
  test("is refused, never worded as consent, and the hospital's status says 不同意", async ({ person, hospital }) => {
    const { patient } = person;
    expect(await hospital.status(patient)).toBe("通知済");
    expect(await hospital.permits(patient, "safety", "drug-company")).toBe(true);
    await person.begin();
    const seen = [];
    const check = async (question) => {
      if (!NOTICE.includes(question)) return;
      seen.push(question);
      await person.tap(person.main.locator("details.more summary"));
      const text = await person.main.innerText();
      expect(text).not.toMatch(/同意|consent/i);
      await expect(person.text("notice-in-use")).toBeVisible();
    };
    for (let question = person.question(); question; question = person.question()) {
      await check(question);
      await person.choose(person.answer("refuse"));
      await person.next();
    }
    expect(seen).toEqual(NOTICE);
    await person.understand();
    await person.send();
    await person.received();
    expect(await hospital.status(patient)).toBe("不同意");
    expect(await hospital.permits(patient, "safety", "drug-company")).toBe(false);
    await person.open("choices/safety");
    await person.signIn();
    await expect(person.text("standing-objected")).toBeVisible();
  });

  test.describe("within the wait", () => {
    test.use({ situation: "waiting" });
    test("says from when it would be used", async ({ person, hospital }) => {
      expect(await hospital.permits(person.patient, "prevention", "municipality")).toBe(false);
      await person.openInvitation("choices/prevention");
      await person.signIn();
      await expect(person.text("standing-waiting")).toBeVisible();
      await expect(person.text("notice-waiting")).toBeVisible();
    });
  });

  test.describe("not yet given", () => {
    test.use({ situation: "untold" });
    test("permits nothing", async ({ person, hospital }) => {
      expect(await hospital.permits(person.patient, "prevention", "municipality")).toBe(false);
      expect(await hospital.status(person.patient)).toBe("未通知");
      await person.openInvitation("choices/prevention");
      await person.signIn();
      await expect(person.text("standing-not-notified")).toBeVisible();
    });
  });
});
