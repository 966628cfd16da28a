//! Laws of script templates: what is written is recognised, and nothing is misread.

use keelbolt::codec::script::{Instruction, Instructions, Op};
use keelbolt::commitment::{HtlcTemplate, Template};
use keelbolt::crypto::{PublicKey, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use proptest::collection::vec;
use proptest::prelude::*;
use std::sync::LazyLock;

/// Keys to choose from: making them takes long.
static KEYS: LazyLock<Vec<PublicKey>> = LazyLock::new(|| {
    let context = SigningContext::new(Entropy::new([7; 32]));
    let key = |seed: u8| SecretKey::parse(Secret::new([seed; 32])).unwrap();
    (1..=32).map(|seed| context.public_key(&key(seed)).unwrap()).collect()
});

fn key() -> impl Strategy<Value = PublicKey> {
    (0..KEYS.len()).prop_map(|index| KEYS[index])
}

/// Numbers of every length that scripts have for them.
fn script_number() -> impl Strategy<Value = u32> {
    (any::<u32>(), 0..32_u32).prop_map(|(value, shift)| value >> shift)
}

fn template() -> impl Strategy<Value = Template> {
    let htlc = || {
        let hashes = (any::<[u8; 20]>(), any::<[u8; 20]>());
        (hashes, key(), key(), any::<bool>()).prop_map(|(hashes, local, remote, delayed)| HtlcTemplate {
            revocation_hash: hashes.0,
            local_htlcpubkey: local,
            remote_htlcpubkey: remote,
            payment_hash160: hashes.1,
            delayed,
        })
    };
    let delay = script_number().prop_map(|delay| delay as u16);
    prop_oneof![
        (key(), key()).prop_map(|(a, b)| Template::funding(a, b)),
        (key(), delay, key()).prop_map(|(revocation_pubkey, to_self_delay, local_delayedpubkey)| {
            Template::ToLocal { revocation_pubkey, to_self_delay, local_delayedpubkey }
        }),
        key().prop_map(|remotepubkey| Template::ToRemote { remotepubkey }),
        key().prop_map(|funding_pubkey| Template::Anchor { funding_pubkey }),
        htlc().prop_map(Template::OfferedHtlc),
        (htlc(), script_number())
            .prop_map(|(htlc, cltv_expiry)| Template::ReceivedHtlc { htlc, cltv_expiry }),
    ]
}

/// What is recognised is what would be written: no script has two readings.
fn check(script: &[u8]) {
    if let Some(template) = Template::recognise(script) {
        assert_eq!(*template.write(), *script, "{template:?}");
    }
    let mut walk = Instructions::new(script);
    let walked: usize = walk.by_ref().map(|instruction| length(&instruction)).sum();
    assert_eq!(walked + walk.rest().len(), script.len());
}

fn length(instruction: &Instruction<'_>) -> usize {
    match instruction {
        Instruction::Push(data) => 1 + data.len(),
        Instruction::Number(_) | Instruction::Op(_) => 1,
    }
}

/// Keys in the other order make another script, which is none of a channel's.
#[test]
fn funding_keys_have_one_order() {
    for (a, b) in KEYS.iter().zip(&KEYS[1..]) {
        let sorted = Template::funding(*a, *b);
        assert_eq!(Template::funding(*b, *a), sorted);
        let Template::Funding { funding_pubkeys: [first, second] } = sorted else { unreachable!() };
        assert!(first.to_bytes() < second.to_bytes());
        let unsorted = Template::Funding { funding_pubkeys: [second, first] };
        assert_eq!(Template::recognise(&sorted.write()), Some(sorted));
        assert_eq!(Template::recognise(&unsorted.write()), None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn what_is_written_is_recognised(template in template()) {
        prop_assert_eq!(Template::recognise(&template.write()), Some(template));
    }

    #[test]
    fn a_changed_script_is_not_misread(
        template in template(), at in any::<prop::sample::Index>(), byte in 1..=u8::MAX
    ) {
        let mut script = template.write().to_vec();
        let at = at.index(script.len());
        script[at] ^= byte;
        check(&script);
        prop_assert_ne!(Template::recognise(&script), Some(template));
    }

    #[test]
    fn a_cut_or_longer_script_is_not_recognised(
        template in template(), at in any::<prop::sample::Index>(), tail in vec(any::<u8>(), 1..5)
    ) {
        let script = template.write();
        let at = at.index(script.len());
        prop_assert_eq!(Template::recognise(&script[..at]), None);
        prop_assert_eq!(Template::recognise(&[&script[..], &tail].concat()), None);
        prop_assert_eq!(Template::recognise(&[&tail, &script[..]].concat()), None);
    }

    #[test]
    fn random_bytes_are_not_misread(bytes in vec(any::<u8>(), 0..200)) {
        check(&bytes);
    }

    /// Bytes that look like scripts: pushes of keys and hashes, numbers, and the operations of templates.
    #[test]
    fn random_scripts_are_not_misread(parts in vec(part(), 0..24)) {
        check(&parts.concat());
    }
}

fn part() -> impl Strategy<Value = Vec<u8>> {
    const OPS: &[Op] = &[
        Op::IF,
        Op::NOTIF,
        Op::ELSE,
        Op::ENDIF,
        Op::IFDUP,
        Op::DROP,
        Op::DUP,
        Op::SWAP,
        Op::SIZE,
        Op::EQUAL,
        Op::EQUALVERIFY,
        Op::HASH160,
        Op::CHECKSIG,
        Op::CHECKSIGVERIFY,
        Op::CHECKMULTISIG,
        Op::CHECKLOCKTIMEVERIFY,
        Op::CHECKSEQUENCEVERIFY,
    ];
    prop_oneof![
        4 => prop::sample::select(OPS).prop_map(|op| vec![op.0]),
        1 => (0x51..=0x60_u8).prop_map(|number| vec![number]),
        1 => key().prop_map(|key| [&[33][..], &key.to_bytes()].concat()),
        1 => any::<[u8; 20]>().prop_map(|hash| [&[20][..], &hash].concat()),
        1 => vec(any::<u8>(), 0..6).prop_map(|data| [&[data.len() as u8][..], &data].concat()),
    ]
}
