//! Contracts that cannot be, and spends of them. That the others can be spent, and how not, is shown under Bitcoin
//! Core's interpreter in `benches/tests/htlc.rs`.

mod variants;

use keelbolt::amount::Sat;
use keelbolt::blame::Blame;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::crypto::{self, KeyPair, Preimage, PublicKey, SchnorrSignature, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::htlc::{Error, Funding, HashLock, LockTime, P2wshHtlc, TaprootHtlc, Terms};
use keelbolt::secret::Secret;
use keelbolt::time::{BlockHeight, UnixTime};

/// An output script of the form P2WPKH.
const DESTINATION: [u8; 22] = {
    let mut script = [6; 22];
    (script[0], script[1]) = (0, 20);
    script
};

fn context() -> SigningContext {
    SigningContext::new(Entropy::new([1; 32]))
}

fn secret_key(key: u8) -> SecretKey {
    SecretKey::parse(Secret::new([key; 32])).unwrap()
}

fn pair(key: u8) -> KeyPair {
    context().key_pair(&secret_key(key)).unwrap()
}

fn public_key(key: u8) -> PublicKey {
    pair(key).public_key()
}

fn preimage(byte: u8) -> Preimage {
    Preimage(Secret::new([byte; 32]))
}

fn terms() -> Terms {
    let hash = HashLock::Sha256(preimage(4).payment_hash());
    let lock_time = LockTime::height(BlockHeight(900_000)).unwrap();
    Terms::new(hash, public_key(2), public_key(3), lock_time).unwrap()
}

fn funding(value: u64) -> Funding {
    Funding { outpoint: OutPoint { txid: Txid([5; 32]), vout: 1 }, value: Sat(value) }
}

/// The key whose point is the other one of the same x.
fn negated(key: &PublicKey) -> PublicKey {
    let mut bytes = key.to_bytes();
    bytes[0] ^= 1;
    PublicKey::parse(&bytes).unwrap()
}

/// What is refused, and why.
fn refusals() -> Vec<(&'static str, Error, Error)> {
    let (p2wsh, taproot) = (P2wshHtlc::new(terms()), TaprootHtlc::new(terms()).unwrap());
    let with_keys = |sender| {
        Terms::new(*terms().hash(), public_key(2), sender, terms().lock_time()).map(|_| ()).unwrap_err()
    };
    let height = |height| LockTime::height(BlockHeight(height)).unwrap_err();
    let time = |time| LockTime::time(UnixTime(time)).unwrap_err();
    let refund =
        |value, feerate| p2wsh.refund(&funding(value), &DESTINATION, feerate).map(|_| ()).unwrap_err();
    let mismatch = Error::Signature(crypto::Error::SignatureMismatch);
    let weight = p2wsh.refund(&funding(1_000), &DESTINATION, 0).unwrap().weight();
    let other = SchnorrSignature::new([1; 64]);
    vec![
        ("one key for both", with_keys(public_key(2)), Error::SameKey),
        ("the same x for both", with_keys(negated(&public_key(2))), Error::SameKey),
        ("height zero", height(0), Error::Height { found: BlockHeight(0) }),
        ("a height that is a time", height(500_000_000), Error::Height { found: BlockHeight(500_000_000) }),
        ("a time that is a height", time(499_999_999), Error::Time { found: UnixTime(499_999_999) }),
        ("a time of 33 bits", time(1 << 32), Error::Time { found: UnixTime(1 << 32) }),
        ("an empty output", refund(0, 1), Error::FundingValue { found: Sat(0) }),
        (
            "more than there is",
            refund(Sat::MAX_MONEY.0 + 1, 1),
            Error::FundingValue { found: Sat(2_100_000_000_000_001) },
        ),
        (
            "a fee of everything",
            refund(weight - 1, 1_000),
            Error::FeeAboveValue { fee: Sat(weight), value: Sat(weight - 1) },
        ),
        ("dust", refund(293 + weight, 1_000), Error::BelowDustLimit { limit: Sat(294), found: Sat(293) }),
        (
            "an empty destination",
            p2wsh.refund(&funding(1_000), &[], 0).map(|_| ()).unwrap_err(),
            Error::EmptyDestination,
        ),
        (
            "an empty destination of a leaf",
            taproot.claim(&funding(1_000), &preimage(4), &[], 0).map(|_| ()).unwrap_err(),
            Error::EmptyDestination,
        ),
        (
            "an empty destination of the key path",
            taproot.cooperate(&funding(1_000), &[], 0).map(|_| ()).unwrap_err(),
            Error::EmptyDestination,
        ),
        (
            "another preimage",
            p2wsh.claim(&funding(1_000), &preimage(5), &DESTINATION, 0).map(|_| ()).unwrap_err(),
            Error::WrongPreimage,
        ),
        (
            "another preimage of a leaf",
            taproot.claim(&funding(1_000), &preimage(5), &DESTINATION, 0).map(|_| ()).unwrap_err(),
            Error::WrongPreimage,
        ),
        (
            "the receiver's key for a refund",
            p2wsh
                .refund(&funding(1_000), &DESTINATION, 0)
                .unwrap()
                .sign(&secret_key(2), &context())
                .unwrap_err(),
            Error::WrongKey,
        ),
        (
            "the sender's key for a claim",
            taproot
                .claim(&funding(1_000), &preimage(4), &DESTINATION, 0)
                .unwrap()
                .sign(&pair(3), Entropy::new([8; 32]), &context())
                .unwrap_err(),
            Error::WrongKey,
        ),
        (
            "one key for the key path",
            taproot
                .cooperate(&funding(1_000), &DESTINATION, 0)
                .unwrap()
                .sign(&pair(2), Entropy::new([8; 32]), &context())
                .unwrap_err(),
            Error::WrongKey,
        ),
        (
            "no signature of the path's key",
            taproot.refund(&funding(1_000), &DESTINATION, 0).unwrap().finish(&other).unwrap_err(),
            mismatch,
        ),
        (
            "a signature over something else",
            p2wsh
                .refund(&funding(1_000), &DESTINATION, 0)
                .unwrap()
                .finish(&context().sign(&crypto::Sha256([1; 32]), &secret_key(3)).unwrap())
                .unwrap_err(),
            mismatch,
        ),
    ]
}

#[test]
fn what_cannot_be_is_refused() {
    for (name, found, expected) in refusals() {
        assert_eq!((found, found.blame()), (expected, Blame::Caller), "{name}");
    }
}

#[test]
fn every_error_has_a_row() {
    let rows = refusals().into_iter().map(|row| row.1);
    // Keys that hash to what cancels them: nobody has ever seen any.
    variants::assert_complete(include_str!("../src/htlc/error.rs"), rows, &["Aggregate", "Key"]);
}

/// A destination, and the least that is relayed to it.
const DUST_LIMITS: &[(&str, &[u8], u64)] = &[
    ("P2WPKH", &DESTINATION, 294),
    ("P2WSH", &program(0), 330),
    ("P2TR", &program(0x51), 330),
    ("P2A", &[0x51, 2, 0x4e, 0x73], 240),
    ("P2PKH", &[0x76; 25], 546),
    ("P2SH", &[0xa9; 23], 540),
    ("OP_RETURN", &[0x6a, 1, 7], 0),
];

const fn program(version: u8) -> [u8; 34] {
    let mut script = [7; 34];
    (script[0], script[1]) = (version, 32);
    script
}

#[test]
fn the_dust_limit_is_that_of_the_destination() {
    let contract = P2wshHtlc::new(terms());
    for (name, destination, limit) in DUST_LIMITS {
        assert!(contract.refund(&funding((*limit).max(1)), destination, 0).is_ok(), "{name}");
        if let Some(below) = limit.checked_sub(1) {
            let error = contract.refund(&funding(below), destination, 0).map(|_| ()).unwrap_err();
            assert_eq!(error, Error::BelowDustLimit { limit: Sat(*limit), found: Sat(below) }, "{name}");
        }
    }
}

/// Fees at the extremes: nothing, and more than there is.
#[test]
fn fees_do_not_overflow() {
    let contract = TaprootHtlc::new(terms()).unwrap();
    let spend = contract.cooperate(&funding(Sat::MAX_MONEY.0), &DESTINATION, u32::MAX).unwrap();
    assert_eq!(spend.fee().0, (spend.weight() * u64::from(u32::MAX)).div_ceil(1000));
    assert_eq!(spend.value().0, Sat::MAX_MONEY.0 - spend.fee().0);
    let free = contract.cooperate(&funding(1_000), &DESTINATION, 0).unwrap();
    assert_eq!((free.fee(), free.value()), (Sat(0), Sat(1_000)));
    let error = contract.cooperate(&funding(1_000), &vec![0x51; 1 << 20], u32::MAX).map(|_| ()).unwrap_err();
    assert!(matches!(error, Error::FeeAboveValue { value: Sat(1_000), .. }));
}

/// Addresses by network, bech32 for the first form and bech32m for the second.
#[cfg(feature = "alloc")]
#[test]
fn addresses() {
    use keelbolt::codec::network::Network;
    let (p2wsh, taproot) = (P2wshHtlc::new(terms()), TaprootHtlc::new(terms()).unwrap());
    let prefixes = [
        (Network::Bitcoin, "bc1"),
        (Network::Testnet, "tb1"),
        (Network::Signet, "tb1"),
        (Network::Regtest, "bcrt1"),
    ];
    for (network, prefix) in prefixes {
        let expected = bitcoin::KnownHrp::from(match network {
            Network::Bitcoin => bitcoin::Network::Bitcoin,
            Network::Regtest => bitcoin::Network::Regtest,
            _ => bitcoin::Network::Testnet,
        });
        for (program, letter) in [(p2wsh.program(), 'q'), (taproot.program(), 'p')] {
            let address = program.address(network).to_string();
            assert!(address.starts_with(&format!("{prefix}{letter}")), "{address}");
            let script = bitcoin::ScriptBuf::from_bytes(program.script_pubkey().to_vec());
            let witness =
                bitcoin::WitnessProgram::new(script.witness_version().unwrap(), &script.as_bytes()[2..]);
            let oracle = bitcoin::Address::from_witness_program(witness.unwrap(), expected);
            assert_eq!(address, oracle.to_string());
        }
    }
}

/// Elements of a witness, and whether the preimage is found among them.
#[test]
fn preimages_are_found() {
    let lock = terms();
    let found = |witness: &[&[u8]]| lock.hash().preimage_in(witness.iter().copied());
    assert_eq!(found(&[&[0x30; 71], &[4; 32], &[1]]), Some(preimage(4)));
    assert_eq!(found(&[&[4; 32]]), Some(preimage(4)));
    assert_eq!(found(&[&[0x50; 3], &[5; 32], &[4; 31], &[4; 33], &[]]), None);
    assert_eq!(found(&[]), None);
}
