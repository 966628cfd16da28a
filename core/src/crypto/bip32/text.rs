//! The text form: Base58Check of 78 bytes (BIP 32, "Serialization format").

use crate::bytes::{Reader, Writer};
use crate::crypto::bip32::{ChildNumber, Error, Network, Place};
use crate::crypto::sha256d;
use crate::secret::Secret;
use core::fmt;
use core::ops::Deref;
use zeroize::Zeroizing;

/// Version, depth, fingerprint, child number, chain code, key.
const KEY_LENGTH: usize = 78;

/// With the checksum behind it.
const CHECKED_LENGTH: usize = 82;

/// As many characters as `CHECKED_LENGTH` bytes of any version may take; those of the known versions take 111.
const TEXT_LENGTH: usize = 112;

/// The versions of public keys: mainnet, then the other networks.
pub(super) const PUBLIC: [[u8; 4]; 2] = [[0x04, 0x88, 0xb2, 0x1e], [0x04, 0x35, 0x87, 0xcf]];

/// The versions of secret keys.
pub(super) const SECRET: [[u8; 4]; 2] = [[0x04, 0x88, 0xad, 0xe4], [0x04, 0x35, 0x83, 0x94]];

/// An extended public key as text: it derefs to `str`.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicText {
    characters: [u8; TEXT_LENGTH],
    length: usize,
}

impl PublicText {
    pub(super) fn new(place: &Place, chain_code: &[u8; 32], key: &[u8; 33]) -> Self {
        let (characters, length) = write(place, chain_code, key, &PUBLIC);
        Self { characters: *characters.expose(), length }
    }
}

impl Deref for PublicText {
    type Target = str;

    fn deref(&self) -> &str {
        text(&self.characters, self.length)
    }
}

impl fmt::Display for PublicText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for PublicText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicText({self})")
    }
}

/// An extended secret key as text. It is wiped when it is dropped and never printed by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText {
    characters: Secret<TEXT_LENGTH>,
    length: usize,
}

impl SecretText {
    pub(super) fn new(place: &Place, chain_code: &Secret<32>, key: &Secret<33>) -> Self {
        let (characters, length) = write(place, chain_code.expose(), key.expose(), &SECRET);
        Self { characters, length }
    }

    /// The text itself. Each use is a place to look at in a review.
    #[must_use]
    pub fn expose(&self) -> &str {
        text(self.characters.expose(), self.length)
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(..)")
    }
}

/// What Base58 wrote.
fn text(characters: &[u8; TEXT_LENGTH], length: usize) -> &str {
    let written = characters.get(..length).unwrap_or_default();
    core::str::from_utf8(written).unwrap_or_default()
}

/// Writes a key, with the version of its network among two: the characters, and how many there are.
fn write(
    place: &Place,
    chain_code: &[u8; 32],
    key: &[u8; 33],
    versions: &[[u8; 4]; 2],
) -> (Secret<TEXT_LENGTH>, usize) {
    let [mainnet, testnet] = versions;
    let version = match place.network {
        Network::Mainnet => mainnet,
        Network::Testnet => testnet,
    };
    let mut bytes = Zeroizing::new([0; CHECKED_LENGTH]);
    let mut writer = Writer::new(&mut *bytes);
    let number = place.child_number.to_u32().to_be_bytes();
    let parts: [&[u8]; 6] = [version, &[place.depth], &place.parent_fingerprint, &number, chain_code, key];
    // The parts are as long as the buffer without its checksum, by their types.
    let fits = parts.iter().all(|part| writer.put(part).is_ok());
    debug_assert!(fits, "the parts of a key are {KEY_LENGTH} bytes");
    let checksum = checksum(writer.written());
    _ = writer.put(&checksum);
    let mut characters = Zeroizing::new([0; TEXT_LENGTH]);
    let length = bs58::encode(&*bytes).onto(&mut characters[..]).unwrap_or(0);
    (Secret::new(*characters), length)
}

/// Reads a key: its place, its chain code, its 33 bytes.
pub(super) fn read(text: &str, versions: &[[u8; 4]; 2]) -> Result<(Place, Secret<32>, Secret<33>), Error> {
    let length = |found| Error::Length { expected: CHECKED_LENGTH, found };
    let mut bytes = Zeroizing::new([0; CHECKED_LENGTH]);
    let decoded = bs58::decode(text).onto(&mut bytes[..]);
    match decoded {
        Ok(CHECKED_LENGTH) => {}
        Ok(found) => return Err(length(found)),
        Err(bs58::decode::Error::BufferTooSmall) => return Err(length(CHECKED_LENGTH.saturating_add(1))),
        Err(_) => return Err(Error::NotBase58),
    }
    let (key, check) = bytes.split_at(KEY_LENGTH);
    if *check != checksum(key) {
        return Err(Error::Checksum);
    }
    let mut reader = Reader::new(key);
    let mut parts = || {
        let (version, depth) = (reader.array()?, reader.u8()?);
        let (parent_fingerprint, number) = (reader.array()?, reader.u32()?);
        let (chain_code, key) = (Secret::new(reader.array()?), Secret::new(reader.array()?));
        Ok((version, depth, parent_fingerprint, number, chain_code, key))
    };
    let (version, depth, parent_fingerprint, number, chain_code, key) =
        parts().map_err(|_: crate::bytes::Error| length(KEY_LENGTH))?;
    let [mainnet, testnet] = versions;
    let network = match version {
        found if found == *mainnet => Network::Mainnet,
        found if found == *testnet => Network::Testnet,
        found => return Err(Error::Version { found }),
    };
    let child_number = ChildNumber::from_u32(number);
    match depth {
        0 if parent_fingerprint != [0; 4] => Err(Error::MasterKeyWithParent),
        0 if number != 0 => Err(Error::MasterKeyWithChildNumber),
        _ => Ok((Place { network, depth, parent_fingerprint, child_number }, chain_code, key)),
    }
}

/// The first four bytes of the double hash.
fn checksum(key: &[u8]) -> [u8; 4] {
    let [a, b, c, d, ..] = sha256d(key).0;
    [a, b, c, d]
}
