//! The built program against a real Asterisk with live SIP calls, on loopback.
//!
//! `ASTERISK_LAB` names the folder whose scripts bring the exchange up (`up`), make calls (`calls`) and take it
//! down (`down`). Where it is not set, these tests say that they were skipped.

mod counts;
mod lab;
mod manager;
mod orders;
mod trouble;
