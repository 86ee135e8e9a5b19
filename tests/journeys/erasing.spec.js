// The desk's page: a patient is erased by a staff member who has the right to it, knows whom they erase, and learns who was
// not told and what is left elsewhere.
import { audit } from "../accessibility/audit.js";
import { DeskClerk } from "../support/desk.js";
import { expect, test } from "../support/test.js";

/** What a message says, whatever is put into it. */
const like = (text) => new RegExp(text.split(/\{ \$[a-z]+ \}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*"));

test("a patient is erased once the number was typed again, and who is not told is given up by a word of its own", async ({ page, hospital, language, watch }, info) => {
  const patient = await hospital.patient("told", language);
  watch.keepsSecret(patient);
  await hospital.answered([`${patient.number},research,allow,paper`]);
  await hospital.release(patient);
  const clerk = await DeskClerk.of({ page, hospital, language, watch });
  await clerk.open();
  await clerk.shown(patient.number);
  await clerk.recordByPhone("research", "refuse");

  await clerk.another(patient.number);
  await clerk.tap(clerk.summary("desk-erase"));
  const now = page.locator("#erase-now");
  await expect(now).toContainText(patient.number);
  await clerk.field("desk-erase-again").fill("another");
  await clerk.tap(now);
  const complaint = page.locator("#erase-complaint");
  await expect(complaint).toHaveText(clerk.say("desk-erase-different"));
  await expect(complaint).toBeFocused();
  await audit(page, info, "desk-7-erase", { language });
  await clerk.field("desk-erase-again").fill(patient.number);
  await clerk.tap(now);
  await expect(complaint).toHaveText(clerk.say("desk-erase-undelivered"));
  await expect(complaint).toBeFocused();
  await expect(page.locator("#undelivered")).toHaveText(like(clerk.say("desk-erase-letters")));
  await audit(page, info, "desk-8-erase-undelivered", { language });
  expect(await hospital.decisions(patient)).toHaveLength(2);
  await clerk.choose(clerk.main.getByRole("checkbox", { name: clerk.say("desk-erase-give-up"), exact: true }));
  await clerk.tap(now);
  await expect(clerk.heading("desk-erased")).toBeFocused();
  await expect(page.locator("#erased")).toContainText(patient.number);
  await expect(page.locator("#given-up")).toHaveText(like(clerk.say("desk-erase-letters")));
  await expect(page.locator("#held")).toBeHidden();
  for (const part of ["#look", "#now", "#record"]) await expect(page.locator(part)).toBeHidden();
  await audit(page, info, "desk-9-erased", { language });

  watch.tolerate(/status of 404/);
  await clerk.tap(page.locator("#after-erasing"));
  await clerk.lookUp(patient.number);
  await expect(page.locator("#look-complaint")).toHaveText(clerk.say("desk-no-patient"));
  expect(await page.locator("#erased").evaluate((part) => part.textContent)).not.toContain(patient.number);
});

test("an erasure whose reply was lost is found to be done, and who has no right to it sees nothing of it", async ({ page, hospital, language, watch }) => {
  const patient = await hospital.patient("told", language);
  watch.keepsSecret(patient);
  watch.tolerate(/Failed to load resource/);
  const clerk = await DeskClerk.of({ page, hospital, language, watch });
  const other = (await hospital.done("staff", "add", "--id", `s-${patient.number}`)).trim();
  watch.keepsSecret({ number: other, token: other });
  await clerk.open();
  await clerk.lookUp(patient.number, other);
  await expect(clerk.heading("desk-now")).toBeFocused();
  await expect(clerk.summary("desk-erase")).toBeHidden();
  await clerk.shown(patient.number);
  await clerk.tap(clerk.summary("desk-erase"));
  await clerk.field("desk-erase-again").fill(patient.number);
  await page.route("**/api/desk/erase", async (route) => {
    await route.fetch();
    await route.abort();
  });
  const complaint = page.locator("#erase-complaint");
  await clerk.tap(page.locator("#erase-now"));
  await expect(complaint).toHaveText(clerk.say("desk-failed"));
  await page.unroute("**/api/desk/erase");
  await clerk.tap(page.locator("#erase-now"));
  await expect(complaint).toHaveText(clerk.say("desk-erase-gone"));
});
