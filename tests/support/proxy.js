// A bad line: a TCP proxy in front of the server that cuts or dribbles the answers to decisions.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/**
 * What happens to a decision and its answer: both pass; the answer ends or is reset after some bytes, stops there
 * and never goes on, comes at one byte a second, or is spoilt; the request ends after some bytes, or never gets
 * through.
 * @typedef {{ kind: "pass" | "dribble" | "refuse" }
 *   | { kind: "cut" | "reset" | "hole" | "ask", after: number }
 *   | { kind: "spoil", spoil: (text: string) => string }} Mood
 */

export class BadLine {
  /** @type {Mood} */
  mood = { kind: "pass" };
  /** How often something was withheld. */
  cuts = 0;
  #server;
  #sockets = new Set();
  #timers = new Set();

  /** @param {number} port of the server behind it */
  static async before(port) {
    const line = new BadLine();
    line.#server = createServer((client) => line.#carry(client, port)).listen(0, "127.0.0.1");
    await once(line.#server, "listening");
    line.url = `http://127.0.0.1:${line.#server.address().port}`;
    return line;
  }

  #carry(client, port) {
    const server = connect(port, "127.0.0.1");
    let mood = { kind: "pass" };
    let [sent, asked] = [0, 0];
    const end = () => [client, server].forEach((socket) => socket.destroy());
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on("error", end);
      socket.on("close", end);
    }
    client.on("data", (bytes) => {
      const text = bytes.toString("latin1");
      // A new request decides anew; the rest of a body belongs to the one before.
      if (/^(GET|POST|HEAD) /.test(text)) [mood, sent, asked] = [text.startsWith("POST /api/decisions") ? this.mood : { kind: "pass" }, 0, 0];
      if (mood.kind === "refuse") end();
      else if (mood.kind === "ask") this.#part(client, server, bytes, mood.after - asked);
      else server.write(bytes);
      asked += bytes.length;
    });
    server.on("data", (bytes) => {
      if (["cut", "reset", "hole"].includes(mood.kind)) {
        this.#part(server, client, bytes, mood.after - sent, mood.kind);
        sent += bytes.length;
      } else if (mood.kind === "spoil") {
        client.write(Buffer.from(mood.spoil(bytes.toString("utf8")), "utf8"));
      } else if (mood.kind === "dribble") {
        this.#dribble(client, [...bytes]);
      } else {
        client.write(bytes);
      }
    });
  }

  /** Lets so many bytes pass; if there are more, the line ends there in its way, and that is noted. */
  #part(from, to, bytes, rest, kind = "cut") {
    if (bytes.length <= rest) return void to.write(bytes);
    this.cuts += 1;
    const end = () => {
      if (kind === "hole") return;
      if (kind === "reset") to.resetAndDestroy();
      [from, to].forEach((socket) => socket.destroy());
    };
    to.write(bytes.subarray(0, Math.max(rest, 0)), end);
  }

  #dribble(client, bytes) {
    const timer = setInterval(() => {
      if (client.destroyed || bytes.length === 0) clearInterval(timer);
      else client.write(Uint8Array.of(bytes.shift()));
    }, 1000);
    this.#timers.add(timer);
  }

  async close() {
    for (const timer of this.#timers) clearInterval(timer);
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
