// The record, receipts and acting for others: audited like every other screen.
import { expect, test } from "../support/test.js";
import { audit } from "./audit.js";

test("the record's screens, in light and dark", async ({ openHospital, patientOf, language }, info) => {
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  const { page, patient } = person;
  await page.emulateMedia({ reducedMotion: "reduce" });
  const ready = (selector) => expect(page.locator(selector).first()).toBeVisible();
  await person.openInvitation("choices");
  await person.signIn();
  await person.change("research", "allow");
  await person.received();
  await audit(page, info, "20-done", { language });
  await hospital.release(patient);
  await person.change("safety", "refuse");
  await person.received();
  await person.tap(person.link("done-receipt"));
  await ready("[data-receipt]");
  await expect(person.main).toContainText(person.words.say("receipt-refusal"));
  await audit(page, info, "21-receipt-refusal", { language });
  await person.open("stop/everything");
  await person.typeBirthDate();
  await person.tap(person.button("stop-now"));
  await person.received();
  await person.tap(person.link("done-receipt"));
  await ready(".told li");
  await audit(page, info, "22-receipt-told", { language });
  await person.tap(person.link("choices-history"));
  await ready("a.choice");
  await audit(page, info, "23-history", { language });
  await person.tap(person.main.locator("a.choice").first());
  await ready("summary");
  await person.tap(person.main.locator("summary").first());
  await audit(page, info, "24-day", { language });
  await person.open("verify");
  await ready("input[type=file]");
  await audit(page, info, "25-verify", { language });
});

test("whom one acts for, and the screens that say so", async ({ person, hospital, language }, info) => {
  const { page } = person;
  await page.emulateMedia({ reducedMotion: "reduce" });
  const child = await hospital.patient("told", language);
  await hospital.done("proxy", "begin", "--patient", child.number, "--holder", person.patient.number, "--basis", "parent",
    "--proxy-name", "山田 恵", "--person-name", "山田 はな", "--birth-date", "2015-04-01", "--staff", "t.sato");
  await person.openInvitation("choices");
  await person.signIn();
  await expect(person.heading()).toHaveText(person.words.say("people-title"));
  await audit(page, info, "26-people", { language });
  await person.tap(person.main.getByRole("button").filter({ hasText: "山田 はな" }));
  await expect(person.heading()).toHaveText(person.words.like("choices-title-for"));
  await audit(page, info, "27-acting-choices", { language });
});
