//! The opaque handle of an invoice.

use crate::fault::Fault;
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicU32, Ordering};
use protocol::invoice::InvoiceRef;

/// An invoice that was read, opaque.
///
/// It lives wherever the caller puts it, on the stack too, needs no destructor and may be copied. It borrows the
/// text from which it was parsed: **the text must stay where it is and unchanged for as long as the handle or a
/// copy of it is used.**
///
/// A handle that is zeroed, was never filled, or was used in a call that ended in `KEELBOLT_ERROR_PANIC` is
/// refused with `KEELBOLT_ERROR_INVALID_HANDLE`.
///
/// - Threads: functions that take it as `const` may run on any number of threads at once.
#[repr(C)]
pub struct keelbolt_invoice {
    /// Not for the caller.
    opaque: [u64; 24],
}

/// What lies in a handle. The first three members say whether the last may be read.
#[repr(C)]
struct Content {
    /// Fits the two members after it when the handle is filled.
    seal: AtomicU32,
    address: usize,
    length: usize,
    view: MaybeUninit<InvoiceRef<'static>>,
}

const _: () = assert!(size_of::<Content>() <= size_of::<keelbolt_invoice>());
const _: () = assert!(align_of::<Content>() <= align_of::<keelbolt_invoice>());

impl keelbolt_invoice {
    /// Fills the handle at `handle` with what `parse` gives, and leaves it alone where that fails.
    ///
    /// # Safety
    ///
    /// `handle` is NULL, or aligned and writable.
    pub(crate) unsafe fn fill(
        handle: *mut Self,
        parse: impl FnOnce() -> Result<InvoiceRef<'static>, Fault>,
    ) -> Result<(), Fault> {
        let content = NonNull::new(handle.cast::<Content>()).ok_or(Fault::NullPointer)?;
        let view = parse()?;
        let text = view.as_str();
        let (address, length) = (text.as_ptr().addr(), text.len());
        let seal = AtomicU32::new(seal(address, length));
        // SAFETY: not NULL, writable as the caller has promised, large and aligned enough as asserted above.
        unsafe { content.write(Content { seal, address, length, view: MaybeUninit::new(view) }) };
        Ok(())
    }

    /// The view in the handle at `handle`, for the length of a call.
    ///
    /// # Safety
    ///
    /// `handle` is NULL, or readable memory of a handle; and where it was filled, its text still lives.
    pub(crate) unsafe fn view<'a>(handle: *const Self) -> Result<InvoiceRef<'a>, Fault> {
        let content = NonNull::new(handle.cast_mut().cast::<Content>()).ok_or(Fault::NullPointer)?;
        // SAFETY: not NULL, aligned and readable; each of the three members takes any bit pattern. The seal is
        // read as an atomic because another thread may be refusing the handle.
        let (found, address, length) = unsafe {
            let content = content.as_ptr();
            ((*content).seal.load(Ordering::Relaxed), (*content).address, (*content).length)
        };
        if found != seal(address, length) {
            return Err(Fault::InvalidHandle);
        }
        // SAFETY: only `fill` writes a fitting seal, and with it the view; the text lives as promised.
        Ok(unsafe { (*content.as_ptr()).view.assume_init() })
    }

    /// Makes [`keelbolt_invoice::view`] refuse the handle from now on.
    ///
    /// # Safety
    ///
    /// [`keelbolt_invoice::view`] has accepted the handle.
    pub(crate) unsafe fn refuse(handle: *const Self) {
        // SAFETY: a filled handle has its seal here; atomics are written through shared pointers.
        unsafe { (*handle.cast::<Content>()).seal.store(REFUSED, Ordering::Relaxed) }
    }
}

/// A value that `seal` never gives, and that zeroed memory has.
const REFUSED: u32 = 0;

/// Mixes address and length to a value other than [`REFUSED`], so that memory which was never filled does not
/// pass by chance.
fn seal(address: usize, length: usize) -> u32 {
    const SEED: u32 = 0x6b65_656c; // "keel"
    // The prime of FNV-1a; any odd number that stirs the bits would do.
    const PRIME: u32 = 0x0100_0193;
    let bytes = address.to_ne_bytes().into_iter().chain(length.to_ne_bytes());
    bytes.fold(SEED, |mixed, byte| (mixed ^ u32::from(byte)).wrapping_mul(PRIME)) | 1
}
