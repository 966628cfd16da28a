//! Invoices composed word by word, without the core and without regard to any rule.

use bitcoin::hashes::{Hash as _, sha256};
use bitcoin::secp256k1::ecdsa::{RecoverableSignature, RecoveryId};
use bitcoin::secp256k1::{All, Message, PublicKey, Secp256k1, SecretKey};
use std::sync::LazyLock;

/// The secret key of BOLT 11's examples.
pub const KEY: [u8; 32] = [
    0xe1, 0x26, 0xf6, 0x8f, 0x7e, 0xaf, 0xcc, 0x8b, 0x74, 0xf5, 0x4d, 0x26, 0x9f, 0xe2, 0x06, 0xbe, 0x71,
    0x50, 0x00, 0xf9, 0x4d, 0xac, 0x06, 0x7d, 0x1c, 0x04, 0xa8, 0xca, 0x3b, 0x2d, 0xb7, 0x34,
];

/// Words of a signature with its recovery id.
pub const SIGNATURE_WORDS: usize = 104;

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const CHECKSUM_WORDS: usize = 6;

/// Stands for a byte that is no character of the alphabet.
const INVALID: u8 = 0xff;

/// The word of each byte as a character.
const WORDS: [u8; 256] = {
    let mut words = [INVALID; 256];
    let mut word = 0;
    while word < ALPHABET.len() {
        words[ALPHABET[word] as usize] = word as u8;
        word += 1;
    }
    words
};

/// What the five bits that leave the checksum's residue add to it (BIP 173).
const SUMS: [u32; 32] = {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let mut sums = [0; 32];
    let mut top = 0;
    while top < 32 {
        let mut bit = 0;
        while bit < 5 {
            if top >> bit & 1 == 1 {
                sums[top] ^= GENERATOR[bit];
            }
            bit += 1;
        }
        top += 1;
    }
    sums
};

static SECP: LazyLock<Secp256k1<All>> = LazyLock::new(Secp256k1::new);

/// [`KEY`] as the peer's type.
pub fn key() -> SecretKey {
    SecretKey::from_slice(&KEY).expect("a valid key")
}

/// The compressed public key of [`KEY`].
pub fn public_key() -> [u8; 33] {
    PublicKey::from_secret_key(&SECP, &key()).serialize()
}

/// The compressed public key of a secret key of equal bytes, 1 to 127.
pub fn point(byte: u8) -> [u8; 33] {
    let secret = SecretKey::from_slice(&[byte.clamp(1, 127); 32]).expect("below the group order");
    PublicKey::from_secret_key(&SECP, &secret).serialize()
}

/// An invoice in its parts, each of which may be anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The human-readable part, in lower case.
    pub hrp: String,
    /// Timestamp and fields, each below 32.
    pub words: Vec<u8>,
    /// What stands between the fields and the checksum.
    pub signature: Signature,
    /// Whether the text is in upper case.
    pub upper: bool,
}

/// A signature to be put under an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// That of [`KEY`].
    Valid,
    /// That of [`KEY`] with S in the upper half of the group order.
    HighS,
    /// Any words.
    Words(Vec<u8>),
}

impl Parts {
    /// The whole text with a valid checksum.
    pub fn text(&self) -> String {
        let signature = match &self.signature {
            Signature::Valid => pack(&self.sign(false)),
            Signature::HighS => pack(&self.sign(true)),
            Signature::Words(words) => words.clone(),
        };
        let data: Vec<u8> = self.words.iter().chain(&signature).map(|word| word & 31).collect();
        let letters = data.iter().copied().chain(checksum(self.hrp.as_bytes(), &data));
        let letters = letters.map(|word| char::from(ALPHABET[usize::from(word)]));
        let text: String = self.hrp.chars().chain(['1']).chain(letters).collect();
        if self.upper { text.to_ascii_uppercase() } else { text }
    }

    /// R ‖ S ‖ recovery id.
    fn sign(&self, high_s: bool) -> [u8; 65] {
        let message = Message::from_digest(signed_digest(&self.hrp, &self.words));
        let (id, compact) = SECP.sign_ecdsa_recoverable(&message, &key()).serialize_compact();
        let mut bytes = [0; 65];
        bytes[..64].copy_from_slice(&compact);
        bytes[64] = id.to_i32() as u8;
        if high_s {
            let s = SecretKey::from_slice(&compact[32..]).expect("S of a signature is in 1..n");
            bytes[32..64].copy_from_slice(&s.negate().secret_bytes());
            bytes[64] ^= 1;
        }
        bytes
    }
}

/// What a signature signs: SHA-256 of the human-readable part and the data, with zero bits to a whole byte.
pub fn signed_digest(hrp: &str, words: &[u8]) -> [u8; 32] {
    let mut bytes = hrp.as_bytes().to_vec();
    bytes.extend(regroup(words, 5, 8));
    sha256::Hash::hash(&bytes).to_byte_array()
}

/// The key that signed a digest: the one that is named when the signature is its own and S is low, else the one
/// that is recovered.
pub fn signer(digest: [u8; 32], compact: &[u8; 64], id: u8, named: Option<[u8; 33]>) -> Option<[u8; 33]> {
    let message = Message::from_digest(digest);
    let id = RecoveryId::from_i32(id.into()).ok()?;
    let signature = RecoverableSignature::from_compact(compact, id).ok()?;
    match named {
        None => SECP.recover_ecdsa(&message, &signature).ok().map(|key| key.serialize()),
        Some(named) => {
            let key = PublicKey::from_slice(&named).ok()?;
            SECP.verify_ecdsa(&message, &signature.to_standard(), &key).ok().map(|()| named)
        }
    }
}

/// The words of a text's data part, without the checksum, and its human-readable part in lower case.
pub fn split(text: &str) -> Option<(String, Vec<u8>)> {
    let lower = text.to_ascii_lowercase();
    let (hrp, data) = lower.rsplit_once('1')?;
    let data = data.get(..data.len().checked_sub(CHECKSUM_WORDS)?)?;
    Some((hrp.to_owned(), data.bytes().map(word).collect::<Option<Vec<u8>>>()?))
}

/// The word of a character.
pub fn word(letter: u8) -> Option<u8> {
    Some(WORDS[usize::from(letter)]).filter(|word| *word != INVALID)
}

/// A field: its type, its length in two words, its data.
pub fn field(tag: u8, data: &[u8]) -> Vec<u8> {
    [&[tag, (data.len() / 32) as u8, (data.len() % 32) as u8], data].concat()
}

/// Bytes as words, with zero bits at the end.
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    regroup(bytes, 8, 5)
}

/// The lowest `from` bits of each value in groups of `to`, the highest first, with zero bits at the end.
fn regroup(values: &[u8], from: u32, to: u32) -> Vec<u8> {
    let mut groups = Vec::with_capacity(values.len() * from as usize / to as usize + 1);
    let (mut held, mut bits) = (0_u32, 0);
    for value in values {
        held = held << from | u32::from(*value);
        bits += from;
        while bits >= to {
            bits -= to;
            groups.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    if bits > 0 {
        groups.push((held << (to - bits)) as u8);
    }
    groups
}

/// BIP 173's checksum.
fn checksum(hrp: &[u8], data: &[u8]) -> [u8; CHECKSUM_WORDS] {
    let high = hrp.iter().map(|byte| byte >> 5);
    let low = hrp.iter().map(|byte| byte & 31);
    let mut residue = 1;
    for value in high.chain([0]).chain(low).chain(data.iter().copied()).chain([0; CHECKSUM_WORDS]) {
        residue = (residue & 0x01ff_ffff) << 5 ^ u32::from(value) ^ SUMS[residue as usize >> 25];
    }
    residue ^= 1;
    std::array::from_fn(|index| (residue >> (5 * (CHECKSUM_WORDS - 1 - index)) & 31) as u8)
}
