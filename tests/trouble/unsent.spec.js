// What became of a press that sends: whoever pressed sees it at once, where they look, with what to do and whom to call.
import { expect, test } from "../support/test.js";
import { Person } from "../support/person.js";

test.beforeEach(({ watch }) => watch.tolerate(/Failed to load resource/));

/** The outcome stands on the screen: its heading has the focus, and its words and the desk's number are in view. */
async function sees(person, kind, title) {
  const outcome = person.main.locator(`[data-outcome="${kind}"]`);
  await expect(person.heading()).toHaveText(person.words.say(title));
  await expect(person.heading()).toBeFocused();
  await expect(person.heading()).toBeInViewport({ ratio: 1 });
  await expect(outcome).toBeVisible();
  if (kind !== "received") await expect(person.main.locator('a[href^="tel:"]')).toBeInViewport({ ratio: 1 });
}

const inVain = [
  ["the answers", (person) => person.upToSending(() => "refuse"), "review-send"],
  [
    "a changed answer",
    async (person) => {
      await person.openInvitation("choices/research");
      await person.signIn();
      await person.choose(person.answer("refuse"));
    },
    "choice-send",
  ],
  [
    "stopping everything",
    async (person) => {
      await person.openInvitation("choices");
      await person.signIn();
      await person.tap(person.link("choices-stop"));
      await person.tap(person.main.locator(".way").first());
    },
    "stop-now",
  ],
];

for (const [name, prepare, send] of inVain) {
  test(`without a connection ${name} did not arrive: in view, and it takes the place of the button`, async ({ openHospital, patientOf }, info) => {
    const hospital = await openHospital();
    const person = await patientOf(hospital);
    await prepare(person);
    await hospital.kill();
    await person.tap(person.button(send));
    await sees(person, "waiting", "delivery-waiting");
    await expect(person.text("delivery-not-received")).toBeInViewport({ ratio: 1 });
    await expect(person.button(send)).toHaveCount(0);
    await expect(person.button("delivery-try-again")).toBeInViewport({ ratio: 1 });
    expect(await person.overflow()).toBeLessThanOrEqual(0);
    await person.page.screenshot({ path: info.outputPath("waiting.png") });
    // The tries that go on by themselves take the focus from nobody.
    await person.button("delivery-try-again").focus();
    await person.page.waitForTimeout(3_000);
    await expect(person.button("delivery-try-again")).toBeFocused();
    await hospital.start();
    await person.received();
    await expect(person.main.locator('[data-outcome="received"]')).toBeInViewport();
    await expect(person.heading()).toBeFocused();
    await person.page.screenshot({ path: info.outputPath("received.png") });
  });
}

test("answers that changed in another tab: the question which counts is in view, and takes the place of the button", async ({
  person,
  hospital,
  context,
}, info) => {
  const other = new Person(await context.newPage(), hospital, person.patient, person.language);
  await person.upToSending(() => "refuse");
  await other.upToSending(() => "allow");
  await person.send();
  await person.received();
  await other.send();
  await sees(other, "needs-you", "delivery-overtaken");
  await expect(other.button("review-send")).toHaveCount(0);
  await other.page.screenshot({ path: info.outputPath("needs-you.png") });
  await other.page.screenshot({ path: info.outputPath("needs-you-full.png"), fullPage: true });
  await other.tap(other.button("delivery-let-go"));
  await expect(other.heading()).toHaveText(other.words.say("review-title"));
  await expect(other.heading()).toBeFocused();
});

test("an answer on its way stays in sight on every other screen, and another one can be read meanwhile", async ({ openHospital, patientOf }) => {
  const hospital = await openHospital();
  const person = await patientOf(hospital);
  await person.upToSending(() => "refuse");
  await person.sendInVain();
  await person.tap(person.menu("frame-words"));
  await expect(person.heading()).toHaveText(person.words.say("words-title"));
  await expect(person.main.locator("[data-delivery]")).toBeInViewport();
  await person.page.goBack();
  await sees(person, "waiting", "delivery-waiting");
});
