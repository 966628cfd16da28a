//! The owned twin of the view.

use crate::crypto::{Preimage, PublicKey, SchnorrSignature};
use crate::vtxo::genesis::{GenesisRef, items_length, put_items};
use crate::vtxo::{BareVtxo, Error, GenesisItem, Transition, VtxoRef, wire};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

/// A VTXO that owns its genesis; [`Vtxo::as_ref`] gives the view with all that can be asked.
///
/// Each key is decompressed once, when it is read, and kept as a point.
#[derive(Clone, PartialEq, Eq)]
pub struct Vtxo {
    bare: BareVtxo,
    /// As version 2 writes it, with the number of transactions.
    genesis: Box<[u8]>,
    /// The keys of the genesis in order.
    points: Box<[PublicKey]>,
}

impl Vtxo {
    /// A VTXO to which these transactions lead.
    ///
    /// # Errors
    ///
    /// As [`VtxoRef::new`]; or what reading it again would refuse, such as an index that is not below the number of
    /// outputs.
    pub fn new(bare: BareVtxo, items: &[GenesisItem<'_>]) -> Result<Self, Error> {
        let points: Vec<PublicKey> = items.iter().flat_map(|item| item.transition.points()).collect();
        let genesis = write_items(items);
        VtxoRef::new(bare, GenesisRef::parse_with(&genesis, &points)?)?;
        Ok(Self { bare, genesis, points: points.into() })
    }

    /// Reads the full form, of version 1 or 2, that fills `bytes`.
    ///
    /// # Errors
    ///
    /// As [`VtxoRef::parse`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let mut points = Vec::new();
        let view = VtxoRef::parse_with(bytes, &mut |key| points.push(key))?;
        Ok(Self { bare: *view.bare(), genesis: write_genesis(view.genesis()), points: points.into() })
    }

    /// The view. Nothing is checked again.
    #[must_use]
    pub fn as_ref(&self) -> VtxoRef<'_> {
        // Was checked when it was made.
        let genesis = GenesisRef::of_checked(&self.genesis, &self.points).unwrap_or(GenesisRef::EMPTY);
        VtxoRef::of_parts(self.bare, genesis)
    }

    /// All but the genesis.
    #[must_use]
    pub const fn bare(&self) -> &BareVtxo {
        &self.bare
    }

    /// The genesis alone, as version 2 writes it, to be kept beside a bare form.
    #[must_use]
    pub fn genesis_bytes(&self) -> &[u8] {
        &self.genesis
    }

    /// Writes the full form, in version 2.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        let length = self.bare.length_around().saturating_add(self.genesis.len());
        wire::to_vec(length, |writer| self.bare.put(writer, |writer| Ok(writer.put(&self.genesis)?)))
    }

    /// The same VTXO with the signature of its leaf transaction; `None` when it is no leaf of a tree.
    #[must_use]
    pub fn with_unlock_signature(&self, signature: SchnorrSignature) -> Option<Self> {
        self.with_last(|transition| transition.with_unlock_signature(signature))
    }

    /// The same VTXO with what unlocks it; `None` when it is no leaf of a tree, or when that is the preimage of another
    /// hash.
    #[must_use]
    pub fn with_unlock_preimage(&self, preimage: &Preimage) -> Option<Self> {
        self.with_last(|transition| transition.with_unlock_preimage(preimage))
    }

    fn with_last<'s>(
        &'s self,
        change: impl FnOnce(Transition<'s>) -> Option<Transition<'s>>,
    ) -> Option<Self> {
        let mut items: Vec<GenesisItem<'s>> = self.as_ref().genesis().items().collect();
        let last = items.last_mut()?;
        last.transition = change(last.transition)?;
        Some(Self { bare: self.bare, genesis: write_items(&items), points: self.points.clone() })
    }
}

impl From<VtxoRef<'_>> for Vtxo {
    fn from(view: VtxoRef<'_>) -> Self {
        let points: Vec<PublicKey> =
            view.genesis().items().flat_map(|item| item.transition.points()).collect();
        Self { bare: *view.bare(), genesis: write_genesis(view.genesis()), points: points.into() }
    }
}

fn write_genesis(genesis: GenesisRef<'_>) -> Box<[u8]> {
    wire::to_vec(genesis.length(), |writer| genesis.put(writer)).into()
}

fn write_items(items: &[GenesisItem<'_>]) -> Box<[u8]> {
    let length = items_length(items.iter().copied());
    wire::to_vec(length, |writer| put_items(items.iter().copied(), writer)).into()
}

impl fmt::Debug for Vtxo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_ref(), f)
    }
}
