//! Parts that screens share. Each takes what it shows and says what was done; none touches the browser.

pub mod answers;
pub mod birth_date;
pub mod card;
pub mod complaint;
pub mod delivery;
pub mod entry;
pub mod frame;
pub mod glossed;
pub mod icon;
pub mod identifiers;
pub mod journey;
pub mod link;
pub mod outcome;
pub mod standing;
pub mod steps;
pub mod text;
pub mod view;
