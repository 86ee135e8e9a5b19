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

export const test = base.extend({
  /** The worker's hospital. */
  hospital: [
    async ({}, use) => {
      const hospital = await Hospital.open();
      await use(hospital);
      await hospital.close();
    },
    { scope: "worker" },
  ],

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
  openSociety: async ({}, use) => {
    const opened = [];
    await use(async () => {
      opened.push(await Society.open());
      return opened.at(-1);
    });
    for (const society of opened) await society.close();
  },

  /** The worker's portal, with a hospital of its own. */
  portal: [
    async ({}, use) => {
      const portal = await Portal.open();
      await use(portal);
      await portal.close();
    },
    { scope: "worker" },
  ],

  /** The worker's portal at which one signs in in a page of one's own, with a hospital of its own. */
  loginPortal: [
    async ({}, use) => {
      const portal = await LoginPortal.open();
      await use(portal);
      await portal.close();
    },
    { scope: "worker" },
  ],

  /** Somebody whom that portal knows, on the page of this test. */
  atPortal: async ({ page, loginPortal, language, watch }, use) => {
    const patient = loginPortal.patient();
    watch.isInside(loginPortal);
    watch.keepsSecret(patient);
    watch.keepsSecret({ number: patient.subject, token: patient.subject });
    await use(new AtPortal(page, loginPortal, patient, language));
  },

  /** Somebody whom the portal knows, on the page of this test. */
  inPortal: async ({ page, portal, language, watch }, use) => {
    const patient = portal.patient();
    watch.isInside(portal);
    watch.keepsSecret(patient);
    watch.keepsSecret({ number: patient.subject, token: patient.subject });
    await use(new InPortal(page, portal, patient, language));
  },

  /** The language of the project. */
  language: async ({ locale }, use) => use(locale.slice(0, 2)),

  /** Opens a hospital for this test alone, with options for `nattoku serve`. */
  openHospital: async ({}, use) => {
    const opened = [];
    await use(async (...options) => {
      opened.push(await Hospital.open(options));
      return opened.at(-1);
    });
    for (const hospital of opened) await hospital.close();
  },

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
