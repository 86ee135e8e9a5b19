// docs/embedding.md, followed to the letter.
import { expect, test as base } from "../support/test.js";
import { Minutes } from "../support/minutes.js";
import { InPortal } from "../support/portal.js";

const test = base.extend({
  minutes: async ({}, use) => {
    const minutes = await Minutes.follow();
    await use(minutes);
    await minutes.close();
  },
});

test("docs/embedding.md, copied block by block, makes a portal that receives an answer", async ({ page, minutes, watch }) => {
  expect(minutes.files).toEqual(["index.html", "page.js", "server.mjs", "portals.toml", "subjects.csv"]);
  watch.isInside(minutes);
  // The portal has no icon, and a browser asks for one.
  watch.tolerate(/404.*favicon\.ico/);
  const person = new InPortal(page, minutes, undefined, "ja");
  await page.goto(minutes.url);
  await person.enter();
  await person.converse(() => "refuse");
  await expect(page.locator("#said")).toHaveText(/^received: \d+$/);
});
