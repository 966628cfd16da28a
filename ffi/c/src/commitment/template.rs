//! The scripts of a channel's outputs, by their parts.

use crate::commitment::keys::keelbolt_commitment_keys;
use crate::entry::entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::keys::public_key;
use crate::number::{Mirror, numbered};
use crate::pointer::{Buffer, GrowingOut, Out, growing, list, read};
use crate::status::keelbolt_status;
use protocol::commitment::{CommitmentKeys, Format, HtlcTemplate, Template};
use protocol::crypto::{PaymentHash, PublicKey};

/// What a script of a channel is for, and which members of a `keelbolt_template` count. It travels as `int32_t`;
/// 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_template_kind {
    /// "Funding Transaction Output": both nodes together. Fills: funding_pubkeys.
    KEELBOLT_TEMPLATE_FUNDING = 1,
    /// "`to_local` Output", and the output of an HTLC transaction. Fills: revocation_pubkey, to_self_delay,
    /// local_delayedpubkey.
    KEELBOLT_TEMPLATE_TO_LOCAL = 2,
    /// "`to_remote` Output" with anchors. Fills: remotepubkey.
    KEELBOLT_TEMPLATE_TO_REMOTE = 3,
    /// "`to_local_anchor` and `to_remote_anchor` Output". Fills: the first of funding_pubkeys.
    KEELBOLT_TEMPLATE_ANCHOR = 4,
    /// "Offered HTLC Outputs". Fills: revocation_hash, local_htlcpubkey, remote_htlcpubkey, payment_hash160,
    /// is_delayed.
    KEELBOLT_TEMPLATE_OFFERED_HTLC = 5,
    /// "Received HTLC Outputs". Fills: as an offered one; cltv_expiry.
    KEELBOLT_TEMPLATE_RECEIVED_HTLC = 6,
}

use keelbolt_template_kind::*;

numbered!(keelbolt_template_kind);

/// A witness script of a channel, by its parts (BOLT 3).
///
/// Before the first use: `keelbolt_template parts = {0}; parts.struct_size = sizeof parts;` (in C++
/// `= {}`). What does not count is zero. Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_template {
    /// `sizeof(keelbolt_template)`, set by the caller.
    pub struct_size: usize,
    /// A `keelbolt_template_kind`: which members count.
    pub kind: i32,
    /// The height from which the other node takes a received HTLC back.
    pub cltv_expiry: u32,
    /// How many blocks the owner waits.
    pub to_self_delay: u16,
    /// Whether all paths of an HTLC but the revocation wait for one block: with anchors.
    pub is_delayed: u8,
    /// Both keys of the funding output, the lesser one first; or that of an anchor.
    pub funding_pubkeys: [[u8; 33]; 2],
    /// Spends at once, when the commitment is revoked.
    pub revocation_pubkey: [u8; 33],
    /// Spends after the delay.
    pub local_delayedpubkey: [u8; 33],
    /// Spends after one block.
    pub remotepubkey: [u8; 33],
    /// The key of the commitment's owner in an HTLC.
    pub local_htlcpubkey: [u8; 33],
    /// The key of the other node in an HTLC.
    pub remote_htlcpubkey: [u8; 33],
    /// HASH160 of the revocation key.
    pub revocation_hash: [u8; 20],
    /// RIPEMD-160 of the payment hash.
    pub payment_hash160: [u8; 20],
}

impl keelbolt_template {
    const fn none(kind: keelbolt_template_kind) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            kind: kind.number(),
            cltv_expiry: 0,
            to_self_delay: 0,
            is_delayed: 0,
            funding_pubkeys: [[0; 33]; 2],
            revocation_pubkey: [0; 33],
            local_delayedpubkey: [0; 33],
            remotepubkey: [0; 33],
            local_htlcpubkey: [0; 33],
            remote_htlcpubkey: [0; 33],
            revocation_hash: [0; 20],
            payment_hash160: [0; 20],
        }
    }

    fn of_htlc(kind: keelbolt_template_kind, htlc: &HtlcTemplate) -> Self {
        Self {
            is_delayed: htlc.delayed.into(),
            local_htlcpubkey: htlc.local_htlcpubkey.to_bytes(),
            remote_htlcpubkey: htlc.remote_htlcpubkey.to_bytes(),
            revocation_hash: htlc.revocation_hash,
            payment_hash160: htlc.payment_hash160,
            ..Self::none(kind)
        }
    }

    /// A template for C, with the size that the caller has set.
    pub(crate) fn of(template: &Template, struct_size: usize) -> Self {
        let filled = match template {
            Template::Funding { funding_pubkeys } => Self {
                funding_pubkeys: funding_pubkeys.map(|key| key.to_bytes()),
                ..Self::none(KEELBOLT_TEMPLATE_FUNDING)
            },
            Template::ToLocal { revocation_pubkey, to_self_delay, local_delayedpubkey } => Self {
                revocation_pubkey: revocation_pubkey.to_bytes(),
                to_self_delay: *to_self_delay,
                local_delayedpubkey: local_delayedpubkey.to_bytes(),
                ..Self::none(KEELBOLT_TEMPLATE_TO_LOCAL)
            },
            Template::ToRemote { remotepubkey } => {
                Self { remotepubkey: remotepubkey.to_bytes(), ..Self::none(KEELBOLT_TEMPLATE_TO_REMOTE) }
            }
            Template::Anchor { funding_pubkey } => Self {
                funding_pubkeys: [funding_pubkey.to_bytes(), [0; 33]],
                ..Self::none(KEELBOLT_TEMPLATE_ANCHOR)
            },
            Template::OfferedHtlc(htlc) => Self::of_htlc(KEELBOLT_TEMPLATE_OFFERED_HTLC, htlc),
            Template::ReceivedHtlc { htlc, cltv_expiry } => {
                Self { cltv_expiry: *cltv_expiry, ..Self::of_htlc(KEELBOLT_TEMPLATE_RECEIVED_HTLC, htlc) }
            }
        };
        Self { struct_size, ..filled }
    }

    fn to_core(self) -> Result<Template, Fault> {
        const FUNDING: i32 = KEELBOLT_TEMPLATE_FUNDING.number();
        const TO_LOCAL: i32 = KEELBOLT_TEMPLATE_TO_LOCAL.number();
        const TO_REMOTE: i32 = KEELBOLT_TEMPLATE_TO_REMOTE.number();
        const ANCHOR: i32 = KEELBOLT_TEMPLATE_ANCHOR.number();
        const OFFERED_HTLC: i32 = KEELBOLT_TEMPLATE_OFFERED_HTLC.number();
        const RECEIVED_HTLC: i32 = KEELBOLT_TEMPLATE_RECEIVED_HTLC.number();
        let [first, second] = &self.funding_pubkeys;
        Ok(match self.kind {
            // In whatever order they are given.
            FUNDING => Template::funding(PublicKey::parse(first)?, PublicKey::parse(second)?),
            TO_LOCAL => Template::ToLocal {
                revocation_pubkey: PublicKey::parse(&self.revocation_pubkey)?,
                to_self_delay: self.to_self_delay,
                local_delayedpubkey: PublicKey::parse(&self.local_delayedpubkey)?,
            },
            TO_REMOTE => Template::ToRemote { remotepubkey: PublicKey::parse(&self.remotepubkey)? },
            ANCHOR => Template::Anchor { funding_pubkey: PublicKey::parse(first)? },
            OFFERED_HTLC => Template::OfferedHtlc(self.htlc()?),
            RECEIVED_HTLC => Template::ReceivedHtlc { htlc: self.htlc()?, cltv_expiry: self.cltv_expiry },
            found => return Err(Fault::UnknownEnumValue { found }),
        })
    }

    fn htlc(&self) -> Result<HtlcTemplate, Fault> {
        Ok(HtlcTemplate {
            revocation_hash: self.revocation_hash,
            local_htlcpubkey: PublicKey::parse(&self.local_htlcpubkey)?,
            remote_htlcpubkey: PublicKey::parse(&self.remote_htlcpubkey)?,
            payment_hash160: self.payment_hash160,
            delayed: self.is_delayed != 0,
        })
    }
}

/// Fills in the funding output of two keys, the lesser one first.
///
/// - `parts` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `one`: the key of one node, 33 bytes. Not NULL.
/// - `other`: that of the other, 33 bytes. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_template_funding(
    parts: *mut keelbolt_template,
    one: *const u8,
    other: *const u8,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(parts)?;
            let funding = Template::funding(public_key(one)?, public_key(other)?);
            out.set(|struct_size| keelbolt_template::of(&funding, struct_size));
            Ok(())
        })
    }
}

/// Fills in `to_local`, and what HTLC transactions pay to, of a commitment with these keys.
///
/// - `parts` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `keys`: of the commitment. Not NULL.
/// - `to_self_delay`: how many blocks its owner waits.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_template_to_local(
    parts: *mut keelbolt_template,
    keys: *const keelbolt_commitment_keys,
    to_self_delay: u16,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(parts)?;
            let to_local = Template::to_local(&read(keys)?.to_core()?, to_self_delay);
            out.set(|struct_size| keelbolt_template::of(&to_local, struct_size));
            Ok(())
        })
    }
}

/// Fills in an HTLC that the owner of a commitment with these keys has offered.
///
/// - `parts` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `keys`: of the commitment. Not NULL.
/// - `payment_hash`: 32 bytes. Not NULL.
/// - `format`: a `keelbolt_format`.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_KEY_NOT_A_POINT`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_template_offered_htlc(
    parts: *mut keelbolt_template,
    keys: *const keelbolt_commitment_keys,
    payment_hash: *const u8,
    format: i32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(parts)?;
            let offered = Template::OfferedHtlc(htlc(keys, payment_hash, format)?);
            out.set(|struct_size| keelbolt_template::of(&offered, struct_size));
            Ok(())
        })
    }
}

/// Fills in an HTLC that the owner of a commitment with these keys has received.
///
/// - `parts` (out): `struct_size` is set by the caller; the rest is written on success. Not NULL.
/// - `keys`: of the commitment. Not NULL.
/// - `payment_hash`: 32 bytes. Not NULL.
/// - `format`: a `keelbolt_format`.
/// - `cltv_expiry`: the height from which the other node takes it back.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_template_offered_htlc`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_template_received_htlc(
    parts: *mut keelbolt_template,
    keys: *const keelbolt_commitment_keys,
    payment_hash: *const u8,
    format: i32,
    cltv_expiry: u32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(parts)?;
            let received = Template::ReceivedHtlc { htlc: htlc(keys, payment_hash, format)?, cltv_expiry };
            out.set(|struct_size| keelbolt_template::of(&received, struct_size));
            Ok(())
        })
    }
}

/// # Safety
///
/// `keys` is NULL or aligned and readable; `payment_hash` is NULL or has 32 readable bytes.
unsafe fn htlc(
    keys: *const keelbolt_commitment_keys,
    payment_hash: *const u8,
    format: i32,
) -> Result<HtlcTemplate, Fault> {
    // SAFETY: passed on from the caller.
    let (keys, hash) = unsafe { (read(keys)?, read(payment_hash.cast::<[u8; 32]>())?) };
    let keys: CommitmentKeys = keys.to_core()?;
    Ok(HtlcTemplate::new(&keys, &PaymentHash(hash), Format::of_number(format)?))
}

/// Writes the witness script of a template.
///
/// - `script` (out): room for the script, or NULL to ask for its length. Left unwritten on an error.
/// - `script_length` (in, out): the room in bytes; on return the length of the script. Not NULL.
/// - `parts`: its `kind` says which members count; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_KEY_NOT_A_POINT`,
///   `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_template_write(
    script: *mut u8,
    script_length: *mut usize,
    parts: *const keelbolt_template,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(script, script_length)?;
            let written = growing(parts)?.to_core()?.write();
            out.fill(written.len(), written.iter().copied())
        })
    }
}

/// Writes the output script that pays to a template: P2WSH, 34 bytes.
///
/// - `script_pubkey` (out): 34 bytes. Not NULL. Left unwritten on an error.
/// - `parts`: its `kind` says which members count; only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: as `keelbolt_template_write`, but for the buffer.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_template_script_pubkey(
    script_pubkey: *mut u8,
    parts: *const keelbolt_template,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Out::new(script_pubkey.cast::<[u8; 34]>())?;
            let script = growing(parts)?.to_core()?.script_pubkey();
            // P2WSH is as long as the array.
            out.set((*script).try_into().map_err(|_| Fault::Panic)?);
            Ok(())
        })
    }
}

/// Finds the parts of a witness script.
///
/// - `parts` (out): `struct_size` is set by the caller; the rest is written on success. `kind` is 0 when the
///   script is none of a channel's, or not what `keelbolt_template_write` writes. Not NULL.
/// - `script`: the witness script; only read. NULL only with length 0.
/// - `script_length`: how many bytes it has.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_WRONG_LENGTH`, `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_template_recognise(
    parts: *mut keelbolt_template,
    script: *const u8,
    script_length: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = GrowingOut::new(parts)?;
            let found = Template::recognise(list(script, script_length)?);
            out.set(|struct_size| match &found {
                Some(template) => keelbolt_template::of(template, struct_size),
                None => keelbolt_template {
                    struct_size,
                    kind: 0,
                    ..keelbolt_template::none(KEELBOLT_TEMPLATE_FUNDING)
                },
            });
            Ok(())
        })
    }
}
