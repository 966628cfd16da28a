//! The script leaves of policies.

use crate::codec::hash_lock::HashLock;
use crate::codec::script::{Instruction, Instructions, Op, Script};
use crate::codec::taproot::{LEAF_VERSION, leaf_hash};
use crate::crypto::{Preimage, TapNodeHash, XOnlyPublicKey, ripemd160};
use crate::time::BlockHeight;
use crate::vtxo::{HashLockVersion, LockHeight};
use core::ops::Deref;
use heapless::Vec;

/// A way to take an output by a script. Heights and delays are pushed in their shortest form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Clause {
    /// `<delta> CSV DROP <pubkey> CHECKSIG`
    DelayedSign {
        /// Who signs.
        pubkey: XOnlyPublicKey,
        /// How many blocks after the output.
        delta: u16,
    },
    /// `<height> CLTV DROP <pubkey> CHECKSIG`
    TimelockSign {
        /// Who signs.
        pubkey: XOnlyPublicKey,
        /// From which height on.
        height: LockHeight,
    },
    /// `<height> CLTV DROP <delta> CSV DROP <pubkey> CHECKSIG`
    DelayedTimelockSign {
        /// Who signs.
        pubkey: XOnlyPublicKey,
        /// From which height on.
        height: LockHeight,
        /// And how many blocks after the output.
        delta: u16,
    },
    /// `<delta> CSV DROP`, the hash lock, `<pubkey> CHECKSIG`
    HashDelaySign {
        /// Who signs.
        pubkey: XOnlyPublicKey,
        /// What the preimage hashes to.
        hash: ClauseHash,
        /// How many blocks after the output.
        delta: u16,
    },
    /// The hash lock, `<pubkey> CHECKSIG`
    HashSign {
        /// Who signs.
        pubkey: XOnlyPublicKey,
        /// What the preimage hashes to.
        hash: ClauseHash,
    },
}

/// A hash lock as a script has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClauseHash {
    /// Whether the length of the preimage is asked for.
    pub version: HashLockVersion,
    /// RIPEMD-160 of the preimage's SHA-256.
    pub hash160: [u8; 20],
}

impl ClauseHash {
    /// The lock of a SHA-256 hash.
    #[must_use]
    pub fn new(version: HashLockVersion, sha256: &[u8; 32]) -> Self {
        Self { version, hash160: ripemd160(sha256) }
    }

    /// Whether `preimage` opens it.
    #[must_use]
    pub fn opens(&self, preimage: &Preimage) -> bool {
        self.lock().opens(preimage)
    }

    /// Looks for the preimage in all elements of a witness, an annex included, of whatever spend.
    #[must_use]
    pub fn preimage_in<'w>(&self, witness: impl IntoIterator<Item = &'w [u8]>) -> Option<Preimage> {
        self.lock().preimage_in(witness)
    }

    const fn lock(&self) -> HashLock {
        HashLock::Hash160(self.hash160)
    }

    fn write(&self, script: Script) -> Script {
        match self.version {
            HashLockVersion::V0 => script.op(Op::HASH160).push(&self.hash160).op(Op::EQUALVERIFY),
            HashLockVersion::V1 => self.lock().write(script),
        }
    }
}

impl Clause {
    /// Who signs.
    #[must_use]
    pub const fn pubkey(&self) -> &XOnlyPublicKey {
        match self {
            Self::DelayedSign { pubkey, .. }
            | Self::TimelockSign { pubkey, .. }
            | Self::DelayedTimelockSign { pubkey, .. }
            | Self::HashDelaySign { pubkey, .. }
            | Self::HashSign { pubkey, .. } => pubkey,
        }
    }

    /// From which height on, if that matters: the lock time of a spend.
    #[must_use]
    pub const fn height(&self) -> Option<LockHeight> {
        match self {
            Self::TimelockSign { height, .. } | Self::DelayedTimelockSign { height, .. } => Some(*height),
            _ => None,
        }
    }

    /// How many blocks after the output, if that matters: the sequence of a spend's input.
    #[must_use]
    pub const fn delta(&self) -> Option<u16> {
        match self {
            Self::DelayedSign { delta, .. }
            | Self::DelayedTimelockSign { delta, .. }
            | Self::HashDelaySign { delta, .. } => Some(*delta),
            _ => None,
        }
    }

    /// What a preimage must hash to, if one is asked for.
    #[must_use]
    pub const fn hash(&self) -> Option<&ClauseHash> {
        match self {
            Self::HashDelaySign { hash, .. } | Self::HashSign { hash, .. } => Some(hash),
            _ => None,
        }
    }

    /// The script.
    #[must_use]
    pub fn script(&self) -> Script {
        let mut script = Script::new();
        if let Some(height) = self.height() {
            script = script.number(height.to_u32()).op(Op::CHECKLOCKTIMEVERIFY).op(Op::DROP);
        }
        if let Some(delta) = self.delta() {
            script = script.number(delta.into()).op(Op::CHECKSEQUENCEVERIFY).op(Op::DROP);
        }
        if let Some(hash) = self.hash() {
            script = hash.write(script);
        }
        script.push(&self.pubkey().to_bytes()).op(Op::CHECKSIG)
    }

    /// Reads the clause from its script; `None` when it is no such script, byte for byte.
    #[must_use]
    pub fn recognise(script: &[u8]) -> Option<Self> {
        let clause = read(Instructions::new(script))?;
        (*clause.script() == *script).then_some(clause)
    }

    /// The hash of the leaf.
    #[must_use]
    pub fn leaf_hash(&self) -> TapNodeHash {
        leaf_hash(LEAF_VERSION, &self.script())
    }
}

/// Collects the parts that vary. What stands between them is compared when all are known.
fn read(steps: Instructions<'_>) -> Option<Clause> {
    let mut number = None;
    let (mut height, mut delta) = (None, None);
    let (mut hash160, mut version) = (None, HashLockVersion::V0);
    let mut pubkey = None;
    for step in steps {
        match step {
            Instruction::Op(Op::CHECKLOCKTIMEVERIFY) => height = LockHeight::new(BlockHeight(number?)),
            Instruction::Op(Op::CHECKSEQUENCEVERIFY) => delta = Some(u16::try_from(number?).ok()?),
            Instruction::Op(Op::SIZE) => version = HashLockVersion::V1,
            Instruction::Push(bytes) if bytes.len() == 20 => hash160 = bytes.try_into().ok(),
            Instruction::Push(bytes) if bytes.len() == 32 => {
                pubkey = XOnlyPublicKey::parse(bytes.try_into().ok()?).ok();
            }
            other => number = other.number(),
        }
    }
    let pubkey = pubkey?;
    let hash = hash160.map(|hash160| ClauseHash { version, hash160 });
    Some(match (height, delta, hash) {
        (None, Some(delta), None) => Clause::DelayedSign { pubkey, delta },
        (Some(height), None, None) => Clause::TimelockSign { pubkey, height },
        (Some(height), Some(delta), None) => Clause::DelayedTimelockSign { pubkey, height, delta },
        (None, Some(delta), Some(hash)) => Clause::HashDelaySign { pubkey, hash, delta },
        (None, None, Some(hash)) => Clause::HashSign { pubkey, hash },
        _ => return None,
    })
}

/// The clauses of a policy, in the order of its script leaves: two at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clauses(Vec<Clause, 2>);

impl Clauses {
    pub(super) fn of(clauses: [Option<Clause>; 2]) -> Self {
        Self(clauses.into_iter().flatten().collect())
    }

    pub(super) fn one(clause: Clause) -> Self {
        Self::of([Some(clause), None])
    }

    pub(super) fn two(first: Clause, second: Clause) -> Self {
        Self::of([Some(first), Some(second)])
    }
}

impl Deref for Clauses {
    type Target = [Clause];

    fn deref(&self) -> &[Clause] {
        &self.0
    }
}
