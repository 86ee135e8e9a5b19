// A shared tablet's screens and the field for the sheet's code: audited like every other screen.
import { expect, test } from "../support/test.js";
import { audit } from "./audit.js";

test("a shared tablet, in light and dark", async ({ person, language }, info) => {
  const { page } = person;
  await page.clock.install();
  await person.open("?kiosk");
  await audit(page, info, "30-kiosk-welcome", { language });
  await person.open("choices?kiosk");
  await audit(page, info, "31-kiosk-code", { language });
  await person.main.getByRole("textbox").fill("ABCD");
  await page.keyboard.press("Enter");
  await audit(page, info, "32-kiosk-no-code", { language });
  await page.clock.runFor(122_000);
  const warning = page.locator("[data-kiosk-warning]");
  await expect(warning).toBeVisible();
  await expect(warning.getByRole("button")).toHaveCount(2);
  await audit(page, info, "33-kiosk-warning", { language });
});
