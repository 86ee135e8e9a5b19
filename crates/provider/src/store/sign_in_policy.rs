//! What a wrong birth date leads to. Every fifth one means a wait, each twice as long as the one before; the twentieth
//! ends the letter, so that nobody who found one tries every date.

use chrono::Duration;

/// How many wrong birth dates there may be before each wait.
pub const TRIES: u32 = 5;
/// How many wrong birth dates end a letter, however long ago they were.
pub const LETTER_TRIES: u32 = 20;
/// No wait is longer.
const LONGEST_WAIT: Duration = Duration::days(1);

/// The wrong birth dates so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// By the patient's letters that can still be used. Never reset.
    pub of_letters: u32,
    /// By any of the patient's letters since they last signed in. A new letter does not reset it.
    pub since_sign_in: u32,
}

/// What the next wrong birth date leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// So many tries are left before a wait or the end of the letter.
    TriesLeft(u32),
    /// Nobody can sign in as this patient for so long.
    Wait(Duration),
    /// The letter can no longer be used.
    LetterEnds,
}

/// Returns what one more wrong birth date after `failures` leads to. `first_wait`: how long the first wait lasts.
#[must_use]
pub fn consequence(failures: Failures, first_wait: Duration) -> Consequence {
    let of_letters = failures.of_letters.saturating_add(1);
    let since_sign_in = failures.since_sign_in.saturating_add(1);
    if of_letters >= LETTER_TRIES {
        Consequence::LetterEnds
    } else if since_sign_in.is_multiple_of(TRIES) {
        Consequence::Wait(wait(since_sign_in / TRIES, first_wait))
    } else {
        Consequence::TriesLeft((TRIES - since_sign_in % TRIES).min(LETTER_TRIES - of_letters))
    }
}

/// Returns how long the wait of this number (from 1) lasts.
fn wait(number: u32, first: Duration) -> Duration {
    let factor = 1_i32.checked_shl(number.saturating_sub(1)).filter(|factor| *factor > 0).unwrap_or(i32::MAX);
    // A hospital that sets a longer first wait means it.
    first.checked_mul(factor).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT.max(first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FIRST: Duration = Duration::minutes(15);

    fn nth(count: u32) -> Consequence {
        consequence(Failures { of_letters: count - 1, since_sign_in: count - 1 }, FIRST)
    }

    #[test]
    fn waits_double_and_the_twentieth_wrong_date_ends_the_letter() {
        assert_eq!(nth(1), Consequence::TriesLeft(4));
        assert_eq!(nth(5), Consequence::Wait(FIRST));
        assert_eq!(nth(6), Consequence::TriesLeft(4));
        assert_eq!(nth(10), Consequence::Wait(FIRST * 2));
        assert_eq!(nth(15), Consequence::Wait(FIRST * 4));
        assert_eq!(nth(19), Consequence::TriesLeft(1));
        assert_eq!(nth(20), Consequence::LetterEnds);
        assert_eq!(nth(u32::MAX), Consequence::LetterEnds);
    }

    #[test]
    fn fewer_tries_are_left_where_the_letter_ends_before_the_next_wait() {
        let failures = Failures { of_letters: 17, since_sign_in: 0 };
        assert_eq!(consequence(failures, FIRST), Consequence::TriesLeft(2));
    }

    /// One of two letters is tried with a wrong date, or the right date is typed, or a letter is replaced.
    #[derive(Debug, Clone, Copy)]
    enum Step {
        Wrong(usize),
        Right,
        Replace,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let wrong = (0..2_usize).prop_map(Step::Wrong);
        proptest::collection::vec(
            prop_oneof![12 => wrong, 1 => Just(Step::Right), 1 => Just(Step::Replace)],
            0..400,
        )
    }

    proptest! {
        /// Whatever the order, letters in use never take more than twenty wrong dates and one more for each letter,
        /// and between two sign-ins each wait is at least as long as the one before, up to a day.
        #[test]
        fn no_order_of_tries_gives_more_than_twenty_and_waits_never_shrink(steps in steps()) {
            let mut letters = [Some(0_u32), Some(0)];
            let (mut since_sign_in, mut last_wait) = (0, Duration::zero());
            for step in steps {
                match step {
                    Step::Replace => letters = [Some(0), None],
                    Step::Right => (since_sign_in, last_wait) = (0, Duration::zero()),
                    Step::Wrong(index) => {
                        let Some(own) = letters[index] else { continue };
                        let of_letters = letters.iter().flatten().sum();
                        let before = Failures { of_letters, since_sign_in };
                        let after = consequence(before, FIRST);
                        since_sign_in += 1;
                        prop_assert!(own < LETTER_TRIES);
                        letters[index] = Some(own + 1);
                        match after {
                            Consequence::LetterEnds => {
                                prop_assert!(of_letters + 1 >= LETTER_TRIES);
                                letters[index] = None;
                            }
                            Consequence::Wait(wait) => {
                                prop_assert!(wait >= last_wait && wait >= FIRST && wait <= LONGEST_WAIT);
                                prop_assert!(wait > last_wait || wait == LONGEST_WAIT);
                                last_wait = wait;
                            }
                            Consequence::TriesLeft(left) => prop_assert!((1..TRIES).contains(&left)),
                        }
                    }
                }
            }
        }
    }
}
