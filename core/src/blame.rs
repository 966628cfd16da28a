//! Whose fault an error is.

/// Every error of this crate says with its `blame()` who has to act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Blame {
    /// The bytes came from somebody else and break the specification.
    Peer,
    /// The calling program asked for what cannot be.
    Caller,
    /// Nothing is wrong but a size: a larger buffer makes the same call succeed.
    Capacity,
}
