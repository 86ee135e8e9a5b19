// What every test is given: a hospital (one real server a worker), a person with an invitation of their own,
// and a watch that fails the test on anything a patient's browser should never see.
import { test as base, expect } from "@playwright/test";
import { Hospital } from "./hospital.js";
import { AtPortal, LoginPortal } from "./login.js";
import { Person } from "./person.js";
import { InPortal, Portal } from "./portal.js";
import { Society } from "./society.js";
import { Watch } from "./watch.js";

export { expect };

/** One for all tests of a worker. */
const ofWorker = (Kind) => [
  async ({}, use) => {
    const opened = await Kind.open();
    await use(opened);
    await opened.close();
  },
  { scope: "worker" },
];

/** As many as a test opens, for it alone. */
const ofTest = (open) => async ({}, use) => {
  const opened = [];
  await use(async (...options) => {
    opened.push(await open(...options));
    return opened.at(-1);
  });
  for (const one of opened) await one.close();
};

/** A patient of a portal; what tells who it is stays out of addresses and logs. */
const patientAt = (portal, watch) => {
  const patient = portal.patient();
  watch.isInside(portal);
  watch.keepsSecret(patient);
  watch.keepsSecret({ number: patient.subject, token: patient.subject });
  return patient;
};

export const test = base.extend({
  /** The worker's hospital. */
  hospital: ofWorker(Hospital),

  /** The worker's society; the worker's hospital follows it. */
  society: [
    async ({ hospital }, use) => {
      const society = await Society.open();
      await hospital.follow(society);
      await use(society);
      await society.close();
    },
    { scope: "worker" },
  ],

  /** Opens a society for this test alone. */
  openSociety: ofTest(() => Society.open()),

  /** The worker's portal, with a hospital of its own. */
  portal: ofWorker(Portal),

  /** The worker's portal at which one signs in in a page of one's own, with a hospital of its own. */
  loginPortal: ofWorker(LoginPortal),

  /** Somebody whom that portal knows, on the page of this test. */
  atPortal: async ({ page, loginPortal, language, watch }, use) => {
    await use(new AtPortal(page, loginPortal, patientAt(loginPortal, watch), language));
  },

  /** Somebody whom the portal knows, on the page of this test. */
  inPortal: async ({ page, portal, language, watch }, use) => {
    await use(new InPortal(page, portal, patientAt(portal, watch), language));
  },

  /** The language of the project. */
  language: async ({ locale }, use) => use(locale.slice(0, 2)),

  /** Opens a hospital for this test alone, with options for `nattoku serve`. */
  openHospital: ofTest((...options) => Hospital.open(options)),

  /** The watch over everything the browser does. */
  watch: [
    async ({ context }, use) => {
      const watch = new Watch(context);
      await use(watch);
      await watch.report();
    },
    { auto: true },
  ],

  /** What happened before under the Act: "told", "waiting" or "untold". */
  situation: ["told", { option: true }],

  /** Somebody with an invitation of a hospital of this test alone, whose server may be killed. */
  patientOf: async ({ page, language, watch }, use) => {
    await use(async (hospital, { on = page, situation = "told" } = {}) => {
      const patient = await hospital.patient(situation, language);
      watch.keepsSecret(patient);
      return new Person(on, hospital, patient, language);
    });
  },

  /** Somebody with an invitation, on the page of this test. */
  person: async ({ page, hospital, language, situation, watch }, use) => {
    const patient = await hospital.patient(situation, language);
    watch.keepsSecret(patient);
    await use(new Person(page, hospital, patient, language));
  },
});
