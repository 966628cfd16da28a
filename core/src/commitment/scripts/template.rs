//! Writing.

use crate::codec::script::{Op, Script};
use crate::commitment::{CommitmentKeys, Format, ScriptPubkey};
use crate::crypto::{PaymentHash, PublicKey, hash160, ripemd160};

/// A witness script of a channel, by its parts.
///
/// ```
/// use keelbolt::commitment::Template;
/// # use keelbolt::{crypto::{SecretKey, SigningContext}, entropy::Entropy, secret::Secret};
/// # let context = SigningContext::new(Entropy::new([7; 32]));
/// # let key = |n: u8| context.public_key(&SecretKey::parse(Secret::new([n; 32])).unwrap()).unwrap();
/// let template = Template::ToLocal {
///     revocation_pubkey: key(1),
///     to_self_delay: 144,
///     local_delayedpubkey: key(2),
/// };
/// assert_eq!(Template::recognise(&template.write()), Some(template));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Template {
    /// "Funding Transaction Output": both nodes together.
    Funding {
        /// Both keys, the lesser one first.
        funding_pubkeys: [PublicKey; 2],
    },
    /// "`to_local` Output", and the output of an HTLC transaction.
    ToLocal {
        /// Spends at once, when the commitment is revoked.
        revocation_pubkey: PublicKey,
        /// How many blocks its owner waits.
        to_self_delay: u16,
        /// Spends after the delay.
        local_delayedpubkey: PublicKey,
    },
    /// "`to_remote` Output" with anchors.
    ToRemote {
        /// Spends after one block.
        remotepubkey: PublicKey,
    },
    /// "`to_local_anchor` and `to_remote_anchor` Output".
    Anchor {
        /// Spends at once; after 16 blocks anybody does.
        funding_pubkey: PublicKey,
    },
    /// "Offered HTLC Outputs".
    OfferedHtlc(HtlcTemplate),
    /// "Received HTLC Outputs".
    ReceivedHtlc {
        /// What both kinds have.
        htlc: HtlcTemplate,
        /// The height from which the other node takes it back.
        cltv_expiry: u32,
    },
}

/// The parts of an HTLC's script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HtlcTemplate {
    /// HASH160 of the revocation key.
    pub revocation_hash: [u8; 20],
    /// The key of the commitment's owner.
    pub local_htlcpubkey: PublicKey,
    /// The key of the other node.
    pub remote_htlcpubkey: PublicKey,
    /// RIPEMD-160 of the payment hash.
    pub payment_hash160: [u8; 20],
    /// Whether all paths but the revocation wait for one block: with anchors.
    pub delayed: bool,
}

impl HtlcTemplate {
    /// The parts of an HTLC of a commitment with these keys.
    #[must_use]
    pub fn new(keys: &CommitmentKeys, payment_hash: &PaymentHash, format: Format) -> Self {
        Self {
            revocation_hash: hash160(&keys.revocation_pubkey.to_bytes()),
            local_htlcpubkey: keys.local_htlcpubkey,
            remote_htlcpubkey: keys.remote_htlcpubkey,
            payment_hash160: ripemd160(&payment_hash.0),
            delayed: format.delays_htlcs(),
        }
    }

    /// The same HTLC with another hash.
    #[must_use]
    pub fn with_payment_hash(&self, payment_hash: &PaymentHash) -> Self {
        Self { payment_hash160: ripemd160(&payment_hash.0), ..*self }
    }
}

impl Template {
    /// The funding output of these keys: "`pubkey1` is the lexicographically lesser of the two".
    #[must_use]
    pub fn funding(a: PublicKey, b: PublicKey) -> Self {
        let funding_pubkeys = if a.to_bytes() <= b.to_bytes() { [a, b] } else { [b, a] };
        Self::Funding { funding_pubkeys }
    }

    /// `to_local`, and what HTLC transactions pay to, of a commitment with these keys.
    #[must_use]
    pub const fn to_local(keys: &CommitmentKeys, to_self_delay: u16) -> Self {
        Self::ToLocal {
            revocation_pubkey: keys.revocation_pubkey,
            to_self_delay,
            local_delayedpubkey: keys.local_delayedpubkey,
        }
    }

    /// The script.
    #[must_use]
    pub fn write(&self) -> Script {
        match self {
            Self::Funding { funding_pubkeys: [first, second] } => Script::new()
                .number(2)
                .push(&first.to_bytes())
                .push(&second.to_bytes())
                .number(2)
                .op(Op::CHECKMULTISIG),
            Self::ToLocal { revocation_pubkey, to_self_delay, local_delayedpubkey } => Script::new()
                .op(Op::IF)
                .push(&revocation_pubkey.to_bytes())
                .op(Op::ELSE)
                .number((*to_self_delay).into())
                .op(Op::CHECKSEQUENCEVERIFY)
                .op(Op::DROP)
                .push(&local_delayedpubkey.to_bytes())
                .op(Op::ENDIF)
                .op(Op::CHECKSIG),
            Self::ToRemote { remotepubkey } => Script::new()
                .push(&remotepubkey.to_bytes())
                .op(Op::CHECKSIGVERIFY)
                .number(1)
                .op(Op::CHECKSEQUENCEVERIFY),
            Self::Anchor { funding_pubkey } => Script::new()
                .push(&funding_pubkey.to_bytes())
                .op(Op::CHECKSIG)
                .op(Op::IFDUP)
                .op(Op::NOTIF)
                .number(16)
                .op(Op::CHECKSEQUENCEVERIFY)
                .op(Op::ENDIF),
            Self::OfferedHtlc(htlc) => htlc.end(
                htlc.begin()
                    .op(Op::NOTIF)
                    .op(Op::DROP)
                    .number(2)
                    .op(Op::SWAP)
                    .push(&htlc.local_htlcpubkey.to_bytes())
                    .number(2)
                    .op(Op::CHECKMULTISIG)
                    .op(Op::ELSE)
                    .op(Op::HASH160)
                    .push(&htlc.payment_hash160)
                    .op(Op::EQUALVERIFY)
                    .op(Op::CHECKSIG)
                    .op(Op::ENDIF),
            ),
            Self::ReceivedHtlc { htlc, cltv_expiry } => htlc.end(
                htlc.begin()
                    .op(Op::IF)
                    .op(Op::HASH160)
                    .push(&htlc.payment_hash160)
                    .op(Op::EQUALVERIFY)
                    .number(2)
                    .op(Op::SWAP)
                    .push(&htlc.local_htlcpubkey.to_bytes())
                    .number(2)
                    .op(Op::CHECKMULTISIG)
                    .op(Op::ELSE)
                    .op(Op::DROP)
                    .number(*cltv_expiry)
                    .op(Op::CHECKLOCKTIMEVERIFY)
                    .op(Op::DROP)
                    .op(Op::CHECKSIG)
                    .op(Op::ENDIF),
            ),
        }
    }

    /// The output that this script locks.
    #[must_use]
    pub fn script_pubkey(&self) -> ScriptPubkey {
        ScriptPubkey::p2wsh(&self.write())
    }
}

impl HtlcTemplate {
    /// The path of the revocation key, and the beginning of the others: "To remote node with revocation key".
    fn begin(&self) -> Script {
        Script::new()
            .op(Op::DUP)
            .op(Op::HASH160)
            .push(&self.revocation_hash)
            .op(Op::EQUAL)
            .op(Op::IF)
            .op(Op::CHECKSIG)
            .op(Op::ELSE)
            .push(&self.remote_htlcpubkey.to_bytes())
            .op(Op::SWAP)
            .op(Op::SIZE)
            .number(32)
            .op(Op::EQUAL)
    }

    fn end(&self, script: Script) -> Script {
        let script = match self.delayed {
            true => script.number(1).op(Op::CHECKSEQUENCEVERIFY).op(Op::DROP),
            false => script,
        };
        script.op(Op::ENDIF)
    }
}
