//! Outputs that can be taken, each by its path.

use crate::channel::draft::keelbolt_commitment;
use crate::channel::path::{keelbolt_spend_path, with_path};
use crate::channel::transaction;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::heap::{Heap, free, give, give_all, handle, handle_entry, value_mut};
use crate::number::{Mirror, mirror};
use crate::outpoint::keelbolt_outpoint;
use crate::pointer::{Buffer, GrowingOut, Out, list, read};
use crate::status::keelbolt_status;
use bitcoin::ScriptBuf;
use protocol::amount::Sat;
use protocol::codec::transaction::Txid;
use protocol::commitment::PerCommitmentSecret;
use protocol::commitment::spend::{Attempt, Claim, ClaimKind, KeyOrigin, SigningKey};
use protocol::crypto::Preimage;
use protocol::crypto::PublicKey;
use protocol::secret::Secret;

/// An output that can be taken: an input to be; opaque, in memory of the library's.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
pub struct keelbolt_claim {
    heap: Heap<Claim>,
}

handle!(keelbolt_claim of Claim);

/// What is taken, and how. It travels as `int32_t`.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_claim_kind {
    /// The owner's balance, after the delay.
    KEELBOLT_CLAIM_TO_LOCAL = 1,
    /// The output of an HTLC transaction, after the delay.
    KEELBOLT_CLAIM_SECOND_STAGE = 2,
    /// The other node's balance.
    KEELBOLT_CLAIM_TO_REMOTE = 3,
    /// An anchor, with its key.
    KEELBOLT_CLAIM_ANCHOR = 4,
    /// An anchor that nobody has spent for 16 blocks.
    KEELBOLT_CLAIM_ABANDONED_ANCHOR = 5,
    /// The shared anchor.
    KEELBOLT_CLAIM_SHARED_ANCHOR = 6,
    /// An HTLC that the owner received, by the input and output of HTLC-success.
    KEELBOLT_CLAIM_HTLC_SUCCESS = 7,
    /// An HTLC that the owner offered, by the input and output of HTLC-timeout.
    KEELBOLT_CLAIM_HTLC_TIMEOUT = 8,
    /// An HTLC that the owner offered, taken by the other node with its preimage.
    KEELBOLT_CLAIM_PREIMAGE = 9,
    /// An HTLC that the owner received, taken back by the other node.
    KEELBOLT_CLAIM_TIMEOUT = 10,
    /// The owner's balance of a revoked commitment.
    KEELBOLT_CLAIM_REVOKED_TO_LOCAL = 11,
    /// An HTLC of a revoked commitment.
    KEELBOLT_CLAIM_REVOKED_HTLC = 12,
    /// The output of an HTLC transaction of a revoked commitment.
    KEELBOLT_CLAIM_REVOKED_SECOND_STAGE = 13,
    /// An output of the host's own wallet, which brings fees.
    KEELBOLT_CLAIM_WALLET = 14,
}

mirror!(
    ClaimKind,
    keelbolt_claim_kind,
    [
        (Self::ToLocal, KEELBOLT_CLAIM_TO_LOCAL),
        (Self::SecondStage, KEELBOLT_CLAIM_SECOND_STAGE),
        (Self::ToRemote, KEELBOLT_CLAIM_TO_REMOTE),
        (Self::Anchor, KEELBOLT_CLAIM_ANCHOR),
        (Self::AbandonedAnchor, KEELBOLT_CLAIM_ABANDONED_ANCHOR),
        (Self::SharedAnchor, KEELBOLT_CLAIM_SHARED_ANCHOR),
        (Self::HtlcSuccess, KEELBOLT_CLAIM_HTLC_SUCCESS),
        (Self::HtlcTimeout, KEELBOLT_CLAIM_HTLC_TIMEOUT),
        (Self::Preimage, KEELBOLT_CLAIM_PREIMAGE),
        (Self::Timeout, KEELBOLT_CLAIM_TIMEOUT),
        (Self::RevokedToLocal, KEELBOLT_CLAIM_REVOKED_TO_LOCAL),
        (Self::RevokedHtlc, KEELBOLT_CLAIM_REVOKED_HTLC),
        (Self::RevokedSecondStage, KEELBOLT_CLAIM_REVOKED_SECOND_STAGE),
        (Self::Wallet, KEELBOLT_CLAIM_WALLET),
    ]
);

/// Where the secret key of a claim comes from (BOLT 3, "Key Derivation"). It travels as `int32_t`.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_key_origin_kind {
    /// No key signs, or the wallet's.
    KEELBOLT_KEY_ORIGIN_NONE = 0,
    /// The key of the funding output itself.
    KEELBOLT_KEY_ORIGIN_FUNDING = 1,
    /// `payment_basepoint` itself.
    KEELBOLT_KEY_ORIGIN_PAYMENT = 2,
    /// Derived from `delayed_payment_basepoint` and `per_commitment_point`.
    KEELBOLT_KEY_ORIGIN_DELAYED = 3,
    /// Derived from `htlc_basepoint` and `per_commitment_point`.
    KEELBOLT_KEY_ORIGIN_HTLC = 4,
    /// Derived from `revocation_basepoint` and `per_commitment_secret`.
    KEELBOLT_KEY_ORIGIN_REVOCATION = 5,
}

use keelbolt_key_origin_kind::*;

crate::number::numbered!(keelbolt_key_origin_kind);

/// The key whose signature a claim asks for. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_signing_key {
    /// Where its secret comes from: a `keelbolt_key_origin_kind`.
    pub origin: i32,
    /// The key.
    pub public_key: [u8; 33],
    /// The point of the commitment, where the origin asks for one, else zeros.
    pub per_commitment_point: [u8; 33],
    /// What the owner of the commitment has revealed, for a revocation, else zeros. Both nodes know it; it is nobody
    /// else's business.
    pub per_commitment_secret: [u8; 32],
}

/// A signed transaction that took outputs: what a replacement must pay more than. A host saves it. The layout will not
/// change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_attempt {
    /// The transaction, in the order of the bytes of its id.
    pub txid: [u8; 32],
    /// What it pays, in satoshi.
    pub fee_sat: u64,
    /// What it weighs.
    pub weight: u64,
}

/// A claim in figures.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_claim_fields {
    /// `sizeof(keelbolt_claim_fields)`, set by the caller.
    pub struct_size: usize,
    /// The output.
    pub previous_output: keelbolt_outpoint,
    /// What it is, and how it is taken: a `keelbolt_claim_kind`.
    pub kind: i32,
    /// What it holds, in satoshi.
    pub amount_sat: u64,
    /// The sequence of its input: a relative lock time, or one that lets the transaction be replaced.
    pub sequence: u32,
    /// The height before which no block has the transaction; 0 when there is none.
    pub lock_time: u32,
    /// The most that its witness weighs, the count of its elements included: exact but for the lengths of signatures.
    pub witness_weight: u64,
    /// The most that its input weighs.
    pub input_weight: u64,
    /// Whether a transaction took it so far.
    pub has_replaces: u8,
    /// The transaction that took it so far, which a new one replaces.
    pub replaces: keelbolt_attempt,
    /// The key that signs.
    pub key: keelbolt_signing_key,
}

/// Makes a claim of an output of a commitment.
///
/// - `claim` (out): a new claim, for `keelbolt_claim_free`. Not NULL. Left unwritten on an error.
/// - `commitment`: only read. Not NULL.
/// - `output`: the index of the output.
/// - `path`: how it is taken; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `commitment` may be shared.
/// - Errors: `KEELBOLT_ERROR_NO_SUCH_OUTPUT`, `KEELBOLT_ERROR_SPEND_PATH`, `KEELBOLT_ERROR_SPEND_PREIMAGE`,
///   `KEELBOLT_ERROR_NOT_REVOKED`, `KEELBOLT_ERROR_NOT_COMBINABLE`, `KEELBOLT_ERROR_HTLC_SIGNATURE` for the signature
///   of another HTLC transaction; `KEELBOLT_ERROR_SIGNATURE_OUT_OF_RANGE`, `KEELBOLT_ERROR_SECRET_KEY_OUT_OF_RANGE`
///   for the per-commitment secret, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_claim(
    claim: *mut *mut keelbolt_claim,
    commitment: *const keelbolt_commitment,
    output: usize,
    path: *const keelbolt_spend_path,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(commitment, error, |commitment| {
            let out = Out::new(claim)?;
            give(out, with_path(path, |path| Ok(commitment.claim(output, path)?))?);
            Ok(())
        })
    }
}

/// Makes claims of what HTLC transactions of a commitment pay.
///
/// With anchors or without fees, whoever publishes a transaction may add outputs of the same script that hold less than
/// it costs to take them. Taken along, they eat up what the others hold: leave out a claim whose amount is below the
/// `keelbolt_fee` of its `input_weight`.
///
/// - `claims` (out): room for new claims, each for `keelbolt_claim_free`, or NULL to ask for their number. Left
///   unwritten on an error.
/// - `claim_count` (in, out): the room in claims; on return how many there are. Not NULL.
/// - `commitment`: only read. Not NULL.
/// - `bytes`: a transaction that spends the commitment, with others of its HTLCs or alone; only read. Not NULL.
/// - `length`: how many bytes it has.
/// - `path`: `KEELBOLT_SPEND_DELAYED` or `KEELBOLT_SPEND_REVOCATION`; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `commitment` may be shared.
/// - Errors: `KEELBOLT_ERROR_SECOND_STAGE_PATH` for another path, `KEELBOLT_ERROR_NOT_REVOKED`,
///   `KEELBOLT_ERROR_MALFORMED_TRANSACTION`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, and those of a path, as for
///   `keelbolt_commitment_claim`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_second_stage_claims(
    claims: *mut *mut keelbolt_claim,
    claim_count: *mut usize,
    commitment: *const keelbolt_commitment,
    bytes: *const u8,
    length: usize,
    path: *const keelbolt_spend_path,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(commitment, error, |commitment| {
            let out = Buffer::new(claims, claim_count)?;
            let transaction = transaction::read(bytes, length)?;
            give_all(out, with_path(path, |path| Ok(commitment.second_stage_claims(&transaction, path)?))?)
        })
    }
}

/// A preimage that a transaction shows, and of which HTLC. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_revealed_preimage {
    /// The index of the output.
    pub output: usize,
    /// The preimage.
    pub preimage: [u8; 32],
}

/// Finds the preimages that a transaction shows when it takes HTLCs of a commitment (BOLT 5).
///
/// - `preimages` (out): room for them, or NULL to ask for their number. Left unwritten on an error.
/// - `preimage_count` (in, out): the room in elements; on return how many there are. Not NULL.
/// - `commitment`: only read. Not NULL.
/// - `bytes`: any transaction; only read. Not NULL.
/// - `length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `commitment` may be shared.
/// - Errors: `KEELBOLT_ERROR_MALFORMED_TRANSACTION`, `KEELBOLT_ERROR_BUFFER_TOO_SMALL`,
///   `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_commitment_revealed_preimages(
    preimages: *mut keelbolt_revealed_preimage,
    preimage_count: *mut usize,
    commitment: *const keelbolt_commitment,
    bytes: *const u8,
    length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(commitment, error, |commitment| {
            let out = Buffer::new(preimages, preimage_count)?;
            let found = commitment.revealed_preimages(&transaction::read(bytes, length)?);
            let shown = |(output, preimage): &(usize, Preimage)| keelbolt_revealed_preimage {
                output: *output,
                preimage: *preimage.0.expose(),
            };
            out.fill(found.len(), found.iter().map(shown))
        })
    }
}

/// Makes a claim of an output of the host's own wallet: a witness program, whose witness the host fills in when
/// everything else is signed. Beside transactions of version 3 it must be confirmed (BIP 431).
///
/// - `claim` (out): a new claim, for `keelbolt_claim_free`. Not NULL. Left unwritten on an error.
/// - `previous_output`: the output; only read. Not NULL.
/// - `amount_sat`: what it holds, in satoshi.
/// - `script_pubkey`: its script; only read. Not NULL.
/// - `script_pubkey_length`: how many bytes that has.
/// - `witness_weight`: how many bytes its witness will have, the count of its elements included.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_claim_wallet(
    claim: *mut *mut keelbolt_claim,
    previous_output: *const keelbolt_outpoint,
    amount_sat: u64,
    script_pubkey: *const u8,
    script_pubkey_length: usize,
    witness_weight: u64,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(claim)?;
            let outpoint = read(previous_output)?.to_core();
            let script = ScriptBuf::from_bytes(list(script_pubkey, script_pubkey_length)?.to_vec());
            give(out, Claim::wallet(outpoint, Sat(amount_sat), script, witness_weight));
            Ok(())
        })
    }
}

/// Ends a claim.
///
/// - `claim`: not used afterwards; NULL is nothing.
/// - Threads: may be called from any thread; nobody else uses the claim.
/// - Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_claim_free(claim: *mut keelbolt_claim) {
    // SAFETY: NULL, or a claim of this library's that nobody uses.
    unsafe { free(claim) }
}

/// Gives the figures of a claim.
///
/// - `fields` (out): written on success; `struct_size` is set by the caller. Not NULL.
/// - `claim`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `claim` may be shared.
/// - Errors: `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_claim_read(
    fields: *mut keelbolt_claim_fields,
    claim: *const keelbolt_claim,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(claim, error, |claim| {
            let out = GrowingOut::new(fields)?;
            out.set(|struct_size| keelbolt_claim_fields::of(claim, struct_size));
            Ok(())
        })
    }
}

/// Gives the script of the output that is taken.
///
/// - `script_pubkey` (out): room for the script, or NULL to ask for its length. Left unwritten on an error.
/// - `script_pubkey_length` (in, out): the room in bytes; on return the length. Not NULL.
/// - `claim`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; `claim` may be shared.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_claim_script_pubkey(
    script_pubkey: *mut u8,
    script_pubkey_length: *mut usize,
    claim: *const keelbolt_claim,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        handle_entry(claim, error, |claim| {
            let out = Buffer::new(script_pubkey, script_pubkey_length)?;
            let script = claim.script_pubkey();
            out.fill(script.len(), script.as_bytes().iter().copied())
        })
    }
}

/// Says which transaction took the output so far: a host that makes its claims again, after a restart, says it again,
/// so that no replacement pays less.
///
/// - `claim` (in, out): changed where it is. Not NULL.
/// - `attempt`: what was saved; only read. NULL when there was none, or when a block has another transaction that took
///   one of its inputs, so that nothing is left to replace.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_claim_set_replaces(
    claim: *mut keelbolt_claim,
    attempt: *const keelbolt_attempt,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let attempt = crate::pointer::read_optional(attempt);
            value_mut(claim)?.replaces = attempt.map(keelbolt_attempt::to_core);
            Ok(())
        })
    }
}

impl keelbolt_claim_fields {
    fn of(claim: &Claim, struct_size: usize) -> Self {
        Self {
            struct_size,
            previous_output: keelbolt_outpoint::of(claim.previous_output),
            kind: claim.kind.number(),
            amount_sat: claim.amount.0,
            sequence: claim.sequence,
            lock_time: claim.lock_time,
            witness_weight: claim.witness_weight(),
            input_weight: claim.input_weight(),
            has_replaces: claim.replaces.is_some().into(),
            replaces: claim.replaces.map_or(keelbolt_attempt::NONE, keelbolt_attempt::of),
            key: claim.key().map_or(keelbolt_signing_key::NONE, keelbolt_signing_key::of),
        }
    }
}

impl keelbolt_attempt {
    const NONE: Self = Self { txid: [0; 32], fee_sat: 0, weight: 0 };

    pub(super) const fn of(attempt: Attempt) -> Self {
        Self { txid: attempt.txid.0, fee_sat: attempt.fee.0, weight: attempt.weight }
    }

    const fn to_core(self) -> Attempt {
        Attempt { txid: Txid(self.txid), fee: Sat(self.fee_sat), weight: self.weight }
    }
}

impl keelbolt_signing_key {
    const NONE: Self = Self {
        origin: KEELBOLT_KEY_ORIGIN_NONE.number(),
        public_key: [0; 33],
        per_commitment_point: [0; 33],
        per_commitment_secret: [0; 32],
    };

    pub(super) fn of(key: &SigningKey) -> Self {
        let none = Self { public_key: key.public_key.to_bytes(), ..Self::NONE };
        match &key.origin {
            KeyOrigin::Funding => Self { origin: KEELBOLT_KEY_ORIGIN_FUNDING.number(), ..none },
            KeyOrigin::Payment => Self { origin: KEELBOLT_KEY_ORIGIN_PAYMENT.number(), ..none },
            KeyOrigin::Delayed { per_commitment_point } => Self {
                origin: KEELBOLT_KEY_ORIGIN_DELAYED.number(),
                per_commitment_point: per_commitment_point.to_bytes(),
                ..none
            },
            KeyOrigin::Htlc { per_commitment_point } => Self {
                origin: KEELBOLT_KEY_ORIGIN_HTLC.number(),
                per_commitment_point: per_commitment_point.to_bytes(),
                ..none
            },
            KeyOrigin::Revocation { per_commitment_secret, per_commitment_point } => Self {
                origin: KEELBOLT_KEY_ORIGIN_REVOCATION.number(),
                per_commitment_point: per_commitment_point.to_bytes(),
                per_commitment_secret: *per_commitment_secret.0.expose(),
                ..none
            },
        }
    }

    /// Where the key of one that the library has given comes from.
    pub(super) fn to_core(self) -> Result<KeyOrigin, Fault> {
        const FUNDING: i32 = KEELBOLT_KEY_ORIGIN_FUNDING.number();
        const PAYMENT: i32 = KEELBOLT_KEY_ORIGIN_PAYMENT.number();
        const DELAYED: i32 = KEELBOLT_KEY_ORIGIN_DELAYED.number();
        const HTLC: i32 = KEELBOLT_KEY_ORIGIN_HTLC.number();
        const REVOCATION: i32 = KEELBOLT_KEY_ORIGIN_REVOCATION.number();
        let point = || PublicKey::parse(&self.per_commitment_point);
        Ok(match self.origin {
            FUNDING => KeyOrigin::Funding,
            PAYMENT => KeyOrigin::Payment,
            DELAYED => KeyOrigin::Delayed { per_commitment_point: point()? },
            HTLC => KeyOrigin::Htlc { per_commitment_point: point()? },
            REVOCATION => KeyOrigin::Revocation {
                per_commitment_secret: PerCommitmentSecret(Secret::new(self.per_commitment_secret)),
                per_commitment_point: point()?,
            },
            found => return Err(Fault::UnknownEnumValue { found }),
        })
    }
}
