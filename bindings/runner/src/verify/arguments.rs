//! The command line of `cargo verify`.

use std::fmt;

use super::part::Part;
use super::parts::PARTS;

/// What the command line asks for.
#[derive(Debug, PartialEq)]
pub enum Wanted {
    Help,
    Verify(Asked),
}

/// The parts to run and how.
#[derive(Debug, PartialEq)]
pub struct Asked {
    /// In the order of [`PARTS`], each once: later parts reuse what earlier ones built.
    pub parts: Vec<&'static Part>,
    /// Adds what takes long.
    pub deep: bool,
    /// Installs what is missing without a question.
    pub yes: bool,
}

/// A word of the command line that means nothing here.
#[derive(Debug, PartialEq)]
pub enum Refused {
    Part(String),
    Option(String),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Part(word) => write!(f, "there is no part named {word:?}"),
            Self::Option(word) => write!(f, "there is no option {word:?}"),
        }
    }
}

/// Reads the words after `verify`.
pub fn parse(words: impl Iterator<Item = String>) -> Result<Wanted, Refused> {
    let (mut named, mut deep, mut yes) = (Vec::new(), false, false);
    for word in words {
        match word.as_str() {
            "--help" | "-h" => return Ok(Wanted::Help),
            "--deep" => deep = true,
            "--yes" | "-y" => yes = true,
            option if option.starts_with('-') => return Err(Refused::Option(word)),
            name if PARTS.iter().any(|part| part.name == name) => named.push(word),
            _ => return Err(Refused::Part(word)),
        }
    }
    let parts = PARTS
        .iter()
        .copied()
        .filter(|part| named.is_empty() || named.iter().any(|name| name == part.name))
        .collect();
    Ok(Wanted::Verify(Asked { parts, deep, yes }))
}

/// The usage, with a line for each part.
pub fn help() -> String {
    let mut text = String::from(
        "usage: cargo verify [PART ...] [--deep] [--yes]\n\n\
         Runs every test of every language, or of the parts named:\n\n",
    );
    for part in PARTS {
        text.push_str(&format!("  {:<8} {}\n", part.name, part.about));
    }
    text.push_str(
        "\n  --deep   adds what takes long: a hundred times the fuzz runs, large differential runs, leak checks\n  \
           --yes    installs what is missing without a question, as when CI is set\n",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the parts and options that `line` asks for, or the words of its refusal.
    fn check(line: &str, expected: Result<(&str, bool, bool), &str>) {
        let words = line.split_whitespace().map(String::from);
        let found = match parse(words) {
            Ok(Wanted::Verify(asked)) => {
                let names: Vec<&str> = asked.parts.iter().map(|part| part.name).collect();
                Ok((names.join(" "), asked.deep, asked.yes))
            }
            Ok(Wanted::Help) => Ok((String::from("help"), false, false)),
            Err(refused) => Err(refused.to_string()),
        };
        let expected = expected.map(|(parts, deep, yes)| (parts.to_owned(), deep, yes));
        assert_eq!(found, expected.map_err(str::to_owned), "{line:?}");
    }

    #[test]
    fn command_lines() {
        let all = "rust timing c kotlin swift python bare fuzz";
        let rows = [
            ("", Ok((all, false, false))),
            ("--deep", Ok((all, true, false))),
            ("--yes", Ok((all, false, true))),
            ("kotlin", Ok(("kotlin", false, false))),
            ("fuzz --deep rust -y", Ok(("rust fuzz", true, true))),
            ("swift swift c", Ok(("c swift", false, false))),
            ("--help", Ok(("help", false, false))),
            ("c -h", Ok(("help", false, false))),
            ("java", Err("there is no part named \"java\"")),
            ("rust --fast", Err("there is no option \"--fast\"")),
        ];
        for (line, expected) in rows {
            check(line, expected);
        }
    }

    #[test]
    fn help_names_every_part() {
        let help = help();
        for part in PARTS {
            assert!(help.contains(&format!("  {:<8} {}\n", part.name, part.about)), "{}", part.name);
        }
    }
}
