// Nattoku inside a portal of another site, whose own policy is strict: answering, hearing of it, stopping; and what a
// page may do with an element.
import { expect, test } from "../support/test.js";

test("who has signed in at the portal answers and stops, and the portal is told that, not what", async ({ inPortal }) => {
  await inPortal.signInAtPortal();
  await inPortal.noteEvents();
  await inPortal.converse(() => "allow");
  const received = { number: expect.any(Number), at: expect.stringMatching(/^20.*Z$/) };
  await expect.poll(() => inPortal.told()).toEqual([{ name: "decision", detail: received, place: null }]);
  await expect(inPortal.around.locator("#said")).not.toBeEmpty();
  expect(await inPortal.hospital.permits(inPortal.patient, "research", "university")).toBe(true);
  await inPortal.tap(inPortal.menu("frame-choices"));
  await expect(inPortal.heading()).toHaveText(inPortal.words.say("choices-title"));
  await inPortal.tap(inPortal.link("choices-stop"));
  await inPortal.tap(inPortal.main.locator(".way").first());
  await inPortal.decide(inPortal.button("stop-now"));
  await inPortal.received();
  await expect.poll(() => inPortal.told("withdrawal")).toEqual([{ name: "withdrawal", detail: received, place: null }]);
  expect(await inPortal.hospital.permits(inPortal.patient, "research", "university")).toBe(false);
  expect(await inPortal.hospital.decisions(inPortal.patient)).toHaveLength(2);
});

test("two elements on a page know nothing of each other, and each has its name", async ({ inPortal, language }) => {
  await inPortal.signInAtPortal("/both");
  const { around } = inPortal;
  await expect(inPortal.heading()).toHaveText(inPortal.words.say("choices-title"));
  await inPortal.noteEvents();
  const [consent, lists] = ["nattoku-consent", "nattoku-disclosures"].map((tag) => around.locator(`${tag} iframe`));
  await expect(consent).toHaveAttribute("title", "いまの答え");
  await expect(lists).toHaveAttribute("title", inPortal.words.say("embed-title-lists"));
  const frame = await (await lists.elementHandle()).contentFrame();
  await expect(frame.locator("html")).toHaveAttribute("lang", language);
  await expect(frame.locator(".tabs li:visible")).toHaveCount(1);
  await expect(frame.locator(".masthead")).toBeHidden();
  await around.locator("nattoku-disclosures").evaluate((element) => element.remove());
  await inPortal.tap(inPortal.menu("frame-words"));
  await expect(inPortal.heading()).toHaveText(inPortal.words.say("words-title"));
  expect(await inPortal.told()).toEqual([]);
});

test("nothing leads to a list that the portal does not show", async ({ inPortal }) => {
  await inPortal.signInAtPortal();
  await inPortal.around.goto(`${inPortal.portal.url}/lists`);
  await inPortal.speaks(inPortal.language);
  await inPortal.enter(inPortal.around.locator("nattoku-disclosures"));
  await expect(inPortal.frame.locator(".tabs li:visible")).toHaveCount(3);
  await expect(inPortal.frame.locator("#found")).not.toBeEmpty();
  const picture = inPortal.frame.locator('a[href$="/flow"]');
  await expect(picture).toHaveCount(2);
  await expect(picture.and(inPortal.frame.locator(":visible"))).toHaveCount(0);
});

test("moved in one piece it goes on as it stands; removed and put back it begins anew", async ({ inPortal }) => {
  await inPortal.signInAtPortal();
  await inPortal.noteEvents();
  const { around } = inPortal;
  const element = around.locator("nattoku-consent");
  await inPortal.readExplanation();
  await expect(inPortal.answer("refuse")).toBeVisible();
  await inPortal.choose(inPortal.answer("refuse"));
  const moves = await element.evaluate((moved) => {
    if (!("moveBefore" in document.body)) return false;
    document.querySelector("main").moveBefore(moved, document.querySelector("h1"));
    return true;
  });
  expect(moves).toBe(true);
  await expect(inPortal.answer("refuse")).toBeChecked();
  await inPortal.speaks(inPortal.language === "ja" ? "en" : "ja");
  await expect(inPortal.page.locator("html")).toHaveAttribute("lang", inPortal.language === "ja" ? "en" : "ja");
  expect(await inPortal.told()).toEqual([]);
  await inPortal.speaks(inPortal.language);
  await element.evaluate((removed) => {
    removed.remove();
    document.querySelector("main").append(removed);
  });
  await inPortal.enter();
  await expect.poll(() => inPortal.told("ready")).toHaveLength(1);
  await expect(inPortal.heading()).toHaveText(inPortal.words.say("welcome-title"));
});

test("Tab leads in and out, and the element itself leads in; nothing takes the focus by itself", async ({ inPortal }) => {
  await inPortal.signInAtPortal("/both");
  const { around } = inPortal;
  // What has the focus here and in the frame. They are two processes: the one learns from the other when it has it.
  const focused = async () => ({
    around: await around.evaluate(() => document.activeElement.id || document.activeElement.localName),
    frame: await inPortal.frame.evaluate(() => document.hasFocus() && document.activeElement.className),
  });
  await expect(inPortal.heading()).toHaveText(inPortal.words.say("choices-title"));
  expect(await focused()).toEqual({ around: "body", frame: false });
  await around.locator("#theme").focus();
  await around.keyboard.press("Tab");
  await expect.poll(focused).toEqual({ around: "nattoku-consent", frame: "masthead__name" });
  await around.keyboard.press("Shift+Tab");
  await expect.poll(focused).toEqual({ around: "theme", frame: false });
  await around.locator("nattoku-consent").evaluate((element) => element.focus());
  await expect.poll(focused).toEqual({ around: "nattoku-consent", frame: "" });
  await inPortal.frame.locator("footer .desk__phone").focus();
  await expect.poll(focused).toEqual({ around: "nattoku-consent", frame: "desk__phone" });
  await around.keyboard.press("Tab");
  await expect.poll(focused).toEqual({ around: "nattoku-disclosures", frame: false });
});

test("without scripts the link inside is there", async ({ browser, portal, watch }) => {
  watch.isInside(portal);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${portal.url}/choices`);
  await expect(page.locator("nattoku-consent a")).toBeVisible();
  await context.close();
});
