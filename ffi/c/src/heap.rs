//! Handles that own memory: C knows them by their address.

use crate::entry::{entry, guard};
use crate::error::keelbolt_error;
use crate::fault::Fault;
use crate::pointer::{Buffer, Out, list};
use crate::status::keelbolt_status;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicBool, Ordering};

/// A value of the core's, on the heap.
pub(crate) struct Heap<T> {
    value: T,
    /// A call with it ended in a panic.
    refused: AtomicBool,
}

/// A handle: what C sees of a value on the heap.
pub(crate) trait Handle: Sized {
    /// What lies behind it. Any number of threads may read it, and any thread end it.
    type Value: Send + Sync;

    fn new(heap: Heap<Self::Value>) -> Self;
    fn heap(&self) -> &Heap<Self::Value>;
    fn heap_mut(&mut self) -> &mut Heap<Self::Value>;
}

/// Makes a struct with the one member `heap` a handle of values.
macro_rules! handle {
    ($name:ident of $value:ty) => {
        impl $crate::heap::Handle for $name {
            type Value = $value;

            fn new(heap: $crate::heap::Heap<$value>) -> Self {
                Self { heap }
            }

            fn heap(&self) -> &$crate::heap::Heap<$value> {
                &self.heap
            }

            fn heap_mut(&mut self) -> &mut $crate::heap::Heap<$value> {
                &mut self.heap
            }
        }
    };
}

pub(crate) use handle;

/// A new handle, which [`free`] takes back.
pub(crate) fn new<H: Handle>(value: H::Value) -> *mut H {
    Box::into_raw(Box::new(H::new(Heap { value, refused: AtomicBool::new(false) })))
}

/// A new handle for the caller.
pub(crate) fn give<H: Handle>(out: Out<*mut H>, value: H::Value) {
    out.set(new(value));
}

/// New handles for the caller; none where there is no room for all.
pub(crate) fn give_all<H: Handle>(out: Buffer<'_, *mut H>, values: Vec<H::Value>) -> Result<(), Fault> {
    out.fill(values.len(), values.into_iter().map(new))
}

/// Ends a handle; NULL is none.
///
/// # Safety
///
/// `handle` is NULL or came from [`new`], and nobody uses it any more.
pub(crate) unsafe fn free<H: Handle>(handle: *mut H) {
    if !handle.is_null() {
        // SAFETY: not NULL; the rest as the caller has promised.
        drop(unsafe { Box::from_raw(handle) });
    }
}

/// The value of a handle.
///
/// # Safety
///
/// `handle` is NULL, or came from [`new`] and was not freed; nobody changes it during `'a`.
pub(crate) unsafe fn value<'a, H: Handle + 'a>(handle: *const H) -> Result<&'a H::Value, Fault> {
    // SAFETY: passed on from the caller.
    Ok(&unsafe { heap(handle)? }.value)
}

/// The values of handles.
///
/// # Safety
///
/// `handles` is NULL, or aligned and readable for `count` handles, each of which is as for [`value`].
pub(crate) unsafe fn values<H: Handle>(handles: *const *const H, count: usize) -> Result<Vec<H::Value>, Fault>
where
    H::Value: Clone,
{
    // SAFETY: passed on from the caller.
    let handles = unsafe { list(handles, count)? };
    // SAFETY: passed on from the caller.
    handles.iter().map(|handle| unsafe { value(*handle) }.cloned()).collect()
}

/// As [`entry`], with the value of a handle; after a panic the handle is refused.
///
/// # Safety
///
/// As [`entry`] and [`value`].
pub(crate) unsafe fn handle_entry<H: Handle>(
    handle: *const H,
    error: *mut keelbolt_error,
    body: impl FnOnce(&H::Value) -> Result<(), Fault>,
) -> keelbolt_status {
    let read = || {
        // SAFETY: passed on from the caller.
        let heap = unsafe { heap(handle)? };
        guard(|| body(&heap.value)).inspect_err(|fault| {
            if *fault == Fault::Panic {
                heap.refused.store(true, Ordering::Relaxed);
            }
        })
    };
    // SAFETY: passed on from the caller.
    unsafe { entry(error, read) }
}

/// The value of a handle, to be changed.
///
/// # Safety
///
/// `handle` is NULL, or came from [`new`] and was not freed; nobody else uses it during `'a`.
pub(crate) unsafe fn value_mut<'a, H: Handle + 'a>(handle: *mut H) -> Result<&'a mut H::Value, Fault> {
    // SAFETY: passed on from the caller; this only looks whether the handle is refused.
    unsafe { heap(handle.cast_const())? };
    // SAFETY: not NULL, as was just checked; the rest as the caller has promised.
    let handle = unsafe { handle.as_mut() }.ok_or(Fault::NullPointer)?;
    Ok(&mut handle.heap_mut().value)
}

/// # Safety
///
/// As [`value`].
unsafe fn heap<'a, H: Handle + 'a>(handle: *const H) -> Result<&'a Heap<H::Value>, Fault> {
    // SAFETY: NULL gives nothing; the rest as the caller has promised.
    let heap = unsafe { handle.as_ref() }.ok_or(Fault::NullPointer)?.heap();
    if heap.refused.load(Ordering::Relaxed) { Err(Fault::InvalidHandle) } else { Ok(heap) }
}
