//! Base58Check, the encoding of addresses before segwit.

use crate::crypto::sha256d;
use core::fmt;

/// A version byte and a 20-byte hash, displayed as their Base58Check address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HashAddress {
    /// 0 and 5 on mainnet for P2PKH and P2SH, 111 and 196 elsewhere.
    pub version: u8,
    /// The public key's or the script's hash.
    pub hash: [u8; 20],
}

impl fmt::Display for HashAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // 25 bytes take at most 35 characters.
        let mut text = [0; 35];
        let length = bs58::encode(self.payload()).onto(&mut text[..]).map_err(|_| fmt::Error)?;
        let written = text.get(..length).and_then(|written| core::str::from_utf8(written).ok());
        f.write_str(written.ok_or(fmt::Error)?)
    }
}

impl HashAddress {
    /// Version, hash, and the first four bytes of their double SHA-256.
    fn payload(&self) -> [u8; 25] {
        let mut payload = [0; 25];
        let [version, rest @ ..] = &mut payload;
        *version = self.version;
        let (hash, checksum) = rest.split_at_mut(self.hash.len());
        hash.copy_from_slice(&self.hash);
        let mut checked = [0; 21];
        let [version, hash @ ..] = &mut checked;
        *version = self.version;
        *hash = self.hash;
        let [a, b, c, d, ..] = sha256d(&checked).0;
        checksum.copy_from_slice(&[a, b, c, d]);
        payload
    }
}
