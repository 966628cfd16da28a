//! BIP 32: trees of keys from one seed. Derivation, and the text form of extended keys; no allocator is needed.
//!
//! ```
//! use keelbolt::crypto::SigningContext;
//! use keelbolt::crypto::bip32::{ChildNumber, ExtendedPublicKey, ExtendedSecretKey, Network};
//! use keelbolt::entropy::Entropy;
//!
//! let context = SigningContext::new(Entropy::new([1; 32]));
//! let seed: Vec<u8> = (0..16).collect();
//! let account = ExtendedSecretKey::from_seed(&seed, Network::Mainnet)?.derive(ChildNumber::hardened(0)?, &context)?;
//! let text = account.public(&context)?.to_text();
//! assert!(text.starts_with("xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6L"));
//!
//! // Whoever holds the public side derives the same children, as long as none is hardened.
//! let child = ChildNumber::normal(1)?;
//! let watched = ExtendedPublicKey::parse(&text)?.derive(child)?;
//! assert_eq!(watched, account.derive(child, &context)?.public(&context)?);
//! # Ok::<(), keelbolt::crypto::bip32::Error>(())
//! ```

mod child;
mod error;
mod public;
mod secret;
mod text;

pub use child::{ChildNumber, Path};
pub use error::Error;
pub use public::ExtendedPublicKey;
pub use secret::ExtendedSecretKey;
pub use text::{PublicText, SecretText};

use crate::secret::Secret;
use zeroize::Zeroizing;

/// Which networks a key is for: the text form knows two kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Network {
    /// Mainnet: `xpub`, `xprv`.
    Mainnet,
    /// All others: `tpub`, `tprv`.
    Testnet,
}

/// What a key knows about its place in the tree, beside its chain code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// For which networks.
    pub network: Network,
    /// How many steps below the master key: 0 for that itself.
    pub depth: u8,
    /// The fingerprint of the parent; zeros for the master key.
    pub parent_fingerprint: [u8; 4],
    /// Which child of its parent; 0 for the master key.
    pub child_number: ChildNumber,
}

impl Place {
    /// That of the master key.
    const fn master(network: Network) -> Self {
        Self { network, depth: 0, parent_fingerprint: [0; 4], child_number: ChildNumber::FIRST }
    }

    /// That of a child of the key at this place, which has the `fingerprint`.
    fn child(&self, child_number: ChildNumber, fingerprint: [u8; 4]) -> Result<Self, Error> {
        let depth = self.depth.checked_add(1).ok_or(Error::TooDeep)?;
        Ok(Self { network: self.network, depth, parent_fingerprint: fingerprint, child_number })
    }
}

/// The first half of a code that HMAC-SHA512 makes, and the second.
fn halves(code: &Secret<64>) -> (Secret<32>, Secret<32>) {
    let half = |bytes: &[u8]| {
        let mut half = Zeroizing::new([0; 32]);
        half.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = *byte);
        Secret::new(*half)
    };
    let (left, right) = code.expose().split_at(32);
    (half(left), half(right))
}
