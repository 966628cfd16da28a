//! Failures on their way back to the origin (BOLT 4, "Returning Errors").

mod code;

pub use code::FailureCode;
