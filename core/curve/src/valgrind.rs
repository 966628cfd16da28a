//! Requests to Valgrind, which follows every bit that nobody has defined and reports branches and addresses that
//! depend on one. Secrets marked so are found wherever time depends on them.
//!
//! Outside Valgrind a request does nothing. This module exists with the feature `valgrind` only.

use core::arch::asm;

/// Of Valgrind itself ("valgrind.h"), and of its tool Memcheck ("memcheck.h").
const RUNNING_ON_VALGRIND: usize = 0x1001;
const MAKE_MEM_UNDEFINED: usize = MEMCHECK + 1;
const MAKE_MEM_DEFINED: usize = MEMCHECK + 2;
const GET_VBITS: usize = MEMCHECK + 8;
const MEMCHECK: usize = u32::from_be_bytes([b'M', b'C', 0, 0]) as usize;

/// Marks the bytes of `value` as secret, and all that will be computed from them.
pub fn classify<T: ?Sized>(value: &mut T) {
    request(MAKE_MEM_UNDEFINED, address(value), size_of_val(value), 0);
}

/// Marks the bytes of `value` as public.
pub(crate) fn declassify<T: ?Sized>(value: &mut T) {
    request(MAKE_MEM_DEFINED, address(value), size_of_val(value), 0);
}

/// Whether any bit of `bytes` depends on a secret.
#[must_use]
pub fn is_secret(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| {
        let (mut byte, mut undefined) = (*byte, 0_u8);
        request(GET_VBITS, address(&mut byte), address(&mut undefined), 1);
        undefined != 0
    })
}

/// Whether Valgrind runs this program.
#[must_use]
pub fn is_running() -> bool {
    request(RUNNING_ON_VALGRIND, 0, 0, 0) != 0
}

/// Exposed, so that the compiler keeps no copy of the value in a register over a request.
fn address<T: ?Sized>(value: &mut T) -> usize {
    (&raw mut *value).cast::<u8>().expose_provenance()
}

/// Valgrind's answer; 0 when it does not run this program.
fn request(code: usize, first: usize, second: usize, third: usize) -> usize {
    let request = [code, first, second, third, 0, 0];
    let mut answer: usize = 0;
    // SAFETY: on the processor the instructions change nothing but the registers and flags that are named: the
    // rotations add up to 128, and a register is exchanged or joined with itself. Valgrind takes them for a request,
    // reads the six words behind the pointer, which live here, and writes the answer. It writes memory for
    // `GET_VBITS` only, one byte, for which `is_secret` gives a writable one.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        asm!(
            "rol rdi, 3", "rol rdi, 13", "rol rdi, 61", "rol rdi, 51", "xchg rbx, rbx",
            in("rax") request.as_ptr(), inout("rdx") answer, options(nostack),
        );
    }
    // SAFETY: as above.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        asm!(
            "ror x12, x12, #3", "ror x12, x12, #13", "ror x12, x12, #51", "ror x12, x12, #61", "orr x10, x10, x10",
            in("x4") request.as_ptr(), inout("x3") answer, options(nostack),
        );
    }
    answer
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
compile_error!("the feature `valgrind` speaks to Valgrind on x86-64 and 64-bit Arm only");
