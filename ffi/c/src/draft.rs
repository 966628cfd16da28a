//! An invoice that is being made, as plain data.

use crate::entry::entry;
use crate::error::check_size;
use crate::fallback::keelbolt_fallback;
use crate::fault::Fault;
use crate::features;
use crate::field::keelbolt_unknown_field;
use crate::network;
use crate::pointer::{growing, list, read_optional, text};
use crate::route::keelbolt_route_hop;
use crate::status::keelbolt_status;
use core::ffi::c_char;
use core::ptr;
use core::time::Duration;
use heapless::Vec;
use protocol::amount::Msat;
use protocol::crypto::{PaymentHash, PaymentSecret, PublicKey, Sha256};
use protocol::invoice::{Description, Draft, Error, Fallback, RouteHop, Text, UnknownField};
use protocol::time::{BlockDelta, UnixTime};

/// The most elements of a draft's lists: fallbacks, route hints, and unknown fields, each.
pub const KEELBOLT_DRAFT_MAX_ELEMENTS: usize = 32;

/// The most hops of a draft, of all its route hints together.
pub const KEELBOLT_DRAFT_MAX_HOPS: usize = 64;

/// A private route to be written: its hops in order.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_route_hint {
    /// The hops, at least one.
    pub hops: *const keelbolt_route_hop,
    /// How many they are.
    pub hop_count: usize,
}

/// The contents of an invoice to be written.
///
/// `keelbolt_draft_init` sets every member to its usual value; then the caller sets those that it wants. All that
/// is pointed to is borrowed and must live during each call that takes the draft. Later versions may append
/// members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_draft {
    /// `sizeof(keelbolt_draft)`, set by `keelbolt_draft_init`.
    pub struct_size: usize,
    /// When the invoice is made, in seconds since 1970; it must fit 35 bits.
    pub timestamp: u64,
    /// The least amount to be paid, in millisatoshi; counts when `has_amount` is not 0.
    pub amount_msat: u64,
    /// How long it can be paid; counts when `has_expiry` is not 0.
    pub expiry_seconds: u64,
    /// The blocks left when the last HTLC arrives; counts when `has_min_final_cltv_expiry_delta` is not 0.
    pub min_final_cltv_expiry_delta: u64,
    /// A `keelbolt_network`.
    pub network: i32,
    /// Whether an amount is named; else the payer chooses.
    pub has_amount: u8,
    /// Whether an expiry is named; else it is an hour.
    pub has_expiry: u8,
    /// Whether a delta is named; else it is 18.
    pub has_min_final_cltv_expiry_delta: u8,
    /// The hash of the preimage that only the payee knows.
    pub payment_hash: [u8; 32],
    /// 32 random bytes that the payer has to repeat.
    pub payment_secret: [u8; 32],
    /// What is paid for, in UTF-8, at most 639 bytes; NULL where `description_hash` is given.
    pub description: *const c_char,
    /// The length of `description`.
    pub description_length: usize,
    /// SHA-256 of what is paid for, 32 bytes; NULL where `description` is given.
    pub description_hash: *const u8,
    /// The payee's compressed key of 33 bytes, so that it need not be recovered; must be the signer's. Or NULL.
    pub payee: *const u8,
    /// The feature bits; those of a new draft are 8 and 14, compulsory.
    pub features: *const u32,
    /// How many they are.
    pub feature_count: usize,
    /// What the payer has to repeat in the onion; or NULL.
    pub metadata: *const u8,
    /// The length of `metadata`.
    pub metadata_length: usize,
    /// Where on-chain payments are accepted, the preferred first; NULL only when there are none.
    pub fallbacks: *const keelbolt_fallback,
    /// How many they are, at most `KEELBOLT_DRAFT_MAX_ELEMENTS`.
    pub fallback_count: usize,
    /// Private routes to the payee; NULL only when there are none.
    pub route_hints: *const keelbolt_route_hint,
    /// How many they are, at most `KEELBOLT_DRAFT_MAX_ELEMENTS`, with `KEELBOLT_DRAFT_MAX_HOPS` hops altogether.
    pub route_hint_count: usize,
    /// Fields of types that this version does not know; NULL only when there are none.
    pub unknown_fields: *const keelbolt_unknown_field,
    /// How many they are, at most `KEELBOLT_DRAFT_MAX_ELEMENTS`.
    pub unknown_field_count: usize,
}

/// The features of a new draft: `var_onion_optin` and `payment_secret`, compulsory (BOLT 11, requirements).
static USUAL_FEATURES: [u32; 2] = [8, 14];

/// Sets every member of a draft to its usual value: mainnet, no amount, an hour, features 8 and 14; hash, secret,
/// timestamp and description are left to the caller.
///
/// - `draft` (out): at least `struct_size` bytes; all are written. Not NULL.
/// - `struct_size`: `sizeof(keelbolt_draft)`.
/// - Threads: the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_STRUCT_SIZE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_draft_init(
    draft: *mut keelbolt_draft,
    struct_size: usize,
) -> keelbolt_status {
    // SAFETY: `draft` is NULL or has `struct_size` writable bytes, as the list of arguments says; the struct of
    // this version is no larger, as was checked before it is written.
    unsafe {
        entry(ptr::null_mut(), || {
            if draft.is_null() {
                return Err(Fault::NullPointer);
            }
            check_size::<keelbolt_draft>(struct_size)?;
            // Members that a later header knows and this library does not are zero as well.
            draft.cast::<u8>().write_bytes(0, struct_size);
            draft.write(keelbolt_draft::usual(struct_size));
            Ok(())
        })
    }
}

impl keelbolt_draft {
    const fn usual(struct_size: usize) -> Self {
        Self {
            struct_size,
            timestamp: 0,
            amount_msat: 0,
            expiry_seconds: 0,
            min_final_cltv_expiry_delta: 0,
            network: 0,
            has_amount: 0,
            has_expiry: 0,
            has_min_final_cltv_expiry_delta: 0,
            payment_hash: [0; 32],
            payment_secret: [0; 32],
            description: ptr::null(),
            description_length: 0,
            description_hash: ptr::null(),
            payee: ptr::null(),
            features: USUAL_FEATURES.as_ptr(),
            feature_count: USUAL_FEATURES.len(),
            metadata: ptr::null(),
            metadata_length: 0,
            fallbacks: ptr::null(),
            fallback_count: 0,
            route_hints: ptr::null(),
            route_hint_count: 0,
            unknown_fields: ptr::null(),
            unknown_field_count: 0,
        }
    }
}

/// Runs `body` with the draft at `draft`, checked. Its lists lie on the stack (about 10 KB) meanwhile.
///
/// # Safety
///
/// `draft` is NULL or points to a struct whose `struct_size` is readable, and as many bytes as that says; its
/// members are as their documentation asks.
pub(crate) unsafe fn with_draft<R>(
    draft: *const keelbolt_draft,
    body: impl FnOnce(&Draft<'_>) -> Result<R, Fault>,
) -> Result<R, Fault> {
    // SAFETY: passed on from the caller; no member has an invalid bit pattern.
    let draft = unsafe { growing(draft)? };
    // SAFETY: the members are as the caller has promised.
    unsafe {
        // Filled where they lie: a list that a function returns is moved, and the stack holds it twice.
        let (mut fallbacks, mut unknown_fields) = (Elements::new(), Elements::new());
        let (mut hops, mut route_hints) = (Vec::new(), Elements::new());
        fill_fallbacks(&mut fallbacks, &draft)?;
        fill_unknown_fields(&mut unknown_fields, &draft)?;
        fill_hops(&mut hops, &draft)?;
        split_hops(&mut route_hints, &draft, &hops)?;
        let mut core = Draft::new(
            network::of_number(draft.network)?,
            UnixTime(draft.timestamp),
            PaymentHash(draft.payment_hash),
            PaymentSecret(draft.payment_secret),
            description(&draft)?,
        );
        core.amount = (draft.has_amount != 0).then_some(Msat(draft.amount_msat));
        core.payee = payee(&draft)?;
        core.expiry = (draft.has_expiry != 0).then_some(Duration::from_secs(draft.expiry_seconds));
        core.min_final_cltv_expiry_delta = (draft.has_min_final_cltv_expiry_delta != 0)
            .then_some(BlockDelta(draft.min_final_cltv_expiry_delta));
        core.fallbacks = &fallbacks;
        core.route_hints = &route_hints;
        core.features = features::set(draft.features, draft.feature_count)?;
        core.metadata = match draft.metadata.is_null() && draft.metadata_length == 0 {
            true => None,
            false => Some(list(draft.metadata, draft.metadata_length)?),
        };
        core.unknown_fields = &unknown_fields;
        body(&core)
    }
}

/// # Safety
///
/// As [`with_draft`], for all of these.
unsafe fn description(draft: &keelbolt_draft) -> Result<Description<'_>, Fault> {
    // SAFETY: passed on from the caller.
    let hash = unsafe { read_optional(draft.description_hash.cast::<[u8; 32]>()) };
    match (draft.description.is_null() && draft.description_length == 0, hash) {
        // SAFETY: passed on from the caller.
        (false, None) => unsafe {
            text(draft.description, draft.description_length).map(|text| Description::Text(Text::new(text)))
        },
        (true, Some(hash)) => Ok(Description::Hash(Sha256(hash))),
        (true, None) => Err(Error::MissingDescription.into()),
        (false, Some(_)) => Err(Error::TwoDescriptions.into()),
    }
}

unsafe fn payee(draft: &keelbolt_draft) -> Result<Option<PublicKey>, Fault> {
    // SAFETY: passed on from the caller.
    let bytes = unsafe { read_optional(draft.payee.cast::<[u8; 33]>()) };
    Ok(bytes.map(|bytes| PublicKey::parse(&bytes)).transpose()?)
}

type Elements<T> = Vec<T, KEELBOLT_DRAFT_MAX_ELEMENTS>;

unsafe fn fill_fallbacks<'a>(
    fallbacks: &mut Elements<Fallback<'a>>,
    draft: &'a keelbolt_draft,
) -> Result<(), Fault> {
    // SAFETY: passed on from the caller.
    let list = unsafe { list(draft.fallbacks, draft.fallback_count)? };
    // SAFETY: passed on from the caller.
    fill(fallbacks, list.len(), list.iter().map(|fallback| unsafe { fallback.to_core() }))
}

unsafe fn fill_unknown_fields<'a>(
    unknown_fields: &mut Elements<UnknownField<'a>>,
    draft: &'a keelbolt_draft,
) -> Result<(), Fault> {
    // SAFETY: passed on from the caller.
    let list = unsafe { list(draft.unknown_fields, draft.unknown_field_count)? };
    // SAFETY: passed on from the caller.
    fill(unknown_fields, list.len(), list.iter().map(|field| unsafe { field.to_core() }))
}

/// The hops of all route hints, one after another.
unsafe fn fill_hops(
    hops: &mut Vec<RouteHop, KEELBOLT_DRAFT_MAX_HOPS>,
    draft: &keelbolt_draft,
) -> Result<(), Fault> {
    // SAFETY: passed on from the caller.
    let hints = unsafe { list(draft.route_hints, draft.route_hint_count)? };
    let found = hints.iter().fold(0_usize, |sum, hint| sum.saturating_add(hint.hop_count));
    for hint in hints {
        // SAFETY: passed on from the caller.
        for hop in unsafe { list(hint.hops, hint.hop_count)? } {
            let full = Fault::TooMany { expected: KEELBOLT_DRAFT_MAX_HOPS, found };
            hops.push(hop.to_core()?).map_err(|_| full)?;
        }
    }
    Ok(())
}

/// Cuts what [`fill_hops`] has gathered into the hints again.
unsafe fn split_hops<'a>(
    route_hints: &mut Elements<&'a [RouteHop]>,
    draft: &keelbolt_draft,
    hops: &'a [RouteHop],
) -> Result<(), Fault> {
    // SAFETY: passed on from the caller.
    let hints = unsafe { list(draft.route_hints, draft.route_hint_count)? };
    let mut rest = hops;
    fill(
        route_hints,
        hints.len(),
        hints.iter().map(|hint| {
            let (hops, after) = rest.split_at_checked(hint.hop_count).ok_or(Fault::Panic)?;
            rest = after;
            Ok(hops)
        }),
    )
}

fn fill<T>(
    list: &mut Elements<T>,
    found: usize,
    elements: impl Iterator<Item = Result<T, Fault>>,
) -> Result<(), Fault> {
    for element in elements {
        let full = Fault::TooMany { expected: KEELBOLT_DRAFT_MAX_ELEMENTS, found };
        list.push(element?).map_err(|_| full)?;
    }
    Ok(())
}
