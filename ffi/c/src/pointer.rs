//! The caller's pointers. Here alone raw memory is read and written.

use crate::error::check_size;
use crate::fault::Fault;
use core::fmt::{self, Display, Write as _};
use core::marker::PhantomData;
use core::ptr::NonNull;
use core::slice;

/// Room for one value of the caller's, written at most once and on success only.
pub(crate) struct Out<T>(NonNull<T>);

impl<T: Copy> Out<T> {
    /// # Safety
    ///
    /// `pointer` is NULL, or aligned and writable for a `T` for as long as the result lives.
    pub(crate) unsafe fn new(pointer: *mut T) -> Result<Self, Fault> {
        NonNull::new(pointer).map(Self).ok_or(Fault::NullPointer)
    }

    pub(crate) fn set(self, value: T) {
        // SAFETY: aligned and writable, as whoever called `new` has promised. Nothing is dropped: T is Copy.
        unsafe { self.0.write(value) }
    }
}

/// Room for an optional value: whether it is there, and the value or zeros.
pub(crate) struct OptionalOut<T> {
    present: Out<bool>,
    value: Out<T>,
}

impl<T: Copy> OptionalOut<T> {
    /// # Safety
    ///
    /// Each pointer is NULL, or aligned and writable for its type for as long as the result lives.
    pub(crate) unsafe fn new(present: *mut bool, value: *mut T) -> Result<Self, Fault> {
        // SAFETY: passed on from the caller.
        unsafe { Ok(Self { present: Out::new(present)?, value: Out::new(value)? }) }
    }

    /// `absent` stands in the caller's room when there is no value, so that it never holds chance.
    pub(crate) fn set(self, value: Option<T>, absent: T) {
        self.present.set(value.is_some());
        self.value.set(value.unwrap_or(absent));
    }
}

/// Room for a struct of the caller's that begins with its `struct_size` and may have grown.
pub(crate) struct GrowingOut<T> {
    out: NonNull<T>,
    struct_size: usize,
}

impl<T: Copy> GrowingOut<T> {
    /// # Safety
    ///
    /// `pointer` is NULL, or aligned, its `struct_size`, the first member of a `T`, readable, and as many bytes as
    /// that says writable for as long as the result lives.
    pub(crate) unsafe fn new(pointer: *mut T) -> Result<Self, Fault> {
        let out = NonNull::new(pointer).ok_or(Fault::NullPointer)?;
        // SAFETY: not NULL, and readable as the caller has promised.
        let struct_size = unsafe { out.cast::<usize>().read() };
        check_size::<T>(struct_size)?;
        Ok(Self { out, struct_size })
    }

    /// `value` is made for the size that the caller has set, and keeps it.
    pub(crate) fn set(self, value: impl FnOnce(usize) -> T) {
        // SAFETY: aligned and writable, as whoever called `new` has promised, and large enough, as was checked there.
        unsafe { self.out.write(value(self.struct_size)) }
    }
}

/// The struct at `pointer`, which begins with its `struct_size` and may have grown.
///
/// # Safety
///
/// `pointer` is NULL, or aligned, its `struct_size`, the first member of a `T`, readable, and as many bytes as that
/// says; no member has an invalid bit pattern.
pub(crate) unsafe fn growing<T: Copy>(pointer: *const T) -> Result<T, Fault> {
    // SAFETY: the size is read first, and the rest only when it is there.
    unsafe {
        check_size::<T>(read(pointer.cast::<usize>())?)?;
        read(pointer)
    }
}

/// Room for as many values as the caller has said, written on success only.
pub(crate) struct OutList<T> {
    out: NonNull<T>,
    count: usize,
}

impl<T: Copy> OutList<T> {
    /// # Safety
    ///
    /// `pointer` is NULL, or aligned and writable for `count` elements for as long as the result lives.
    pub(crate) unsafe fn new(pointer: *mut T, count: usize) -> Result<Self, Fault> {
        Ok(Self { out: NonNull::new(pointer).ok_or(Fault::NullPointer)?, count })
    }

    pub(crate) fn set(self, values: impl Iterator<Item = T>) {
        for (index, value) in values.take(self.count).enumerate() {
            // SAFETY: `index` is below the count, so the element is writable as whoever called `new` has promised.
            unsafe { self.out.add(index).write(value) }
        }
    }
}

/// The value at `pointer`, copied.
///
/// # Safety
///
/// `pointer` is NULL, or aligned and readable for a `T`, every bit pattern of which is valid.
pub(crate) unsafe fn read<T: Copy>(pointer: *const T) -> Result<T, Fault> {
    let pointer = NonNull::new(pointer.cast_mut()).ok_or(Fault::NullPointer)?;
    // SAFETY: not NULL, and aligned and readable as the caller has promised.
    Ok(unsafe { pointer.read() })
}

/// The value at `pointer`, or `None` for NULL.
///
/// # Safety
///
/// As [`read`].
pub(crate) unsafe fn read_optional<T: Copy>(pointer: *const T) -> Option<T> {
    // SAFETY: passed on from the caller; NULL is the only fault.
    unsafe { read(pointer) }.ok()
}

/// The elements at `pointer`.
///
/// # Safety
///
/// `pointer` is NULL, or aligned and readable for `length` elements, every bit pattern of which is valid, and
/// nobody writes to them during `'a`.
pub(crate) unsafe fn elements<'a, T>(pointer: *const T, length: usize) -> Result<&'a [T], Fault> {
    if pointer.is_null() {
        return Err(Fault::NullPointer);
    }
    // No object is larger than half of the address space; such a length is a mistake.
    let most = isize::MAX.unsigned_abs().checked_div(size_of::<T>()).unwrap_or_default();
    if length > most {
        return Err(Fault::WrongLength { expected: most, found: length });
    }
    // SAFETY: not NULL, no larger than half of the address space, the rest as the caller has promised.
    Ok(unsafe { slice::from_raw_parts(pointer, length) })
}

/// The elements of a list that may be empty: NULL with length zero.
///
/// # Safety
///
/// As [`elements`].
pub(crate) unsafe fn list<'a, T>(pointer: *const T, length: usize) -> Result<&'a [T], Fault> {
    match (pointer.is_null(), length) {
        (true, 0) => Ok(&[]),
        // SAFETY: passed on from the caller.
        _ => unsafe { elements(pointer, length) },
    }
}

/// The bytes at `pointer`, to be changed where they lie; none for NULL with length zero.
///
/// # Safety
///
/// `pointer` is NULL, or readable and writable for `length` bytes, and nobody else uses them during `'a`.
pub(crate) unsafe fn bytes_mut<'a>(pointer: *mut u8, length: usize) -> Result<&'a mut [u8], Fault> {
    // SAFETY: passed on from the caller; this only looks at pointer and length.
    unsafe { list(pointer.cast_const(), length)? };
    if length == 0 {
        return Ok(&mut []);
    }
    // SAFETY: not NULL and no larger than half of the address space, as was just checked; the rest as the caller
    // has promised.
    Ok(unsafe { slice::from_raw_parts_mut(pointer, length) })
}

/// The UTF-8 text at `pointer`.
///
/// # Safety
///
/// As [`elements`].
pub(crate) unsafe fn text<'a>(pointer: *const core::ffi::c_char, length: usize) -> Result<&'a str, Fault> {
    // SAFETY: passed on from the caller; char and u8 have the same layout and no invalid bit pattern.
    let bytes = unsafe { elements(pointer.cast::<u8>(), length)? };
    core::str::from_utf8(bytes).map_err(|error| Fault::NotText { offset: error.valid_up_to() })
}

/// A buffer of the caller's and its length, which is the room on entry and the size of the content on return.
pub(crate) struct Buffer<'a, T> {
    out: *mut T,
    length: NonNull<usize>,
    room: usize,
    lifetime: PhantomData<&'a mut [T]>,
}

impl<'a, T: Copy> Buffer<'a, T> {
    /// # Safety
    ///
    /// `length` is NULL, or aligned, readable and writable; `out` is NULL, or aligned and writable for `*length`
    /// elements; both for `'a`.
    pub(crate) unsafe fn new(out: *mut T, length: *mut usize) -> Result<Self, Fault> {
        let length = NonNull::new(length).ok_or(Fault::NullPointer)?;
        // SAFETY: not NULL, and readable as the caller has promised.
        let room = if out.is_null() { 0 } else { unsafe { length.read() } };
        Ok(Self { out, length, room, lifetime: PhantomData })
    }

    /// Writes the `count` elements, or only their number when there is no room for them.
    pub(crate) fn fill(self, count: usize, elements: impl Iterator<Item = T>) -> Result<(), Fault> {
        self.claim(count)?.set(elements);
        Ok(())
    }

    /// Sets the caller's length to `needed`; an error when the buffer is smaller.
    pub(crate) fn claim(self, needed: usize) -> Result<Claimed<'a, T>, Fault> {
        // SAFETY: not NULL, and writable as whoever called `new` has promised.
        unsafe { self.length.write(needed) };
        match needed <= self.room {
            true => Ok(Claimed { out: self.out, length: needed, lifetime: PhantomData }),
            false => Err(Fault::too_small(needed, self.room)),
        }
    }
}

impl<'a> Buffer<'a, u8> {
    /// Writes a text, or only its length when there is no room for it.
    pub(crate) fn show(self, text: &impl Display) -> Result<(), Fault> {
        let mut counter = Counter(0);
        // A counter takes everything, and our own Display implementations do not fail.
        let _ = write!(counter, "{text}");
        let mut room = self.zeroed(counter.0)?.iter_mut();
        let _ = write!(Copier(&mut room), "{text}");
        Ok(())
    }

    /// The first `needed` bytes of the buffer, zeroed.
    pub(crate) fn zeroed(self, needed: usize) -> Result<&'a mut [u8], Fault> {
        let room = self.claim(needed)?;
        if room.length == 0 {
            return Ok(&mut []);
        }
        // SAFETY: the caller's buffer has at least the claimed length; it is not NULL, since that is not zero.
        unsafe { room.out.write_bytes(0, room.length) };
        // SAFETY: as above; initialised by the line before; nobody else uses the buffer during the call.
        Ok(unsafe { slice::from_raw_parts_mut(room.out, room.length) })
    }
}

/// The part of a buffer that the content takes.
pub(crate) struct Claimed<'a, T> {
    out: *mut T,
    length: usize,
    lifetime: PhantomData<&'a mut [T]>,
}

impl<T: Copy> Claimed<'_, T> {
    pub(crate) fn set(self, elements: impl Iterator<Item = T>) {
        for (index, element) in elements.take(self.length).enumerate() {
            // SAFETY: `index` is below the claimed length, so the element lies in the caller's buffer.
            unsafe { self.out.add(index).write(element) }
        }
    }
}

struct Counter(usize);

impl fmt::Write for Counter {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.saturating_add(text.len());
        Ok(())
    }
}

struct Copier<'r, 'b>(&'r mut slice::IterMut<'b, u8>);

impl fmt::Write for Copier<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // The text comes first: `zip` would otherwise take and lose a place after its last byte.
        text.bytes().zip(self.0.by_ref()).for_each(|(byte, slot)| *slot = byte);
        Ok(())
    }
}
