// Every screen of the disclosures, in both languages, on phone and desktop, in light and dark.
import { expect, test } from "../support/test.js";
import { audit } from "./audit.js";

const PAGES = [
  ["lists-recipients", "20-recipients"],
  ["lists-flow", "21-flow"],
  ["lists-outcomes", "22-outcomes"],
  ["lists-reviews", "23-reviews"],
  ["lists-trials", "24-trials"],
];

test("the lists for everybody", async ({ person, society, language }, info) => {
  const { page } = person;
  expect(society.port).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await person.open("recipients");
  for (const [item, name] of PAGES) {
    await person.tap(person.menu(item));
    await expect(person.heading()).toBeFocused();
    await expect(person.page.locator("#disclosures .loading")).toHaveCount(0);
    await audit(page, info, name, { language });
  }
  await person.open("recipients/minato/r-03");
  await expect(page.locator(".chain")).toBeVisible();
  await audit(page, info, "20-recipient", { language });
  await person.open("recipients");
  await person.tap(page.locator("summary").first());
  await page.locator("#search").fill("no such name");
  await audit(page, info, "20-recipients-none", { language });
});

test("the lists for a patient", async ({ person, hospital, society, language }, info) => {
  const { page } = person;
  expect(society.port).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: "reduce" });
  const rows = ["research,allow", "drug-development,allow"].map((said) => `${person.patient.number},${said},paper`);
  await hospital.answered(rows);
  await person.openInvitation("choices");
  await person.signIn();
  await person.tap(person.link("done-preferences"));
  await person.tap(person.button("preference-turn-on").first());
  await person.received();
  await person.tap(person.menu("frame-lists"));
  for (const [item, name] of PAGES) {
    await person.tap(person.menu(item));
    await expect(person.heading()).toBeFocused();
    await expect(person.page.locator("#disclosures .loading")).toHaveCount(0);
    await audit(page, info, `${name}-signed-in`, { language });
  }
});

test("the lists at 320 px, with the largest text, and by keyboard alone", async ({ person, society }) => {
  const { page } = person;
  expect(society.port).toBeGreaterThan(0);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.addInitScript(() => {
    document.addEventListener("DOMContentLoaded", () => document.documentElement.setAttribute("data-text-size", "largest"));
  });
  for (const path of ["recipients", "flow", "outcomes", "reviews", "trials"]) {
    await person.open(path);
    await expect(page.locator("#disclosures .loading")).toHaveCount(0);
    expect(await person.overflow(), path).toBe(0);
  }
  await person.open("recipients");
  await expect(page.locator(".entry").first()).toBeVisible();
  await page.locator("#search").focus();
  await page.keyboard.type("minami");
  await expect(page.locator(".entry")).toHaveCount(1);
  // On to the filters, then to the details of the one entry that is left.
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.locator(".entry details")).toHaveJSProperty("open", true);
  await expect(page.locator(".entry .chain")).toBeVisible();
});

test("a society's pages, with the program and without", async ({ page, society, language, person }, info) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(`${society.url}/${language}/recipients/`);
  await expect(page.locator("html")).toHaveAttribute("data-app", "ready");
  await expect(page.locator("#found")).toHaveText(person.words.like("recipients-found"));
  await audit(page, info, "25-society-recipients", { language });
  await page.goto(`${society.url}/${language}/`);
  await audit(page, info, "25-society", { language });
});
