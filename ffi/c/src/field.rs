//! All fields in their order, and those of unknown types.

use crate::entry::invoice_entry;
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::handle::keelbolt_invoice;
use crate::pointer::{Buffer, Out, list};
use crate::status::keelbolt_status;
use core::ffi::c_char;
use core::ptr;
use protocol::codec::bech32::{Error as Bech32Error, Words};
use protocol::invoice::{Tag, UnknownField};

/// A field of a type that this version does not know. The layout will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_unknown_field {
    /// The bech32 letter of the type.
    pub tag: c_char,
    /// The data in the bech32 alphabet, 5 bits a character. Where an invoice was read it points into the caller's
    /// own text. NULL only with length 0.
    pub words: *const c_char,
    /// The length of `words`.
    pub words_length: usize,
}

/// Gives the types of all fields in their order, those of unknown types and repeated ones too.
///
/// - `tags` (out): room for one bech32 letter a field, without NUL at the end, or NULL to ask for their number.
///   Left unwritten on an error. It does not overlap the invoice's text.
/// - `tag_count` (in, out): the room in letters; on return how many there are. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_BUFFER_TOO_SMALL`, `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_tags(
    tags: *mut c_char,
    tag_count: *mut usize,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let letters = invoice.fields().map(|field| letter(field.tag()));
            Buffer::new(tags, tag_count)?.fill(invoice.fields().count(), letters)
        })
    }
}

/// Counts the fields of unknown types.
///
/// - `count` (out): how many there are. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - Threads: any number may read one handle at once.
/// - Errors: `KEELBOLT_ERROR_NULL_POINTER`, `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_unknown_field_count(
    count: *mut usize,
    invoice: *const keelbolt_invoice,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, ptr::null_mut(), |invoice| {
            let count = Out::new(count)?;
            count.set(invoice.unknown_fields().count());
            Ok(())
        })
    }
}

/// Gives a field of an unknown type.
///
/// - `field` (out): written on success. Not NULL.
/// - `invoice`: filled by a parsing function; only read. Not NULL.
/// - `index`: below the count.
/// - `error` (out): the detail of an error, or NULL when none is wanted.
/// - Threads: any number may read one handle at once; `error` is not shared.
/// - Errors: `KEELBOLT_ERROR_INDEX_OUT_OF_RANGE`, `KEELBOLT_ERROR_NULL_POINTER`,
///   `KEELBOLT_ERROR_INVALID_HANDLE`.
#[must_use]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn keelbolt_invoice_unknown_field(
    field: *mut keelbolt_unknown_field,
    invoice: *const keelbolt_invoice,
    index: usize,
    error: *mut keelbolt_error,
) -> keelbolt_status {
    // SAFETY: the pointers are as the list of arguments says.
    unsafe {
        invoice_entry(invoice, error, |invoice| {
            let out = Out::new(field)?;
            let out_of_range = || Fault::IndexOutOfRange { index, length: invoice.unknown_fields().count() };
            let found = invoice.unknown_fields().nth(index).ok_or_else(out_of_range)?;
            out.set(keelbolt_unknown_field {
                tag: letter(found.tag),
                words: found.data.as_str().as_ptr().cast::<c_char>(),
                words_length: found.data.len(),
            });
            Ok(())
        })
    }
}

impl keelbolt_unknown_field {
    /// Checks the members.
    ///
    /// # Safety
    ///
    /// `words` is NULL or has `words_length` readable bytes for `'a`.
    pub(crate) unsafe fn to_core<'a>(self) -> Result<UnknownField<'a>, Fault> {
        let [found] = self.tag.to_ne_bytes();
        let tag = Tag::from_letter(char::from(found)).ok_or(Fault::UnknownTag { found })?;
        // SAFETY: passed on from the caller.
        let data = unsafe { words(self.words, self.words_length)? };
        Ok(UnknownField { tag, data })
    }
}

/// The words that a caller has written in the bech32 alphabet.
///
/// # Safety
///
/// `pointer` is NULL or has `length` readable bytes for `'a`.
pub(crate) unsafe fn words<'a>(pointer: *const c_char, length: usize) -> Result<Words<'a>, Fault> {
    // SAFETY: passed on from the caller.
    let bytes: &'a [u8] = unsafe { list(pointer.cast::<u8>(), length)? };
    let not_words =
        |offset| Fault::NotBech32Words { offset, found: bytes.get(offset).copied().unwrap_or_default() };
    let text = core::str::from_utf8(bytes).map_err(|error| not_words(error.valid_up_to()))?;
    Words::parse(text).map_err(|error| match error {
        Bech32Error::Character { offset, .. } => not_words(offset),
        _ => not_words(0),
    })
}

fn letter(tag: Tag) -> c_char {
    c_char::from_ne_bytes([u8::try_from(tag.letter()).unwrap_or_default()])
}
