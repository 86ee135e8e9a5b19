// The device's outbox (docs/adr/0008): what is not yet received outlives the tab, sealed and bound to the person.
import { expect, test } from "../support/test.js";
import { age, kept } from "../support/outbox.js";
import { Person } from "../support/person.js";

test.beforeEach(({ watch }) => watch.tolerate(/Failed to load resource/));

/** Somebody whose answers could not be sent: the hospital is down. */
async function unsent({ openHospital, patientOf }) {
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  await person.upToSending(() => "allow");
  await person.sendInVain();
  await expect.poll(async () => (await kept(person.page)).entries.some((entry) => entry.unsent)).toBe(true);
  return { hospital, person };
}

/** The tab is closed, and the invitation opened in another. */
async function another(person, context) {
  const other = new Person(await context.newPage(), person.hospital, person.patient, person.language);
  await person.page.close();
  return other;
}

test("the tab is closed before the hospital received it: the invitation opened again sends it once", async ({
  openHospital,
  patientOf,
  context,
}) => {
  const { hospital, person } = await unsent({ openHospital, patientOf });
  const other = await another(person, context);
  await hospital.start();
  await other.openInvitation("choices");
  await other.signIn();
  await other.received();
  await expect(other.text("delivery-received")).toBeVisible();
  expect(await hospital.decisions(person.patient)).toHaveLength(1);
  expect(await hospital.permits(person.patient, "research", "university")).toBe(true);
  await expect.poll(async () => (await kept(other.page)).entries).toEqual([]);
});

test("time ended the session and the tab was closed: nothing is lost, and it is sent once", async ({
  openHospital,
  patientOf,
  context,
}) => {
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  await person.upToSending(() => "refuse");
  await hospital.endSessions({ tickets: true });
  await person.send();
  await expect(person.heading()).toHaveText(person.words.say("sign-in-title"));
  await expect.poll(async () => (await kept(person.page)).entries.some((entry) => entry.unsent)).toBe(true);
  const other = await another(person, context);
  await other.openInvitation("choices");
  await other.signIn();
  await other.received();
  expect(await hospital.decisions(person.patient)).toHaveLength(1);
});

test("what is kept cannot be read without the key, and the key cannot be had", async ({ person }) => {
  await person.begin();
  await person.choose(person.answer("allow"));
  await expect.poll(async () => (await kept(person.page)).entries.length).toBe(1);
  const { web, entries, keys } = await kept(person.page);
  expect(keys).toEqual([{ name: "AES-GCM", length: 256, extractable: false }]);
  expect(JSON.stringify(web)).not.toMatch(/allow|answers/);
  for (const { text, iv } of entries) {
    expect(text).not.toMatch(/allow|answers|research/);
    expect(Object.keys(iv)).toHaveLength(12);
  }
  await person.choose(person.answer("refuse"));
  await expect.poll(async () => JSON.stringify((await kept(person.page)).entries[0].iv)).not.toBe(JSON.stringify(entries[0].iv));
});

test("after 72 hours it is gone, and before it is not", async ({ openHospital, patientOf, context }) => {
  const { hospital, person } = await unsent({ openHospital, patientOf });
  await age(person.page, 73);
  const other = await another(person, context);
  await hospital.start();
  await other.openInvitation("choices");
  await other.signIn();
  await expect(other.heading()).toHaveText(other.words.say("choices-title"));
  await expect(other.main.locator("[data-delivery]")).toHaveCount(0);
  expect(await hospital.decisions(person.patient)).toEqual([]);
  expect((await kept(other.page)).entries).toEqual([]);
});

test("what was moved to another time, or spoilt, is not taken for the person's", async ({ openHospital, patientOf, context }) => {
  const { hospital, person } = await unsent({ openHospital, patientOf });
  await age(person.page, 1);
  const other = await another(person, context);
  await hospital.start();
  await other.openInvitation("choices");
  await other.signIn();
  await expect(other.heading()).toHaveText(other.words.say("choices-title"));
  expect(await hospital.decisions(person.patient)).toEqual([]);
});

test("another person on the device meanwhile: each one's is sent for them alone", async ({ openHospital, patientOf, context }) => {
  const { hospital, person } = await unsent({ openHospital, patientOf });
  const first = await another(person, context);
  await hospital.start();
  const second = await patientOf(hospital, { on: first.page });
  await second.openInvitation("choices");
  await second.signIn();
  await expect(second.heading()).toHaveText(second.words.say("choices-title"));
  await expect(second.main.locator("[data-delivery]")).toHaveCount(0);
  await second.change("research", "refuse");
  await second.received();
  expect(await hospital.decisions(first.patient)).toEqual([]);
  await first.openInvitation("choices");
  await first.signIn();
  await first.received();
  expect(await hospital.decisions(first.patient)).toHaveLength(1);
  expect(await hospital.decisions(second.patient)).toHaveLength(1);
  expect(await hospital.permits(second.patient, "research", "university")).toBe(false);
});

for (const [name, spoil] of [
  ["is denied", () => Object.defineProperty(window, "indexedDB", { get: () => { throw new DOMException("denied", "SecurityError"); } })],
  ["is absent", () => Object.defineProperty(window, "indexedDB", { value: undefined })],
  ["takes no keys, as in private windows", () => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (value, name) {
      if (value instanceof CryptoKey) throw new DOMException("no keys", "DataCloneError");
      return put.call(this, value, name);
    };
  }],
  ["is full", () => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  }],
  ["never answers", () => (IDBFactory.prototype.open = () => ({}))],
]) {
  test(`where the device's storage ${name}, the person is told before leaving and can still finish`, async ({ person, hospital }) => {
    await person.page.addInitScript(spoil);
    await person.openInvitation();
    await person.readExplanation();
    await person.signIn();
    await expect(person.answer("allow")).toBeVisible();
    await person.choose(person.answer("allow"));
    await expect(person.text("frame-not-kept")).toBeVisible();
    await person.answerAll(() => "allow");
    await person.understand();
    await person.send();
    await person.received();
    expect(await hospital.decisions(person.patient)).toHaveLength(1);
  });
}

test("the browser evicts what was kept: the next answer is kept again", async ({ person }) => {
  await person.begin();
  await person.choose(person.answer("allow"));
  await expect.poll(async () => (await kept(person.page)).entries.length).toBe(1);
  await person.page.evaluate(
    () => new Promise((resolve) => (indexedDB.deleteDatabase("nattoku").onsuccess = resolve)),
  );
  await person.choose(person.answer("refuse"));
  await expect.poll(async () => (await kept(person.page)).entries.length).toBe(1);
  await person.page.reload();
  await person.ready();
  await person.signIn();
  await expect(person.answer("refuse")).toBeChecked();
});
