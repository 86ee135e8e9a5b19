// Around the conversation: back and forward, reload, addresses, language, text size, keyboard, small screens, paper.
import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "../support/test.js";
import { Person } from "../support/person.js";
import { pagesOf } from "../support/pdf.js";

test("the invitation leaves the address bar at once", async ({ person }) => {
  await person.openInvitation();
  expect(person.page.url()).toBe(person.at());
  await person.tap(person.link("welcome-start"));
  await person.page.goBack();
  await expect(person.page).toHaveURL(person.at());
});

test("the browser's back and forward buttons walk the steps, and answers stay", async ({ person }) => {
  await person.begin();
  const [first] = [person.question()];
  await person.choose(person.answer("refuse"));
  await person.next();
  const second = person.question();
  await person.page.goBack();
  await expect(person.page).toHaveURL(new RegExp(`/question/${first}$`));
  await expect(person.answer("refuse")).toBeChecked();
  await person.page.goForward();
  await expect(person.page).toHaveURL(new RegExp(`/question/${second}$`));
  await expect(person.answer("allow")).not.toBeChecked();
  await person.tap(person.button("step-back"));
  await expect(person.page).toHaveURL(new RegExp(`/question/${first}$`));
  await expect(person.answer("refuse")).toBeChecked();
});

test("a reload midway keeps the answers, and they are never counted as given", async ({ person, hospital }) => {
  await person.begin();
  await person.choose(person.answer("allow"));
  await person.next();
  await person.page.reload();
  await person.ready();
  expect(await hospital.decisions(person.patient)).toEqual([]);
  expect(await hospital.permits(person.patient, "research", "university")).toBe(false);
  await person.signIn();
  await expect(person.page).toHaveURL(/\/question\/drug-development$/);
  await person.tap(person.button("step-back"));
  await expect(person.answer("allow")).toBeChecked();
  await person.next();
  await person.answerAll(() => "refuse");
  await person.understand();
  await person.send();
  await person.received();
  expect(await hospital.permits(person.patient, "research", "university")).toBe(true);
  expect(await hospital.decisions(person.patient)).toHaveLength(1);
});

test("every address can be opened directly", async ({ person }) => {
  for (const [place, title] of [
    ["explain/2", "explain-where"],
    ["stop", "stop-title"],
    ["stop/everything", "stop-effects-title"],
    ["words", "words-title"],
    ["settings", "settings-title"],
    ["nothing/here", "not-found-title"],
    ["choices/nothing", "sign-in-title"],
    ["choices", "sign-in-title"],
    ["preferences", "sign-in-title"],
    ["done", "sign-in-title"],
    ["review", "sign-in-title"],
    ["question/research", "sign-in-title"],
  ]) {
    await person.openInvitation(place);
    await expect(person.heading(), place).toHaveText(person.words.say(title));
  }
  await person.signIn();
  await expect(person.page).toHaveURL(/\/question\/research$/);
  await expect(person.answer("allow")).toBeVisible();
});

test("without an invitation the person is told where to find it, and whom to ask", async ({ person }) => {
  await person.open("choices");
  await expect(person.heading()).toHaveText(person.words.say("no-invitation-title"));
  await expect(person.page.getByRole("contentinfo").getByRole("link")).toHaveAttribute("href", /^tel:/);
});

test("the language is switched midway, and the answers stay", async ({ person, hospital, language }) => {
  await person.begin();
  await person.choose(person.answer("refuse"));
  await person.next();
  await person.tap(person.menu("frame-settings"));
  const other = new Person(person.page, hospital, person.patient, language === "ja" ? "en" : "ja");
  await person.choose(person.main.getByRole("radio", { name: other.words.say(`language-${other.language}`), exact: true }));
  await expect(person.page.locator("html")).toHaveAttribute("lang", other.language);
  await expect(other.heading()).toHaveText(other.words.say("settings-title"));
  await expect(person.page).toHaveURL(new RegExp(`/${other.language}/settings$`));
  await expect(person.page).toHaveTitle(other.words.say("settings-title"));
  await person.page.goBack();
  await expect(other.answer("allow")).toBeVisible();
  await expect(person.page.locator("html")).toHaveAttribute("lang", other.language);
  await other.tap(other.button("step-back"));
  await expect(other.answer("refuse")).toBeChecked();
  await other.next();
  await other.answerAll(() => "allow");
  await other.understand();
  await other.send();
  await other.received();
  const [entry] = await hospital.decisions(person.patient);
  expect(entry.event.terms.language).toBe(other.language);
  expect(await hospital.permits(person.patient, "research", "university")).toBe(false);
});

test("the text size is remembered on this device", async ({ person }) => {
  await person.openInvitation("settings");
  const size = () => person.heading().evaluate((heading) => parseFloat(getComputedStyle(heading).fontSize));
  const normal = await size();
  await person.choose(person.main.getByRole("radio", { name: person.words.say("settings-size-largest"), exact: true }));
  expect(await size()).toBeGreaterThan(normal * 1.4);
  const largest = await size();
  await person.open("words");
  expect(await size()).toBe(largest);
  expect(await person.overflow()).toBe(0);
});

test("hard words open their meaning in place", async ({ person }) => {
  await person.openInvitation("explain/3");
  const term = person.main.locator("button.term").first();
  const text = await term.innerText();
  await expect(term).toHaveAttribute("aria-expanded", "false");
  await person.tap(term);
  await expect(term).toHaveAttribute("aria-expanded", "true");
  await expect(person.main.getByRole("note").getByText(text, { exact: true })).toBeVisible();
  await person.tap(term);
  await expect(person.main.getByRole("note")).toHaveCount(0);
});

test("the whole conversation by keyboard alone", async ({ person, hospital }) => {
  const { page } = person;
  const press = (key) => page.keyboard.press(key);
  /** Tabs until the target has the focus; a person would, too. */
  const reach = async (target) => {
    for (let steps = 0; steps < 60; steps++) {
      await press("Tab");
      expect(await page.evaluate(focusIsCovered)).toBe("");
      if (await target.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error(`the keyboard does not reach ${target}`);
  };
  const go = async (target) => {
    const before = page.url();
    await reach(target);
    await press("Enter");
    await expect(page).not.toHaveURL(before);
  };
  await person.openInvitation();
  await go(person.link("welcome-start"));
  for (let step = 0; step < 4; step++) await go(person.button("step-next"));
  for (const part of ["year", "month", "day"]) {
    await reach(person.main.getByRole("textbox", { name: person.words.say(`sign-in-${part}`), exact: true }));
    await page.keyboard.type(person.patient.birth[part]);
  }
  await press("Enter");
  await expect(person.answer("allow")).toBeVisible();
  while (person.question()) {
    await reach(person.answer("allow"));
    await press("Space");
    await expect(person.answer("allow")).toBeChecked();
    await press("ArrowDown");
    await expect(person.answer("refuse")).toBeChecked();
    await press("ArrowUp");
    await expect(person.answer("allow")).toBeChecked();
    await go(person.button("step-next"));
  }
  while (/\/understanding\//.test(page.url())) {
    await reach(person.main.getByRole("radio").first());
    await press("Space");
    await expect(person.main.locator("[data-explanation]")).toBeVisible();
    await go(person.button("step-next"));
  }
  await go(person.button("review-send"));
  await person.received();
  expect(await hospital.permits(person.patient, "research", "university")).toBe(true);
});

/** What has the focus, if nothing of it can be seen because something else lies over it (WCAG 2.4.11). */
function focusIsCovered() {
  const element = document.activeElement;
  if (!element || element === document.body) return "";
  const face = element.closest("label") ?? element;
  const boxes = [...face.getClientRects()];
  const points = boxes.flatMap(({ left, top, width, height }) =>
    [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [left + width * x, top + height * y])),
  );
  const seen = points.some(([x, y]) => face.contains(document.elementFromPoint(x, y)));
  return seen ? "" : `${face.tagName} ${face.textContent.trim()}`;
}

for (const [name, viewport] of [
  ["320 px wide", { width: 320, height: 640 }],
  ["magnified by 400 %", { width: 320, height: 256 }],
]) {
  test(`${name}: nothing reaches beyond the screen or covers the text`, async ({ person }) => {
    await person.page.setViewportSize(viewport);
    const fits = async (what) => {
      expect(await person.overflow(), what).toBe(0);
      const covered = await person.page.evaluate(coveredTargets);
      expect(covered, what).toEqual([]);
    };
    await person.openInvitation();
    await fits("welcome");
    await person.tap(person.link("welcome-start"));
    for (const page of [1, 2, 3, 4]) {
      await expect(person.page).toHaveURL(new RegExp(`/explain/${page}$`));
      await fits(`explanation ${page}`);
      await person.tap(person.button("step-next"));
    }
    await expect(person.heading()).toHaveText(person.words.say("sign-in-title"));
    await fits("sign-in");
    await person.signIn();
    await expect(person.answer("allow")).toBeVisible();
    for (let question = person.question(); question; question = person.question()) {
      await fits(question);
      await person.choose(person.answer("allow"));
      await person.next();
    }
    await fits("understanding");
    await person.understand();
    await fits("review");
    await person.send();
    await person.received();
    await fits("done");
    await person.tap(person.link("done-choices"));
    await expect(person.heading()).toHaveText(person.words.say("choices-title"));
    await fits("choices");
    await person.tap(person.main.locator(".choice").first());
    await expect(person.page).toHaveURL(/\/choices\/.+/);
    await fits("one choice");
    for (const place of ["stop", "stop/everything", "words", "settings"]) {
      await person.open(place);
      await fits(place);
    }
  });
}

/** Links, buttons and headings of the page that something else lies over once they are scrolled to the middle. */
function coveredTargets() {
  const covered = [];
  for (const element of document.querySelectorAll("main a, main button, main input, main h1, main h2")) {
    if (element.getClientRects().length === 0) continue;
    element.scrollIntoView({ block: "center", behavior: "instant" });
    const [box] = element.getClientRects();
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2);
    const same = hit && (element.contains(hit) || hit.contains(element) || hit.closest("label")?.contains(element));
    if (!same) covered.push(`${element.tagName} ${element.textContent.trim() || element.value} under ${hit?.className}`);
  }
  scrollTo(0, 0);
  return covered;
}

test("the receipt prints on exactly one A4 page", async ({ person }, info) => {
  await person.upToSending(() => "allow");
  await person.tap(person.button("review-more"));
  await person.answerAll(() => "allow");
  await person.understand();
  await person.send();
  await person.received();
  const pdf = await person.page.pdf({ preferCSSPageSize: true });
  mkdirSync("test-results/screens", { recursive: true });
  writeFileSync(`test-results/screens/${info.project.name}-receipt.pdf`, pdf);
  const { count, width, height } = pagesOf(pdf);
  expect(count).toBe(1);
  expect(width).toBeCloseTo(595, -0.5);
  expect(height).toBeCloseTo(842, -0.5);
});
