//! Scripts: the operations that the protocols' templates use, written into buffers and walked.
//!
//! No interpreter: Bitcoin Core's judges in the tests what is written here.

mod walk;
mod write;

pub use walk::{Instruction, Instructions};
pub use write::{Script, ScriptNumber};

/// An operation, by its name in Bitcoin Core without `OP_`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Op(pub u8);

#[expect(missing_docs, reason = "the names are Bitcoin's")]
impl Op {
    pub const RETURN: Self = Self(0x6a);
    pub const IF: Self = Self(0x63);
    pub const NOTIF: Self = Self(0x64);
    pub const ELSE: Self = Self(0x67);
    pub const ENDIF: Self = Self(0x68);
    pub const VERIFY: Self = Self(0x69);
    pub const IFDUP: Self = Self(0x73);
    pub const DROP: Self = Self(0x75);
    pub const DUP: Self = Self(0x76);
    pub const SWAP: Self = Self(0x7c);
    pub const SIZE: Self = Self(0x82);
    pub const EQUAL: Self = Self(0x87);
    pub const EQUALVERIFY: Self = Self(0x88);
    pub const SHA256: Self = Self(0xa8);
    pub const HASH160: Self = Self(0xa9);
    pub const CHECKSIG: Self = Self(0xac);
    pub const CHECKSIGVERIFY: Self = Self(0xad);
    pub const CHECKMULTISIG: Self = Self(0xae);
    pub const CHECKLOCKTIMEVERIFY: Self = Self(0xb1);
    pub const CHECKSEQUENCEVERIFY: Self = Self(0xb2);
}
