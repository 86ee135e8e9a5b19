// Says at the end, in one line, how many tests passed and how many failed; the test run sums these lines.
import { mkdirSync, writeFileSync } from "node:fs";

/** Counts tests. One that passed only at a second try counts as failed; one that did not run, too. */
export default class CountingReporter {
  #suite;

  onBegin(_config, suite) {
    this.#suite = suite;
  }

  onEnd(result) {
    const outcomes = this.#suite.allTests().map((test) => test.results.length > 0 && test.outcome());
    const passed = outcomes.filter((outcome) => outcome === "expected").length;
    const failed = Math.max(outcomes.length - passed, result.status === "passed" ? 0 : 1);
    mkdirSync("test-results", { recursive: true });
    writeFileSync("test-results/journeys.json", JSON.stringify({ passed, failed }));
    if (process.env.NATTOKU_COUNT !== "later") console.log(`${passed} passed, ${failed} failed`);
  }
}
