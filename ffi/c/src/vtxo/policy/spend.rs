//! Spends of clauses.

use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::htlc::spend::{behind_a_zero, keelbolt_contract_prepared};
use crate::htlc::witness::keelbolt_contract_witness;
use crate::keys::{entropy, secret_key, signing_context};
use crate::outpoint::keelbolt_outpoint;
#[cfg(feature = "alloc")]
use crate::pointer::Buffer;
use crate::pointer::{GrowingOut, Out, growing, paid_script, read};
use crate::status::keelbolt_status;
use crate::vtxo::policy::clause::{keelbolt_clause, preimage_of};
use crate::vtxo::policy::keelbolt_vtxo_policy;
use crate::vtxo::terms::keelbolt_vtxo_terms;
use protocol::amount::Sat;
use protocol::codec::spend::Funding;
use protocol::crypto::SchnorrSignature;
use protocol::vtxo::policy::ClauseSpend;

/// What is spent, by which clause, and where it goes: a transaction of one input and one output, of version 2.
///
/// Before the first use: `keelbolt_clause_spend spend = {0}; spend.struct_size = sizeof spend;` (in C++ `= {}`).
/// Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_clause_spend {
    /// `sizeof(keelbolt_clause_spend)`, set by the caller.
    pub struct_size: usize,
    /// The policy of the output.
    pub policy: keelbolt_vtxo_policy,
    /// The terms under which it stands.
    pub terms: keelbolt_vtxo_terms,
    /// One of its clauses: its delay is the sequence of the input, its height the lock time.
    pub clause: keelbolt_clause,
    /// The output that is spent.
    pub previous_output: keelbolt_outpoint,
    /// What it holds, in satoshi.
    pub value_sat: u64,
    /// The output script to which it goes. Not NULL.
    pub destination: *const u8,
    /// How many bytes it has, at least one: an empty script would be anybody's.
    pub destination_length: usize,
    /// The fee, in satoshi for a thousand units of weight.
    pub feerate_per_kw: u32,
    /// The preimage where the clause asks for one, 32 bytes; else not looked at, and may be NULL.
    pub preimage: *const u8,
}

impl keelbolt_clause_spend {
    /// # Safety
    ///
    /// `spend` is NULL, or aligned, its `struct_size` readable, and as many bytes as that says, whose pointers are as
    /// their documentation asks for the length of the call.
    unsafe fn read<'a>(spend: *const Self) -> Result<ClauseSpend<'a>, Fault> {
        // SAFETY: passed on from the caller.
        let spend = unsafe { growing(spend)? };
        let (policy, terms) = (spend.policy.to_core()?, spend.terms.to_core()?);
        let clause = spend.clause.to_core()?;
        let funding = Funding { outpoint: spend.previous_output.to_core(), value: Sat(spend.value_sat) };
        // SAFETY: passed on from the caller.
        let destination = unsafe { paid_script(spend.destination, spend.destination_length)? };
        // SAFETY: passed on from the caller.
        let preimage = unsafe { preimage_of(&clause, spend.preimage)? };
        let output = policy.output(&terms)?;
        Ok(output.spend(&clause, &funding, preimage.as_ref(), destination, spend.feerate_per_kw)?)
    }
}

/// The first of two steps: tells what a spend will weigh, pay and be, and what is signed for it.
///
/// - `prepared` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `spend`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NOT_A_CLAUSE`, `KEELBOLT_ERROR_CLAUSE_PREIMAGE`, `KEELBOLT_ERROR_FUNDING_VALUE`,
///   `KEELBOLT_ERROR_FEE_ABOVE_VALUE`, `KEELBOLT_ERROR_BELOW_DUST_LIMIT`, `KEELBOLT_ERROR_WRONG_LENGTH` for an empty
///   destination, `KEELBOLT_ERROR_STRUCT_SIZE`, and as `keelbolt_vtxo_policy_output` and `keelbolt_clause_script`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_clause_spend_prepare(
    prepared: *mut keelbolt_contract_prepared,
    spend: *const keelbolt_clause_spend,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(prepared)?;
            let spend = keelbolt_clause_spend::read(spend)?;
            out.set(|struct_size| keelbolt_contract_prepared {
                struct_size,
                weight: spend.weight(),
                fee_sat: spend.fee().0,
                value_sat: spend.value().0,
                txid: spend.txid().0,
                sighash: spend.sighash().0,
                signer: behind_a_zero(spend.clause().pubkey()),
            });
            Ok(())
        })
    }
}

/// The second of two steps, with a key in memory: signs.
///
/// - `witness` (out): written on success. Not NULL.
/// - `spend`: the same as in the first step; only read. Not NULL.
/// - `signer_secret_key`: of the clause's key, 32 bytes; copied, and the copy is wiped. Not NULL.
/// - `auxiliary`: 32 random bytes that serve this call only and guard the nonce (BIP 340). Not NULL.
/// - `entropy`: 32 other random bytes that nobody else knows; they blind the operation against side channels and do
///   not change its result. Copied, and the copy is wiped. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_CLAUSE_KEY`, `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`, and as
///   `keelbolt_clause_spend_prepare`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_clause_spend_sign(
    witness: *mut keelbolt_contract_witness,
    spend: *const keelbolt_clause_spend,
    signer_secret_key: *const u8,
    auxiliary: *const u8,
    entropy: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(witness)?;
            let spend = keelbolt_clause_spend::read(spend)?;
            let (key, context) = (secret_key(signer_secret_key)?, signing_context(entropy)?);
            let signed = spend.sign(&context.key_pair(&key)?, self::entropy(auxiliary)?, &context)?;
            out.set(keelbolt_contract_witness::of_taproot(&signed)?);
            Ok(())
        })
    }
}

/// The second of two steps, with a signer elsewhere, or with the signature of a MuSig2 session: checks the signature.
///
/// - `witness` (out): written on success. Not NULL.
/// - `spend`: the same as in the first step; only read. Not NULL.
/// - `signature`: over the signature hash of the first step, 64 bytes (BIP 340). Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_SIGNATURE_MISMATCH`, and as `keelbolt_clause_spend_prepare`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_clause_spend_finish(
    witness: *mut keelbolt_contract_witness,
    spend: *const keelbolt_clause_spend,
    signature: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(witness)?;
            let spend = keelbolt_clause_spend::read(spend)?;
            let signature = SchnorrSignature::new(read(signature.cast::<[u8; 64]>())?);
            out.set(keelbolt_contract_witness::of_taproot(&spend.finish(&signature)?)?);
            Ok(())
        })
    }
}

/// Writes the whole transaction of a signed spend, to be broadcast.
///
/// - `transaction` (out): room for the transaction, or NULL to ask for its length. Left unwritten on an error.
/// - `transaction_length` (in, out): the room in bytes; on return the length of the transaction. Not NULL.
/// - `spend`: the same as in the first step; only read. Not NULL.
/// - `signature`: that of the witness of the second step, 64 bytes. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, and as `keelbolt_clause_spend_finish`.
#[cfg(feature = "alloc")]
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_clause_spend_transaction(
    transaction: *mut u8,
    transaction_length: *mut usize,
    spend: *const keelbolt_clause_spend,
    signature: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(transaction, transaction_length)?;
            let spend = keelbolt_clause_spend::read(spend)?;
            let signature = SchnorrSignature::new(read(signature.cast::<[u8; 64]>())?);
            let bytes = bitcoin::consensus::serialize(&spend.finish(&signature)?.transaction());
            out.fill(bytes.len(), bytes.into_iter())
        })
    }
}
