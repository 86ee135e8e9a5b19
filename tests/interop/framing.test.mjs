// Every address that a portal may frame starts the guard of page/frame.js, by the rule of the scripts themselves. The
// server is held to the same list by crates/provider/tests/portals.rs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const cases = JSON.parse(read("crates/provider/tests/data/framed_addresses.json"));

/** The expression by which a script reads the address. */
const expression = (path) => {
  const [, source] = read(path).match(/location\.search\.match\(\/(.+)\/\)/);
  return new RegExp(source);
};
/** What a browser hands to a script as `location.search`. */
const search = (query) => new URL(`https://hospital.example/ja/?${query}`).search;

for (const script of ["page/start.js", "page/disclosures.js"]) {
  test(`${script} starts the guard wherever a frame may be shown`, () => {
    const framed = cases.filter(({ framed }) => framed);
    assert.ok(framed.length > 0);
    for (const { query } of framed) assert.equal(search(query).match(expression(script))?.[1], "portal", query);
  });
}

test("page/frame.js talks to the portal for which the frame may be shown", () => {
  for (const { query, framed } of cases) {
    const named = search(query).match(expression("page/frame.js"))?.[1];
    if (framed) assert.equal(named, "ward", query);
    else assert.notEqual(named, "ward", query);
  }
});
