//! The detail of an error, in a struct of the caller's.

use crate::entry::entry;
use crate::fault::{Detail, Fault};
use crate::pointer::{Buffer, Out, read};
use crate::status::{STATUSES, keelbolt_status};
use core::ffi::c_char;
use core::mem::{MaybeUninit, offset_of};
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
    /// Where, in characters from the start of the invoice, or in bytes from the start of the text, or of the part
    /// of an onion.
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
    /// The type of the record. From here on the members are those of onions; an `error` without them is served as
    /// well.
    pub record: u64,
    /// The type of the record before it.
    pub previous: u64,
    /// The hop, the first being 0.
    pub hop: u64,
    /// In which part of an onion: a `keelbolt_onion_part`.
    pub part: i32,
    /// A `keelbolt_error_subject`: what the key, the signature or the derivation belongs to. From here on the members
    /// are those of channels and contracts.
    pub subject: i32,
    /// Whose: a `keelbolt_channel_node`.
    pub node: i32,
    /// What the output is: a `keelbolt_output_kind`.
    pub kind: i32,
    /// The form of the script: a `keelbolt_shutdown_form`.
    pub form: i32,
    /// Which closing transaction: a `keelbolt_closing_variant`.
    pub variant: i32,
    /// The lock time of the transaction.
    pub lock_time: u32,
    /// The step of the path, the first being 0.
    pub step: u64,
    /// The signer, in the order of the keys; the first is 0.
    pub signer: u64,
    /// The fee, in satoshi.
    pub fee: u64,
    /// What the output holds, in satoshi.
    pub value: u64,
    /// The number of the commitment.
    pub number: u64,
    /// The number of an earlier commitment.
    pub earlier: u64,
    /// The index of the HTLC in the draft.
    pub htlc: u64,
    /// The index of the input.
    pub input: u64,
    /// The index of the output.
    pub output: u64,
    /// The index of the witness element.
    pub element: u64,
    /// The lower fee, in satoshi.
    pub low: u64,
    /// The higher fee, in satoshi.
    pub high: u64,
    /// The end of the range that begins with `expected`.
    pub expected_max: u64,
    /// The end of the range that begins with `found`.
    pub found_max: u64,
    /// The height of the last block.
    pub height: u64,
    /// The transaction, in the order of its bytes; explorers show them backwards.
    pub txid: [u8; 32],
    /// Whether `expected` is there, where a status says that it may be missing.
    pub has_expected: u8,
    /// Whether `found` is there, where a status says that it may be missing.
    pub has_found: u8,
    /// Which transaction of an exit, the one that spends the output on chain being 0. From here on the members are those
    /// of VTXOs and trees.
    pub depth: u64,
    /// Which other output of that transaction, the first being 0; not where `is_own` is 1.
    pub sibling: u64,
    /// How many bytes are left.
    pub left: u64,
    /// The number of the leaf, the first being 0.
    pub leaf: u64,
    /// The number of the node of a tree.
    pub tree_node: u64,
    /// The transaction that should have been there, in the order of its bytes.
    pub expected_txid: [u8; 32],
    /// The transaction that was there instead, in the order of its bytes.
    pub found_txid: [u8; 32],
    /// The output of `expected_txid`.
    pub expected_vout: u32,
    /// The output of `found_txid`.
    pub found_vout: u32,
    /// What was counted: a `keelbolt_counted`.
    pub counted: i32,
    /// Who signs: a `keelbolt_tree_signer_kind`. It says what `signer` is the number of.
    pub signer_kind: i32,
    /// Whether it is the output of the VTXO itself.
    pub is_own: u8,
}

/// Which part of an onion an error is about. It travels as `int32_t`; 0 is none.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum keelbolt_onion_part {
    /// The packet.
    KEELBOLT_ONION_PART_PACKET = 1,
    /// The payload of a hop.
    KEELBOLT_ONION_PART_PAYLOAD = 2,
    /// What the creator of a blinded path tells one of its hops.
    KEELBOLT_ONION_PART_RECIPIENT_DATA = 3,
    /// A blinded path.
    KEELBOLT_ONION_PART_BLINDED_PATH = 4,
    /// The path for the answer to an onion message.
    KEELBOLT_ONION_PART_REPLY_PATH = 5,
    /// An onion message.
    KEELBOLT_ONION_PART_MESSAGE = 6,
    /// A failure.
    KEELBOLT_ONION_PART_FAILURE = 7,
    /// What a recipient tells the origin of a payment that it fulfills.
    KEELBOLT_ONION_PART_FULFILLMENT_PAYLOAD = 8,
    /// The paths that a trampoline node is given to the recipient.
    KEELBOLT_ONION_PART_RECIPIENT_PATHS = 9,
}

impl keelbolt_onion_part {
    /// The number that C has for it.
    #[expect(clippy::as_conversions, reason = "an enumeration of i32 has no other conversion to its number")]
    pub(crate) const fn number(self) -> i32 {
        self as i32
    }
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

/// How many bytes the first version of the struct had.
const FIRST_VERSION: usize = offset_of!(keelbolt_error, record);

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
    let found = unsafe { (&raw const (*error).struct_size).read() };
    match found < FIRST_VERSION {
        true => Err(Fault::StructSize { expected: FIRST_VERSION, found }),
        false => Ok(()),
    }
}

/// How many bytes of this version the caller's struct has.
fn known_bytes(struct_size: usize) -> usize {
    struct_size.min(size_of::<keelbolt_error>())
}

/// Checks the `struct_size` of a struct to which no member has been appended so far.
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
    // SAFETY: not NULL, and readable as was just checked.
    let struct_size = unsafe { (&raw const (*error).struct_size).read() };
    // Member by member into zeros, so that what lies between the members is nothing of this library's stack.
    let mut memory = MaybeUninit::<keelbolt_error>::zeroed();
    // SAFETY: zeros are valid values of all members.
    let filled = unsafe { memory.assume_init_mut() };
    filled.struct_size = struct_size;
    filled.status = detail.status.number();
    filled.cause = detail.cause.number();
    filled.field = c_char::from_ne_bytes([detail.field]);
    filled.offset = wide(detail.offset);
    filled.expected = detail.expected;
    filled.found = detail.found;
    filled.needed = wide(detail.needed);
    filled.byte = wide(detail.byte);
    filled.index = wide(detail.index);
    filled.length = wide(detail.length);
    filled.expires_at = detail.expires_at;
    filled.now = detail.now;
    filled.bit = detail.bit;
    filled.missing = detail.missing;
    filled.version = detail.version;
    filled.record = detail.record;
    filled.previous = detail.previous;
    filled.hop = wide(detail.hop);
    filled.part = detail.part;
    filled.subject = detail.subject;
    filled.node = detail.node;
    filled.kind = detail.kind;
    filled.form = detail.form;
    filled.variant = detail.variant;
    filled.lock_time = detail.lock_time;
    filled.step = detail.step;
    filled.signer = detail.signer;
    filled.fee = detail.fee;
    filled.value = detail.value;
    filled.number = detail.number;
    filled.earlier = detail.earlier;
    filled.htlc = detail.htlc;
    filled.input = detail.input;
    filled.output = detail.output;
    filled.element = detail.element;
    filled.low = detail.low;
    filled.high = detail.high;
    filled.expected_max = detail.expected_max;
    filled.found_max = detail.found_max;
    filled.height = detail.height;
    filled.txid = detail.txid;
    filled.has_expected = detail.has_expected;
    filled.has_found = detail.has_found;
    filled.depth = wide(detail.depth);
    filled.sibling = wide(detail.sibling);
    filled.left = wide(detail.left);
    filled.leaf = wide(detail.leaf);
    filled.tree_node = wide(detail.tree_node);
    filled.expected_txid = detail.expected_txid;
    filled.found_txid = detail.found_txid;
    filled.expected_vout = detail.expected_vout;
    filled.found_vout = detail.found_vout;
    filled.counted = detail.counted;
    filled.signer_kind = detail.signer_kind;
    filled.is_own = detail.is_own;
    // SAFETY: as many bytes are writable as the caller's struct has, and as many readable as this one has; the two
    // do not overlap, since one of them is on this function's stack.
    unsafe {
        let length = known_bytes(struct_size);
        (&raw const *filled).cast::<u8>().copy_to_nonoverlapping(error.cast::<u8>(), length);
    }
}

/// The fault that a function has written to `error`.
///
/// # Safety
///
/// As [`check`]; and as many bytes as `struct_size` says are readable.
pub(crate) unsafe fn fault(error: *const keelbolt_error) -> Result<Fault, Fault> {
    // What an older caller's struct has not got is zero.
    let mut known = MaybeUninit::<keelbolt_error>::zeroed();
    // SAFETY: passed on from the caller; what follows the first line runs only when the size was found large enough.
    // No more bytes are read than the caller's struct has and no more written than this one has, and zeros are valid
    // values of all members.
    let error = unsafe {
        check(error)?;
        let length = known_bytes(read(error.cast::<usize>())?);
        error.cast::<u8>().copy_to_nonoverlapping(known.as_mut_ptr().cast::<u8>(), length);
        known.assume_init()
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
        record: error.record,
        previous: error.previous,
        hop: narrow(error.hop),
        part: error.part,
        subject: error.subject,
        node: error.node,
        kind: error.kind,
        form: error.form,
        variant: error.variant,
        lock_time: error.lock_time,
        step: error.step,
        signer: error.signer,
        fee: error.fee,
        value: error.value,
        number: error.number,
        earlier: error.earlier,
        htlc: error.htlc,
        input: error.input,
        output: error.output,
        element: error.element,
        low: error.low,
        high: error.high,
        expected_max: error.expected_max,
        found_max: error.found_max,
        height: error.height,
        txid: error.txid,
        has_expected: error.has_expected,
        has_found: error.has_found,
        depth: narrow(error.depth),
        sibling: narrow(error.sibling),
        left: narrow(error.left),
        leaf: narrow(error.leaf),
        tree_node: narrow(error.tree_node),
        expected_txid: error.expected_txid,
        found_txid: error.found_txid,
        expected_vout: error.expected_vout,
        found_vout: error.found_vout,
        counted: error.counted,
        signer_kind: error.signer_kind,
        is_own: error.is_own,
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
