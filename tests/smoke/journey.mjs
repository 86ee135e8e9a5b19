// The smoke journey: all yes, come back, stop everything. What drives the browser is handed in, because each
// browser is driven in its own way; a control is found by what it is called.
import assert from "node:assert/strict";

/**
 * A browser, driven by JavaScript in the page and by real presses.
 * @typedef {object} Driver
 * @property {(url: string) => Promise<void>} goTo
 * @property {(script: string) => Promise<unknown>} evaluate runs an expression in the page
 * @property {(selector: string) => Promise<void>} press presses what a selector names
 * @property {(selector: string, text: string) => Promise<void>} type
 */

const PATIENCE = 20_000;

/** @param {Driver} driver */
export async function journey(driver, hospital, patient, language = "ja") {
  const words = hospital.words[language];
  const until = async (what, script) => {
    const end = Date.now() + PATIENCE;
    while (Date.now() < end) {
      if (await driver.evaluate(script)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.fail(`${what} never came: ${await driver.evaluate("location.pathname + ' ' + document.body.innerText")}`);
  };
  const at = (pattern) => until(`the address ${pattern}`, `${pattern}.test(location.pathname)`);
  /** Marks the control that is called so, and presses it. */
  const press = async (id) => {
    const name = JSON.stringify(words.say(id));
    const mark = `(() => {
      document.querySelectorAll("[data-press]").forEach((element) => element.removeAttribute("data-press"));
      const found = [...document.querySelectorAll("main a, main button, nav a")].find((element) =>
        (element.querySelector(".way__name") ?? element).textContent.trim() === ${name});
      found?.scrollIntoView({ block: "center" });
      found?.setAttribute("data-press", "");
      return Boolean(found);
    })()`;
    await until(`the control ${name}`, mark);
    await driver.press("[data-press]");
  };
  const open = async () => {
    await driver.goTo("about:blank");
    await driver.goTo(`${hospital.url}/${language}/#i=${patient.token}`);
    await until("the app", `document.documentElement.dataset.app === "ready"`);
    assert.equal(await driver.evaluate("location.hash"), "");
  };
  const birthDate = async () => {
    await until("the birth date", `document.querySelectorAll(".birth__part input").length === 3`);
    const parts = [patient.birth.year, patient.birth.month, patient.birth.day];
    for (const [place, text] of parts.entries()) {
      await driver.type(`.birth__part:nth-of-type(${place + 1}) input`, text);
    }
  };
  const walk = async (path, choose) => {
    for (;;) {
      const place = await driver.evaluate("location.pathname");
      if (!place.includes(`/${path}/`)) return;
      await choose();
      await press("step-next");
      await until("the next step", `location.pathname !== ${JSON.stringify(place)}`);
    }
  };

  // All yes.
  await open();
  await press("welcome-start");
  for (const page of [1, 2, 3, 4]) {
    await at(`/explain\\/${page}$/`);
    await press("step-next");
  }
  await birthDate();
  await press("sign-in-go");
  await until("the first question", `Boolean(document.querySelector(".answer--allow"))`);
  await walk("question", async () => {
    assert.equal(await driver.evaluate(`document.querySelectorAll(".answer input:checked").length`), 0);
    await driver.press(".answer--allow input");
    await until("the choice", `document.querySelector(".answer--allow input").checked`);
  });
  await walk("understanding", async () => {
    await driver.press(".answer input");
    await until("the explanation", `Boolean(document.querySelector("[data-explanation]"))`);
  });
  await press("review-send");
  await until("the receipt", `Boolean(document.querySelector("[data-received]"))`);
  assert.equal(await hospital.permits(patient, "research", "university"), true);
  assert.equal(await hospital.permits(patient, "drug-development", "drug-company", "--abroad", "--genome"), true);

  // Come back by the same link.
  await open();
  await press("welcome-choices");
  await birthDate();
  await press("sign-in-go");
  await until("my choices", `document.querySelectorAll(".choice__mark.mark-used").length >= 4`);

  // Stop everything, from the first screen, without being signed in.
  await open();
  await press("welcome-stop");
  await at("/stop$/");
  await press("stop-everything");
  await at("/stop\\/everything$/");
  await birthDate();
  await press("stop-now");
  await until("the receipt", `Boolean(document.querySelector("[data-received]"))`);
  for (const [purpose, recipient] of [
    ["research", "university"],
    ["prevention", "municipality"],
  ]) {
    assert.equal(await hospital.permits(patient, purpose, recipient), false);
  }
  assert.equal(await hospital.status(patient), "不同意");
  assert.equal((await hospital.decisions(patient)).length, 2);
}
