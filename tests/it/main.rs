//! What holds between the parts: the promises, the board, the session, the layers.

#![cfg(test)]

mod acting;
mod alone;
mod architecture;
mod board;
mod callers;
mod cursor;
mod docs;
mod echo;
mod forms;
mod lines;
mod people;
mod promises;
mod questions;
mod relay;
mod script;
mod session;
mod waits;
