// A decision and its answer cut at random points (A8), and answers that prove nothing: no screen says received
// without a receipt that was verified on the device. The seed is printed where it fails, and repeats it.
import { env } from "node:process";
import { expect, test } from "../support/test.js";
import { BadLine } from "../support/proxy.js";

const FULL = env.NATTOKU_FAULTS === "full";
const POINTS = FULL ? 300 : 30;
const SEED = Number(env.NATTOKU_SEED ?? 20_261_125);
/** Both in bytes, with their headers: beyond them nothing is cut. */
const REQUEST = 1_200;
const ANSWER = 3_600;

// A decision that is lost or doubled once is a fault, whatever the next try says.
test.describe.configure({ retries: 0 });
test.beforeEach(({ watch }) => watch.tolerate(/Failed to load resource/));

/** Numbers that look random, the same for the same seed (mulberry32). */
function random(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function mood(draw, point) {
  // Lines that hang take as long as the app is patient: a few of them, at points of their own.
  if (point % 15 === 7) return { kind: "hole", after: draw(ANSWER / 2) };
  if (point % 30 === 11) return { kind: "dribble" };
  const kind = ["cut", "reset", "ask"][draw(3)];
  return { kind, after: draw(kind === "ask" ? REQUEST : ANSWER) };
}

test(`a decision cut at ${POINTS} points is called received only once it is, and counts once`, async ({ person, hospital }) => {
  test.setTimeout(POINTS * 8_000);
  const line = await BadLine.before(hospital.port);
  person.url = line.url;
  await person.noteReceipts();
  await person.converse(() => "allow");
  const draw = random(SEED);
  for (let point = 1; point <= POINTS; point++) {
    const at = { ...mood(draw, point), point, seed: SEED };
    const answer = point % 2 ? "refuse" : "allow";
    const before = line.cuts;
    await person.page.evaluate(() => (window.receipts = 0));
    await person.tap(person.menu("frame-choices"));
    line.mood = at;
    await person.change("research", answer);
    const received = person.page.locator("[data-received]");
    await expect(person.text("delivery-not-received").or(received).first(), JSON.stringify(at)).toBeVisible();
    if (at.kind === "dribble" || line.cuts > before) {
      await expect(person.text("delivery-not-received"), JSON.stringify(at)).toBeVisible();
      await person.neverReceived();
    }
    line.mood = { kind: "pass" };
    await person.button("delivery-try-again").click({ timeout: 500 }).catch(() => {});
    await person.received();
    expect(await hospital.decisions(person.patient), JSON.stringify(at)).toHaveLength(1 + point);
  }
  await line.close();
});

for (const [name, spoil] of [
  ["its signature", (text) => text.replace(/(\u2014 [^ ]+ [A-Za-z0-9+/]{20})(.)/, (_, head, one) => head + (one === "A" ? "B" : "A"))],
  ["what it says", (text) => text.replace("allow", "admit")],
]) {
  test(`an answer that is spoilt in ${name} proves nothing: said so, and never called received`, async ({ person, hospital }) => {
    const line = await BadLine.before(hospital.port);
    let spoilt = 0;
    person.url = line.url;
    await person.noteReceipts();
    await person.upToSending(() => "allow");
    line.mood = {
      kind: "spoil",
      spoil: (text) => {
        const after = spoil(text);
        spoilt += after === text ? 0 : 1;
        return after;
      },
    };
    await person.send();
    await expect(person.text("delivery-unproven")).toBeVisible();
    await expect(person.text("delivery-unproven-call")).toBeVisible();
    expect(spoilt).toBe(1);
    await person.neverReceived();
    line.mood = { kind: "pass" };
    await person.tap(person.button("delivery-try-again"));
    await person.received();
    expect(await hospital.decisions(person.patient)).toHaveLength(1);
    await line.close();
  });
}
