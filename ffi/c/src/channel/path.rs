//! By which path an output is taken.

use crate::channel::sign::signature;
use crate::fault::Fault;
use crate::keys;
use crate::number::numbered;
use crate::pointer::growing;
use protocol::commitment::PerCommitmentSecret;
use protocol::commitment::spend::{Path, Revocation};
use protocol::crypto::Preimage;

/// How an output is taken. It travels as `int32_t`.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_spend_kind {
    /// By the owner, when `to_self_delay` blocks have passed.
    KEELBOLT_SPEND_DELAYED = 1,
    /// By the other node, with its payment key; with anchors after one block.
    KEELBOLT_SPEND_PAYMENT = 2,
    /// An anchor by its node's funding key; the shared one by anybody.
    KEELBOLT_SPEND_ANCHOR = 3,
    /// An anchor of one node by anybody, after 16 blocks.
    KEELBOLT_SPEND_ABANDONED_ANCHOR = 4,
    /// By the owner, as an input of an HTLC transaction to which fees are added. Asks for `remote_signature`, and for
    /// HTLC-success for `preimage`.
    KEELBOLT_SPEND_HTLC_TRANSACTION = 5,
    /// An HTLC that the owner offered, by the other node. Asks for `preimage`.
    KEELBOLT_SPEND_PREIMAGE = 6,
    /// An HTLC that the owner received, by the other node, from its expiry on.
    KEELBOLT_SPEND_TIMEOUT = 7,
    /// By the other node, when the commitment is revoked. Asks for `per_commitment_secret` and `entropy`.
    KEELBOLT_SPEND_REVOCATION = 8,
}

numbered!(keelbolt_spend_kind);

use keelbolt_spend_kind::*;

/// How an output is taken, and what that needs. Members for which the kind does not ask are passed over.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_spend_path {
    /// `sizeof(keelbolt_spend_path)`.
    pub struct_size: usize,
    /// A `keelbolt_spend_kind`.
    pub kind: i32,
    /// The other node's signature, from `commitment_signed`: 64 bytes.
    pub remote_signature: *const u8,
    /// What the HTLC is paid for: 32 bytes, copied, and the copy lives as long as the claim and is wiped. NULL for
    /// HTLC-timeout.
    pub preimage: *const u8,
    /// What the owner of the commitment has revealed to revoke it: 32 bytes, copied as the preimage.
    pub per_commitment_secret: *const u8,
    /// 32 random bytes, as for `keelbolt_public_key`.
    pub entropy: *const u8,
}

/// Runs `body` with the path.
///
/// # Safety
///
/// `path` is NULL, or aligned, its `struct_size` readable, and as many bytes as that says; its members are as their
/// documentation asks.
pub(super) unsafe fn with_path<R>(
    path: *const keelbolt_spend_path,
    body: impl FnOnce(&Path<'_>) -> Result<R, Fault>,
) -> Result<R, Fault> {
    const DELAYED: i32 = KEELBOLT_SPEND_DELAYED.number();
    const PAYMENT: i32 = KEELBOLT_SPEND_PAYMENT.number();
    const ANCHOR: i32 = KEELBOLT_SPEND_ANCHOR.number();
    const ABANDONED_ANCHOR: i32 = KEELBOLT_SPEND_ABANDONED_ANCHOR.number();
    const HTLC_TRANSACTION: i32 = KEELBOLT_SPEND_HTLC_TRANSACTION.number();
    const PREIMAGE: i32 = KEELBOLT_SPEND_PREIMAGE.number();
    const TIMEOUT: i32 = KEELBOLT_SPEND_TIMEOUT.number();
    const REVOCATION: i32 = KEELBOLT_SPEND_REVOCATION.number();
    // SAFETY: passed on from the caller.
    let path = unsafe { growing(path)? };
    match path.kind {
        DELAYED => body(&Path::Delayed),
        PAYMENT => body(&Path::Payment),
        ANCHOR => body(&Path::Anchor),
        ABANDONED_ANCHOR => body(&Path::AbandonedAnchor),
        HTLC_TRANSACTION => {
            // SAFETY: passed on from the caller.
            let remote_signature = unsafe { signature(path.remote_signature)? };
            let preimage = match path.preimage.is_null() {
                true => None,
                // SAFETY: passed on from the caller.
                false => Some(Preimage(unsafe { keys::secret(path.preimage)? })),
            };
            body(&Path::HtlcTransaction { remote_signature: &remote_signature, preimage: preimage.as_ref() })
        }
        // SAFETY: passed on from the caller.
        PREIMAGE => body(&Path::Preimage(&Preimage(unsafe { keys::secret(path.preimage)? }))),
        TIMEOUT => body(&Path::Timeout),
        REVOCATION => {
            // SAFETY: passed on from the caller.
            let (secret, context) =
                unsafe { (keys::secret(path.per_commitment_secret)?, keys::signing_context(path.entropy)?) };
            body(&Path::Revocation(&Revocation::new(PerCommitmentSecret(secret), &context)?))
        }
        found => Err(Fault::UnknownEnumValue { found }),
    }
}
