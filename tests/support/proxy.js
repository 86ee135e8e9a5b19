// A bad line: a TCP proxy in front of the server that cuts or dribbles the answers to decisions.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/**
 * What happens to the answer to a decision: it passes, is cut after some bytes, comes at one byte a second,
 * or the request itself never gets through.
 * @typedef {{ kind: "pass" } | { kind: "cut", after: number } | { kind: "dribble" } | { kind: "refuse" }} Mood
 */

export class BadLine {
  /** @type {Mood} */
  mood = { kind: "pass" };
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
    let sent = 0;
    const end = () => [client, server].forEach((socket) => socket.destroy());
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on("error", end);
      socket.on("close", end);
    }
    client.on("data", (bytes) => {
      const text = bytes.toString("latin1");
      // A new request decides anew; the rest of a body belongs to the one before.
      if (/^(GET|POST|HEAD) /.test(text)) [mood, sent] = [text.startsWith("POST /api/decisions") ? this.mood : { kind: "pass" }, 0];
      if (mood.kind === "refuse") end();
      else server.write(bytes);
    });
    server.on("data", (bytes) => {
      if (mood.kind === "cut") {
        const rest = Math.max(mood.after - sent, 0);
        if (bytes.length <= rest) {
          client.write(bytes);
        } else {
          client.write(bytes.subarray(0, rest), end);
        }
        sent += bytes.length;
      } else if (mood.kind === "dribble") {
        this.#dribble(client, [...bytes]);
      } else {
        client.write(bytes);
      }
    });
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
