//! Where a run takes place: the folders, the options, and the environment that every step inherits.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

/// What the whole run knows.
pub struct Surroundings {
    /// The repository's root, where every step starts.
    pub root: PathBuf,
    /// What is built goes here: `CARGO_TARGET_DIR`, else `target` at the root. Absolute.
    pub target: PathBuf,
    /// `--deep` was given.
    pub deep: bool,
    /// The variable `CI` is set.
    pub is_ci: bool,
}

impl Surroundings {
    /// Finds the folders and makes the one for logs.
    pub fn prepare(deep: bool) -> io::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
        let target = root.join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| OsString::from("target")));
        let is_ci = env::var_os("CI").is_some_and(|value| !value.is_empty());
        let surroundings = Self { root, target, deep, is_ci };
        fs::create_dir_all(surroundings.logs())?;
        Ok(surroundings)
    }

    /// The log of a part.
    pub fn log(&self, part: &str) -> PathBuf {
        self.logs().join(format!("{part}.log"))
    }

    fn logs(&self) -> PathBuf {
        self.target.join("verify")
    }

    /// A path as a person at the root would write it.
    pub fn shorten<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }

    /// A command that starts at the root, reads nothing, and sees the user's environment rather than the one that
    /// `cargo run` made for this program.
    pub fn command(&self, program: &str) -> Command {
        // A relative path would be looked up from the caller's folder.
        let mut command =
            if program.contains('/') { Command::new(self.root.join(program)) } else { Command::new(program) };
        command.current_dir(&self.root).stdin(Stdio::null());
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(is_of_cargo_run) {
                command.env_remove(name);
            }
        }
        if let Some(folders) = env::var_os("LD_LIBRARY_PATH") {
            command.env("LD_LIBRARY_PATH", without_folders_below(&folders, &self.target));
        }
        command.env("CARGO_TARGET_DIR", &self.target).env("CARGO_TERM_COLOR", "never");
        // A backtrace would push the failed assertion out of the lines that are shown, and costs Valgrind minutes.
        command.env("RUST_BACKTRACE", "0");
        command
    }
}

/// Variables that describe the package of a `cargo run`: they would tell a build inside a step about this one.
fn is_of_cargo_run(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}

/// `cargo run` puts its own output folders first in the library path, where they would hide the library that a test
/// means to load.
fn without_folders_below(folders: &OsString, target: &Path) -> OsString {
    let kept = env::split_paths(folders).filter(|folder| !folder.starts_with(target));
    env::join_paths(kept).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn library_path_loses_the_output_folders_only() {
        let rows = [
            ("/keel/target/debug/deps:/keel/target/debug:/opt/lib", "/opt/lib"),
            ("/opt/lib:/keel/targets", "/opt/lib:/keel/targets"),
            ("/keel/target", ""),
        ];
        for (folders, expected) in rows {
            let found = without_folders_below(&OsString::from(folders), Path::new("/keel/target"));
            assert_eq!(found, OsString::from(expected), "{folders}");
        }
    }

    #[test]
    fn variables_of_cargo_run() {
        let rows = [
            ("CARGO_PKG_NAME", true),
            ("CARGO_MANIFEST_DIR", true),
            ("CARGO_HOME", false),
            ("CARGO_TARGET_DIR", false),
            ("CARGO_BUILD_JOBS", false),
        ];
        for (name, expected) in rows {
            assert_eq!(is_of_cargo_run(name), expected, "{name}");
        }
    }
}
