//! Whether nodes relay the outputs of an exit: an exit that does not relay is none.

use crate::amount::Sat;
use crate::blame::Blame;
use crate::codec::spend::dust_limit;
use crate::codec::transaction::TxOut;
use crate::vtxo::VtxoRef;
use core::fmt;

/// An output of an exit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExitOutput {
    /// The VTXO itself.
    Own,
    /// Another output of a transaction on the way to it.
    Sibling {
        /// Of which transaction, counted from 0.
        depth: usize,
        /// Which of the siblings, counted from 0.
        index: usize,
    },
}

/// Why an output keeps an exit from being relayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NotStandard {
    /// It holds too little.
    Dust {
        /// Which one.
        output: ExitOutput,
        /// The least that is relayed.
        limit: Sat,
        /// What it holds.
        found: Sat,
    },
    /// It has a script that is no P2PKH, P2SH, P2WPKH, P2WSH, P2TR, and no `OP_RETURN` of at most 83 bytes.
    Script {
        /// Which one.
        output: ExitOutput,
    },
}

impl NotStandard {
    /// Who has to act on the error.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        Blame::Peer
    }
}

impl fmt::Display for ExitOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("the VTXO"),
            Self::Sibling { depth, index } => write!(f, "sibling {index} of transaction {depth}"),
        }
    }
}

impl fmt::Display for NotStandard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dust { output, limit, found } => {
                write!(f, "{output} is dust: expected {limit} at least, found {found}")
            }
            Self::Script { output } => write!(f, "{output} has a script that is not relayed"),
        }
    }
}

impl core::error::Error for NotStandard {}

impl VtxoRef<'_> {
    /// Checks that nodes relay all of its exit: neither the VTXO nor a sibling is dust, and all have usual scripts.
    ///
    /// # Errors
    ///
    /// The first [`NotStandard`], the VTXO's own before those of the siblings from the chain on.
    pub fn check_standard(&self) -> Result<(), NotStandard> {
        // The VTXO's own script is P2TR, whatever its key.
        let own = TxOut { value: self.amount(), script_pubkey: &P2TR };
        check(&own, ExitOutput::Own)?;
        let siblings = self.genesis().items().enumerate().flat_map(|(depth, item)| {
            let outputs = item.siblings.iter().enumerate();
            outputs.map(move |(index, sibling)| (ExitOutput::Sibling { depth, index }, sibling))
        });
        siblings.into_iter().try_for_each(|(output, sibling)| check(&sibling, output))
    }
}

/// A P2TR script.
const P2TR: [u8; 34] = {
    let mut script = [0; 34];
    [script[0], script[1]] = [0x51, 0x20];
    script
};

fn check(found: &TxOut<'_>, output: ExitOutput) -> Result<(), NotStandard> {
    if !is_usual(found.script_pubkey) {
        return Err(NotStandard::Script { output });
    }
    let limit = dust_limit(found.script_pubkey);
    match found.value >= limit {
        true => Ok(()),
        false => Err(NotStandard::Dust { output, limit, found: found.value }),
    }
}

fn is_usual(script: &[u8]) -> bool {
    // The longest that nodes relayed before they relayed any.
    const OP_RETURN_LIMIT: usize = 83;
    match script {
        // DUP HASH160 <20 bytes> EQUALVERIFY CHECKSIG
        [0x76, 0xa9, 0x14, hash @ .., 0x88, 0xac] => hash.len() == 20,
        // HASH160 <20 bytes> EQUAL
        [0xa9, 0x14, hash @ .., 0x87] => hash.len() == 20,
        // Witness programs of version 0, and of version 1 with a key.
        [0x00, 0x14, program @ ..] => program.len() == 20,
        [0x00 | 0x51, 0x20, program @ ..] => program.len() == 32,
        [0x6a, ..] => script.len() <= OP_RETURN_LIMIT,
        _ => false,
    }
}
