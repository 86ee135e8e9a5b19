// What a patient is told when something goes wrong with the lists: at a society's site, on the way, or in them.
import { expect, test } from "../support/test.js";

const NEWS = ["--follow-every", "1"];

/** A hospital that asks for news every second, and a society it follows. */
async function followed({ openHospital, openSociety, patientOf }) {
  const [hospital, society] = [await openHospital(...NEWS), await openSociety()];
  await hospital.follow(society);
  return { hospital, society, person: await patientOf(hospital) };
}

/** Opens the list again and again until it says something. */
async function says(person, id) {
  await expect(async () => {
    await person.open("recipients");
    await expect(person.text(id)).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 90_000 });
  await expect(person.page.locator(".entry").nth(5)).toBeVisible();
}

test("a society's site is down: the last good list stays, with its age; later it is up to date again", async ({
  openHospital,
  openSociety,
  patientOf,
}) => {
  const { society, person } = await followed({ openHospital, openSociety, patientOf });
  await society.stop();
  await says(person, "trouble-unreachable");
  await expect(person.text("trouble-shown")).toBeVisible();
  await society.start();
  await expect(async () => {
    await person.open("recipients");
    await expect(person.page.locator(".entry").nth(5)).toBeVisible({ timeout: 1_000 });
    await expect(person.text("trouble-unreachable")).toHaveCount(0);
  }).toPass({ timeout: 90_000 });
});

test("what arrives is not genuine: it is not shown, and the patient is told", async ({
  openHospital,
  openSociety,
  patientOf,
}) => {
  const { society, person } = await followed({ openHospital, openSociety, patientOf });
  const forged = (bytes) => Buffer.from(bytes.toString().replace(/.{8}$/s, "AAAAAAAA"));
  society.hands = (bytes, path) => (path.endsWith(".jws") ? forged(bytes) : bytes);
  society.entries("recipients", (entries) => entries.map((entry) => ({ ...entry, notes: [{ label: "forged", text: "forged" }] })));
  society.publish();
  await says(person, "trouble-refused");
  await expect(person.main).not.toContainText("forged");
});

test("a name that is a script is a name", async ({ openHospital, openSociety, patientOf }) => {
  const { society, person, hospital } = await followed({ openHospital, openSociety, patientOf });
  const script = "<img src=x onerror=alert(1)><script>alert(2)</script>";
  society.entries("recipients", ([first, ...others]) => {
    const recipient = { ...first.recipient, name: { ja: script, en: script } };
    return [{ ...first, recipient }, ...others];
  });
  society.publish();
  await hospital.follow(society);
  person.page.on("dialog", () => expect("a dialogue").toBe("none"));
  await person.open("recipients");
  await expect(person.main.getByRole("heading", { name: script, exact: true })).toBeVisible();
  await expect(person.page.locator("main img, main script")).toHaveCount(0);
});

test("a part does not come: the list says that it is not whole, and loads it on request", async ({ person, society, watch }) => {
  watch.tolerate(/Failed to load resource/);
  const { page } = person;
  expect(society.port).toBeGreaterThan(0);
  await page.route("**/api/disclosures/minato/recipients/**", (route) => route.abort());
  await person.open("recipients");
  await expect(person.text("lists-incomplete")).toBeVisible();
  await expect(page.locator("#found")).not.toHaveText(person.words.say("recipients-empty"));
  await page.unroute("**/api/disclosures/minato/recipients/**");
  await person.tap(person.button("lists-try-again"));
  await expect(page.locator(".entry").nth(5)).toBeVisible();
  await expect(person.text("lists-incomplete")).toHaveCount(0);
});

test("the index does not come: the reader is told and can try again", async ({ person, society, watch }) => {
  watch.tolerate(/Failed to load resource/);
  const { page } = person;
  expect(society.port).toBeGreaterThan(0);
  await page.route("**/api/disclosures", (route) => route.fulfill({ status: 503, body: "" }));
  await person.open("outcomes");
  await expect(person.text("lists-unreachable")).toBeVisible();
  await page.unroute("**/api/disclosures");
  await person.tap(person.button("lists-try-again"));
  await expect(page.locator(".entry").first()).toBeVisible();
});

test("the lists' program does not run: the page shows the desk; inside the app the rest goes on", async ({ person, watch }) => {
  watch.tolerate(/Failed to load resource|wasm/i);
  const { page } = person;
  await page.route("**/disclosures-*.wasm", (route) => route.abort());
  await page.goto(person.at("recipients"));
  await expect(page.locator("html")).toHaveAttribute("data-app", "failed");
  await expect(page.locator("#fallback")).toBeVisible();
  await person.openInvitation();
  await person.tap(person.menu("frame-lists"));
  await expect(person.text("disclosures-failed")).toBeVisible();
  await person.tap(person.menu("frame-words"));
  await expect(person.heading()).toHaveText(person.words.say("words-title"));
});
