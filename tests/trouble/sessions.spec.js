// Signing in on a bad day: wrong dates, links that ended, sessions that ended, two tabs, two people.
import { expect, test } from "../support/test.js";
import { kept } from "../support/outbox.js";
import { Person } from "../support/person.js";

test.beforeEach(({ watch }) => watch.tolerate(/Failed to load resource/));

const WRONG = { year: "1960", month: "1", day: "2" };

test("five wrong birth dates, then a wait; the tries left are shown, and after the wait the right date works", async ({
  openHospital,
  patientOf,
}) => {
  const hospital = await openHospital("--lock-seconds", "2");
  const person = await patientOf(hospital);
  await person.openInvitation("choices");
  const complaint = person.main.locator("[data-complaint]");
  for (const left of [4, 3, 2, 1]) {
    await person.signIn(WRONG);
    await expect(complaint).toContainText(person.words.say("problem-wrong-birth-date-title"));
    await expect(complaint).toContainText(String(left));
    await expect(complaint).toBeFocused();
  }
  await person.signIn(WRONG);
  await expect(complaint).toContainText(person.words.say("problem-too-many-tries-title"));
  await person.signIn();
  await expect(complaint).toContainText(person.words.say("problem-too-many-tries-title"));
  const again = person.button("sign-in-go");
  await expect(async () => {
    if (await again.isVisible()) await again.click({ timeout: 1_000 });
    await expect(person.heading()).toHaveText(person.words.say("choices-title"), { timeout: 500 });
  }).toPass();
});

test("what is no date is said at once", async ({ person }) => {
  await person.openInvitation("choices");
  await person.signIn({ year: "1958", month: "13", day: "1" });
  await expect(person.main.locator("[data-complaint]")).toHaveText(person.words.say("sign-in-no-such-date"));
  await person.signIn();
  await expect(person.heading()).toHaveText(person.words.say("choices-title"));
});

test("a link that was revoked, or whose time is over, says so and names the desk", async ({ openHospital, patientOf, page }) => {
  const hospital = await openHospital();
  for (const end of [
    (patient) => hospital.done("revoke", "--patient", patient.number),
    () => hospital.endInvitations(),
  ]) {
    const person = await patientOf(hospital);
    await end(person.patient);
    await person.openInvitation("choices");
    await person.signIn();
    await expect(person.heading()).toHaveText(person.words.say("no-invitation-title"));
    const complaint = person.main.locator("[data-complaint]");
    await expect(complaint).toContainText(person.words.say("problem-invitation-ended-title"));
    await expect(complaint).toContainText(/\d{2}-\d{4}-\d{4}/);
    await expect(page.getByRole("contentinfo").getByRole("link")).toHaveAttribute("href", /^tel:/);
  }
});

for (const [name, tickets] of [
  ["its session", false],
  ["its session and the ticket to sign in again", true],
]) {
  test(`time ended ${name} midway: signed in again, the answers are there and are sent once`, async ({ openHospital, patientOf }) => {
    const hospital = await openHospital();
    const person = await patientOf(hospital);
    await person.upToSending(() => "allow");
    await hospital.endSessions({ tickets });
    await person.send();
    await expect(person.text("delivery-not-received")).toBeVisible();
    await expect(person.heading()).toHaveText(person.words.say("sign-in-title"));
    await person.signIn();
    if (tickets) {
      await expect(person.main.locator("[data-complaint]")).toContainText(person.words.say("problem-session-ended-title"));
      await person.openInvitation("review");
      await person.signIn();
    }
    await person.received();
    expect(await hospital.decisions(person.patient)).toHaveLength(1);
    expect(await hospital.permits(person.patient, "drug-development", "drug-company")).toBe(true);
  });
}

test("time ended the session before everything is stopped: after signing in again it is stopped once", async ({
  openHospital,
  patientOf,
}) => {
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  await person.openInvitation("choices");
  await person.signIn();
  await person.tap(person.link("choices-stop"));
  await person.tap(person.main.locator(".way").first());
  await hospital.endSessions();
  await person.tap(person.button("stop-now"));
  await expect(person.text("delivery-not-received")).toBeVisible();
  await person.typeBirthDate();
  await person.tap(person.button("stop-now").or(person.button("sign-in-go")).first());
  await person.received();
  const decisions = await hospital.decisions(person.patient);
  expect(decisions).toHaveLength(1);
  expect(await hospital.permits(person.patient, "prevention", "municipality")).toBe(false);
});

test.describe("two tabs answer differently", () => {
  /** Both stand before the button that sends; the first has sent. */
  async function bothAnswer(person, context) {
    const other = new Person(await context.newPage(), person.hospital, person.patient, person.language);
    for (const [who, answer] of [
      [person, "refuse"],
      [other, "allow"],
    ]) {
      await who.upToSending(() => answer);
    }
    await person.send();
    await person.received();
    await other.send();
    await expect(other.text("delivery-overtaken")).toBeVisible();
    return other;
  }

  test("the later is asked, and keeps this screen's answers", async ({ person, hospital, context }) => {
    const other = await bothAnswer(person, context);
    const row = other.main.locator(".compare tbody tr").filter({ hasText: await other.short("research") });
    await expect(row.locator("td").nth(0)).toHaveText(other.words.say("answer-refuse"));
    await expect(row.locator("td").nth(1)).toHaveText(other.words.say("answer-allow"));
    // Both refused the first time: what the record holds for a notice is a refusal, too.
    const notice = other.main.locator(".compare tbody tr").filter({ hasText: await other.short("safety") });
    await expect(notice.locator("td").nth(0)).toHaveText(other.words.say("answer-object"));
    await expect(other.page.locator("[data-received]")).toHaveCount(0);
    expect(await hospital.permits(person.patient, "research", "university")).toBe(false);
    await other.tap(other.button("delivery-keep-this"));
    await other.received();
    expect(await hospital.permits(person.patient, "research", "university")).toBe(true);
    expect(await hospital.decisions(person.patient)).toHaveLength(2);
  });

  test("the later is asked, and leaves the record as it is", async ({ person, hospital, context }) => {
    const other = await bothAnswer(person, context);
    await other.tap(other.button("delivery-let-go"));
    await expect(other.text("delivery-overtaken")).toHaveCount(0);
    await other.tap(other.menu("frame-choices"));
    const row = other.main.locator(".choice").filter({ hasText: await other.short("research") });
    await expect(row).toContainText(other.words.say("mark-not-used"));
    expect(await hospital.permits(person.patient, "research", "university")).toBe(false);
    expect(await hospital.decisions(person.patient)).toHaveLength(1);
  });

  test("the later is told truly of a notice that nobody answered", async ({ person, hospital }) => {
    await person.upToSending(() => "allow");
    const rows = ["patient,question,answer,channel", `${person.patient.number},research,refuse,phone`];
    await hospital.import("answers", rows.join("\n"));
    await person.send();
    await expect(person.text("delivery-overtaken")).toBeVisible();
    const row = person.main.locator(".compare tbody tr").filter({ hasText: await person.short("safety") });
    expect(await hospital.permits(person.patient, "safety", "drug-company")).toBe(true);
    await expect(row.locator("td").nth(0)).not.toContainText(person.words.say("review-unanswered"));
  });

  test("who stops everything is never asked", async ({ person, hospital, context }) => {
    const other = new Person(await context.newPage(), hospital, person.patient, person.language);
    await other.openInvitation("choices");
    await other.signIn();
    await other.tap(other.link("choices-stop"));
    await other.tap(other.main.locator(".way").first());
    await person.converse(() => "allow");
    await other.tap(other.button("stop-now"));
    await other.received();
    await expect(other.heading()).toHaveText(other.words.say("done-title-stopped"));
    expect(await hospital.permits(person.patient, "research", "university")).toBe(false);
  });

  test("an allow that was on its way when everything was stopped elsewhere does not come through", async ({
    person,
    hospital,
    context,
  }) => {
    await person.upToSending(() => "allow");
    const other = new Person(await context.newPage(), hospital, person.patient, person.language);
    await other.openInvitation("stop/everything");
    await other.typeBirthDate();
    await other.tap(other.button("stop-now"));
    await other.received();
    await person.send();
    await expect(person.text("delivery-overtaken")).toBeVisible();
    const row = person.main.locator(".compare tbody tr").filter({ hasText: await person.short("research") });
    await expect(row.locator("td").nth(0)).toHaveText(person.words.say("delivery-recorded-stopped"));
    expect(await hospital.permits(person.patient, "research", "university")).toBe(false);
  });
});

test.describe("another person in the same tab", () => {
  test("never sees or sends the first one's answers", async ({ person, hospital, patientOf, page }) => {
    await person.begin();
    await person.answerAll(() => "allow");
    const second = await patientOf(hospital);
    await second.openInvitation();
    await second.readExplanation();
    await second.signIn();
    await expect(second.answer("allow")).toBeVisible();
    await expect(second.answer("allow")).not.toBeChecked();
    expect(JSON.stringify(await kept(page))).not.toMatch(/"?allow/);
    await second.answerAll(() => "refuse");
    await second.understand();
    await second.send();
    await second.received();
    expect(await hospital.decisions(person.patient)).toEqual([]);
    expect(await hospital.permits(second.patient, "research", "university")).toBe(false);
  });

  test("never sends what the first one had not yet sent", async ({ openHospital, patientOf }) => {
    const hospital = await openHospital();
    const first = await patientOf(hospital);
    await first.upToSending(() => "allow");
    await first.sendInVain();
    await hospital.start();
    const second = await patientOf(hospital);
    await second.openInvitation("choices");
    await second.signIn();
    await expect(second.heading()).toHaveText(second.words.say("choices-title"));
    await expect(second.main.locator("[data-delivery]")).toHaveCount(0);
    expect(await hospital.decisions(second.patient)).toEqual([]);
  });

  test("who opens another invitation on the first screen leaves no token in the address", async ({ person, hospital, patientOf, page }) => {
    await person.openInvitation("choices");
    await person.signIn();
    await expect(person.heading()).toHaveText(person.words.say("choices-title"));
    await person.tap(page.getByRole("banner").getByRole("link").first());
    await expect(page).toHaveURL(person.at());
    const second = await patientOf(hospital);
    await page.goto(`${second.at()}#i=${second.patient.token}`);
    await expect(page).toHaveURL(second.at());
    await second.tap(second.link("welcome-choices"));
    await second.signIn();
    await expect(second.heading()).toHaveText(second.words.say("choices-title"));
    await second.change("research", "refuse");
    await second.received();
    expect(await hospital.decisions(second.patient)).toHaveLength(1);
    expect(await hospital.decisions(person.patient)).toEqual([]);
  });
});

test("where the browser keeps nothing, the person is told and can still finish", async ({ person, hospital }) => {
  await person.page.addInitScript(() => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      });
    }
  });
  await person.begin();
  await person.choose(person.answer("allow"));
  await expect(person.text("frame-not-kept")).toBeVisible();
  await person.answerAll(() => "allow");
  await person.understand();
  await person.send();
  await person.received();
  expect(await hospital.permits(person.patient, "research", "university")).toBe(true);
  await person.tap(person.menu("frame-settings"));
  await person.choose(person.main.getByRole("radio", { name: person.words.say("settings-size-large"), exact: true }));
});

test("where the browser's storage is full, the person is told and can still finish", async ({ person, hospital }) => {
  await person.page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await person.begin();
  await person.choose(person.answer("refuse"));
  await expect(person.text("frame-not-kept")).toBeVisible();
  await person.answerAll(() => "refuse");
  await person.understand();
  await person.send();
  await person.received();
  expect(await hospital.decisions(person.patient)).toHaveLength(1);
});
