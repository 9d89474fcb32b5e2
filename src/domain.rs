//! The words that every vendor agrees on.

mod time;

pub use time::At;
