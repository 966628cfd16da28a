//! The script leaves of the Taproot contract.

use crate::codec::script::{Instruction, Instructions, Op, Script};
use crate::codec::taproot::{LEAF_VERSION, leaf_hash};
use crate::crypto::{TapNodeHash, XOnlyPublicKey};
use crate::htlc::p2wsh::hash_lock;
use crate::htlc::{HashLock, LockTime};

/// The receiver's leaf: `OP_SIZE 32 OP_EQUALVERIFY OP_SHA256 <hash> OP_EQUALVERIFY <receiver> OP_CHECKSIG`, with
/// `OP_HASH160` where the hash is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimLeaf {
    /// What the preimage must hash to.
    pub hash: HashLock,
    /// Who signs.
    pub receiver: XOnlyPublicKey,
}

impl ClaimLeaf {
    /// The script.
    #[must_use]
    pub fn script(&self) -> Script {
        self.hash.write(Script::new()).push(&self.receiver.to_bytes()).op(Op::CHECKSIG)
    }

    /// Reads the leaf from its script; `None` when it is no such script, byte for byte.
    ///
    /// ```
    /// use keelbolt::crypto::{PaymentHash, XOnlyPublicKey};
    /// use keelbolt::htlc::{ClaimLeaf, HashLock, RefundLeaf};
    /// let receiver = XOnlyPublicKey::parse(&[0x11; 32])?;
    /// let leaf = ClaimLeaf { hash: HashLock::Sha256(PaymentHash([7; 32])), receiver };
    /// assert_eq!(ClaimLeaf::recognise(&leaf.script()), Some(leaf));
    /// assert_eq!(RefundLeaf::recognise(&leaf.script()), None);
    /// # Ok::<(), keelbolt::crypto::Error>(())
    /// ```
    #[must_use]
    pub fn recognise(script: &[u8]) -> Option<Self> {
        let mut steps = Instructions::new(script);
        let hash_op = steps.nth(3)?;
        let hash = hash_lock(&hash_op, &steps.next()?)?;
        let leaf = Self { hash, receiver: key(&steps.nth(1)?)? };
        (*leaf.script() == *script).then_some(leaf)
    }

    /// The hash of the leaf.
    #[must_use]
    pub fn hash(&self) -> TapNodeHash {
        leaf_hash(LEAF_VERSION, &self.script())
    }
}

/// The sender's leaf: `<sender> OP_CHECKSIGVERIFY <lock_time> OP_CHECKLOCKTIMEVERIFY`. What is left on the stack is
/// the lock time, which is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundLeaf {
    /// Who signs.
    pub sender: XOnlyPublicKey,
    /// From when on.
    pub lock_time: LockTime,
}

impl RefundLeaf {
    /// The script.
    #[must_use]
    pub fn script(&self) -> Script {
        Script::new()
            .push(&self.sender.to_bytes())
            .op(Op::CHECKSIGVERIFY)
            .number(self.lock_time.to_u32())
            .op(Op::CHECKLOCKTIMEVERIFY)
    }

    /// Reads the leaf from its script; `None` when it is no such script, byte for byte.
    #[must_use]
    pub fn recognise(script: &[u8]) -> Option<Self> {
        let mut steps = Instructions::new(script);
        let sender = key(&steps.next()?)?;
        let lock_time = LockTime::from_u32(steps.nth(1)?.number()?)?;
        let leaf = Self { sender, lock_time };
        (*leaf.script() == *script).then_some(leaf)
    }

    /// The hash of the leaf.
    #[must_use]
    pub fn hash(&self) -> TapNodeHash {
        leaf_hash(LEAF_VERSION, &self.script())
    }
}

fn key(push: &Instruction<'_>) -> Option<XOnlyPublicKey> {
    let Instruction::Push(bytes) = push else { return None };
    XOnlyPublicKey::parse((*bytes).try_into().ok()?).ok()
}
