// A portal: a page of its own origin with its own sign-in, which shows Nattoku inside itself. Small enough to be read, and
// no example of how passwords are kept.
import { createHash, generateKeyPairSync, randomUUID, sign, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const HELP = `node server.mjs --provider URL [--port N] [--origin URL] [--portal NAME] [--patients FILE] [--module FILE]

  --provider URL    the hospital's server, such as http://127.0.0.1:8080
  --port N          where this portal listens on 127.0.0.1 (8081)
  --origin URL      how browsers name this portal (http://127.0.0.1:PORT)
  --portal NAME     the name under which the hospital's server knows this portal (example)
  --patients FILE   who may sign in: JSON, names with their password and subject
  --module FILE     the elements, as built by \`cargo xtask embed\`
`;

const beside = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    provider: { type: "string" },
    port: { type: "string", default: "8081" },
    origin: { type: "string" },
    portal: { type: "string", default: "example" },
    patients: { type: "string", default: beside("patients.json") },
    module: { type: "string", default: beside("../../embed/dist/nattoku.js") },
    help: { type: "boolean", default: false },
  },
});
if (values.help || !values.provider) {
  process.stdout.write(HELP);
  process.exit(values.help ? 0 : 2);
}

const provider = new URL(values.provider).origin;
const origin = values.origin ?? `http://127.0.0.1:${values.port}`;
const patients = JSON.parse(readFileSync(values.patients, "utf8"));
const key = generateKeyPairSync("ed25519");
const kid = randomUUID();

const base64 = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** A token for one session: who signed it, for whom it is, whom it means, and that it is used once. */
const tokenFor = (subject) => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: origin, aud: provider, sub: subject, iat: now, exp: now + 120, jti: randomUUID() };
  const signed = `${base64({ alg: "EdDSA", kid, typ: "JWT" })}.${base64(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key.privateKey).toString("base64url")}`;
};

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  `frame-src ${provider}`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const sessions = new Map();
const who = (request) => sessions.get(request.headers.cookie?.match(/(?:^|; )portal=([0-9a-f-]+)/)?.[1]);

const page = (name) => readFileSync(beside(`pages/${name}`), "utf8").replaceAll("{provider}", provider).replaceAll("{portal}", values.portal);

const same = (one, other) => {
  const digest = (text) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
};

const signIn = async (request, response) => {
  let body = "";
  for await (const bytes of request) if ((body += bytes).length > 1000) break;
  const form = new URLSearchParams(body);
  const patient = Object.hasOwn(patients, form.get("name") ?? "") && patients[form.get("name")];
  if (!patient || !same(form.get("password") ?? "", patient.password)) {
    return response.writeHead(303, { location: "/?again" }).end();
  }
  const session = randomUUID();
  sessions.set(session, patient.subject);
  response.writeHead(303, { location: "/choices", "set-cookie": `portal=${session}; HttpOnly; SameSite=Strict; Path=/` }).end();
};

const FILES = {
  "/": ["sign-in.html", "text/html; charset=utf-8"],
  "/choices": ["choices.html", "text/html; charset=utf-8"],
  "/lists": ["lists.html", "text/html; charset=utf-8"],
  "/both": ["both.html", "text/html; charset=utf-8"],
  "/portal.js": ["portal.js", "text/javascript"],
  "/portal.css": ["portal.css", "text/css"],
};

const answer = async (request, response) => {
  const { pathname } = new URL(request.url, origin);
  response.setHeader("content-security-policy", POLICY);
  response.setHeader("cache-control", "no-store");
  const send = (type, text) => response.writeHead(200, { "content-type": type }).end(text);
  if (request.method === "POST" && pathname === "/sign-in") return signIn(request, response);
  if (request.method === "POST" && pathname === "/nattoku-token") {
    const subject = request.headers.origin === origin ? who(request) : undefined;
    return subject ? send("text/plain", tokenFor(subject)) : response.writeHead(403).end();
  }
  if (pathname === "/jwks.json") {
    const jwk = { ...key.publicKey.export({ format: "jwk" }), kid, alg: "EdDSA", use: "sig" };
    return send("application/json", JSON.stringify({ keys: [jwk] }));
  }
  if (pathname === "/nattoku.js") return send("text/javascript", readFileSync(values.module));
  if (pathname === "/favicon.ico") return response.writeHead(204).end();
  const file = FILES[pathname];
  return file ? send(file[1], page(file[0])) : response.writeHead(404).end();
};

createServer((request, response) => answer(request, response).catch(() => response.destroy())).listen(
  Number(values.port),
  "127.0.0.1",
  () => process.stdout.write(`the portal is at ${origin}\n`),
);
