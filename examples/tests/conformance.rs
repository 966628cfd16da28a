//! Replays every conformance file of the repository.

use keelbolt_examples::conformance;
use std::path::{Path, PathBuf};

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> = entries
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    found.sort();
    found
}

#[test]
fn every_vector_passes() {
    let files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/tests/vectors"));
    assert!(!files.is_empty());
    for file in files {
        let report = conformance::replay(&file).unwrap();
        assert_eq!(report.failed, Vec::<String>::new(), "{}", file.display());
        assert!(report.passed > 0);
    }
}

/// File, its content, what the replay must say.
const REFUSED: &[(&str, &str, &str)] = &[
    ("bolt99/valid.json", r#"{"cases": [{"name": "a"}]}"#, "unknown family bolt99/valid"),
    ("bolt01/bigsize.json", r#"{"cases": []}"#, "no cases"),
    (
        "bolt01/bigsize.json",
        r#"{"cases": [{"name": "a", "kind": "decode", "bytes": "00", "value": 1, "valid": true}]}"#,
        "a: value: expected Ok(1), found Ok(0)",
    ),
    (
        "bolt01/bigsize.json",
        r#"{"cases": [{"name": "a", "kind": "decode", "bytes": "00", "value": 0, "valid": true, "extra": 1}]}"#,
        "a: extra of a was not checked",
    ),
    (
        "bolt01/bigsize.json",
        r#"{"cases": [{"name": "a", "kind": "decode", "bytes": "00", "valid": false, "error": "truncated"}]}"#,
        "a: was accepted",
    ),
];

fn check(file: &str, content: &str, expected: &str) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, content).unwrap();
    let found = conformance::replay(&path).map_or_else(|why| vec![why], |report| report.failed);
    assert_eq!(found, [expected], "{file}");
}

#[test]
fn wrong_files_fail() {
    REFUSED.iter().for_each(|(file, content, expected)| check(file, content, expected));
}
