//! Pictures as text, at a fixed time, and what holds for every picture.

mod always;
mod busy;
mod floor;
mod pictures;
mod styles;
