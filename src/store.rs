//! What outlives the program: the audit log.

pub mod audit;
pub mod past;
