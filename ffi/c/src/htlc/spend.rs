//! Spends of a contract: claim, refund, cooperation.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::htlc::terms::{Contract, keelbolt_contract_terms};
use crate::htlc::witness::keelbolt_contract_witness;
use crate::keys::{self, secret, secret_key, signing_context};
use crate::number::numbered;
#[cfg(feature = "alloc")]
use crate::pointer::Buffer;
use crate::pointer::{GrowingOut, Out, growing, paid_script, read};
use crate::status::keelbolt_status;
use protocol::amount::Sat;
use protocol::codec::transaction::{OutPoint, Txid};
use protocol::crypto::{Preimage, SchnorrSignature, Signature, XOnlyPublicKey};
use protocol::htlc::{Funding, P2wshSpend, Signed, TaprootSpend};

/// How a contract is spent. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_contract_path {
    /// By the receiver, with the preimage.
    KEELBOLT_CONTRACT_CLAIM = 1,
    /// By the sender; no block before the lock time holds it.
    KEELBOLT_CONTRACT_REFUND = 2,
    /// By both, at any time and to anybody, whatever they agreed on: of a Taproot contract only.
    KEELBOLT_CONTRACT_COOPERATE = 3,
}

use keelbolt_contract_path::*;

numbered!(keelbolt_contract_path);

/// What is spent, how, and where it goes: a transaction of one input and one output.
///
/// Before the first use: `keelbolt_contract_spend spend = {0}; spend.struct_size = sizeof spend;` (in C++ `= {}`).
/// Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_contract_spend {
    /// `sizeof(keelbolt_contract_spend)`, set by the caller.
    pub struct_size: usize,
    /// A `keelbolt_contract_path`.
    pub path: i32,
    /// The index of the output that is spent.
    pub vout: u32,
    /// The id of the transaction that has it, in the order of its bytes; explorers show them backwards.
    pub txid: [u8; 32],
    /// What the output holds, in satoshi.
    pub value_sat: u64,
    /// The output script to which it goes. Not NULL.
    pub destination: *const u8,
    /// How many bytes it has, at least one: an empty script would be anybody's.
    pub destination_length: usize,
    /// The fee, in satoshi for a thousand units of weight.
    pub feerate_per_kw: u32,
    /// Of a claim the preimage, 32 bytes; else not looked at.
    pub preimage: *const u8,
}

/// What a spend will be.
///
/// Before the first use: `keelbolt_contract_prepared prepared = {0}; prepared.struct_size = sizeof prepared;` (in
/// C++ `= {}`). Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_contract_prepared {
    /// `sizeof(keelbolt_contract_prepared)`, set by the caller.
    pub struct_size: usize,
    /// Its weight: of P2WSH with the longest signature that there is, else exactly.
    pub weight: u64,
    /// Its fee, in satoshi.
    pub fee_sat: u64,
    /// What the destination gets, in satoshi.
    pub value_sat: u64,
    /// The id that the transaction will have, signed or not.
    pub txid: [u8; 32],
    /// What is signed: of P2WSH with ECDSA, of Taproot with BIP 340.
    pub sighash: [u8; 32],
    /// Who signs: 33 bytes of P2WSH; of Taproot 32, behind a zero.
    pub signer: [u8; 33],
}

/// A spend of either form.
enum Spend<'a> {
    P2wsh(P2wshSpend<'a>),
    Taproot(TaprootSpend<'a>),
}

impl Spend<'_> {
    /// # Safety
    ///
    /// `spend` is NULL, or aligned, its `struct_size` readable, and as many bytes as that says, whose pointers are as
    /// their documentation asks for the length of the call.
    unsafe fn of<'a>(contract: &Contract, spend: *const keelbolt_contract_spend) -> Result<Spend<'a>, Fault> {
        const CLAIM: i32 = KEELBOLT_CONTRACT_CLAIM.number();
        const REFUND: i32 = KEELBOLT_CONTRACT_REFUND.number();
        const COOPERATE: i32 = KEELBOLT_CONTRACT_COOPERATE.number();
        // SAFETY: passed on from the caller.
        let spend = unsafe { growing(spend)? };
        let funding = Funding {
            outpoint: OutPoint { txid: Txid(spend.txid), vout: spend.vout },
            value: Sat(spend.value_sat),
        };
        // SAFETY: passed on from the caller.
        let destination = unsafe { paid_script(spend.destination, spend.destination_length)? };
        let feerate = spend.feerate_per_kw;
        // SAFETY: passed on from the caller.
        let preimage = || unsafe { secret(spend.preimage).map(Preimage) };
        Ok(match (contract, spend.path) {
            (Contract::P2wsh(contract), CLAIM) => {
                Spend::P2wsh(contract.claim(&funding, &preimage()?, destination, feerate)?)
            }
            (Contract::P2wsh(contract), REFUND) => {
                Spend::P2wsh(contract.refund(&funding, destination, feerate)?)
            }
            (Contract::Taproot(contract), CLAIM) => {
                Spend::Taproot(contract.claim(&funding, &preimage()?, destination, feerate)?)
            }
            (Contract::Taproot(contract), REFUND) => {
                Spend::Taproot(contract.refund(&funding, destination, feerate)?)
            }
            (Contract::Taproot(contract), COOPERATE) => {
                Spend::Taproot(contract.cooperate(&funding, destination, feerate)?)
            }
            (_, found) => return Err(Fault::UnknownEnumValue { found }),
        })
    }

    fn prepared(&self, struct_size: usize) -> keelbolt_contract_prepared {
        let (weight, fee, value, txid, sighash) = match self {
            Self::P2wsh(spend) => (spend.weight(), spend.fee(), spend.value(), spend.txid(), spend.sighash()),
            Self::Taproot(spend) => {
                (spend.weight(), spend.fee(), spend.value(), spend.txid(), spend.sighash())
            }
        };
        keelbolt_contract_prepared {
            struct_size,
            weight,
            fee_sat: fee.0,
            value_sat: value.0,
            txid: txid.0,
            sighash: sighash.0,
            signer: self.signer(),
        }
    }

    fn signer(&self) -> [u8; 33] {
        match self {
            Self::P2wsh(spend) => spend.signer().to_bytes(),
            Self::Taproot(spend) => behind_a_zero(spend.signer()),
        }
    }
}

/// A key of Taproot in the room of one with its parity.
pub(crate) fn behind_a_zero(key: &XOnlyPublicKey) -> [u8; 33] {
    let mut signer = [0; 33];
    let [_, x @ ..] = &mut signer;
    *x = key.to_bytes();
    signer
}

impl<'a> Spend<'a> {
    fn finish(self, signature: [u8; 64]) -> Result<Signed<'a>, Fault> {
        Ok(match self {
            Self::P2wsh(spend) => spend.finish(&Signature::parse(&signature)?)?,
            Self::Taproot(spend) => spend.finish(&SchnorrSignature::new(signature))?,
        })
    }
}

/// The first of two steps: tells what a spend will weigh, pay and be, and what is signed for it.
///
/// - `prepared` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `terms`: only read. Not NULL.
/// - `spend`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_WRONG_PREIMAGE`, `KEELBOLT_ERROR_FUNDING_VALUE`, `KEELBOLT_ERROR_FEE_ABOVE_VALUE`,
///   `KEELBOLT_ERROR_BELOW_DUST_LIMIT`, `KEELBOLT_ERROR_WRONG_LENGTH` for an empty destination,
///   `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE` when the form has no such path, and as `keelbolt_contract_check`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_contract_spend_prepare(
    prepared: *mut keelbolt_contract_prepared,
    terms: *const keelbolt_contract_terms,
    spend: *const keelbolt_contract_spend,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(prepared)?;
            let spend = Spend::of(&keelbolt_contract_terms::read(terms)?, spend)?;
            out.set(|struct_size| spend.prepared(struct_size));
            Ok(())
        })
    }
}

/// The second of two steps, with a key in memory: signs a claim or a refund.
///
/// - `witness` (out): written on success. Not NULL.
/// - `terms`: the same as in the first step; only read. Not NULL.
/// - `spend`: the same as in the first step; only read. Not NULL.
/// - `signer_secret_key`: the receiver's of a claim, the sender's of a refund, 32 bytes; copied, and the copy is wiped.
///   Not NULL.
/// - `auxiliary`: of a Taproot contract 32 random bytes that serve this call only and guard the nonce (BIP 340); else
///   not looked at, and may be NULL.
/// - `entropy`: 32 other random bytes that nobody else knows; they blind the operation against side channels and do
///   not change its result. Copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_WRONG_KEY` when it is not the signer's, as no single key is when both cooperate;
///   `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, and as `keelbolt_contract_spend_prepare`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_contract_spend_sign(
    witness: *mut keelbolt_contract_witness,
    terms: *const keelbolt_contract_terms,
    spend: *const keelbolt_contract_spend,
    signer_secret_key: *const u8,
    auxiliary: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(witness)?;
            let spend = Spend::of(&keelbolt_contract_terms::read(terms)?, spend)?;
            let (key, context) = (secret_key(signer_secret_key)?, signing_context(entropy)?);
            out.set(match spend {
                // The signature stands first in the witness, in DER with a byte for its type behind it.
                Spend::P2wsh(spend) => {
                    let signed = spend.sign(&key, &context)?;
                    let first = signed.witness().next().and_then(<[u8]>::split_last);
                    let (_, der) = first.ok_or(Fault::Panic)?;
                    keelbolt_contract_witness::of(&signed, Signature::parse_der(der)?.to_compact())?
                }
                Spend::Taproot(spend) => {
                    let signed = spend.sign(&context.key_pair(&key)?, keys::entropy(auxiliary)?, &context)?;
                    keelbolt_contract_witness::of_taproot(&signed)?
                }
            });
            Ok(())
        })
    }
}

/// The second of two steps, with a signer elsewhere, or with the signature of both: checks the signature.
///
/// - `witness` (out): written on success. Not NULL.
/// - `terms`: the same as in the first step; only read. Not NULL.
/// - `spend`: the same as in the first step; only read. Not NULL.
/// - `signature`: over the signature hash of the first step: of P2WSH R and S with a low S, of Taproot BIP 340, 64
///   bytes. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SIGNATURE_MISMATCH`, `KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE`,
///   `KEELBOLT_ERROR_SIGNATURE_HIGH_S`, and as `keelbolt_contract_spend_prepare`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_contract_spend_finish(
    witness: *mut keelbolt_contract_witness,
    terms: *const keelbolt_contract_terms,
    spend: *const keelbolt_contract_spend,
    signature: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(witness)?;
            let spend = Spend::of(&keelbolt_contract_terms::read(terms)?, spend)?;
            let signature = read(signature.cast::<[u8; 64]>())?;
            out.set(keelbolt_contract_witness::of(&spend.finish(signature)?, signature)?);
            Ok(())
        })
    }
}

/// Writes the whole transaction of a signed spend, to be broadcast.
///
/// - `transaction` (out): room for the transaction in Bitcoin's own serialisation, or NULL to ask for its length. Left
///   unwritten on an error.
/// - `transaction_length` (in, out): the room in bytes; on return the length of the transaction. Not NULL.
/// - `terms`: the same as in the first step; only read. Not NULL.
/// - `spend`: the same as in the first step; only read. Not NULL.
/// - `signature`: as for `keelbolt_contract_spend_finish`, 64 bytes; a `keelbolt_contract_witness` holds it. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, and as `keelbolt_contract_spend_finish`.
#[cfg(feature = "alloc")]
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_contract_spend_transaction(
    transaction: *mut u8,
    transaction_length: *mut usize,
    terms: *const keelbolt_contract_terms,
    spend: *const keelbolt_contract_spend,
    signature: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(transaction, transaction_length)?;
            let spend = Spend::of(&keelbolt_contract_terms::read(terms)?, spend)?;
            let signed = spend.finish(read(signature.cast::<[u8; 64]>())?)?;
            let bytes = bitcoin::consensus::serialize(&signed.transaction());
            out.fill(bytes.len(), bytes.into_iter())
        })
    }
}
