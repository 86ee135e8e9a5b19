//! The app's movement, tested as a person and a server make it move: what is done comes in, effects come out.

mod conversation;
mod interleavings;
mod portal;
pub(crate) mod sample;
mod sign_in;
mod stopping;
mod travelling;
