//! Control blocks: how a leaf is connected to the output key (BIP 341, "Script validation rules").

use crate::codec::taproot::{Error, MAX_DEPTH, branch_hash, leaf_hash};
use crate::crypto::{Parity, TapNodeHash, XOnlyPublicKey};

/// The length of a control block of a tree of one leaf.
pub const LENGTH_WITHOUT_PATH: usize = 33;

/// How many bytes each step to the root takes.
pub const NODE_LENGTH: usize = 32;

/// What stands last in the witness of a spend by a leaf. It borrows the hashes on the way to the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlBlock<'a> {
    leaf_version: u8,
    parity: Parity,
    internal_key: XOnlyPublicKey,
    path: &'a [u8],
}

impl<'a> ControlBlock<'a> {
    /// The control block of a leaf. `path` holds the hashes of the siblings on the way to the root, 32 bytes each, the
    /// leaf's own sibling first.
    ///
    /// # Errors
    ///
    /// [`Error::LeafVersion`], or [`Error::Length`] when `path` is no row of at most 128 hashes.
    pub const fn new(
        leaf_version: u8,
        parity: Parity,
        internal_key: XOnlyPublicKey,
        path: &'a [u8],
    ) -> Result<Self, Error> {
        // 0x50 marks an annex. A version that is odd would be read as the parity.
        if leaf_version & 1 != 0 || leaf_version == 0x50 {
            return Err(Error::LeafVersion { found: leaf_version });
        }
        if !path.len().is_multiple_of(NODE_LENGTH) || path.len() > MAX_DEPTH.saturating_mul(NODE_LENGTH) {
            return Err(Error::Length { found: LENGTH_WITHOUT_PATH.saturating_add(path.len()) });
        }
        Ok(Self { leaf_version, parity, internal_key, path })
    }

    /// Reads the last element of a witness, without an annex.
    ///
    /// # Errors
    ///
    /// [`Error::Length`], [`Error::LeafVersion`] or [`Error::InternalKey`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let length = Error::Length { found: bytes.len() };
        let (head, path) = bytes.split_first_chunk::<LENGTH_WITHOUT_PATH>().ok_or(length)?;
        let [first, key @ ..] = head;
        let parity = if first & 1 == 0 { Parity::Even } else { Parity::Odd };
        let internal_key = XOnlyPublicKey::parse(key).map_err(Error::InternalKey)?;
        Self::new(first & !1, parity, internal_key, path)
    }

    /// Writes it.
    ///
    /// # Errors
    ///
    /// [`Error::BufferTooSmall`]; nothing is written then.
    pub fn write<'b>(&self, out: &'b mut [u8]) -> Result<&'b [u8], Error> {
        let (needed, found) = (self.length(), out.len());
        let out = out.get_mut(..needed).ok_or(Error::BufferTooSmall { needed, found })?;
        let (head, path) = out.split_at_mut(LENGTH_WITHOUT_PATH);
        if let [first, key @ ..] = head {
            *first = self.leaf_version | self.parity.to_u8();
            key.copy_from_slice(&self.internal_key.to_bytes());
        }
        path.copy_from_slice(self.path);
        Ok(out)
    }

    /// How many bytes it takes.
    #[must_use]
    pub const fn length(&self) -> usize {
        LENGTH_WITHOUT_PATH.saturating_add(self.path.len())
    }

    /// The version of the leaf.
    #[must_use]
    pub const fn leaf_version(&self) -> u8 {
        self.leaf_version
    }

    /// The parity of the output key's point.
    #[must_use]
    pub const fn parity(&self) -> Parity {
        self.parity
    }

    /// The key to which the tree was bound.
    #[must_use]
    pub const fn internal_key(&self) -> &XOnlyPublicKey {
        &self.internal_key
    }

    /// The root of the tree with `script` in this leaf.
    #[must_use]
    pub fn merkle_root(&self, script: &[u8]) -> TapNodeHash {
        let leaf = leaf_hash(self.leaf_version, script);
        self.path
            .chunks_exact(NODE_LENGTH)
            .filter_map(|node| node.try_into().ok())
            .fold(leaf, |node, sibling| branch_hash(&node, &TapNodeHash(sibling)))
    }

    /// Checks that `script` stands in this leaf of the tree of `output_key`.
    ///
    /// # Errors
    ///
    /// [`Error::NotInTree`].
    pub fn verify(&self, output_key: &XOnlyPublicKey, script: &[u8]) -> Result<(), Error> {
        let tweak = self.internal_key.tap_tweak_hash(Some(&self.merkle_root(script)));
        match output_key.is_tweaked(self.parity, &self.internal_key, &tweak.0) {
            true => Ok(()),
            false => Err(Error::NotInTree),
        }
    }
}
