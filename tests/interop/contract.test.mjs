// The API as a stranger's program would use it, from its own description alone: Schemathesis asks it everything, well
// and badly, as anybody, as a patient and as staff. No answer may be a server error, and each must be as described.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { remove } from "../support/folder.js";
import { Hospital } from "../support/hospital.js";

const SCHEMATHESIS = fileURLToPath(new URL("../.venv/bin/schemathesis", import.meta.url));
const CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"];
const EXAMPLES = 60;

/** What it keeps on the way. */
const FOLDER = mkdtempSync(join(tmpdir(), "nattoku-contract-"));

let hospital;

before(async () => {
  hospital = await Hospital.open();
});

after(async () => {
  await hospital?.close();
  await remove(FOLDER);
});

/** Runs it with what the asker holds; fails with all it said. */
async function asked(headers, description, ...places) {
  const args = ["run", description, "--url", hospital.url, "--checks", CHECKS.join(","), "--continue-on-failure"];
  args.push("--phases", "examples,coverage,fuzzing", "--max-examples", String(EXAMPLES), "--seed", "20261125", "--no-color");
  args.push("--mode", "all", "--suppress-health-check", "all", "--generation-database", "none", "--warnings", "off");
  for (const [name, value] of Object.entries(headers)) args.push("--header", `${name}: ${value}`);
  args.push(...places);
  const child = spawn(SCHEMATHESIS, args, { cwd: FOLDER, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (said += bytes));
  const code = await new Promise((resolve, reject) => child.on("close", resolve).on("error", reject));
  if (code !== 0) throw new Error(`schemathesis ended with ${code}:\n${said}`);
  const cases = Number(said.match(/(\d+) generated/)?.[1] ?? 0);
  if (cases < 100) throw new Error(`it asked ${cases} times only:\n${said}`);
}

const served = () => `${hospital.url}/api/openapi.json`;

test("anybody asks", { timeout: 600_000 }, async () => {
  await asked({}, served(), "--exclude-path-regex", "^/api/desk/");
});

test("a patient asks", { timeout: 600_000 }, async () => {
  const { bearer } = await hospital.session(await hospital.patient());
  await asked({ Authorization: `Bearer ${bearer}` }, served(), "--include-path-regex", "record|decisions|told|receipts/");
});

test("staff ask", { timeout: 600_000 }, async () => {
  const token = (await hospital.done("staff", "add", "--id", "s-contract", "--right", "look", "--right", "record", "--right", "mandates", "--right", "erase")).trim();
  await asked({ Authorization: `Bearer ${token}` }, served(), "--include-path-regex", "^/api/desk/");
});

test("a description that is not true is found out", { timeout: 600_000 }, async () => {
  const description = await (await fetch(served())).json();
  description.components.schemas.LedgerView.properties.origin.type = "integer";
  const file = join(FOLDER, "openapi.json");
  writeFileSync(file, JSON.stringify(description));
  await assert.rejects(asked({}, file, "--include-path-regex", "^/api/ledger$"), /is not of type "integer"/);
});
