//! Every operation of the core has a name in every binding, or a reason why not: `bindings/coverage.toml`.
//!
//! The operations are read from the core's own source: its public functions, `Type::name` or `module::name`. The names
//! are looked up, as declarations, in the sources that each ecosystem installs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A language, where its declarations stand, and how one begins; `@` stands for the name.
struct Language {
    key: &'static str,
    folder: &'static str,
    extension: &'static str,
    declarations: &'static [&'static str],
}

const LANGUAGES: &[Language] = &[
    Language {
        key: "c",
        folder: "bindings/c/include",
        extension: "h",
        declarations: &["keelbolt_status @(", "int32_t @("],
    },
    Language {
        key: "cpp",
        folder: "bindings/c/include",
        extension: "hpp",
        declarations: &[" @(", "&@(", "struct @ {", "class @ {", "using @ ="],
    },
    Language {
        key: "kotlin",
        folder: "bindings/kotlin/src/main",
        extension: "kt",
        declarations: &["fun `@`(", "fun @(", "val `@`:", "val @:", "class @(", "class @ ", "class @:"],
    },
    Language {
        key: "swift",
        folder: "bindings/swift/Sources",
        extension: "swift",
        declarations: &["func @(", "case @(", "var @:", "let @:", "class @:", "struct @:", "struct @ "],
    },
    Language {
        key: "python",
        folder: "bindings/python/src",
        extension: "py",
        declarations: &["def @(", "    @:", "self.@ = ", "class @:", "class @("],
    },
];

#[test]
fn every_operation_is_reachable_or_excluded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = std::fs::read_to_string(root.join("bindings/coverage.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let operations = operations(&root.join("core/src"));
    assert!(operations.contains("InvoiceRef::parse"), "the core's source was not understood");

    let mut faults = Vec::new();
    let mut names: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for operation in &operations {
        let listed = table.get(operation).or_else(|| table.get(&every_other(operation)));
        match listed.and_then(toml::Value::as_table) {
            None => faults.push(format!("{operation} is not listed")),
            Some(row) => faults.extend(faults_of_row(operation, row, &mut names)),
        }
    }
    let known =
        |key: &String| operations.iter().any(|operation| operation == key || every_other(operation) == *key);
    faults.extend(
        table.keys().filter(|key| !known(key)).map(|key| format!("{key} is no operation of the core")),
    );
    for language in LANGUAGES {
        let sources = sources(&root.join(language.folder), language.extension);
        if sources.is_empty() {
            faults.push(format!("no sources of {}", language.key));
        }
        let missing =
            names.entry(language.key).or_default().iter().filter(|name| !declared(language, name, &sources));
        faults.extend(missing.map(|name| format!("{}: {name} is not declared", language.key)));
    }
    assert_eq!(faults, Vec::<String>::new());
}

/// A row names the operation in each language, or says why it has none there or anywhere.
fn faults_of_row(
    operation: &str,
    row: &toml::Table,
    names: &mut BTreeMap<&'static str, BTreeSet<String>>,
) -> Vec<String> {
    if row.contains_key("excluded") {
        return if is_excluded(row) {
            Vec::new()
        } else {
            vec![format!("{operation} is excluded without a reason")]
        };
    }
    let mut faults = Vec::new();
    for language in LANGUAGES {
        match row.get(language.key) {
            Some(toml::Value::String(name)) => {
                _ = names.entry(language.key).or_default().insert(name.clone())
            }
            Some(toml::Value::Table(row)) if is_excluded(row) => {}
            _ => faults
                .push(format!("{operation} has neither a name in {} nor a reason why not", language.key)),
        }
    }
    faults
}

/// Whether the row is a reason and nothing else.
fn is_excluded(row: &toml::Table) -> bool {
    const SHORTEST_REASON: usize = 20;
    let reason = row.get("excluded").and_then(toml::Value::as_str);
    row.len() == 1 && reason.is_some_and(|reason| reason.len() >= SHORTEST_REASON)
}

/// `Type::*` for `Type::name`.
fn every_other(operation: &str) -> String {
    operation.rsplit_once("::").map_or_else(String::new, |(owner, _)| format!("{owner}::*"))
}

fn declared(language: &Language, name: &str, sources: &[String]) -> bool {
    let (owner, last) = name.rsplit_once(['.', ':']).map_or(("", name), |(owner, last)| (owner, last));
    let owner = owner.trim_end_matches(':');
    let forms: Vec<_> = language.declarations.iter().map(|form| form.replace('@', last)).collect();
    let has = |source: &&String| forms.iter().any(|form| source.contains(form.as_str()));
    sources.iter().filter(|source| owner.is_empty() || source.contains(owner)).any(|source| has(&source))
}

/// The public functions of the core.
fn operations(folder: &Path) -> BTreeSet<String> {
    let mut operations = BTreeSet::new();
    for path in files(folder, "rs") {
        let source = syn::parse_file(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let module =
            if stem == "mod" { path.parent().unwrap().file_name().unwrap().to_str().unwrap() } else { stem };
        for item in source.items {
            match item {
                syn::Item::Fn(function) if is_public(&function.vis) => {
                    operations.insert(format!("{module}::{}", function.sig.ident));
                }
                syn::Item::Impl(block) if block.trait_.is_none() => {
                    let syn::Type::Path(owner) = *block.self_ty else { continue };
                    let owner = &owner.path.segments.last().unwrap().ident;
                    let functions = block.items.iter().filter_map(|item| match item {
                        syn::ImplItem::Fn(function) if is_public(&function.vis) => Some(&function.sig.ident),
                        _ => None,
                    });
                    operations.extend(functions.map(|name| format!("{owner}::{name}")));
                }
                _ => {}
            }
        }
    }
    operations
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

fn sources(folder: &Path, extension: &str) -> Vec<String> {
    files(folder, extension).iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let entries = entries.map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files(&path, extension) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}
