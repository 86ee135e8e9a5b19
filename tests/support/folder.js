// Folders of the tests' own.
import { rm } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

/** For so many tenths of a second a program may still write while it ends. */
const PATIENCE = 100;

/** Removes a folder, and what the program whose it was writes into it while it ends. */
export async function remove(folder) {
  for (let tries = 1; ; tries++) {
    try {
      return await rm(folder, { recursive: true, force: true });
    } catch (error) {
      if (error.code !== "ENOTEMPTY" || tries === PATIENCE) throw error;
      await wait(100);
    }
  }
}
