//! The owned twin of the view.

use crate::crypto::{Preimage, SchnorrSignature};
use crate::vtxo::genesis::{GenesisRef, items_length, put_items};
use crate::vtxo::{BareVtxo, Error, GenesisItem, Transition, VtxoRef, wire};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

/// A VTXO that owns its genesis; [`Vtxo::as_ref`] gives the view with all that can be asked.
#[derive(Clone, PartialEq, Eq)]
pub struct Vtxo {
    bare: BareVtxo,
    /// As version 2 writes it, with the number of transactions.
    genesis: Box<[u8]>,
}

impl Vtxo {
    /// A VTXO to which these transactions lead.
    ///
    /// # Errors
    ///
    /// As [`VtxoRef::new`]; or what reading it again would refuse, such as an index that is not below the number of
    /// outputs.
    pub fn new(bare: BareVtxo, items: &[GenesisItem<'_>]) -> Result<Self, Error> {
        let length = items_length(items.iter().copied());
        let genesis = wire::to_vec(length, |writer| put_items(items.iter().copied(), writer));
        VtxoRef::new(bare, GenesisRef::parse(&genesis)?)?;
        Ok(Self { bare, genesis: genesis.into() })
    }

    /// Reads the full form, of version 1 or 2, that fills `bytes`.
    ///
    /// # Errors
    ///
    /// As [`VtxoRef::parse`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        VtxoRef::parse(bytes).map(Self::from)
    }

    /// The view. Nothing is checked again.
    #[must_use]
    pub fn as_ref(&self) -> VtxoRef<'_> {
        // Was checked when it was made.
        let genesis = GenesisRef::of_checked(&self.genesis).unwrap_or(GenesisRef::EMPTY);
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
        Self::new(self.bare, &items).ok()
    }
}

impl From<VtxoRef<'_>> for Vtxo {
    fn from(view: VtxoRef<'_>) -> Self {
        let genesis = view.genesis();
        let bytes = wire::to_vec(genesis.length(), |writer| genesis.put(writer));
        Self { bare: *view.bare(), genesis: bytes.into() }
    }
}

impl fmt::Debug for Vtxo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_ref(), f)
    }
}
