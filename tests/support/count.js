// How tests in browsers are counted, and what a second try is worth.

/**
 * How tests went.
 * @typedef {object} Count
 * @property {number} passed at the first try
 * @property {number} failed
 * @property {string[]} again what passed at the second try
 */

/**
 * So many tests of a run may need their second try. A browser on a busy machine stumbles now and then; what is at
 * fault in the app or in a test stumbles again, or in more places than these.
 */
const SECOND_TRIES = 2;

/**
 * Says in one line how many passed and how many failed, after the names of what needed a second try: each of them is
 * to be looked into.
 * @param {Count} count
 * @returns {number} how many failed
 */
export function say({ passed, failed, again }) {
  for (const name of again) console.log(`Passed only at the second try: ${name}`);
  const allowed = again.length <= SECOND_TRIES;
  const [good, bad] = allowed ? [passed + again.length, failed] : [passed, failed + again.length];
  console.log(`${good} passed, ${bad} failed`);
  return bad;
}
