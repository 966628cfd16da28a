//! A pointer and a length.

use crate::fault::Fault;
use crate::pointer::list;
#[cfg(feature = "alloc")]
use crate::pointer::paid_script;
use core::ptr;

/// Bytes that somebody else owns. In what this library fills they lie in the memory that the caller gave, and are
/// good for as long as that stays where it is and unchanged; those of a `keelbolt_closing_output` lie in the closing
/// transaction, and are good until that is freed; those of a `keelbolt_delivery` lie in the address.
///
/// NULL with length 0 stands for a value that is not there; an empty one that is there has another pointer.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct keelbolt_bytes {
    /// The first byte.
    pub data: *const u8,
    /// How many they are.
    pub length: usize,
}

impl keelbolt_bytes {
    pub(crate) const NONE: Self = Self { data: ptr::null(), length: 0 };

    pub(crate) const fn of(bytes: &[u8]) -> Self {
        Self { data: bytes.as_ptr(), length: bytes.len() }
    }

    pub(crate) fn of_optional(bytes: Option<&[u8]>) -> Self {
        bytes.map_or(Self::NONE, Self::of)
    }

    /// # Safety
    ///
    /// `data` is NULL or has `length` readable bytes to which nobody writes during `'a`.
    pub(crate) unsafe fn read<'a>(self) -> Result<&'a [u8], Fault> {
        // SAFETY: passed on from the caller.
        unsafe { list(self.data, self.length) }
    }

    /// As [`paid_script`].
    ///
    /// # Safety
    ///
    /// As [`keelbolt_bytes::read`].
    #[cfg(feature = "alloc")]
    pub(crate) unsafe fn read_paid_script<'a>(self) -> Result<&'a [u8], Fault> {
        // SAFETY: passed on from the caller.
        unsafe { paid_script(self.data, self.length) }
    }

    /// All elements of a list, such as those of a witness.
    ///
    /// # Safety
    ///
    /// As [`list`], and as [`keelbolt_bytes::read`] for each element.
    pub(crate) unsafe fn read_all<'a>(
        elements: *const Self,
        count: usize,
    ) -> Result<impl Iterator<Item = &'a [u8]>, Fault> {
        // SAFETY: passed on from the caller.
        let elements: &'a [Self] = unsafe { list(elements, count)? };
        // SAFETY: passed on from the caller.
        elements.iter().try_for_each(|element| unsafe { element.read() }.map(|_| ()))?;
        // SAFETY: passed on from the caller; each has been read before.
        Ok(elements.iter().map(|element| unsafe { element.read() }.unwrap_or_default()))
    }

    /// `None` where nothing is there.
    ///
    /// # Safety
    ///
    /// As [`keelbolt_bytes::read`].
    pub(crate) unsafe fn read_optional<'a>(self) -> Result<Option<&'a [u8]>, Fault> {
        match self.data.is_null() && self.length == 0 {
            true => Ok(None),
            // SAFETY: passed on from the caller.
            false => unsafe { self.read().map(Some) },
        }
    }
}
