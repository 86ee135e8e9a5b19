// Whether anybody is at the desk: after five minutes without a touch or a key, the page forgets (A44).

const LIMIT = 5 * 60_000;

/** Calls `lock` when the page has not been used for five minutes, also where the device slept meanwhile. */
export function whenIdle(lock) {
  let last = Date.now();
  const check = () => {
    if (Date.now() - last < LIMIT) return;
    last = Date.now();
    lock();
  };
  // Checked first: what wakes a device must not count before what lay open on it is gone.
  const used = () => {
    check();
    last = Date.now();
  };
  for (const event of ["pointerdown", "keydown", "input", "wheel", "touchmove"]) {
    addEventListener(event, used, { capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", check);
  setInterval(check, 1_000);
}
