//! The built program against a real Asterisk with live SIP calls, on loopback.
//!
//! `ASTERISK_LAB` names the folder whose scripts bring the exchange up (`up`), make calls (`calls`) and take it
//! down (`down`). Where it is not set, these tests say that they were skipped. With `LAB_SHAPE=freepbx` the exchange is
//! another one, for [`shapes`] alone: run `exchange::shapes` then, and the others without.

mod counts;
mod lab;
mod manager;
mod orders;
mod shapes;
mod trouble;
