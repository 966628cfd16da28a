//! A tree with its signatures.

use crate::bytes::{Reader, Writer};
use crate::codec::transaction::OutPoint;
use crate::crypto::SchnorrSignature;
use crate::vtxo::tree::TreeSpec;
use crate::vtxo::wire::{self, List};
use crate::vtxo::{Counted, Error, MAX_LEAVES, VtxoId};
use alloc::vec::Vec;

/// The version that counts signatures in four bytes.
const VERSION_WITH_WIDE_COUNT: u8 = 1;

/// The version that is written.
const VERSION: u8 = 2;

const SIGNATURE_LENGTH: usize = 64;

/// There are fewer nodes that sign than leaves.
const LIST: List = List { what: Counted::Signatures, least: SIGNATURE_LENGTH, limit: MAX_LEAVES };

/// A tree, the output that funds it, and the signatures of its inner nodes, those above the leaves first and the root's
/// last. Nothing here says that they hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedTree {
    /// What the tree is made from.
    pub spec: TreeSpec,
    /// The output on chain that the root spends.
    pub utxo: OutPoint,
    /// One signature for each inner node.
    pub signatures: Vec<SchnorrSignature>,
}

impl SignedTree {
    /// Reads a tree that fills `bytes`, of version 1 or 2.
    ///
    /// # Errors
    ///
    /// Any [`Error`] of an encoding, or as [`TreeSpec::parse`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        wire::whole(bytes, Self::read)
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let version = reader.u8()?;
        if !matches!(version, VERSION_WITH_WIDE_COUNT | VERSION) {
            return Err(Error::Version { found: version.into() });
        }
        let spec = TreeSpec::read(reader)?;
        let utxo = wire::outpoint(reader)?;
        let offset = reader.offset();
        let count = match version {
            VERSION_WITH_WIDE_COUNT => {
                let count = reader.u32_le()?;
                LIST.checked(count.into(), offset, reader)?
            }
            _ => LIST.count(reader)?,
        };
        let signatures = (0..count).map(|_| Ok(SchnorrSignature::new(reader.array()?)));
        Ok(Self { spec, utxo, signatures: signatures.collect::<Result<_, Error>>()? })
    }

    /// Writes it, in version 2.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when it does not fit.
    pub fn write<'b>(&self, out: &'b mut [u8]) -> Result<&'b [u8], Error> {
        wire::write(out, self.length(), |writer| self.put(writer))
    }

    /// Writes it into memory of its own, in version 2.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        wire::to_vec(self.length(), |writer| self.put(writer))
    }

    fn put(&self, writer: &mut Writer<'_>) -> Result<(), Error> {
        writer.put(&[VERSION])?;
        self.spec.put(writer)?;
        wire::put_outpoint(writer, self.utxo)?;
        wire::put_count(writer, self.signatures.len())?;
        Ok(self.signatures.iter().try_for_each(|signature| writer.put(signature.as_bytes()))?)
    }

    /// How many bytes it takes.
    #[must_use]
    pub fn length(&self) -> usize {
        let count = self.signatures.len();
        [
            self.spec.length(),
            VtxoId::LENGTH,
            wire::count_length(count),
            count.saturating_mul(SIGNATURE_LENGTH),
        ]
        .into_iter()
        .fold(1, usize::saturating_add)
    }
}
