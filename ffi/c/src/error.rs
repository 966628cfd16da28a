//! The detail of an error, in a struct of the caller's.

use crate::entry::entry;
use crate::fault::{Detail, Fault};
use crate::pointer::{Buffer, Out, read};
use crate::status::{STATUSES, keelbolt_status};
use core::ffi::c_char;
use core::ptr;
use protocol::blame::Blame;

/// What was wrong and where, in memory of the caller's.
///
/// Before the first use: `keelbolt_error error = {0}; error.struct_size = sizeof error;` (in C++ `= {}`). A
/// function that fails fills it; one that succeeds leaves it alone. Which members a status fills stands at the
/// status; the others are zero. Later versions may append members.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_error {
    /// `sizeof(keelbolt_error)`, set by the caller.
    pub struct_size: usize,
    /// The `keelbolt_status` that the function returned.
    pub status: i32,
    /// What lies behind the status: for `KEELBOLT_ERROR_MALFORMED_SIGNATURE` the status of the signature.
    pub cause: i32,
    /// The bech32 letter of the field.
    pub field: c_char,
    /// Where, in characters from the start of the invoice, or in bytes from the start of the text.
    pub offset: u64,
    /// What should have been there.
    pub expected: u64,
    /// What was there instead.
    pub found: u64,
    /// How large the buffer has to be.
    pub needed: u64,
    /// Where in the description, in bytes.
    pub byte: u64,
    /// The index that was asked for.
    pub index: u64,
    /// How many there are, in elements or in bytes.
    pub length: u64,
    /// The last second in which the invoice could be paid, in seconds since 1970.
    pub expires_at: u64,
    /// The time that the caller gave, in seconds since 1970.
    pub now: u64,
    /// The feature bit.
    pub bit: u32,
    /// The even bit of the feature that is missing.
    pub missing: u32,
    /// The version of the fallback.
    pub version: u32,
}

/// Who has to act on an error.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_blame {
    /// The bytes came from somebody else and break the specification.
    KEELBOLT_BLAME_PEER = 0,
    /// The calling program asked for what cannot be.
    KEELBOLT_BLAME_CALLER = 1,
    /// Nothing is wrong but a size: a larger buffer makes the same call succeed.
    KEELBOLT_BLAME_CAPACITY = 2,
}

/// Returns the name of a status, such as "Bech32Checksum"; the same name as in the other languages.
///
/// The text ends in NUL, is static and is never freed.
///
/// - `status`: a `keelbolt_status`; for another number the text is "UnknownStatus".
/// - Threads: may be called from any thread at any time.
/// - Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn keelbolt_status_str(status: i32) -> *const c_char {
    let row = STATUSES.iter().find(|(known, _)| known.number() == status);
    row.map_or(c"UnknownStatus", |(_, name)| name).as_ptr()
}

/// Writes what an error says to a reader: one line of UTF-8, without NUL at the end.
///
/// - `message` (out): room for the text, or NULL to ask for its length. Left unwritten on an error.
/// - `message_length` (in, out): the room in bytes; on return the length of the text. Not NULL.
/// - `error`: filled by a function that failed; only read. Not NULL.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE` when no function has filled `error`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_error_message(
    message: *mut c_char,
    message_length: *mut usize,
    error: *const keelbolt_error,
) -> keelbolt_status {
    // SAFETY: no detail is asked for; the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let out = Buffer::new(message.cast::<u8>(), message_length)?;
            out.show(&fault(error)?)
        })
    }
}

/// Tells who has to act on an error.
///
/// - `blame` (out): a `keelbolt_blame`. Not NULL.
/// - `error`: filled by a function that failed; only read. Not NULL.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_STRUCT_SIZE`,
///   `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE` when no function has filled `error`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_error_blame(
    blame: *mut i32,
    error: *const keelbolt_error,
) -> keelbolt_status {
    // SAFETY: no detail is asked for; the pointers are as the list of arguments says.
    unsafe {
        entry(ptr::null_mut(), || {
            let blame = Out::new(blame)?;
            blame.set(blame_number(fault(error)?.blame()));
            Ok(())
        })
    }
}

#[expect(clippy::as_conversions, reason = "an enumeration of i32 has no other conversion to its number")]
const fn blame_number(blame: Blame) -> i32 {
    (match blame {
        Blame::Peer => keelbolt_blame::KEELBOLT_BLAME_PEER,
        Blame::Capacity => keelbolt_blame::KEELBOLT_BLAME_CAPACITY,
        _ => keelbolt_blame::KEELBOLT_BLAME_CALLER,
    }) as i32
}

/// Refuses a struct that is smaller than its first version.
///
/// # Safety
///
/// `error` is NULL, or aligned and its `struct_size` readable.
pub(crate) unsafe fn check(error: *const keelbolt_error) -> Result<(), Fault> {
    if error.is_null() {
        return Ok(());
    }
    // SAFETY: not NULL, and readable as the caller has promised.
    check_size::<keelbolt_error>(unsafe { (&raw const (*error).struct_size).read() })
}

/// Checks the `struct_size` of a struct whose first version is `T`. Once members are appended, what an older
/// caller has not got is left out, and `T` stays the first version.
pub(crate) fn check_size<T>(found: usize) -> Result<(), Fault> {
    let expected = size_of::<T>();
    if found < expected { Err(Fault::StructSize { expected, found }) } else { Ok(()) }
}

/// Fills `error`, unless it is NULL or too small.
///
/// # Safety
///
/// As [`check`]; and as many bytes as `struct_size` says are writable.
pub(crate) unsafe fn report(error: *mut keelbolt_error, fault: &Fault) {
    // SAFETY: passed on from the caller.
    if error.is_null() || unsafe { check(error) }.is_err() {
        return;
    }
    let detail = fault.detail();
    // SAFETY: not NULL and large enough, as was just checked.
    unsafe {
        error.write(keelbolt_error {
            struct_size: (*error).struct_size,
            status: detail.status.number(),
            cause: detail.cause.number(),
            field: c_char::from_ne_bytes([detail.field]),
            offset: wide(detail.offset),
            expected: detail.expected,
            found: detail.found,
            needed: wide(detail.needed),
            byte: wide(detail.byte),
            index: wide(detail.index),
            length: wide(detail.length),
            expires_at: detail.expires_at,
            now: detail.now,
            bit: detail.bit,
            missing: detail.missing,
            version: detail.version,
        });
    }
}

/// The fault that a function has written to `error`.
///
/// # Safety
///
/// As [`check`]; and as many bytes as `struct_size` says are readable.
unsafe fn fault(error: *const keelbolt_error) -> Result<Fault, Fault> {
    // SAFETY: passed on from the caller; the second line runs only when the size was found large enough.
    let error = unsafe {
        check(error)?;
        read(error)?
    };
    let known = |number| keelbolt_status::of(number).ok_or(Fault::UnknownEnumValue { found: number });
    let [field] = error.field.to_ne_bytes();
    let detail = Detail {
        cause: known(error.cause)?,
        field,
        offset: narrow(error.offset),
        expected: error.expected,
        found: error.found,
        needed: narrow(error.needed),
        byte: narrow(error.byte),
        index: narrow(error.index),
        length: narrow(error.length),
        expires_at: error.expires_at,
        now: error.now,
        bit: error.bit,
        missing: error.missing,
        version: error.version,
        ..Detail::of(known(error.status)?)
    };
    detail.fault().ok_or(Fault::UnknownEnumValue { found: error.status })
}

fn wide(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}

fn narrow(size: u64) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
}
