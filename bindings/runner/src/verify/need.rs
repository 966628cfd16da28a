//! A tool that a part needs, how to see whether it is there, and how to get it.

use std::process::Stdio;

use super::surroundings::Surroundings;

/// A tool that must be there before a part can run.
#[derive(Debug, PartialEq)]
pub struct Need {
    /// What a person calls it.
    pub name: &'static str,
    /// A command that succeeds when the tool is there.
    pub probe: &'static [&'static str],
    /// How to get it, best first: where one does not help, the next is tried.
    pub ways: &'static [Way],
}

/// A way to get a tool.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    /// Packages of Debian and Ubuntu.
    Apt(&'static [&'static str]),
    /// A command, with what it costs.
    Run(&'static [&'static str], &'static str),
}

impl Need {
    /// A command in `PATH` that answers `--version`, from a Debian package.
    pub const fn command(probe: &'static [&'static str], packages: &'static [Way]) -> Self {
        Self { name: probe[0], probe, ways: packages }
    }

    /// Whether the tool is there now.
    pub fn is_met(&self, surroundings: &Surroundings) -> bool {
        let Some((program, arguments)) = self.probe.split_first() else { return false };
        surroundings
            .command(program)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// The name, and in brackets how a person gets it.
    pub fn described(&self) -> String {
        let ways: Vec<String> = self.ways.iter().map(|way| way.described()).collect();
        format!("{} ({})", self.name, ways.join("; or "))
    }
}

impl Way {
    /// The program without which this way is closed.
    pub fn program(&self) -> &'static str {
        match self {
            Self::Apt(_) => "apt-get",
            Self::Run(command, _) => command.first().copied().unwrap_or_default(),
        }
    }

    fn described(&self) -> String {
        match self {
            Self::Apt(packages) => format!("Debian: {}", packages.join(" ")),
            Self::Run(command, _) => command.join(" "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_say_how_to_get_the_tool() {
        let rows = [
            (Need::command(&["cmake", "--version"], &[Way::Apt(&["cmake"])]), "cmake (Debian: cmake)"),
            (
                Need {
                    name: "the keel",
                    probe: &["keel"],
                    ways: &[Way::Run(&["yard", "lay", "keel"], "a year"), Way::Apt(&["keel", "keel-src"])],
                },
                "the keel (yard lay keel; or Debian: keel keel-src)",
            ),
        ];
        for (need, expected) in rows {
            assert_eq!(need.described(), expected);
        }
    }

    #[test]
    fn probes() {
        let surroundings = Surroundings::prepare(false).expect("a folder for logs");
        let rows: [(&[&str], bool); 4] = [
            (&["cargo", "--version"], true),
            (&["cargo", "no-such-subcommand-of-keelbolt"], false),
            (&["no-such-program-of-keelbolt"], false),
            (&[], false),
        ];
        for (probe, expected) in rows {
            let probe: &'static [&'static str] = Box::leak(probe.to_vec().into_boxed_slice());
            let need = Need { name: "probe", probe, ways: &[] };
            assert_eq!(need.is_met(&surroundings), expected, "{probe:?}");
        }
    }
}
