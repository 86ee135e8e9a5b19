// Nattoku inside a portal of another site, whose own policy is strict: answering, hearing of it, stopping.
import { expect, test } from "../support/test.js";

test("who has signed in at the portal answers and stops, and the portal is told that, not what", async ({ inPortal }) => {
  await inPortal.signInAtPortal();
  await inPortal.noteEvents();
  await inPortal.answer(() => "allow");
  expect(await inPortal.told()).toEqual([{ name: "decision", detail: { number: expect.any(Number), at: expect.stringMatching(/^20.*Z$/) }, place: null }]);
  await expect(inPortal.around.getByRole("status")).not.toBeEmpty();
  expect(await inPortal.hospital.permits(inPortal.patient, "research", "university")).toBe(true);
  await inPortal.tap(inPortal.menu("frame-choices"));
  await inPortal.tap(inPortal.main.getByRole("link", { name: inPortal.words.like("choices-stop") }).first());
  await inPortal.tap(inPortal.main.locator(".way").first());
  await inPortal.decide(inPortal.button("stop-now"));
  await inPortal.received();
  expect(await inPortal.told("withdrawal")).toHaveLength(1);
  expect(await inPortal.hospital.permits(inPortal.patient, "research", "university")).toBe(false);
  expect(await inPortal.hospital.decisions(inPortal.patient)).toHaveLength(2);
});
