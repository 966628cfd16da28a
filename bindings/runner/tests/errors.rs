//! An error has one name and one code in every language: those of the C header and of the UniFFI crate agree.

use std::collections::BTreeMap;
use std::path::Path;

/// Names that only one side has, and why.
const C_ONLY: &[&str] = &[
    "NOT_TEXT",           // a text of the caller that is not UTF-8: the other languages' texts are
    "NULL_POINTER",       // no other language has one
    "PANIC",              // elsewhere an exception of UniFFI's own
    "UNKNOWN_ENUM_VALUE", // elsewhere the type excludes it
    "INDEX_OUT_OF_RANGE", // elsewhere lists are read whole
    "STRUCT_SIZE",        // elsewhere records carry their own shape
    "INVALID_HANDLE",     // elsewhere the object is refused by its own runtime
    "TOO_MANY",           // a bounded buffer of the build without an allocator
    "SIGNATURE_ENCODING", // the cause of a WITNESS_SIGNATURE: elsewhere a case of SignatureFault
];
const UNIFFI_ONLY: &[&str] = &[
    "ALREADY_SIGNED", // in C the two steps are functions, not an object
    "UNLISTED",       // an error of the core that is newer than the binding
];

#[test]
fn names_and_codes_agree() {
    let mut c = c_codes();
    let mut uniffi = uniffi_codes();
    assert!(c.len() > 40 && uniffi.len() > 40, "the sources were not understood");
    let taken = |codes: &mut BTreeMap<String, u32>, names: &[&str]| {
        names
            .iter()
            .filter(|name| codes.remove(**name).is_none())
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(taken(&mut c, C_ONLY), Vec::<String>::new(), "no longer in the header");
    assert_eq!(taken(&mut uniffi, UNIFFI_ONLY), Vec::<String>::new(), "no longer in the UniFFI crate");
    assert_eq!(c, uniffi);
}

/// `KEELBOLT_ERROR_NAME = CODE` of the header.
fn c_codes() -> BTreeMap<String, u32> {
    let numbered = |line: &str| {
        let (name, code) = line.trim().strip_prefix("KEELBOLT_ERROR_")?.split_once(" = ")?;
        Some((name.to_owned(), code.trim_end_matches(',').parse().ok()?))
    };
    source("bindings/c/include/keelbolt.h").lines().filter_map(numbered).collect()
}

/// The files of the UniFFI crate that give errors their codes.
const UNIFFI_ERRORS: &[&str] = &[
    "error.rs",
    "onion/error.rs",
    "extended_key/error.rs",
    "musig/error.rs",
    "htlc/error.rs",
    "commitment/error.rs",
    "commitment/relay/error.rs",
    "vtxo/error.rs",
    "tree/error.rs",
    "ark_address/error.rs",
];

/// `Self::Name { .. } => CODE` of all of them.
fn uniffi_codes() -> BTreeMap<String, u32> {
    let numbered = |line: &str| {
        let (pattern, code) = line.trim().strip_prefix("Self::")?.split_once(" => ")?;
        let name = pattern.split(' ').next()?;
        Some((screaming(name), code.trim_end_matches(',').parse().ok()?))
    };
    let mut codes = BTreeMap::new();
    for file in UNIFFI_ERRORS {
        for (name, code) in source(&format!("ffi/uniffi/src/{file}")).lines().filter_map(numbered) {
            let other = codes.insert(name.clone(), code);
            assert!(other.is_none_or(|other| other == code), "{name} has two codes");
        }
    }
    codes
}

/// `NAME_LIKE_THIS` for `NameLikeThis`.
fn screaming(name: &str) -> String {
    let spaced = name.chars().enumerate().flat_map(|(index, letter)| {
        let border = (index > 0 && letter.is_uppercase()).then_some('_');
        border.into_iter().chain(letter.to_uppercase())
    });
    spaced.collect()
}

fn source(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)).unwrap()
}
