//! What holds between the parts: the promises, the board, the session, the layers.

#![cfg(test)]

mod acting;
mod aimed;
mod alone;
mod architecture;
mod board;
mod callers;
mod changes;
mod cursor;
mod dialects;
mod docs;
mod echo;
mod forms;
mod legs;
mod lines;
mod lists;
mod looking;
mod orders;
mod packages;
mod people;
mod phantoms;
mod promises;
mod questions;
mod reading;
mod relay;
mod rows;
mod script;
mod session;
mod slow;
mod waits;
mod weights;
mod whole;
