//! Values of the core's in memory of the caller's: opaque structs of fixed size, which need no allocator.

use crate::fault::Fault;
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use core::sync::atomic::{Ordering, compiler_fence};

/// A struct of C's in which a value of the core's lies.
///
/// # Safety
///
/// The struct is `repr(C)`, as large and as aligned as a [`Content`] of the value ([`fits`] asserts it), any bytes are
/// valid for it, and the value holds no address of itself, or refuses to be used elsewhere.
pub(crate) unsafe trait Opaque: Sized {
    /// What lies in it. Any number of threads may read it.
    type Value: Send + Sync + 'static;
    /// What marks a filled one; not zero, and another one for each type.
    const SEAL: u64;
}

/// What lies in the struct: the value, behind what says whether it is there.
#[repr(C)]
struct Content<T> {
    seal: u64,
    value: MaybeUninit<T>,
}

/// Whether the value fits its struct.
pub(crate) const fn fits<O: Opaque>() -> bool {
    size_of::<Content<O::Value>>() <= size_of::<O>() && align_of::<Content<O::Value>>() <= align_of::<O>()
}

/// Fills the struct at `out` with what `make` gives, and leaves it alone where that fails.
///
/// # Safety
///
/// `out` is NULL, or aligned and writable.
pub(crate) unsafe fn fill<O: Opaque>(
    out: *mut O,
    make: impl FnOnce() -> Result<O::Value, Fault>,
) -> Result<(), Fault> {
    let content = NonNull::new(out.cast::<Content<O::Value>>()).ok_or(Fault::NullPointer)?;
    let value = MaybeUninit::new(make()?);
    // SAFETY: not NULL, writable as the caller has promised, large and aligned enough by the trait's contract. A value
    // that lay there has its place overwritten, and needs no destructor for more than that.
    unsafe { content.write(Content { seal: O::SEAL, value }) };
    Ok(())
}

/// The value in the struct at `from`, for the length of a call.
///
/// # Safety
///
/// `from` is NULL, or aligned and readable, and nobody writes to it during `'a`.
pub(crate) unsafe fn value<'a, O: Opaque>(from: *const O) -> Result<&'a O::Value, Fault> {
    // SAFETY: passed on from the caller; the pointer is to a value, which nobody writes to.
    unsafe { Ok(pointer(from.cast_mut())?.as_ref()) }
}

/// The value in the struct at `from`, to be changed where it lies.
///
/// # Safety
///
/// `from` is NULL, or aligned, readable and writable, and nobody else uses it during `'a`.
pub(crate) unsafe fn value_mut<'a, O: Opaque>(from: *mut O) -> Result<&'a mut O::Value, Fault> {
    // SAFETY: passed on from the caller; the pointer is to a value, which nobody else uses.
    unsafe { Ok(pointer(from)?.as_mut()) }
}

/// Takes the value out of the struct at `from` and wipes that.
///
/// # Safety
///
/// As [`value_mut`].
pub(crate) unsafe fn take<O: Opaque>(from: *mut O) -> Result<O::Value, Fault> {
    // SAFETY: passed on from the caller; the pointer is to a value, which nobody reads again, since it is wiped.
    unsafe {
        let value = pointer(from)?.read();
        wipe(from);
        Ok(value)
    }
}

/// Fills the struct at `from` with zeros; NULL is left alone.
///
/// # Safety
///
/// `from` is NULL, or aligned and writable.
pub(crate) unsafe fn wipe<O>(from: *mut O) {
    if from.is_null() {
        return;
    }
    for index in 0..size_of::<O>() {
        // SAFETY: the bytes of the struct are writable, as the caller has promised. Volatile, so that the compiler does
        // not leave it out where nobody reads them again.
        unsafe { from.cast::<u8>().add(index).write_volatile(0) };
    }
    compiler_fence(Ordering::SeqCst);
}

/// A pointer to the value in the struct at `from`, which is there.
///
/// # Safety
///
/// `from` is NULL, or aligned and readable.
pub(crate) unsafe fn pointer<O: Opaque>(from: *mut O) -> Result<NonNull<O::Value>, Fault> {
    let content = NonNull::new(from.cast::<Content<O::Value>>()).ok_or(Fault::NullPointer)?;
    // SAFETY: not NULL, aligned and readable as the caller has promised; the seal takes any bit pattern.
    let seal = unsafe { (&raw const (*content.as_ptr()).seal).read() };
    if seal != O::SEAL {
        return Err(Fault::InvalidHandle);
    }
    // SAFETY: within the struct, at the place of a member; only `fill` writes the seal, and with it the value.
    Ok(unsafe { NonNull::new_unchecked((&raw mut (*content.as_ptr()).value).cast()) })
}
