// Says at the end, in one line, how many tests passed and how many failed; the test run sums these lines.
import { mkdirSync, writeFileSync } from "node:fs";
import { say } from "./count.js";

/** Counts tests. One that did not run counts as failed; one that passed at its second try is named. */
export default class CountingReporter {
  #suite;

  onBegin(_config, suite) {
    this.#suite = suite;
  }

  onEnd(result) {
    const all = this.#suite.allTests();
    const ended = (outcome) => all.filter((test) => test.results.length > 0 && test.outcome() === outcome);
    const passed = ended("expected").length;
    const again = ended("flaky").map((test) => test.titlePath().slice(1).join(" › "));
    const failed = Math.max(all.length - passed - again.length, result.status === "passed" ? 0 : 1);
    const count = { passed, failed, again };
    mkdirSync("test-results", { recursive: true });
    writeFileSync("test-results/journeys.json", JSON.stringify(count));
    if (process.env.NATTOKU_COUNT !== "later") say(count);
  }
}
