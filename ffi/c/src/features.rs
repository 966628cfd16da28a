//! Feature bits (BOLT 9), in an invoice and in the table.

use crate::entry::{entry, invoice_entry};
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::handle::keelbolt_invoice;
use crate::pointer::{Buffer, Out, list};
use crate::status::keelbolt_status;
use core::ffi::c_char;
use core::ptr;
use protocol::codec::features::{Context, FeatureBits, FeatureSet, feature};

/// A place where feature bits are presented. It travels as `int32_t`; other numbers are refused.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_feature_context {
    /// The `init` message.
    KEELBOLT_FEATURE_CONTEXT_INIT = 0,
    /// `node_announcement`.
    KEELBOLT_FEATURE_CONTEXT_NODE_ANNOUNCEMENT = 1,
    /// `channel_announcement`.
    KEELBOLT_FEATURE_CONTEXT_CHANNEL_ANNOUNCEMENT = 2,
    /// A BOLT 11 invoice.
    KEELBOLT_FEATURE_CONTEXT_INVOICE = 3,
    /// `allowed_features` of a blinded path.
    KEELBOLT_FEATURE_CONTEXT_BLINDED_PATH = 4,
    /// `channel_type`.
    KEELBOLT_FEATURE_CONTEXT_CHANNEL_TYPE = 5,
}

/// Gives the numbers of the feature bits that the invoice sets, ascending; none without field `9`.
///
/// - `bits` (out): room for the numbers, or NULL to ask how many there are. Left unwritten on an error. It does
///   not overlap the invoice's text.
/// - `bit_count` (in, out): the room in numbers; on return how many there are. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_features(
    bits: *mut u32,
    bit_count: *mut usize,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let features = invoice.features();
            Buffer::new(bits, bit_count)?.fill(features.bits().count(), features.bits())
        })
    }
}

/// Tells whether the invoice sets a feature bit.
///
/// - `contained` (out): whether this very bit is set. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - `bit`: the number of the bit.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_contains_feature(
    contained: *mut bool,
    invoice: *const keelbolt_invoice,
    bit: u32,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { question(contained, invoice, |features| features.contains(bit)) }
}

/// Tells whether the invoice offers a feature, compulsory or optional.
///
/// - `offered` (out): whether either bit of the feature's pair is set. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - `bit`: the number of either bit.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_offers_feature(
    offered: *mut bool,
    invoice: *const keelbolt_invoice,
    bit: u32,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe { question(offered, invoice, |features| features.offers(bit)) }
}

/// Asks the receiving node's questions of BOLT 9: no compulsory bit is unknown, and every feature's dependencies
/// are set. `keelbolt_invoice_check_payable` asks them too.
///
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - `known_features`: the bits that the caller knows, either one of each pair, in any order, each below 1024.
///   NULL only when there are none.
/// - `known_feature_count`: how many they are.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; `error` is not shared.
/// - Errors: `KEELBOLT_ERROR_FEATURE_UNKNOWN_REQUIRED`, `KEELBOLT_ERROR_FEATURE_MISSING_DEPENDENCY`,
///   `KEELBOLT_ERROR_FEATURE_BIT_TOO_LARGE` for a known bit, `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_check_features(
    invoice: *const keelbolt_invoice,
    known_features: *const u32,
    known_feature_count: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, error, |invoice| {
            let known = set(known_features, known_feature_count)?;
            Ok(invoice.features().check(&known)?)
        })
    }
}

/// Gives every feature that BOLT 9 allows in a place, by its even bit: what a caller knows who leaves everything
/// about features to this library.
///
/// - `bits` (out): room for the numbers, or NULL to ask how many there are. Left unwritten on an error.
/// - `bit_count` (in, out): the room in numbers; on return how many there are. Not NULL.
/// - `context`: a `keelbolt_feature_context`.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`,
///   `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_features_of_context(
    bits: *mut u32,
    bit_count: *mut usize,
    context: i32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let out = Buffer::new(bits, bit_count)?;
            let features = FeatureBits::from(FeatureSet::all_of(self::context(context)?));
            out.fill(features.bits().count(), features.bits())
        })
    }
}

/// Gives the name of a feature in BOLT 9, such as `basic_mpp`.
///
/// - `present` (out): whether BOLT 9 names the feature. Not NULL.
/// - `name` (out): room for the text in ASCII, without NUL at the end, or NULL to ask for its length. Left
///   unwritten on an error.
/// - `name_length` (in, out): the room in bytes, 64 always suffice; on return the length of the text, 0 when there
///   is none. Not NULL.
/// - `bit`: the number of either bit.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_feature_name(
    present: *mut bool,
    name: *mut c_char,
    name_length: *mut usize,
    bit: u32,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let (present, out) = (Out::new(present)?, Buffer::new(name.cast::<u8>(), name_length)?);
            let feature = feature(bit);
            present.set(feature.is_some());
            out.show(&feature.map_or("", |feature| feature.name))
        })
    }
}

/// Gives the even bits of the features on which a feature depends directly; none for one that BOLT 9 does not
/// name.
///
/// - `bits` (out): room for the numbers, or NULL to ask how many there are. Left unwritten on an error.
/// - `bit_count` (in, out): the room in numbers; on return how many there are. Not NULL.
/// - `bit`: the number of either bit.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_feature_dependencies(
    bits: *mut u32,
    bit_count: *mut usize,
    bit: u32,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let dependencies = feature(bit).map_or(&[][..], |feature| feature.dependencies);
            Buffer::new(bits, bit_count)?.fill(dependencies.len(), dependencies.iter().copied())
        })
    }
}

/// Gives the numbers of the feature bits that a vector of BOLT 9 sets, ascending.
///
/// - `bits` (out): room for the numbers, or NULL to ask how many there are. Left unwritten on an error.
/// - `bit_count` (in, out): the room in numbers; on return how many there are. Not NULL.
/// - `vector`: the last byte holds bits 0 to 7; only read. NULL only with length 0.
/// - `vector_length`: how many bytes it has.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_features_of_vector(
    bits: *mut u32,
    bit_count: *mut usize,
    vector: *const u8,
    vector_length: usize,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = Buffer::new(bits, bit_count)?;
            let features = FeatureBits::from_bytes(list(vector, vector_length)?);
            out.fill(features.bits().count(), features.bits())
        })
    }
}

/// The set of bits that a caller lists.
///
/// # Safety
///
/// `bits` is NULL, or aligned and readable for `count` numbers.
pub(crate) unsafe fn set(bits: *const u32, count: usize) -> Result<FeatureSet, Fault> {
    let mut set = FeatureSet::EMPTY;
    // SAFETY: passed on from the caller.
    for bit in unsafe { list(bits, count)? } {
        set.insert(*bit)?;
    }
    Ok(set)
}

/// # Safety
///
/// As [`invoice_entry`]; and `answer` is NULL or writable.
unsafe fn question(
    answer: *mut bool,
    invoice: *const keelbolt_invoice,
    ask: impl FnOnce(FeatureBits<'_>) -> bool,
) -> keelbolt_status {
    // SAFETY: passed on from the caller.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let answer = Out::new(answer)?;
            answer.set(ask(invoice.features()));
            Ok(())
        })
    }
}

fn context(number: i32) -> Result<Context, Fault> {
    use keelbolt_feature_context::*;
    let rows = [
        (KEELBOLT_FEATURE_CONTEXT_INIT, Context::Init),
        (KEELBOLT_FEATURE_CONTEXT_NODE_ANNOUNCEMENT, Context::NodeAnnouncement),
        (KEELBOLT_FEATURE_CONTEXT_CHANNEL_ANNOUNCEMENT, Context::ChannelAnnouncement),
        (KEELBOLT_FEATURE_CONTEXT_INVOICE, Context::Invoice),
        (KEELBOLT_FEATURE_CONTEXT_BLINDED_PATH, Context::BlindedPath),
        (KEELBOLT_FEATURE_CONTEXT_CHANNEL_TYPE, Context::ChannelType),
    ];
    let row = rows.into_iter().find(|(name, _)| name.number() == number);
    row.map(|(_, context)| context).ok_or(Fault::UnknownEnumValue { found: number })
}

impl keelbolt_feature_context {
    #[expect(clippy::as_conversions, reason = "an enumeration of i32 has no other conversion to its number")]
    const fn number(self) -> i32 {
        self as i32
    }
}
