//! The built program in a real pseudo-terminal against the simulated call centre over HTTP: keys typed, the
//! screen read.

#![cfg(test)]

mod answers;
mod board;
mod centre;
mod console;
mod dialects;
mod ends;
mod exchange;
mod figures;
mod gone;
mod six;
mod weather;
