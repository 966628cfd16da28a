//! Each rule of relay, broken by itself.

use crate::world::{CONFIRMED, LATER, World, coin, destination, worlds};
use bitcoin::absolute::LockTime;
use bitcoin::transaction::Version;
use bitcoin::{Amount, ScriptBuf, Sequence, Transaction, TxOut, Witness};
use keelbolt::amount::Sat;
use keelbolt::blame::Blame;
use keelbolt::commitment::relay::{Chain, Coin, Created, Error, check, check_package};
use keelbolt::commitment::spend::{Claim, Path};
use keelbolt::commitment::{Format, Node, OutputKind};
use keelbolt::crypto;
use keelbolt::time::BlockHeight;

/// What is judged.
struct Case {
    transaction: Transaction,
    coins: Vec<Coin>,
    chain: Chain,
}

impl Case {
    /// A spend that nodes relay: of `to_local` after its delay.
    fn to_local(format: Format) -> Self {
        let world = World::new(format, Node::Opener);
        let output = world.outputs(|kind| kind == OutputKind::ToLocal)[0];
        let claim = world.commitment.claim(output, &Path::Delayed).unwrap();
        let spend = world.spend(Node::Opener, vec![claim], 1000);
        Self { transaction: spend.transaction, coins: spend.coins, chain: LATER }
    }

    /// Spends the output of a script that anybody takes: P2WSH of one operation.
    fn of_script(script: &[u8], arguments: &[&[u8]]) -> Self {
        let mut case = Self::to_local(Format::Anchors);
        let script_pubkey = ScriptBuf::from_bytes(keelbolt::commitment::ScriptPubkey::p2wsh(script).to_vec());
        case.coins[0].output.script_pubkey = script_pubkey;
        case.transaction.output = outputs(1);
        case.transaction.input[0].witness = Witness::from_slice(&[arguments, &[script]].concat());
        case
    }

    fn judge(&self) -> Result<Sat, Error> {
        check(&self.transaction, &self.coins, &self.chain)
    }
}

const UNCONFIRMED: Created = Created::Unconfirmed { version: 3, ancestors: 0, children: 0 };

/// The other half of the group order's S: `n - s`, in the same signature.
fn high_s(signature: &[u8]) -> Vec<u8> {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xba,
        0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
    ];
    let der = &signature[..signature.len() - 1];
    let compact = crypto::Signature::parse_der(der).unwrap().to_compact();
    let mut high = [0; 32];
    let mut borrow = 0;
    for at in (0..32).rev() {
        let difference = i16::from(ORDER[at]) - i16::from(compact[32 + at]) - borrow;
        borrow = i16::from(difference < 0);
        high[at] = difference.rem_euclid(256) as u8;
    }
    let integer = |bytes: &[u8]| {
        let start = bytes.iter().position(|byte| *byte != 0).unwrap();
        let sign = if bytes[start] >= 0x80 { vec![0] } else { vec![] };
        let number = [sign, bytes[start..].to_vec()].concat();
        [vec![2, number.len() as u8], number].concat()
    };
    let both = [integer(&compact[..32]), integer(&high)].concat();
    [vec![0x30, both.len() as u8], both, vec![1]].concat()
}

/// So many of the smallest outputs.
fn outputs(count: usize) -> Vec<TxOut> {
    vec![TxOut { value: Amount::from_sat(330), script_pubkey: destination() }; count]
}

fn replace_element(case: &mut Case, element: usize, with: impl Fn(&[u8]) -> Vec<u8>) {
    let mut witness = case.transaction.input[0].witness.to_vec();
    witness[element] = with(&witness[element]);
    case.transaction.input[0].witness = Witness::from_slice(&witness);
}

/// A name, what is wrong, and the rule.
type Row = (&'static str, fn(&mut Case), fn(&Error) -> bool);

const ROWS: &[Row] = &[
    ("a coin less", |case| case.coins.clear(), |e| matches!(e, Error::CoinCount { expected: 1, found: 0 })),
    ("no inputs", |case| (case.transaction.input.clear(), case.coins.clear()).0, |e| *e == Error::Empty),
    ("no outputs", |case| case.transaction.output.clear(), |e| *e == Error::Empty),
    (
        "an input twice",
        |case| {
            case.transaction.input.push(case.transaction.input[0].clone());
            case.coins.push(case.coins[0].clone());
        },
        |e| *e == Error::DuplicateInput,
    ),
    ("too much", |case| case.coins[0].output.value = Amount::from_sat(u64::MAX), |e| *e == Error::Amount),
    (
        "more out than in",
        |case| case.transaction.output[0].value = case.coins[0].output.value + Amount::ONE_SAT,
        |e| matches!(e, Error::OutputsExceedInputs { .. }),
    ),
    ("version 0", |case| case.transaction.version = Version(0), |e| *e == Error::Version { found: 0 }),
    ("version 4", |case| case.transaction.version = Version(4), |e| *e == Error::Version { found: 4 }),
    (
        "too heavy",
        |case| {
            case.transaction.output = outputs(2400);
        },
        |e| matches!(e, Error::Weight { expected: 400_000, .. }),
    ),
    (
        "too short",
        |case| case.transaction.output[0].script_pubkey = ScriptBuf::from_bytes(vec![0x6a]),
        |e| matches!(e, Error::BaseSize { expected: 65, found: 61 }),
    ),
    (
        "an unknown script",
        |case| case.transaction.output[0].script_pubkey = ScriptBuf::from_bytes(vec![0x51; 30]),
        |e| *e == Error::OutputScript { output: 0 },
    ),
    (
        "a long OP_RETURN",
        |case| {
            let script = [&[0x6a, 76, 81][..], &[7; 81]].concat();
            case.transaction.output[0].script_pubkey = ScriptBuf::from_bytes(script);
        },
        |e| *e == Error::OutputScript { output: 0 },
    ),
    (
        "two OP_RETURNs",
        |case| {
            let script_pubkey = ScriptBuf::from_bytes(vec![0x6a, 2, 7, 7]);
            let output = TxOut { value: Amount::ZERO, script_pubkey };
            case.transaction.output.extend([output.clone(), output]);
        },
        |e| *e == Error::OutputScript { output: 2 },
    ),
    (
        "dust",
        |case| case.transaction.output[0].value = Amount::from_sat(329),
        |e| *e == Error::Dust { output: 0, expected: Sat(330), found: Sat(329) },
    ),
    (
        "no fee",
        |case| case.transaction.output[0].value = case.coins[0].output.value,
        |e| matches!(e, Error::Fee { found: Sat(0), .. }),
    ),
    (
        "a satoshi too little",
        |case| {
            let least = case.transaction.weight().to_wu().div_ceil(4);
            case.transaction.output[0].value = case.coins[0].output.value - Amount::from_sat(least - 1);
        },
        |e| matches!(e, Error::Fee { expected, found } if expected.0 == found.0 + 1),
    ),
    (
        "a later lock time",
        |case| case.transaction.lock_time = LockTime::from_consensus(800_001),
        |e| *e == Error::LockTime { lock_time: 800_001, height: BlockHeight(800_000) },
    ),
    (
        "a later time",
        |case| case.transaction.lock_time = LockTime::from_consensus(1_700_000_000),
        |e| matches!(e, Error::LockTime { lock_time: 1_700_000_000, .. }),
    ),
    (
        "a block before the delay",
        |case| case.chain.height = BlockHeight(CONFIRMED.0 + 144 - 2),
        |e| {
            matches!(
                e,
                Error::RelativeLock { input: 0, expected: BlockHeight(600_144), found: BlockHeight(600_143) }
            )
        },
    ),
    (
        "a delay while unconfirmed",
        |case| case.coins[0].created = Created::Unconfirmed { version: 2, ancestors: 0, children: 0 },
        |e| matches!(e, Error::RelativeLock { .. }),
    ),
    (
        "a delay in seconds",
        |case| case.transaction.input[0].sequence = Sequence(1 << 22 | 5),
        |e| *e == Error::RelativeTime { input: 0 },
    ),
    (
        "a script beside the witness",
        |case| case.transaction.input[0].script_sig = ScriptBuf::from_bytes(vec![0x51]),
        |e| *e == Error::ScriptSig { input: 0 },
    ),
    (
        "no witness",
        |case| case.transaction.input[0].witness = Witness::new(),
        |e| *e == Error::NoWitness { input: 0 },
    ),
    (
        "an unknown program",
        |case| case.coins[0].output.script_pubkey = ScriptBuf::from_bytes(vec![0x52, 2, 1, 1]),
        |e| *e == Error::UnknownProgram { input: 0 },
    ),
    (
        "a witness for the anchor",
        |case| case.coins[0].output.script_pubkey = ScriptBuf::from_bytes(vec![0x51, 2, 0x4e, 0x73]),
        |e| *e == Error::AnchorWitness { input: 0 },
    ),
    ("two for OP_IF", |case| replace_element(case, 1, |_| vec![2]), |e| *e == Error::MinimalIf { input: 0 }),
    (
        "a long one for OP_IF",
        |case| replace_element(case, 1, |_| vec![1, 0]),
        |e| *e == Error::MinimalIf { input: 0 },
    ),
    (
        "a long zero for OP_IF",
        |case| replace_element(case, 1, |_| vec![0]),
        |e| *e == Error::MinimalIf { input: 0 },
    ),
    (
        "a high S",
        |case| replace_element(case, 0, high_s),
        |e| *e == Error::Signature { input: 0, element: 0, error: crypto::Error::HighS },
    ),
    (
        "a signature that is not in DER",
        |case| {
            replace_element(case, 0, |signature| {
                let mut signature = signature.to_vec();
                signature[1] += 1;
                signature
            });
        },
        |e| *e == Error::Signature { input: 0, element: 0, error: crypto::Error::SignatureEncoding },
    ),
    (
        "a signature of an unknown type",
        |case| {
            replace_element(case, 0, |signature| {
                let mut signature = signature.to_vec();
                *signature.last_mut().unwrap() = 4;
                signature
            });
        },
        |e| *e == Error::SighashType { input: 0, element: 0, found: 4 },
    ),
    (
        "a long witness script",
        |case| *case = Case::of_script(&[0x51; 3601], &[]),
        |e| *e == Error::WitnessScript { input: 0, expected: 3600, found: 3601 },
    ),
    (
        "many elements",
        |case| *case = Case::of_script(&[0x51], &[&[][..]; 101]),
        |e| *e == Error::WitnessElements { input: 0, expected: 100, found: 101 },
    ),
    (
        "a long element",
        |case| *case = Case::of_script(&[0x51], &[&[][..], &[7; 81]]),
        |e| *e == Error::WitnessElement { input: 0, element: 1, expected: 80, found: 81 },
    ),
    (
        "version 3 of 10,001 vB",
        |case| {
            case.transaction.version = Version(3);
            case.transaction.output = outputs(240);
        },
        |e| matches!(e, Error::Weight { expected: 40_000, .. }),
    ),
    (
        "version 2 behind version 3",
        |case| case.coins[0].created = UNCONFIRMED,
        |e| *e == Error::TrucParent { input: 0, version: 3 },
    ),
    (
        "version 3 behind version 2",
        |case| {
            case.transaction.version = Version(3);
            case.coins[0].created = Created::Unconfirmed { version: 2, ancestors: 0, children: 0 };
        },
        |e| *e == Error::TrucParent { input: 0, version: 2 },
    ),
    (
        "a grandparent of version 3",
        |case| {
            case.transaction.version = Version(3);
            case.coins[0].created = Created::Unconfirmed { version: 3, ancestors: 1, children: 0 };
        },
        |e| *e == Error::TrucAncestors { input: 0 },
    ),
    (
        "two parents of version 3",
        |case| {
            case.transaction.version = Version(3);
            case.coins[0].created = UNCONFIRMED;
            case.coins.push(case.coins[0].clone());
            let mut second = case.transaction.input[0].clone();
            second.previous_output.txid = bitcoin::hashes::Hash::from_byte_array([8; 32]);
            case.transaction.input.push(second);
        },
        |e| *e == Error::TrucAncestors { input: 1 },
    ),
    (
        "a sibling of version 3",
        |case| {
            case.transaction.version = Version(3);
            case.coins[0].created = Created::Unconfirmed { version: 3, ancestors: 0, children: 1 };
        },
        |e| *e == Error::TrucDescendants { input: 0 },
    ),
    (
        "a child of 1001 vB",
        |case| {
            case.transaction.version = Version(3);
            case.coins[0].created = UNCONFIRMED;
            case.transaction.output = outputs(22);
        },
        |e| matches!(e, Error::Weight { expected: 4_000, .. }),
    ),
];

#[test]
fn every_rule_is_kept() {
    for (name, spoil, rule) in ROWS {
        let mut case = Case::to_local(Format::Anchors);
        assert!(case.judge().is_ok());
        spoil(&mut case);
        let found = case.judge().expect_err(name);
        assert!(rule(&found), "{name}: {found:?}");
        assert_eq!(found.blame(), Blame::Caller);
        assert!(!found.to_string().is_empty());
    }
}

/// What is only just allowed.
#[test]
fn rules_end_where_they_say() {
    type Row = (&'static str, fn(&mut Case));
    let rows: [Row; 9] = [
        ("one OP_RETURN", |case| {
            case.transaction.output[0].script_pubkey = ScriptBuf::from_bytes(vec![0x6a, 6, 7, 7, 7, 7, 7, 7]);
        }),
        ("the last block", |case| case.transaction.lock_time = LockTime::from_consensus(800_000)),
        ("an earlier time", |case| case.transaction.lock_time = LockTime::from_consensus(1_699_999_999)),
        ("no lock time counts", |case| {
            case.transaction.lock_time = LockTime::from_consensus(800_001);
            case.transaction.input[0].sequence = Sequence::MAX;
        }),
        ("the delay", |case| case.chain.height = BlockHeight(CONFIRMED.0 + 144 - 1)),
        ("no delay in version 1", |case| {
            case.transaction.version = Version(1);
            case.chain.height = CONFIRMED;
        }),
        ("no dust", |case| case.transaction.output[0].value = Amount::from_sat(330)),
        ("the least fee", |case| {
            let least = case.transaction.weight().to_wu().div_ceil(4);
            case.transaction.output[0].value = case.coins[0].output.value - Amount::from_sat(least);
        }),
        ("full sizes", |case| *case = Case::of_script(&[0x51; 3600], &[&[7; 80][..]; 100])),
    ];
    for (name, change) in rows {
        let mut case = Case::to_local(Format::Anchors);
        change(&mut case);
        assert!(case.judge().is_ok(), "{name}: {:?}", case.judge());
    }
}

/// Timeouts wait for their height, and what anchors delay for its block, on the chain too.
#[test]
fn claims_wait_on_the_chain() {
    for world in worlds() {
        let outputs = 0..world.commitment.outputs().len();
        let paths = [Path::Delayed, Path::Payment, Path::AbandonedAnchor, Path::Timeout];
        let claims = outputs.flat_map(|output| {
            let claim = |path: &Path<'_>| world.commitment.claim(output, path).ok();
            paths.iter().filter_map(claim).collect::<Vec<Claim>>()
        });
        for claim in claims {
            let node = if claim.sequence >= 144 && claim.sequence < 1 << 16 {
                world.owner
            } else {
                world.owner.other()
            };
            let spend = world.spend(node, vec![claim.clone(), world.wallet(0)], 1000);
            let delay = if claim.sequence < 1 << 16 { claim.sequence } else { 0 };
            // The next block is one above the last.
            let first = (CONFIRMED.0 + delay).saturating_sub(1).max(claim.lock_time).max(CONFIRMED.0);
            let judge = |height| {
                let chain = Chain { height: BlockHeight(height), ..LATER };
                check(&spend.transaction, &spend.coins, &chain)
            };
            assert_eq!(judge(first), Ok(spend.fee), "{:?}", claim.kind);
            if first > CONFIRMED.0 {
                let early = judge(first - 1);
                let locked = matches!(early, Err(Error::RelativeLock { .. } | Error::LockTime { .. }));
                assert!(locked, "{:?}: {early:?}", claim.kind);
            }
        }
    }
}

/// A parent of version 2 pays the lowest fee by itself, and dust is for parents that pay nothing.
#[test]
fn packages_are_judged() {
    let script = |byte| ScriptBuf::from_bytes([vec![0, 20], vec![byte; 20]].concat());
    let p2a = ScriptBuf::from_bytes(vec![0x51, 2, 0x4e, 0x73]);
    // The version, what the parent pays, the value of its anchors, and the rule.
    type Rule = fn(&Error) -> bool;
    let rows: [(i32, u64, &[u64], Option<Rule>); 6] = [
        (3, 0, &[0], None),
        (3, 0, &[240], None),
        (3, 1, &[239], Some(|e| matches!(e, Error::Dust { expected: Sat(240), found: Sat(239), .. }))),
        (3, 0, &[239, 239], Some(|e| matches!(e, Error::Dust { .. }))),
        (2, 0, &[240], Some(|e| matches!(e, Error::Fee { found: Sat(0), .. }))),
        (2, 1000, &[240], None),
    ];
    for (version, fee, anchors, rule) in rows {
        let mut parent = Case::to_local(Format::Anchors);
        parent.transaction.version = Version(version);
        parent.transaction.output = anchors
            .iter()
            .map(|value| TxOut { value: Amount::from_sat(*value), script_pubkey: p2a.clone() })
            .chain([TxOut { value: Amount::from_sat(50_000), script_pubkey: script(1) }])
            .collect();
        let out: u64 = parent.transaction.output.iter().map(|output| output.value.to_sat()).sum();
        parent.coins[0].output.value = Amount::from_sat(out + fee);
        let txid = parent.transaction.compute_txid();
        let created = Created::Unconfirmed { version: version as u32, ancestors: 0, children: 0 };
        let mut child = Case::to_local(Format::Anchors);
        child.transaction.version = Version(version);
        child.transaction.input[0].sequence = Sequence(0xffff_fffd);
        for (vout, value) in (0..).zip(anchors) {
            let mut input = child.transaction.input[0].clone();
            input.previous_output = bitcoin::OutPoint { txid, vout };
            input.witness = Witness::new();
            child.transaction.input.push(input);
            let spent = coin(Sat(*value), p2a.clone());
            child.coins.push(Coin { created, ..spent });
        }
        child.transaction.output[0].value -= Amount::from_sat(2000);
        let parents = (&parent.transaction, parent.coins.as_slice());
        let children = (&child.transaction, child.coins.as_slice());
        let found = check_package(parents, children, &LATER);
        match rule {
            None => assert!(found.is_ok(), "{version} {fee} {anchors:?}: {found:?}"),
            Some(rule) => assert!(rule(&found.unwrap_err()), "{version} {fee} {anchors:?}: {found:?}"),
        }
    }
}
