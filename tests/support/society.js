// A society: its sample spreadsheets, imported, signed and published with the real commands, on a web host of
// its own that can go wrong in every way a web host does.
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { remove } from "./folder.js";
import { PROGRAM } from "./hospital.js";

const SAMPLE = fileURLToPath(new URL("../../examples/society", import.meta.url));
const KINDS = ["recipients", "outcomes", "reviews"];
const TYPES = {
  ".atom": "application/atom+xml",
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".jws": "application/jose",
  ".wasm": "application/wasm",
};

/** A society with a site of its own. */
export class Society {
  #folder = mkdtempSync(join(tmpdir(), "nattoku-society-"));
  #host = null;
  port = 0;
  /** What the host does with a file: hands it out, unless a test says otherwise. */
  hands = (bytes) => bytes;

  static async open() {
    const society = new Society();
    cpSync(SAMPLE, society.lists, { recursive: true });
    society.#run("keys", "make", "--keys", society.keys, "--provider", "minato");
    for (const kind of KINDS) {
      const [file, mapping] = [`${kind}.csv`, `${kind}.mapping.toml`].map((name) => join(society.lists, name));
      society.#run("import", kind, file, "--mapping", mapping, "--into", society.lists);
    }
    society.publish();
    await society.start();
    return society;
  }

  get lists() {
    return join(this.#folder, "lists");
  }

  get keys() {
    return join(this.#folder, "keys");
  }

  get site() {
    return join(this.#folder, "site");
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The public key that signs now. */
  get key() {
    return this.#run("keys", "list", "--keys", this.keys).trim().split("\n").at(-1).split(" ")[0];
  }

  /** Publishes its lists as they stand. */
  publish(...options) {
    this.#run("publish", this.lists, this.site, "--keys", this.keys, ...options);
  }

  /** The entries of a list, to be changed and written back. */
  entries(kind, change) {
    const path = join(this.lists, `${kind}.json`);
    const entries = change(JSON.parse(readFileSync(path, "utf8")));
    writeFileSync(path, JSON.stringify(entries));
  }

  async start() {
    this.#host = createServer((request, response) => {
      const { pathname } = new URL(request.url, "http://society");
      const path = join(this.site, normalize(decodeURIComponent(pathname)), pathname.endsWith("/") ? "index.html" : "");
      if (!existsSync(path) || !statSync(path).isFile()) return response.writeHead(404).end();
      const bytes = this.hands(readFileSync(path), pathname);
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain" }).end(bytes);
    });
    this.#host.listen(this.port, "127.0.0.1");
    await once(this.#host, "listening");
    this.port = this.#host.address().port;
  }

  /** Its host goes off the air. */
  async stop() {
    const host = this.#host;
    this.#host = null;
    if (!host) return;
    host.closeAllConnections();
    host.close();
    await once(host, "close");
  }

  async close() {
    await this.stop();
    await remove(this.#folder);
  }

  #run(...args) {
    const { status, stdout, stderr } = spawnSync(PROGRAM, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`nattoku ${args.join(" ")}: ${status}\n${stderr}`);
    return stdout;
  }
}
