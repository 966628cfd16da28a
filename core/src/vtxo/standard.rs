//! Whether nodes relay the outputs of an exit: an exit that does not relay is none.

use crate::amount::Sat;
use crate::blame::Blame;
use crate::bytes::Reader;
use crate::codec::script::Op;
use crate::codec::spend::dust_limit;
use crate::codec::transaction::TxOut;
use crate::vtxo::{GenesisItem, VtxoRef};
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

/// What keeps an exit from being relayed.
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
    /// It has a script that is no P2PKH, P2SH, P2WPKH, P2WSH, P2TR, and no `OP_RETURN` of at most 83 bytes with nothing
    /// but data behind it.
    Script {
        /// Which one.
        output: ExitOutput,
    },
    /// A second `OP_RETURN` in one transaction.
    SecondData {
        /// Which one.
        output: ExitOutput,
    },
    /// A transaction that is heavier than nodes relay one of version 3.
    Weight {
        /// Which transaction, counted from 0.
        depth: usize,
        /// The most.
        limit: u64,
        /// What it weighs.
        found: u64,
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
            Self::SecondData { output } => write!(f, "{output} is the second one of data alone"),
            Self::Weight { depth, limit, found } => {
                write!(f, "weight of transaction {depth}: expected at most {limit}, found {found}")
            }
        }
    }
}

impl core::error::Error for NotStandard {}

impl VtxoRef<'_> {
    /// Checks that nodes relay all of its exit: neither the VTXO nor a sibling is dust, all have usual scripts, and no
    /// transaction is too heavy.
    ///
    /// # Errors
    ///
    /// The first [`NotStandard`], the VTXO's own before those of the siblings from the chain on.
    pub fn check_standard(&self) -> Result<(), NotStandard> {
        // The VTXO's own script is P2TR, whatever its key.
        let own = TxOut { value: self.amount(), script_pubkey: &P2TR };
        check(&own, ExitOutput::Own)?;
        self.genesis().items().enumerate().try_for_each(|(depth, item)| check_transaction(depth, &item))
    }
}

fn check_transaction(depth: usize, item: &GenesisItem<'_>) -> Result<(), NotStandard> {
    // 10,000 virtual bytes (BIP 431, rule 4).
    const MAX_WEIGHT: u64 = 40_000;
    let mut has_data = false;
    for (index, sibling) in item.siblings.iter().enumerate() {
        let output = ExitOutput::Sibling { depth, index };
        check(&sibling, output)?;
        let is_data = sibling.script_pubkey.starts_with(&[Op::RETURN.0]);
        if is_data && core::mem::replace(&mut has_data, true) {
            return Err(NotStandard::SecondData { output });
        }
    }
    match item.weight() {
        0..=MAX_WEIGHT => Ok(()),
        found => Err(NotStandard::Weight { depth, limit: MAX_WEIGHT, found }),
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
        [0x6a, data @ ..] => script.len() <= OP_RETURN_LIMIT && is_push_only(data),
        _ => false,
    }
}

/// Whether a script does nothing but push, and none of its pushes is cut.
fn is_push_only(script: &[u8]) -> bool {
    let mut reader = Reader::new(script);
    while !reader.is_empty() {
        if push(&mut reader).is_none() {
            return false;
        }
    }
    true
}

fn push(reader: &mut Reader<'_>) -> Option<()> {
    let length = match reader.u8().ok()? {
        direct @ 0..=75 => direct.into(),
        76 => reader.u8().ok()?.into(),
        77 => reader.u16_le().ok()?.into(),
        78 => usize::try_from(reader.u32_le().ok()?).ok()?,
        // Numbers, and what Bitcoin Core counts among them.
        0x4f..=0x60 => 0,
        _ => return None,
    };
    reader.take(length).ok().map(drop)
}
