// What every screen must pass, in light and dark: axe, and what axe does not measure.
import { AxeBuilder } from "@axe-core/playwright";
import { env } from "node:process";
import { expect } from "../support/test.js";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const ENHANCED = ["color-contrast-enhanced", "target-size"];

// Another colour scheme changes colours, and nothing else that axe looks at.
const RULES = {
  light: [{ runOnly: { type: "tag", values: TAGS }, rules: Object.fromEntries(ENHANCED.map((id) => [id, { enabled: true }])) }, ENHANCED],
  dark: [{ runOnly: { type: "rule", values: ["color-contrast", "color-contrast-enhanced", "link-in-text-block"] } }, ["color-contrast-enhanced"]],
};

/** Audits the screen on the page in both colour schemes, and keeps a picture of each where `NATTOKU_PICTURES` is set. */
export async function audit(page, info, name, { language, titled = true } = {}) {
  for (const [colorScheme, [options, ruled]] of Object.entries(RULES)) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    if (page.viewportSize().width > 500) await page.mouse.move(0, 0);
    const where = `${name} (${colorScheme})`;
    if (env.NATTOKU_PICTURES) {
      await page.screenshot({ path: `test-results/screens/${info.project.name}/${name}-${colorScheme}.png`, fullPage: true });
    }
    const axe = await new AxeBuilder({ page }).options(options).analyze();
    const ran = new Set([...axe.passes, ...axe.violations, ...axe.incomplete].map(({ id }) => id));
    for (const rule of ruled) expect.soft(ran, `${where}: ${rule} was checked`).toContain(rule);
    const found = axe.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
    expect.soft(found, where).toEqual([]);
  }
  const seen = await page.evaluate(measure);
  expect.soft(seen.language, `${name}: language of the page`).toBe(language);
  expect.soft(seen.small, `${name}: targets smaller than they may be`).toEqual([]);
  expect.soft(seen.checkedAnswers, `${name}: answers chosen beforehand`).toEqual([]);
  expect.soft(seen.looks, `${name}: what is not chosen looks alike`).toBeLessThanOrEqual(1);
  expect.soft(seen.moving, `${name}: motion although none is wanted`).toEqual([]);
  expect.soft(seen.overflow, `${name}: wider than the screen`).toBe(0);
  if (titled) {
    expect.soft(seen.headings, `${name}: one first heading`).toBe(1);
    expect.soft(seen.title, `${name}: the page is called as its heading`).toBe(seen.heading);
  }
}

/** Runs in the page. */
function measure() {
  const shown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
  const describe = (element, { width, height }) =>
    `${(element.textContent || element.value || element.name || element.tagName).trim().slice(0, 40)}: ${width.toFixed(1)} x ${height.toFixed(1)}`;
  const small = [];
  for (const element of document.querySelectorAll("a[href], button, input, summary, label")) {
    if (!shown(element) || element.closest(".unseen")) continue;
    // A field's label enlarges its target; it is not a target of its own beside it.
    if (element.tagName === "LABEL" && element.querySelector("input:not([type=radio])")) continue;
    const box = element.getBoundingClientRect();
    const least = element.closest(".answer") ? 48 : element.matches(".term") ? 24 : 44;
    const hit = element.matches(".term") ? hitArea(element) : box;
    if (hit.width < least - 0.5 || hit.height < least - 0.5) small.push(describe(element, hit));
  }

  /** How far around a word in running text a tap still hits it. */
  function hitArea(element) {
    element.scrollIntoView({ block: "center", behavior: "instant" });
    const [box] = element.getClientRects();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const hits = (x, y) => element.contains(document.elementFromPoint(x, y));
    const reach = (dx, dy) => {
      let steps = 0;
      while (steps < 60 && hits(x + dx * (steps + 1), y + dy * (steps + 1))) steps += 1;
      return steps;
    };
    return { width: reach(-1, 0) + reach(1, 0) + 1, height: reach(0, -1) + reach(0, 1) + 1 };
  }

  const moving = [...document.querySelectorAll("main *, header *, footer *")]
    .filter((element) => {
      const { transitionDuration, animationDuration } = getComputedStyle(element);
      return [transitionDuration, animationDuration].some((text) => text.split(",").some((part) => parseFloat(part) > 0));
    })
    .map((element) => element.className || element.tagName);
  const first = [...document.querySelectorAll("h1")].filter(shown);
  const unchosen = [...document.querySelectorAll(".answer input:not(:checked) + .answer__face, .way")];
  return {
    looks: new Set(unchosen.map((face) => getComputedStyle(face).backgroundColor)).size,
    language: document.documentElement.lang,
    title: document.title.trim(),
    heading: first[0]?.textContent.trim(),
    headings: first.length,
    small,
    moving,
    checkedAnswers: [...document.querySelectorAll(".answers input:checked")]
      .filter((input) => !document.querySelector("[data-explanation]") && input.closest(".answer"))
      .map((input) => `${input.name} ${input.value}`),
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}

/** Allow and refuse are equal in every way: size, type, colour, and the way to the button that goes on. */
export async function equalAnswers(person, next) {
  const compare = async (first, second) => {
    for (const measured of ["width", "height", "distance"]) {
      const [one, other] = [first[measured], second[measured]];
      expect.soft(Math.abs(one - other) / Math.max(one, other), `${measured}: ${one} and ${other}`).toBeLessThanOrEqual(0.02);
    }
    expect.soft(first.style).toEqual(second.style);
  };
  const look = async (answer) => {
    const button = await next.elementHandle();
    return person.answer(answer).evaluate((input, button) => {
      const face = input.closest("label").querySelector(".answer__face");
      const [label, onward] = [face.getBoundingClientRect(), button.getBoundingClientRect()];
      // The way a thumb has: from the middle of an answer down to the row of the button.
      const distance = Math.abs(onward.top + onward.height / 2 - (label.top + label.height / 2));
      const style = getComputedStyle(face);
      const text = getComputedStyle(face.querySelector("span:last-child") ?? face);
      return {
        width: label.width,
        height: label.height,
        distance,
        style: {
          size: text.fontSize,
          weight: text.fontWeight,
          family: text.fontFamily,
          colour: text.color,
          background: style.backgroundColor,
          border: `${style.borderTopColor} ${style.borderTopWidth} ${style.borderTopStyle}`,
          corner: style.borderTopLeftRadius,
          opacity: style.opacity,
          shadow: style.boxShadow,
        },
      };
    }, button);
  };
  // Where there is a pointer it may rest on one of them; a finger does not.
  const pointAway = async () => {
    if (!person.touch) await person.page.mouse.move(0, 0);
  };
  await pointAway();
  const [allow, refuse] = [await look("allow"), await look("refuse")];
  await compare(allow, refuse);
  // The chosen one is filled alike, whichever it is.
  await person.choose(person.answer("allow"));
  await pointAway();
  const [allowed, notRefused] = [await look("allow"), await look("refuse")];
  await person.choose(person.answer("refuse"));
  await pointAway();
  const [notAllowed, refused] = [await look("allow"), await look("refuse")];
  await compare(allowed, refused);
  await compare(notRefused, notAllowed);
  expect.soft(allowed.style.background, "a chosen answer looks chosen").not.toBe(notRefused.style.background);
}
