//! The owned twin of the view.

use crate::crypto::PublicKey;
use crate::sphinx::{Error, OnionRef};
use alloc::boxed::Box;
use core::fmt;

/// An onion that owns its packet; [`Onion::as_ref`] gives the view that is peeled.
///
/// ```
/// use keelbolt::sphinx::{Error, Onion};
/// assert_eq!(Onion::try_from(&[1; 1366][..]), Err(Error::Version { found: 1 }));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Onion {
    packet: Box<[u8]>,
    public_key: PublicKey,
}

impl Onion {
    /// The view, without parsing again.
    #[must_use]
    pub fn as_ref(&self) -> OnionRef<'_> {
        OnionRef::of_parts(&self.packet, self.public_key)
    }
}

impl From<OnionRef<'_>> for Onion {
    fn from(view: OnionRef<'_>) -> Self {
        Self { packet: view.as_bytes().into(), public_key: view.public_key() }
    }
}

impl TryFrom<&[u8]> for Onion {
    type Error = Error;

    fn try_from(packet: &[u8]) -> Result<Self, Error> {
        OnionRef::parse(packet).map(Self::from)
    }
}

impl fmt::Debug for Onion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_ref(), f)
    }
}
