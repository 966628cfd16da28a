//! On-chain fallbacks, field `f`.

use crate::entry::{entry, invoice_entry};
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::field::words;
use crate::handle::keelbolt_invoice;
use crate::network;
use crate::pointer::{Buffer, Out, read};
use crate::status::keelbolt_status;
use core::ffi::c_char;
use core::ptr;
use protocol::invoice::{Fallback, WitnessProgram};

/// Where the payee also accepts an on-chain payment. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_fallback {
    /// 17 for P2PKH, 18 for P2SH, 0 to 16 for witness programs; 19 to 31 are not known today.
    pub version: u8,
    /// How many bytes of `program` count: 20 for versions 17 and 18, 2 to 40 for a witness program, else 0.
    pub program_length: u8,
    /// The hash or the witness program.
    pub program: [u8; 40],
    /// The data of an unknown version in the bech32 alphabet, else NULL. Where an invoice was read it points into
    /// the caller's own text.
    pub words: *const c_char,
    /// The length of `words`.
    pub words_length: usize,
}

/// Counts the on-chain fallbacks.
///
/// - `count` (out): how many there are. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_fallback_count(
    count: *mut usize,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let count = Out::new(count)?;
            count.set(invoice.fallbacks().count());
            Ok(())
        })
    }
}

/// Gives an on-chain fallback; the preferred one has index 0.
///
/// - `fallback` (out): written on success. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - `index`: below the count.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; `error` is not shared.
/// - Errors: `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_fallback(
    fallback: *mut keelbolt_fallback,
    invoice: *const keelbolt_invoice,
    index: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, error, |invoice| {
            let out = Out::new(fallback)?;
            let out_of_range = || Fault::IndexOutOfRange { index, length: invoice.fallbacks().count() };
            let found = invoice.fallbacks().nth(index).ok_or_else(out_of_range)?;
            out.set(keelbolt_fallback::from(&found));
            Ok(())
        })
    }
}

/// Writes the address of a fallback: Base58Check, bech32 for version 0, else bech32m.
///
/// - `present` (out): whether its version has addresses. Not NULL.
/// - `address` (out): room for the text in ASCII, without NUL at the end, or NULL to ask for its length. Left
///   unwritten on an error.
/// - `address_length` (in, out): the room in bytes, 90 always suffice; on return the length of the text, 0 when
///   there is none. Not NULL.
/// - `fallback`: only read. Not NULL.
/// - `network`: a `keelbolt_network`.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_WITNESS_PROGRAM_INVALID`,
///   `KEELBOLT_ERROR_NOT_BECH32_WORDS`, `KEELBOLT_ERROR_UNKNOWN_ENUM_VALUE`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_fallback_address(
    present: *mut bool,
    address: *mut c_char,
    address_length: *mut usize,
    fallback: *const keelbolt_fallback,
    network: i32,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (present, out) = (Out::new(present)?, Buffer::new(address.cast::<u8>(), address_length)?);
            let fallback = read(fallback)?.to_core()?;
            let address = fallback.address(network::of_number(network)?);
            present.set(address.is_some());
            match address {
                Some(address) => out.show(&address),
                None => out.fill(0, core::iter::empty()),
            }
        })
    }
}

/// Writes the output script that pays a fallback.
///
/// - `present` (out): whether its version has scripts. Not NULL.
/// - `script_pubkey` (out): room for the script, or NULL to ask for its length. Left unwritten on an error.
/// - `script_pubkey_length` (in, out): the room in bytes, 42 always suffice; on return the length of the script, 0
///   when there is none. Not NULL.
/// - `fallback`: only read. Not NULL.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: may be called from any thread; the arguments are not shared during the call.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_WITNESS_PROGRAM_INVALID`,
///   `KEELBOLT_ERROR_NOT_BECH32_WORDS`, `KEELBOLT_ERROR_NULL_POINTER`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_fallback_script_pubkey(
    present: *mut bool,
    script_pubkey: *mut u8,
    script_pubkey_length: *mut usize,
    fallback: *const keelbolt_fallback,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        entry(error, || {
            let (present, out) = (Out::new(present)?, Buffer::new(script_pubkey, script_pubkey_length)?);
            let script = read(fallback)?.to_core()?.script_pubkey();
            present.set(script.is_some());
            let bytes = script.as_ref().map_or(&[][..], |script| script.as_bytes());
            out.fill(bytes.len(), bytes.iter().copied())
        })
    }
}

impl From<&Fallback<'_>> for keelbolt_fallback {
    fn from(fallback: &Fallback<'_>) -> Self {
        let mut program = [0; 40];
        program.iter_mut().zip(fallback.program()).for_each(|(slot, byte)| *slot = *byte);
        let (words, words_length) = match fallback {
            Fallback::Unknown { data, .. } => (data.as_str().as_ptr().cast::<c_char>(), data.len()),
            _ => (ptr::null(), 0),
        };
        let program_length = u8::try_from(fallback.program().len()).unwrap_or_default();
        Self { version: fallback.version(), program_length, program, words, words_length }
    }
}

impl keelbolt_fallback {
    /// Checks the members.
    ///
    /// # Safety
    ///
    /// `words` is NULL or has `words_length` readable bytes for `'a`.
    pub(crate) unsafe fn to_core<'a>(self) -> Result<Fallback<'a>, Fault> {
        let Self { version, program_length, program, .. } = self;
        let length = usize::from(program_length);
        let invalid = Fault::WitnessProgramInvalid { version, length };
        let program = program.get(..length).ok_or(invalid)?;
        let hash = || <[u8; 20]>::try_from(program).map_err(|_| invalid);
        match version {
            17 => Ok(Fallback::P2pkh(hash()?)),
            18 => Ok(Fallback::P2sh(hash()?)),
            19..=31 => {
                // SAFETY: passed on from the caller.
                let data = unsafe { words(self.words, self.words_length)? };
                Ok(Fallback::Unknown { version, data })
            }
            _ => WitnessProgram::new(version, program).map(Fallback::Witness).ok_or(invalid),
        }
    }
}
