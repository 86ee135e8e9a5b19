// What the server refuses, and how it protects its pages.
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remove } from "../support/folder.js";
import { SAMPLE, nattoku } from "../support/hospital.js";
import { expect, test } from "../support/test.js";

const BROKEN = {
  "a file that is no TOML": ["glossary.toml", (text) => `${text}\n[[`],
  "a purpose without a risk": ["programmes/registry.toml", (text) => text.replace(/\[purposes\.risk\]\n.*\n.*\n/, "")],
  "a text without a language": ["preferences.toml", (text) => text.replace(/^en = .*\n/m, "")],
  "an unknown kind of recipient": ["programmes/registry.toml", (text) => text.replace('"drug-company"', '"anybody"')],
  "a programme that has no file": ["provider.toml", (text) => text.replace('"registry", "act"', '"registry", "acts"')],
  "consent in an opt-out text": ["programmes/act.toml", (text) => text.replace(/^en = "/m, 'en = "You consent to this. ')],
};

for (const [name, [file, damage]] of Object.entries(BROKEN)) {
  test(`a catalogue with ${name} is not served, and the finding names the file`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "nattoku-catalogue-"));
    cpSync(SAMPLE, folder, { recursive: true });
    const [path, before] = [join(folder, file), readFileSync(join(SAMPLE, file), "utf8")];
    const after = damage(before);
    expect(after).not.toBe(before);
    writeFileSync(path, after);
    const database = join(folder, "nattoku.db");
    const { code, err } = await nattoku("serve", "--catalogue", folder, "--database", database, "--listen", "127.0.0.1:0");
    expect(code).toBeGreaterThan(0);
    expect(err).toContain(file.split("/").at(-1));
    await remove(folder);
  });
}

test("every answer has a strict policy and no cookie", async ({ hospital, language }) => {
  for (const path of [`/${language}/`, `/${language}/choices`, "/", "/nothing", "/api/catalogue", "/api/record"]) {
    const answer = await fetch(hospital.url + path, { redirect: "manual" });
    const policy = answer.headers.get("content-security-policy") ?? "";
    const directives = new Map(policy.split(";").map((part) => part.trim().split(/ (.*)/s).slice(0, 2)));
    expect(directives.get("default-src"), path).toBe("'none'");
    expect(directives.get("script-src"), path).toBe("'self' 'wasm-unsafe-eval'");
    expect(directives.get("style-src"), path).toBe("'self'");
    expect(directives.get("connect-src"), path).toBe("'self'");
    expect(directives.get("base-uri"), path).toBe("'none'");
    expect(directives.get("require-trusted-types-for"), path).toBe("'script'");
    expect(directives.get("trusted-types"), path).toBe("'none'");
    expect(policy, path).not.toMatch(/unsafe-inline|'unsafe-eval'|\*|https?:/);
    expect(answer.headers.get("set-cookie"), path).toBeNull();
    expect(answer.headers.get("referrer-policy"), path).toBe("no-referrer");
    expect(answer.headers.get("x-content-type-options"), path).toBe("nosniff");
    await answer.body?.cancel();
  }
});
