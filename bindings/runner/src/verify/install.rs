//! Gets what the wanted parts miss, after saying what that is.

use std::fs::File;
use std::io::{self, Write};
use std::process::Command;

use super::need::{Need, Way};
use super::output::Output;
use super::part::Part;
use super::surroundings::Surroundings;

/// Whether somebody has to be asked before anything is installed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Consent {
    Given,
    Ask,
}

/// Tries for each missing tool one way after the other, until it is there or no way is left. What stays missing is
/// found again, and named, by the part that needs it.
pub fn install_missing(parts: &[&'static Part], consent: Consent, surroundings: &Surroundings) {
    let mut tried: Vec<(&Need, usize)> =
        missing(parts, surroundings).into_iter().map(|need| (need, 0)).collect();
    let mut log = None;
    loop {
        let plan = Plan::of(&mut tried, |program| is_in_path(program, surroundings));
        if plan.is_empty() {
            return;
        }
        print!("{}", plan.described());
        if consent == Consent::Ask && !agrees() {
            return;
        }
        let file = match log.take().map_or_else(|| File::create(surroundings.log("install")), Ok) {
            Ok(file) => log.insert(file),
            Err(error) => return println!("the log of the installation cannot be written: {error}"),
        };
        plan.carry_out(surroundings, file);
        tried.retain(|(need, _)| !need.is_met(surroundings));
    }
}

/// The unmet needs of all parts, each once.
fn missing(parts: &[&'static Part], surroundings: &Surroundings) -> Vec<&'static Need> {
    let mut needs: Vec<&'static Need> = Vec::new();
    for need in parts.iter().flat_map(|part| part.needs) {
        if !needs.contains(&need) {
            needs.push(need);
        }
    }
    needs.retain(|need| !need.is_met(surroundings));
    needs
}

/// What one round installs.
#[derive(Debug, Default, PartialEq)]
struct Plan {
    /// The Debian packages of each tool that comes from there.
    packages: Vec<&'static [&'static str]>,
    /// The commands for the others, with what they cost.
    commands: Vec<(&'static [&'static str], &'static str)>,
}

impl Plan {
    /// Takes for each tool the next way that is open on this machine; `tried` counts how far each has come.
    fn of(tried: &mut [(&Need, usize)], is_there: impl Fn(&str) -> bool) -> Self {
        let mut plan = Self::default();
        for (need, next) in tried {
            while let Some(way) = need.ways.get(*next) {
                *next += 1;
                if !is_there(way.program()) {
                    continue;
                }
                match *way {
                    Way::Apt(packages) => plan.packages.push(packages),
                    Way::Run(command, cost) => plan.commands.push((command, cost)),
                }
                break;
            }
        }
        plan
    }

    fn is_empty(&self) -> bool {
        self.packages.is_empty() && self.commands.is_empty()
    }

    fn described(&self) -> String {
        let mut text = String::from("To be installed:\n");
        if !self.packages.is_empty() {
            text.push_str(&format!("  apt-get install {}\n", self.packages.concat().join(" ")));
        }
        for (command, cost) in &self.commands {
            text.push_str(&format!("  {} ({cost})\n", command.join(" ")));
        }
        text
    }

    fn carry_out(&self, surroundings: &Surroundings, log: &mut File) {
        if !self.packages.is_empty() {
            // Some mirrors being out of reach does not say that the packages are.
            execute(as_root(surroundings, &["apt-get", "update"]), surroundings, log);
            let all = apt_install(&self.packages.concat());
            if !execute(as_root(surroundings, &all), surroundings, log) {
                // One package that this release does not have must not keep the others away.
                for packages in &self.packages {
                    execute(as_root(surroundings, &apt_install(packages)), surroundings, log);
                }
            }
        }
        for (command, _) in &self.commands {
            let Some((program, arguments)) = command.split_first() else { continue };
            let mut command = surroundings.command(program);
            command.args(arguments);
            execute(command, surroundings, log);
        }
    }
}

fn apt_install<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    let mut words =
        vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends"];
    words.extend(packages);
    words
}

fn as_root(surroundings: &Surroundings, words: &[&str]) -> Command {
    let is_root = surroundings.command("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    let mut command = surroundings.command(if is_root { "env" } else { "sudo" });
    command.args(words);
    command
}

/// Runs one command of the plan and says so when it fails.
fn execute(command: Command, surroundings: &Surroundings, log: &mut File) -> bool {
    let mut output = Output::default();
    let words = format!("{command:?}");
    let why = match output.collect(command, log) {
        Ok(status) if status.success() => return true,
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    };
    output.print_failure(&words, &why, surroundings.shorten(&surroundings.log("install")));
    false
}

fn is_in_path(program: &str, surroundings: &Surroundings) -> bool {
    let found = |folder: std::path::PathBuf| folder.join(program).is_file();
    if program.contains('/') {
        return found(surroundings.root.clone());
    }
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(found))
}

fn agrees() -> bool {
    print!("Install these now? [y/N] ");
    let mut answer = String::new();
    // Without anybody to answer, the answer is no.
    let read = io::stdout().flush().and_then(|()| io::stdin().read_line(&mut answer));
    read.is_ok() && is_yes(&answer)
}

fn is_yes(answer: &str) -> bool {
    ["y", "yes"].contains(&answer.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CMAKE: Need = Need { name: "cmake", probe: &["cmake"], ways: &[Way::Apt(&["cmake"])] };
    const RUST: Need = Need {
        name: "Rust for the board",
        probe: &["rustc"],
        ways: &[
            Way::Run(&["rustup", "target", "add", "board"], "30 MB"),
            Way::Apt(&["rustc-web", "cargo-web"]),
        ],
    };

    /// Checks the plans of the following rounds when only `programs` are there and nothing ever helps.
    fn check(needs: &[&Need], programs: &[&str], rounds: &[&str]) {
        let mut tried: Vec<(&Need, usize)> = needs.iter().map(|&need| (need, 0)).collect();
        for expected in rounds.iter().chain(&[""]) {
            let plan = Plan::of(&mut tried, |program| programs.contains(&program));
            let found = if plan.is_empty() { String::new() } else { plan.described() };
            assert_eq!(&found, expected, "{needs:?} with {programs:?}");
        }
    }

    #[test]
    fn plans() {
        let rows: [(&[&Need], &[&str], &[&str]); 6] = [
            (&[], &["apt-get", "rustup"], &[]),
            (&[&CMAKE], &[], &[]),
            (&[&CMAKE], &["apt-get"], &["To be installed:\n  apt-get install cmake\n"]),
            (
                &[&RUST],
                &["apt-get", "rustup"],
                &[
                    "To be installed:\n  rustup target add board (30 MB)\n",
                    "To be installed:\n  apt-get install rustc-web cargo-web\n",
                ],
            ),
            (&[&RUST], &["rustup"], &["To be installed:\n  rustup target add board (30 MB)\n"]),
            (
                &[&CMAKE, &RUST],
                &["apt-get"],
                &["To be installed:\n  apt-get install cmake rustc-web cargo-web\n"],
            ),
        ];
        for (needs, programs, rounds) in rows {
            check(needs, programs, rounds);
        }
    }

    #[test]
    fn answers() {
        let rows =
            [("y\n", true), ("YES\n", true), (" yes \n", true), ("", false), ("\n", false), ("no\n", false)];
        for (answer, expected) in rows {
            assert_eq!(is_yes(answer), expected, "{answer:?}");
        }
    }
}
