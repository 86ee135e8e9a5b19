// Signing in at a portal in a page of one's own: led there and back, answers, comes back later, and stops everything.
import { expect, test } from "../support/test.js";
import { audit } from "../accessibility/audit.js";

const QUESTION = /\/question\/[a-z-]+\?portal=karte$/;

test("led to the portal and back, answers and, coming back later, stops everything", async ({ atPortal, language }, info) => {
  await atPortal.open();
  await atPortal.readExplanation();
  await expect(atPortal.asking).toBeVisible();
  await audit(atPortal.page, info, "45-login", { language });
  await atPortal.agree();
  await atPortal.signInThere();
  await atPortal.isBack(QUESTION);
  await atPortal.answerAll(() => "allow");
  await atPortal.understand();
  await atPortal.send();
  await atPortal.received();
  const [asked] = atPortal.portal.asked.slice(-1);
  expect(asked).toMatchObject({ code_challenge_method: "S256", response_type: "code", aud: atPortal.portal.fhir });
  expect(await atPortal.hospital.permits(atPortal.patient, "research", "university")).toBe(true);

  await atPortal.open("stop/everything");
  await expect(atPortal.asking.or(atPortal.button("stop-now"))).toBeVisible();
  await atPortal.tap(atPortal.button("stop-now"));
  await atPortal.agree();
  // The portal still knows who it is, and sends them straight back.
  await atPortal.isBack(/\/stop\/everything\?portal=karte$/);
  await atPortal.tap(atPortal.button("stop-now"));
  await atPortal.received();
  expect(await atPortal.hospital.permits(atPortal.patient, "research", "university")).toBe(false);
  expect(await atPortal.page.evaluate(() => sessionStorage.getItem("nattoku:login"))).toBeNull();
});

test("sent here by a system that has the record open, one is led on at once", async ({ atPortal }) => {
  const { page, portal } = atPortal;
  await page.goto(`${atPortal.at()}&iss=${encodeURIComponent(portal.fhir)}&launch=7f3a`);
  await atPortal.signInThere();
  await atPortal.isBack(/\/\?portal=karte$/);
  expect(portal.asked.slice(-1)[0].launch).toBe("7f3a");
  await atPortal.readExplanation();
  await expect(page).toHaveURL(QUESTION);
});
