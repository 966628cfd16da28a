//! A VTXO as it was received.

use crate::amount::Sat;
use crate::bytes::Writer;
use crate::codec::transaction::OutPoint;
use crate::crypto::{Preimage, PublicKey, SchnorrSignature};
use crate::vtxo::genesis::put_items;
use crate::vtxo::policy::UserPolicy;
use crate::vtxo::{
    BareVtxo, Error, GenesisItem, GenesisRef, Hops, Keys, Terms, Transition, UnlockHash, VtxoId, wire,
};

/// A VTXO with its genesis, borrowed from its encoding; it allocates nothing.
///
/// It can be read, no more: whether it is worth anything, only its acceptance tells.
///
/// ```
/// use keelbolt::vtxo::{Error, VtxoRef};
/// let cut = [2, 0, 0x10, 0x27];
/// assert!(matches!(VtxoRef::parse(&cut), Err(Error::Bytes(_))));
/// assert_eq!(VtxoRef::parse(&[3; 200]), Err(Error::Version { found: 0x0303 }));
/// ```
///
/// A view cannot outlive the bytes that it borrows:
///
/// ```compile_fail,E0597
/// use keelbolt::vtxo::VtxoRef;
/// let vtxo = {
///     let bytes = vec![2; 200];
///     VtxoRef::parse(&bytes)
/// };
/// drop(vtxo);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VtxoRef<'a> {
    bare: BareVtxo,
    genesis: GenesisRef<'a>,
}

impl<'a> VtxoRef<'a> {
    /// Reads the full form, of version 1 or 2, that fills `bytes`. Every key is checked here.
    ///
    /// # Errors
    ///
    /// Any [`Error`] of an encoding; [`Error::NoGenesis`] for the bare form, which [`BareVtxo::parse`] reads, or
    /// [`Error::UnexpectedGenesis`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        Self::parse_with(bytes, &mut drop)
    }

    /// As [`parse`](Self::parse), and shows each key of the genesis in order.
    pub(super) fn parse_with(bytes: &'a [u8], see: &mut impl FnMut(PublicKey)) -> Result<Self, Error> {
        let (bare, genesis) = BareVtxo::parse_whole(bytes, see)?;
        Self::new(bare, genesis)
    }

    /// Joins a bare form and a genesis that were kept apart.
    ///
    /// # Errors
    ///
    /// [`Error::NoGenesis`] or [`Error::UnexpectedGenesis`].
    pub fn new(bare: BareVtxo, genesis: GenesisRef<'a>) -> Result<Self, Error> {
        match (genesis.is_empty(), bare.point == bare.chain_anchor) {
            (true, false) => Err(Error::NoGenesis),
            (false, true) => Err(Error::UnexpectedGenesis),
            _ => Ok(Self { bare, genesis }),
        }
    }

    /// Joins what was checked before.
    #[cfg(feature = "alloc")]
    pub(super) const fn of_parts(bare: BareVtxo, genesis: GenesisRef<'a>) -> Self {
        Self { bare, genesis }
    }

    /// All but the genesis.
    #[must_use]
    pub const fn bare(&self) -> &BareVtxo {
        &self.bare
    }

    /// The transactions that an exit puts on chain.
    #[must_use]
    pub const fn genesis(&self) -> GenesisRef<'a> {
        self.genesis
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> VtxoId {
        self.bare.id()
    }

    /// What it says that it holds.
    #[must_use]
    pub const fn amount(&self) -> Sat {
        self.bare.amount
    }

    /// The server's key, the expiry and the delay of exits.
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.bare.terms
    }

    /// Who may take it, and how.
    #[must_use]
    pub const fn policy(&self) -> &UserPolicy {
        &self.bare.policy
    }

    /// The output on chain from which its genesis leads here.
    #[must_use]
    pub const fn chain_anchor(&self) -> OutPoint {
        self.bare.chain_anchor
    }

    /// What that output holds, if all amounts are as they are said: the VTXO's, the siblings' and the fees. `None` when
    /// the sum is more than 64 bits hold.
    #[must_use]
    pub fn chain_anchor_amount(&self) -> Option<Sat> {
        let others = |sum: Sat, others: Option<Sat>| sum.checked_add(others?);
        self.genesis.items().try_fold(self.bare.amount, |sum, item| others(sum, item.other_outputs()))
    }

    /// What unlocks it, if it is a leaf of a tree that nobody has spent yet.
    #[must_use]
    pub fn unlock_hash(&self) -> Option<UnlockHash> {
        match self.last_transition()? {
            Transition::HashLocked { unlock, .. } => Some(unlock.hash()),
            _ => None,
        }
    }

    /// How the last transaction takes the output before it.
    pub(super) fn last_transition(&self) -> Option<Transition<'a>> {
        self.genesis.items().last().map(|item| item.transition)
    }

    /// The keys of the users who paid with it since it left its tree or board, those of each payment together: whoever
    /// has one of them could collude with the server.
    pub fn past_arkoor_pubkeys(&self) -> impl Iterator<Item = Keys<'a>> + use<'a> {
        self.genesis.items().filter_map(|item| match item.transition {
            Transition::Arkoor { client_pubkeys, .. } => Some(client_pubkeys),
            _ => None,
        })
    }

    /// Whether no signature and no preimage is missing that an exit needs.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.genesis.items().all(|item| item.transition.is_complete())
    }

    /// The transactions of its exit, rebuilt one after another.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] or [`Error::Aggregate`]; each step may fail with the latter.
    pub fn hops(&self) -> Result<Hops<'a>, Error> {
        Hops::new(self)
    }

    /// Writes the full form, in version 2.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when it does not fit.
    pub fn write<'b>(&self, out: &'b mut [u8]) -> Result<&'b [u8], Error> {
        wire::write(out, self.length(), |writer| self.bare.put(writer, |writer| self.genesis.put(writer)))
    }

    /// Writes the same VTXO, in version 2, with the signature of its leaf transaction; `None` when it is no leaf of a
    /// tree.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when it does not fit.
    pub fn write_with_unlock_signature<'b>(
        &self,
        signature: SchnorrSignature,
        out: &'b mut [u8],
    ) -> Result<Option<&'b [u8]>, Error> {
        self.write_with_last(|transition| transition.with_unlock_signature(signature), out)
    }

    /// Writes the same VTXO, in version 2, with what unlocks it; `None` when it is no leaf of a tree, or when that is the
    /// preimage of another hash.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when it does not fit.
    pub fn write_with_unlock_preimage<'b>(
        &self,
        preimage: &Preimage,
        out: &'b mut [u8],
    ) -> Result<Option<&'b [u8]>, Error> {
        self.write_with_last(|transition| transition.with_unlock_preimage(preimage), out)
    }

    /// The change leaves all lengths as they are.
    fn write_with_last<'b, 'c>(
        &self,
        change: impl FnOnce(Transition<'c>) -> Option<Transition<'c>>,
        out: &'b mut [u8],
    ) -> Result<Option<&'b [u8]>, Error>
    where
        'a: 'c,
    {
        let Some(last) = self.last_transition().and_then(change) else { return Ok(None) };
        let end = self.genesis.len().saturating_sub(1);
        let items = self.genesis.items().enumerate().map(|(depth, item)| match depth == end {
            true => GenesisItem { transition: last, ..item },
            false => item,
        });
        let put = |writer: &mut Writer<'_>| self.bare.put(writer, |writer| put_items(items, writer));
        wire::write(out, self.length(), put).map(Some)
    }

    /// How many bytes the full form takes, in version 2.
    #[must_use]
    pub fn length(&self) -> usize {
        self.bare.length_around().saturating_add(self.genesis.length())
    }
}
