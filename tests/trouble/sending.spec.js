// A decision on a bad day: nothing is called received before the hospital's record says so, and nothing is
// lost or counted twice.
import { expect, test } from "../support/test.js";
import { BadLine } from "../support/proxy.js";

test.beforeEach(({ watch }) => watch.tolerate(/Failed to load resource/));

test("the server is down when answers are sent: kept, said so, and sent once by itself", async ({ openHospital, patientOf }) => {
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  await person.noteReceipts();
  await person.upToSending(() => "allow");
  await person.sendInVain();
  await expect(person.text("delivery-kept-here")).toBeVisible();
  await expect(person.page).toHaveURL(/\/review$/);
  await person.neverReceived();
  await hospital.start();
  await person.received();
  expect(await hospital.decisions(person.patient)).toHaveLength(1);
  expect(await hospital.permits(person.patient, "research", "university")).toBe(true);
});

test("the server is down when everything is stopped: said that nothing has stopped, and sent once by itself", async ({
  openHospital,
  patientOf,
}) => {
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  await person.noteReceipts();
  await person.openInvitation("choices");
  await person.signIn();
  await person.tap(person.link("choices-stop"));
  await person.tap(person.main.locator(".way").first());
  await hospital.kill();
  await person.tap(person.button("stop-now"));
  await expect(person.text("delivery-not-received")).toBeVisible();
  await expect(person.text("delivery-not-stopped")).toBeVisible();
  await person.neverReceived();
  expect(await hospital.permits(person.patient, "prevention", "municipality")).toBe(true);
  await hospital.start();
  await person.received();
  await expect(person.heading()).toHaveText(person.words.say("done-title-stopped"));
  expect(await hospital.permits(person.patient, "prevention", "municipality")).toBe(false);
  expect(await hospital.decisions(person.patient)).toHaveLength(1);
});

test("the server is down when somebody not signed in stops everything: said so, and the next press stops", async ({
  openHospital,
  patientOf,
}) => {
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  await person.noteReceipts();
  await person.openInvitation("stop/everything");
  await person.typeBirthDate();
  await hospital.kill();
  await person.tap(person.button("stop-now"));
  await expect(person.text("sign-in-unreachable")).toBeVisible();
  await person.neverReceived();
  await hospital.start();
  await person.tap(person.button("stop-now"));
  await person.received();
  expect(await hospital.decisions(person.patient)).toHaveLength(1);
});

test("a reload while an answer is not yet received: it goes out once after signing in again", async ({ openHospital, patientOf }) => {
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  await person.upToSending(() => "allow");
  await person.sendInVain();
  await hospital.start();
  await person.page.reload();
  await person.ready();
  if (!(await person.page.locator("[data-received]").isVisible())) await person.signIn();
  await person.received();
  expect(await hospital.decisions(person.patient)).toHaveLength(1);
});

test("'Send now' sends at once, and pressing it often sends once", async ({ openHospital, patientOf }) => {
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  await person.upToSending(() => "refuse");
  await hospital.kill();
  await person.send();
  const again = person.button("delivery-try-again");
  await expect(again).toBeVisible();
  await hospital.start();
  await again.dblclick({ timeout: 3_000 }).catch(() => {});
  await person.received();
  expect(await hospital.decisions(person.patient)).toHaveLength(1);
});

test("pressing 'send' twice sends once", async ({ person, hospital }) => {
  await person.upToSending(() => "allow");
  await person.button("review-send").dblclick();
  await person.received();
  expect(await hospital.decisions(person.patient)).toHaveLength(1);
});

test("the line is cut at any byte of the answer: never called received, and recorded once", async ({ person, hospital }) => {
  const line = await BadLine.before(hospital.port);
  person.url = line.url;
  await person.noteReceipts();
  await person.converse(() => "allow");
  const moods = [{ kind: "refuse" }, ...[0, 1, 16, 100, 300, 900].map((after) => ({ kind: "cut", after }))];
  let expected = 1;
  for (const mood of moods) {
    const answer = expected % 2 ? "refuse" : "allow";
    await person.open("choices");
    await person.signIn();
    line.mood = mood;
    await person.change("research", answer);
    await expect(person.text("delivery-not-received"), JSON.stringify(mood)).toBeVisible();
    await person.neverReceived();
    line.mood = { kind: "pass" };
    await person.button("delivery-try-again").click({ timeout: 2_000 }).catch(() => {});
    await person.received();
    expected += 1;
    expect(await hospital.decisions(person.patient), JSON.stringify(mood)).toHaveLength(expected);
    expect(await hospital.permits(person.patient, "research", "university")).toBe(answer === "allow");
  }
  await line.close();
});

test("at one byte a second: never called received, said after twenty seconds, recorded once", async ({ person, hospital }) => {
  const line = await BadLine.before(hospital.port);
  person.url = line.url;
  await person.noteReceipts();
  await person.upToSending(() => "allow");
  line.mood = { kind: "dribble" };
  await person.send();
  await expect(person.text("delivery-sending")).toBeVisible();
  await expect(person.text("delivery-not-received")).toBeVisible();
  await person.neverReceived();
  line.mood = { kind: "pass" };
  await person.received();
  expect(await hospital.decisions(person.patient)).toHaveLength(1);
  await line.close();
});
