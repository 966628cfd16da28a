//! The packet on the wire, `onion_packet` (BOLT 4, "Packet Structure").

use crate::bytes::Hex;
use crate::crypto::{HmacSha256, PublicKey, SharedSecret};
use crate::sphinx::{Error, KeyType};
use core::fmt;

/// The length of a payment's routing field `hop_payloads`, in bytes (BOLT 4, "Packet Structure"). Onion
/// messages choose their own: this or 32768 as a rule.
pub const HOP_PAYLOADS_LENGTH: usize = 1300;

/// The length of a payment's packet, in bytes.
pub const PACKET_LENGTH: usize = packet_length(HOP_PAYLOADS_LENGTH);

/// The only version that is specified.
pub(super) const VERSION: u8 = 0;

/// The length of an HMAC, in bytes.
pub(super) const HMAC_LENGTH: usize = 32;

/// The length of what stands before the routing field: the version and the ephemeral key.
pub(super) const HEADER_LENGTH: usize = 1 + 33;

/// The length of a packet around a routing field of `hop_payloads` bytes; `usize::MAX` on overflow.
#[must_use]
pub const fn packet_length(hop_payloads: usize) -> usize {
    hop_payloads.saturating_add(HEADER_LENGTH).saturating_add(HMAC_LENGTH)
}

crate::crypto::bytes32! {
    /// What a host remembers of a payment's onion until its HTLC expires, so as to refuse a replay: its HMAC.
    ReplayTag
}

/// An onion packet of any size, borrowed: its version is 0 and its ephemeral key a point of the curve.
///
/// ```compile_fail,E0597
/// use keelbolt::sphinx::OnionRef;
/// let onion = {
///     let bytes = [0; 1366];
///     OnionRef::parse(&bytes)
/// };
/// drop(onion);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OnionRef<'a> {
    bytes: &'a [u8],
    hop_payloads: &'a [u8],
    public_key: PublicKey,
    hmac: &'a [u8; HMAC_LENGTH],
}

impl<'a> OnionRef<'a> {
    /// Reads a whole packet. Payments have a fixed size, [`PACKET_LENGTH`]; messages have any.
    ///
    /// # Errors
    ///
    /// [`Error::PacketTooShort`], [`Error::Version`] or [`Error::EphemeralKey`]. The HMAC is checked when the
    /// onion is peeled.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let too_short = Error::PacketTooShort { expected: packet_length(0), found: bytes.len() };
        let (&[version, ref key @ ..], rest) = bytes.split_first_chunk::<HEADER_LENGTH>().ok_or(too_short)?;
        let (hop_payloads, hmac) = rest.split_last_chunk().ok_or(too_short)?;
        // "if `version` is not 0: MUST abort processing the packet and fail"
        if version != VERSION {
            return Err(Error::Version { found: version });
        }
        // "if `public_key` is not a valid pubkey: MUST abort processing the packet and fail"
        let public_key = PublicKey::parse(key).map_err(Error::EphemeralKey)?;
        Ok(Self { bytes, hop_payloads, public_key, hmac })
    }

    /// The view of a packet that was parsed, with its ephemeral key.
    #[cfg(feature = "alloc")]
    pub(super) fn of_parts(bytes: &'a [u8], public_key: PublicKey) -> Self {
        // Empty only for what no parser has accepted.
        let (rest, hmac) = bytes.split_last_chunk().unwrap_or((&[], &[0; HMAC_LENGTH]));
        Self { bytes, hop_payloads: rest.get(HEADER_LENGTH..).unwrap_or_default(), public_key, hmac }
    }

    /// The whole packet.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The ephemeral key, from which the hop derives its shared secret.
    #[must_use]
    pub const fn public_key(&self) -> PublicKey {
        self.public_key
    }

    /// The encrypted routing field.
    #[must_use]
    pub const fn hop_payloads(&self) -> &'a [u8] {
        self.hop_payloads
    }

    /// What authenticates the routing field and the associated data.
    #[must_use]
    pub const fn hmac(&self) -> &'a [u8; 32] {
        self.hmac
    }
}

impl fmt::Debug for OnionRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnionRef")
            .field("public_key", &self.public_key)
            .field("hop_payloads", &Hex(self.hop_payloads))
            .field("hmac", &Hex(self.hmac))
            .finish()
    }
}

/// The HMAC of the layer that shares `secret`, over the routing field and the associated data.
pub(super) fn authenticate(secret: &SharedSecret, field: &[u8], associated_data: &[u8]) -> [u8; HMAC_LENGTH] {
    let mut hmac = HmacSha256::new(KeyType::Mu.key(secret.expose()).expose());
    hmac.input(field);
    hmac.input(associated_data);
    *hmac.finish().expose()
}
