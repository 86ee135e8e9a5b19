// The elements in a portal, at the widths portals have, with its own looks and with a hospital's: the page and the
// frame are audited together.
import { expect, test } from "../support/test.js";
import { audit } from "./audit.js";

test("in a portal, at its widths", async ({ inPortal, language }, info) => {
  const { around } = inPortal;
  for (const width of info.project.use.isMobile ? [320] : [768, 1280]) {
    // As high as the screens are: a picture shows of a frame of another site only what the window shows of it.
    await around.setViewportSize({ width, height: 2_000 });
    await inPortal.signInAtPortal();
    await audit(around, info, `40-portal-welcome-${width}`, { language, titled: false });
    await around.locator("#theme").click();
    await around.locator("nattoku-consent").evaluate((element) => element.setAttribute("place", "question/research"));
    await expect(async () => {
      await inPortal.enter();
      expect(inPortal.question()).toBe("research");
    }).toPass();
    await expect(inPortal.answer("allow")).toBeVisible();
    await audit(around, info, `41-portal-question-${width}`, { language, titled: false });
    expect(await inPortal.overflow()).toBe(0);
    await around.goto(`${inPortal.portal.url}/lists`);
    if (language !== "ja") await inPortal.speaks(language);
    await inPortal.enter(around.locator("nattoku-disclosures"));
    await audit(around, info, `42-portal-lists-${width}`, { language, titled: false });
  }
});
