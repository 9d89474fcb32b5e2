//! The documented examples and every quirk, from bytes to the board, and orders.
