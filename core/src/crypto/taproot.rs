//! How a Taproot output key commits to a script tree (BIP 341, "Constructing and spending Taproot outputs").
//!
//! The tree itself, with leaves, branches and control blocks, is [`crate::codec::taproot`].

use crate::crypto::{Error, HashTag, KeyPair, Parity, Sha256, XOnlyPublicKey};

const TAP_TWEAK: HashTag = HashTag::new(b"TapTweak");

crate::crypto::bytes32! {
    /// The hash of a leaf or of a branch of a script tree; that of the last branch is the Merkle root.
    TapNodeHash
}

impl XOnlyPublicKey {
    /// What is added, times the generator, to this internal key for its output key: the hash of the key and of the
    /// root of its script tree, if there is one.
    #[must_use]
    pub fn tap_tweak_hash(&self, merkle_root: Option<&TapNodeHash>) -> Sha256 {
        let mut hash = TAP_TWEAK.engine();
        hash.input(&self.to_bytes());
        if let Some(root) = merkle_root {
            hash.input(&root.0);
        }
        hash.finish()
    }

    /// The output key of this internal key, and the parity that control blocks say.
    ///
    /// # Errors
    ///
    /// [`Error::TweakOutOfRange`], which no input is known to cause.
    pub fn tap_tweak(&self, merkle_root: Option<&TapNodeHash>) -> Result<(Self, Parity), Error> {
        self.add_tweak(&self.tap_tweak_hash(merkle_root).0)
    }
}

impl KeyPair {
    /// The pair that signs for the output key of this internal key.
    ///
    /// # Errors
    ///
    /// [`Error::TweakOutOfRange`], which no input is known to cause.
    ///
    /// ```
    /// use keelbolt::crypto::{SecretKey, SigningContext};
    /// use keelbolt::entropy::Entropy;
    /// use keelbolt::secret::Secret;
    ///
    /// let context = SigningContext::new(Entropy::new([1; 32]));
    /// let internal = context.key_pair(&SecretKey::parse(Secret::new([2; 32]))?)?;
    /// let (output_key, _) = internal.x_only_public_key().tap_tweak(None)?;
    /// assert_eq!(internal.tap_tweak(None)?.x_only_public_key(), output_key);
    /// # Ok::<(), keelbolt::crypto::Error>(())
    /// ```
    pub fn tap_tweak(&self, merkle_root: Option<&TapNodeHash>) -> Result<Self, Error> {
        self.add_x_only_tweak(&self.x_only_public_key().tap_tweak_hash(merkle_root).0)
    }
}
