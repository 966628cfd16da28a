//! A VTXO without its genesis.

use crate::amount::Sat;
use crate::bytes::{Reader, Writer};
use crate::codec::transaction::OutPoint;
use crate::crypto::PublicKey;
use crate::vtxo::genesis::{GenesisRef, Version};
use crate::vtxo::policy::UserPolicy;
use crate::vtxo::{Error, Terms, VtxoId, wire};

/// All of a VTXO but the way to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BareVtxo {
    /// What it holds.
    pub amount: Sat,
    /// The server's key, the expiry and the delay of exits.
    pub terms: Terms,
    /// The output on chain from which its genesis leads here.
    pub chain_anchor: OutPoint,
    /// Who may take it, and how.
    pub policy: UserPolicy,
    /// Where it lies after an exit.
    pub point: OutPoint,
}

impl BareVtxo {
    /// The id.
    #[must_use]
    pub const fn id(&self) -> VtxoId {
        VtxoId(self.point)
    }

    /// Reads a bare form, or a full one, whose genesis is checked and passed over. It fills `bytes`.
    ///
    /// # Errors
    ///
    /// Any [`Error`] of an encoding.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        Self::parse_whole(bytes, &mut drop).map(|(bare, _)| bare)
    }

    /// Reads either form, which fills `bytes`, and shows each key of the genesis in order.
    pub(super) fn parse_whole<'a>(
        bytes: &'a [u8],
        see: &mut impl FnMut(PublicKey),
    ) -> Result<(Self, GenesisRef<'a>), Error> {
        wire::whole(bytes, |reader| Self::read(reader, see))
    }

    fn read<'a>(
        reader: &mut Reader<'a>,
        see: &mut impl FnMut(PublicKey),
    ) -> Result<(Self, GenesisRef<'a>), Error> {
        let version = Version::read(reader)?;
        let amount = Sat(reader.u64_le()?);
        let terms = wire::terms(reader)?;
        let chain_anchor = wire::outpoint(reader)?;
        let genesis = GenesisRef::read(reader, version, see)?;
        let policy = UserPolicy::read(reader)?;
        let point = wire::outpoint(reader)?;
        Ok((Self { amount, terms, chain_anchor, policy, point }, genesis))
    }

    /// Writes the bare form, in version 2.
    ///
    /// # Errors
    ///
    /// [`Error::Bytes`] when it does not fit.
    pub fn write<'b>(&self, out: &'b mut [u8]) -> Result<&'b [u8], Error> {
        wire::write(out, self.length(), |writer| self.put(writer, |writer| GenesisRef::EMPTY.put(writer)))
    }

    /// How many bytes the bare form takes.
    #[must_use]
    pub const fn length(&self) -> usize {
        // One byte counts no transactions.
        self.length_around().saturating_add(1)
    }

    /// How many bytes stand around a genesis.
    pub(super) const fn length_around(&self) -> usize {
        const FIXED: usize = 2 + 8 + wire::TERMS_LENGTH + VtxoId::LENGTH + VtxoId::LENGTH;
        FIXED.saturating_add(self.policy.length())
    }

    /// Writes what stands around a genesis, and with `genesis` that.
    pub(super) fn put(
        &self,
        writer: &mut Writer<'_>,
        genesis: impl FnOnce(&mut Writer<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        writer.put(&Version::V2.to_u16().to_le_bytes())?;
        writer.put(&self.amount.0.to_le_bytes())?;
        wire::put_terms(writer, &self.terms)?;
        wire::put_outpoint(writer, self.chain_anchor)?;
        genesis(writer)?;
        self.policy.put(writer)?;
        wire::put_outpoint(writer, self.point)
    }
}
