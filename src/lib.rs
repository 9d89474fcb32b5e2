//! A live call-centre wallboard for the terminal, over all of your telephony vendors at once.

pub mod board;
pub mod clock;
pub mod config;
pub mod domain;
pub mod event;
pub mod floor;
pub mod session;
pub mod sim;
pub mod store;
pub mod terminal;
pub mod vendor;
pub mod vendors;
pub mod view;
