//! Recognising.

use crate::codec::script::{Instruction, Instructions, Op};
use crate::commitment::Template;
use crate::commitment::scripts::template::HtlcTemplate;
use crate::crypto::PublicKey;

impl Template {
    /// The parts of a witness script; `None` when it is none of a channel's, or not what [`Template::write`] writes.
    #[must_use]
    pub fn recognise(script: &[u8]) -> Option<Self> {
        let readings = [funding, to_local, to_remote, anchor, htlc];
        readings.into_iter().find_map(|read| {
            let read = read(&mut Walk(Instructions::new(script)));
            read.filter(|template| *template.write() == *script)
        })
    }
}

/// The instructions of a script, of which only the parts that vary are looked at: what stands between them is
/// compared when all parts are known.
struct Walk<'s>(Instructions<'s>);

impl<'s> Walk<'s> {
    fn data(&mut self) -> Option<&'s [u8]> {
        self.0.find_map(|instruction| match instruction {
            Instruction::Push(data) if data.len() >= 20 => Some(data),
            _ => None,
        })
    }

    fn hash(&mut self) -> Option<[u8; 20]> {
        self.data()?.try_into().ok()
    }

    fn key(&mut self) -> Option<PublicKey> {
        PublicKey::parse(self.data()?.try_into().ok()?).ok()
    }

    fn number_after(&mut self, op: Op) -> Option<u32> {
        self.0.find(|instruction| *instruction == Instruction::Op(op))?;
        self.0.next()?.number()
    }

    fn has(&mut self, op: Op) -> bool {
        self.0.any(|instruction| instruction == Instruction::Op(op))
    }
}

fn funding(script: &mut Walk<'_>) -> Option<Template> {
    // In their order, so that one with its keys in the other is none of a channel's.
    Some(Template::funding(script.key()?, script.key()?))
}

fn to_local(script: &mut Walk<'_>) -> Option<Template> {
    let revocation_pubkey = script.key()?;
    let to_self_delay = script.number_after(Op::ELSE)?.try_into().ok()?;
    Some(Template::ToLocal { revocation_pubkey, to_self_delay, local_delayedpubkey: script.key()? })
}

fn to_remote(script: &mut Walk<'_>) -> Option<Template> {
    let remotepubkey = script.key()?;
    script.has(Op::CHECKSIGVERIFY).then_some(Template::ToRemote { remotepubkey })
}

fn anchor(script: &mut Walk<'_>) -> Option<Template> {
    let funding_pubkey = script.key()?;
    script.has(Op::IFDUP).then_some(Template::Anchor { funding_pubkey })
}

fn htlc(script: &mut Walk<'_>) -> Option<Template> {
    let revocation_hash = script.hash()?;
    let remote_htlcpubkey = script.key()?;
    let htlc = |script: &mut Walk<'_>, local_htlcpubkey, payment_hash160| HtlcTemplate {
        revocation_hash,
        local_htlcpubkey,
        remote_htlcpubkey,
        payment_hash160,
        delayed: script.has(Op::CHECKSEQUENCEVERIFY),
    };
    // The next datum is the owner's key in an offered HTLC, and the hash in a received one.
    match script.data()? {
        key if key.len() == 33 => {
            let local_htlcpubkey = PublicKey::parse(key.try_into().ok()?).ok()?;
            let payment_hash160 = script.hash()?;
            Some(Template::OfferedHtlc(htlc(script, local_htlcpubkey, payment_hash160)))
        }
        hash => {
            let payment_hash160 = hash.try_into().ok()?;
            let local_htlcpubkey = script.key()?;
            let cltv_expiry = script.number_after(Op::DROP)?;
            let htlc = htlc(script, local_htlcpubkey, payment_hash160);
            Some(Template::ReceivedHtlc { htlc, cltv_expiry })
        }
    }
}
