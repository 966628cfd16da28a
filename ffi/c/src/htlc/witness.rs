//! The witness of a spend, of a contract or of a clause.

use crate::fault::Fault;
use protocol::htlc::Signed;

/// The witness of a signed spend. The layout will not change.
///
/// Of a claim it holds the preimage, which is secret until it is broadcast.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_contract_witness {
    /// The id of the transaction, in the order of its bytes; explorers show them backwards.
    pub txid: [u8; 32],
    /// The signature, R and S or BIP 340, as `keelbolt_contract_spend_finish` and `keelbolt_clause_spend_finish` take it.
    pub signature: [u8; 64],
    /// The bytes of all elements, one behind the other.
    pub bytes: [u8; 256],
    /// How many elements there are, up to 4.
    pub element_count: usize,
    /// How many bytes each has.
    pub lengths: [usize; 4],
}

impl keelbolt_contract_witness {
    /// Of a spend of a Taproot output, in whose witness the signature stands first.
    pub(crate) fn of_taproot(signed: &Signed<'_>) -> Result<Self, Fault> {
        let signature = signed.witness().next().and_then(|element| element.try_into().ok());
        Self::of(signed, signature.ok_or(Fault::Panic)?)
    }

    pub(crate) fn of(signed: &Signed<'_>, signature: [u8; 64]) -> Result<Self, Fault> {
        let mut witness = Self {
            txid: signed.txid().0,
            signature,
            bytes: [0; 256],
            element_count: signed.witness().count(),
            lengths: [0; 4],
        };
        let elements: usize = signed.witness().map(<[u8]>::len).sum();
        // The core's own buffer is as long.
        if elements > witness.bytes.len() || witness.element_count > witness.lengths.len() {
            return Err(Fault::Panic);
        }
        let bytes = signed.witness().flatten();
        witness.bytes.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = *byte);
        let lengths = signed.witness().map(<[u8]>::len);
        witness.lengths.iter_mut().zip(lengths).for_each(|(slot, length)| *slot = length);
        Ok(witness)
    }
}
