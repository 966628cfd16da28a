//! The id of a VTXO.

use crate::bytes::Reader;
use crate::codec::transaction::{OutPoint, Txid};
use core::fmt;
use core::str::FromStr;

/// The outpoint at which a VTXO lies when all of its exit is on chain. 36 bytes; shown as `txid:vout`.
///
/// ```
/// use keelbolt::vtxo::VtxoId;
/// let text = "9734debe31c4302717367ff12b207922cf8dd7424959416de6b9142b27cc17ef:1";
/// let id: VtxoId = text.parse().unwrap();
/// assert_eq!(id.to_string(), text);
/// assert_eq!(VtxoId::from_bytes(&id.to_bytes()), id);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VtxoId(pub OutPoint);

/// A text that is no id: expected are 64 hex digits, a colon and the shortest form of a number of 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NotAnId;

impl VtxoId {
    /// How many bytes it takes.
    pub const LENGTH: usize = 36;

    /// The transaction's id as it is hashed, then the index, little-endian.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        let parts = self.0.txid.0.into_iter().chain(self.0.vout.to_le_bytes());
        bytes.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
        bytes
    }

    /// Reads those bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; Self::LENGTH]) -> Self {
        let mut reader = Reader::new(bytes);
        // 36 bytes are left for 36.
        let txid = Txid(reader.array().unwrap_or_default());
        Self(OutPoint { txid, vout: reader.u32_le().unwrap_or_default() })
    }
}

impl fmt::Display for VtxoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0.txid, self.0.vout)
    }
}

impl fmt::Debug for VtxoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VtxoId({self})")
    }
}

impl FromStr for VtxoId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        parse(text).ok_or(NotAnId)
    }
}

fn parse(text: &str) -> Option<VtxoId> {
    let (txid, vout) = text.split_once(':')?;
    if txid.len() != 64 {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().rev().zip(txid.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    // `+1` and `01` would be numbers, too.
    let is_shortest =
        vout.bytes().all(|byte| byte.is_ascii_digit()) && (vout == "0" || !vout.starts_with('0'));
    let vout = vout.parse().ok().filter(|_| is_shortest)?;
    Some(VtxoId(OutPoint { txid: Txid(bytes), vout }))
}

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the id of a VTXO: expected txid:vout")
    }
}

impl core::error::Error for NotAnId {}
