//! The states of acting for others.

use super::states::{State, state};
use crate::model::tests::sample::{acting_on, signed_in};
use crate::route::Route;

pub(super) fn acting() -> Vec<State> {
    vec![
        state("people", acting_on(Route::People, 0)),
        state("acting for oneself", acting_on(Route::Choices, 0)),
        state("acting for a child", acting_on(Route::Choices, 1)),
        state("the place of the record", signed_in(Route::History)),
        state("a receipt to come back to", acting_on(Route::Done, 1)),
    ]
}
