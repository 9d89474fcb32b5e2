//! Pictures as text, at a fixed time, and what holds for every picture.

mod always;
mod busy;
mod compare;
mod floor;
mod forms;
mod limits;
mod marks;
mod pictures;
mod prompts;
mod styles;
mod widths;
