// What goes wrong on the way to a portal and back opens nothing, and is said in plain words with a way out.
import { expect, test } from "../support/test.js";

/** To the question before which one is asked to sign in. */
async function asks(atPortal) {
  await atPortal.open("choices");
  await expect(atPortal.asking).toBeVisible();
}

const complains = (atPortal, id) =>
  expect(atPortal.main.locator("[data-complaint]")).toContainText(atPortal.words.say(id));

test("who does not want to be led there stays, and can be led there afterwards", async ({ atPortal }) => {
  await asks(atPortal);
  await atPortal.page.keyboard.press("Escape");
  await complains(atPortal, "embed-login-cancelled");
  await atPortal.tap(atPortal.button("sign-in-go"));
  await atPortal.agree();
  await atPortal.signInThere();
  await atPortal.isBack(/\/choices\?portal=karte$/);
  await expect(atPortal.heading()).toHaveText(atPortal.words.say("choices-title"));
});

test("who turns back at the portal is told so", async ({ atPortal }) => {
  await asks(atPortal);
  await atPortal.agree();
  await atPortal.page.getByRole("link", { name: "Cancel" }).click();
  await atPortal.isBack(/\/choices\?portal=karte$/);
  await complains(atPortal, "embed-login-cancelled");
});

for (const [what, more] of [
  ["a code that nobody asked for", "&code=forged&state=forged"],
  ["a launch by an unknown system", "&iss=https%3A%2F%2Fevil.example%2Ffhir&launch=1"],
]) {
  test(`${what} opens nothing`, async ({ atPortal, watch }) => {
    watch.tolerate(/Failed to load resource/);
    await atPortal.page.goto(atPortal.at("choices") + more);
    await atPortal.ready();
    await complains(atPortal, "embed-login-lost");
    await expect(atPortal.page).toHaveURL(/\/choices\?portal=karte$/);
    expect(atPortal.portal.asked.filter((asked) => asked.launch === "1")).toEqual([]);
  });
}

test("another's answer, or one from elsewhere, is not taken for one's own", async ({ atPortal, watch }) => {
  watch.tolerate(/Failed to load resource/);
  let first = true;
  for (const spoil of [
    (address) => address.searchParams.set("state", "another"),
    (address) => address.searchParams.set("iss", "https://evil.example"),
    (address) => address.searchParams.set("code", "another"),
  ]) {
    await asks(atPortal);
    atPortal.portal.spoil = spoil;
    await atPortal.agree();
    // The second time the portal knows who it is, and sends them straight back.
    if (first) await atPortal.signInThere();
    await atPortal.isBack(/\/choices\?portal=karte$/);
    await expect(atPortal.main.locator("[data-complaint]")).not.toBeEmpty();
    await expect(atPortal.button("sign-in-go")).toBeVisible();
    atPortal.portal.spoil = null;
    first = false;
  }
});

test("a portal that cannot be asked is said to be so, and one comes in once it can", async ({ atPortal, watch }) => {
  watch.tolerate(/Failed to load resource/);
  await asks(atPortal);
  const { portal } = atPortal;
  portal.away = true;
  await atPortal.agree();
  await atPortal.signInThere();
  await atPortal.isBack(/\/choices\?portal=karte$/);
  await expect(atPortal.main.locator("[data-complaint]")).not.toBeEmpty();
  portal.away = false;
  await atPortal.tap(atPortal.button("sign-in-go"));
  await atPortal.agree();
  await atPortal.isBack(/\/choices\?portal=karte$/);
  await expect(atPortal.heading()).toHaveText(atPortal.words.say("choices-title"));
});
