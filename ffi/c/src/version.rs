//! Which version runs.

use core::ffi::{CStr, c_char};

/// Returns the version of the library that runs, such as "0.1.0".
///
/// The text ends in NUL, is static and is never freed. It equals `KEELBOLT_VERSION` when the header that the
/// caller was compiled with is of the same version.
///
/// - Threads: may be called from any thread at any time.
/// - Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn keelbolt_version() -> *const c_char {
    const VERSION: &CStr =
        match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => c"",
        };
    VERSION.as_ptr()
}

/// Returns the version of the library that runs as a number: major * 65536 + minor * 256 + patch.
///
/// It equals `KEELBOLT_VERSION_NUMBER` when the header is of the same version.
///
/// - Threads: may be called from any thread at any time.
/// - Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn keelbolt_version_number() -> u32 {
    const PARTS: [&str; 3] =
        [env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"), env!("CARGO_PKG_VERSION_PATCH")];
    PARTS.iter().fold(0, |number: u32, part| (number << 8) | part.parse::<u32>().unwrap_or_default())
}
