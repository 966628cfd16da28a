//! The floors of `core/ARCHITECTURE.md`: dependencies point down only, and two modules of one floor never see
//! each other. The test reads the sources, so a violation fails here before it can grow.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules, the lowest floor first. Floor 0 has two steps, so that its rule holds without an exception:
/// `blame` and `secret` stand on nothing, and the other values stand on them.
const FLOORS: &[&[&str]] = &[
    &["blame", "secret"],                                 // 0a
    &["bytes", "entropy", "time", "amount"],              // 0b
    &["crypto"],                                          // 1
    &["codec"],                                           // 2
    &["commitment", "htlc", "invoice", "sphinx", "vtxo"], // 3
    &["cosign"],                                          // 4
];

/// The crates that do cryptography: only `crypto` may name them.
const CRYPTO_CRATES: &[&str] =
    &["secp256k1", "bitcoin_hashes", "keelbolt_curve", "chacha20", "chacha20poly1305"];

/// Where another module may: it marks what is public, and computes nothing.
const SEAM: (&str, &str) = ("secret", "pub(crate) use keelbolt_curve::declassify;");

/// A module, a line of its source, and whether it keeps to the floors.
const LINES: &[(&str, &str, bool)] = &[
    ("codec", "use crate::bytes::Hex;", true),
    ("codec", "use crate::codec::bigsize;", true), // its own
    ("bytes", "use crate::blame::Blame;", true),
    ("bytes", "use crate::secret::Secret;", true),
    ("bytes", "use crate::time::UnixTime;", false), // the same floor
    ("secret", "use crate::blame::Blame;", false),
    ("crypto", "use crate::codec::tlv;", false), // a higher one
    ("crypto", "use crate::{bytes::Hex, codec::{tlv, bigsize}};", false),
    ("crypto", "use crate::{bytes::{Hex, Reader}, secret::Secret};", true),
    ("crypto", "use crate::{bytes::{Hex, Reader}, codec::tlv};", false),
    ("crypto", "use crate::{bytes::Hex, secret::Secret}; codec::tlv,", true), // behind the group
    ("crypto", "use crate::{bytes::Hex, invoice};", false),
    ("codec", "let tag = crate::invoice::Tag::new(1);", false), // without `use`
    ("codec", "/// See [`crate::invoice`].", true),             // a comment depends on nothing
    ("codec", "use crate::unheard_of::Thing;", false),
    ("crypto", "use secp256k1::ffi;", true),
    ("codec", "use secp256k1::ffi;", false),
    ("secret", "pub(crate) use keelbolt_curve::declassify;", true),
    ("secret", "use keelbolt_curve::Context;", false),
    ("codec", "pub(crate) use keelbolt_curve::declassify;", false),
    ("invoice", "let digest = bitcoin_hashes::sha256::hash(&[]);", false),
];

#[test]
fn violations_are_found() {
    for (module, line, keeps) in LINES {
        assert_eq!(violations(module, line).is_empty(), *keeps, "in {module}: {line}");
    }
}

#[test]
fn every_module_has_one_floor() {
    let named: Vec<String> = FLOORS.concat().into_iter().map(String::from).collect();
    let unique: BTreeSet<String> = named.iter().cloned().collect();
    assert_eq!(named.len(), unique.len(), "a module stands on two floors");
    let found: BTreeSet<String> = sources().into_iter().map(|(module, _)| module).collect();
    assert_eq!(found, unique);
}

#[test]
fn dependencies_point_down() {
    let found: Vec<String> = sources()
        .into_iter()
        .flat_map(|(module, path)| {
            let source = fs::read_to_string(&path).unwrap();
            violations(&module, &source).into_iter().map(move |what| format!("{}: {what}", path.display()))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What in this source of a module breaks a rule.
fn violations(module: &str, source: &str) -> Vec<String> {
    let is_code = |line: &&str| !line.trim_start().starts_with("//") && (module, *line) != SEAM;
    let code: Vec<&str> = source.lines().filter(is_code).collect();
    let code = code.join("\n");
    let upward = paths(&code, "crate::")
        .flat_map(first_names)
        .filter(|used| used != module && floor(used) >= floor(module))
        .map(|used| format!("{module} uses {used}, which is not on a lower floor"));
    let crypto = CRYPTO_CRATES
        .iter()
        .filter(|name| module != "crypto" && paths(&code, &format!("{name}::")).next().is_some())
        .map(|name| format!("{module} uses the crate {name}"));
    upward.chain(crypto).collect()
}

/// The floor of a module; above all others when it has none.
fn floor(module: &str) -> usize {
    FLOORS.iter().position(|modules| modules.contains(&module)).unwrap_or(FLOORS.len())
}

/// What follows each path that begins with `root`.
fn paths<'s>(code: &'s str, root: &str) -> impl Iterator<Item = &'s str> {
    code.match_indices(root)
        .filter(|(at, _)| !code[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '_'))
        .map(|(at, root)| &code[at + root.len()..])
}

/// The first names of a path: one, or those of a group in braces.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut depth = 1;
    let members = group.split_inclusive([',', '{', '}']).map_while(|part| {
        let before = depth;
        depth += i32::from(part.ends_with('{')) - i32::from(part.ends_with('}'));
        (before > 0).then(|| if before == 1 { name(part) } else { String::new() })
    });
    members.filter(|name: &String| !name.is_empty()).collect()
}

/// Every source file with the module of the first level to which it belongs.
fn sources() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path.strip_prefix(&root).unwrap().with_extension("");
            let module = inside.iter().next().unwrap().to_str().unwrap().to_owned();
            if module != "lib" {
                found.push((module, path));
            }
        }
    }
    found
}
