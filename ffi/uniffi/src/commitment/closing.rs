//! Closing a channel together (BOLT 2, "Channel Close"; BOLT 3, "Legacy Closing Transaction", "Closing Transaction").

mod legacy;
mod negotiation;
mod script;
mod simple;
mod transaction;
