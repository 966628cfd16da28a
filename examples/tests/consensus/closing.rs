//! Closing transactions of both kinds.

use crate::world::{FORMATS, LATER, World, consensus};
use ClosingVariant::{CloseeOutputOnly, CloserAndCloseeOutputs, CloserOutputOnly};
use bitcoin::{Script, ScriptBuf, Transaction};
use keelbolt::amount::{Msat, Sat};
use keelbolt::blame::Blame;
use keelbolt::commitment::closing::{ClosingSignatures, ClosingVariant, Error, LegacyClosing, SimpleClose};
use keelbolt::commitment::{self, ChannelParameters, Node, relay};

fn p2wpkh(byte: u8) -> ScriptBuf {
    ScriptBuf::from_bytes([vec![0, 20], vec![byte; 20]].concat())
}

fn op_return() -> ScriptBuf {
    ScriptBuf::from_bytes([vec![0x6a, 6], vec![7; 6]].concat())
}

/// The channel's 100,000,000 sat, of which the opener has so many millisatoshi.
fn balances(opener: u64) -> (Msat, Msat) {
    (Msat(opener), Msat(100_000_000_000 - opener))
}

fn check(world: &World, transaction: &Transaction, fee: u64) {
    let coins = [world.funding_coin()];
    consensus(transaction, &coins).unwrap();
    assert_eq!(relay::check(transaction, &coins, &LATER), Ok(Sat(fee)));
}

#[test]
fn the_older_kind_is_taken() {
    let (mine, theirs) = (p2wpkh(1), p2wpkh(2));
    // The opener's millisatoshi, the fee, who gives up its output, and the values.
    let rows: [(u64, u64, Option<Node>, &[u64]); 6] = [
        (60_000_000_000, 1000, None, &[40_000_000, 59_999_000]),
        (10_000_000_000, 1000, None, &[9_999_000, 90_000_000]),
        // Fractions of a satoshi go to the fee.
        (60_000_000_001, 1000, None, &[39_999_999, 59_999_000]),
        // Below the dust limit of both, 354 sat.
        (1_353_999, 1000, None, &[99_998_646]),
        (1_354_000, 1000, None, &[354, 99_998_646]),
        (60_000_000_000, 1000, Some(Node::Accepter), &[59_999_000]),
    ];
    for format in FORMATS {
        let world = World::new(format, Node::Opener);
        for (opener, fee, gives_up, values) in rows {
            let (opener_balance, accepter_balance) = balances(opener);
            let closing = LegacyClosing {
                channel: &world.channel,
                opener_balance,
                accepter_balance,
                opener_script: &mine,
                accepter_script: &theirs,
                fee: Sat(fee),
            };
            let signer = gives_up.unwrap_or(Node::Opener);
            let built = closing.build(signer, gives_up.is_some()).unwrap();
            let found: Vec<u64> = built.outputs().iter().map(|(value, _)| value.0).collect();
            assert_eq!(found, values);
            let sign = |node| built.sign(world.funding_secret(node), &world.context).unwrap();
            let (first, second) = (sign(Node::Opener), sign(Node::Accepter));
            // The other node finds out which of the two it was.
            let of_signer = if signer == Node::Opener { first } else { second };
            assert_eq!(closing.verify(signer, &of_signer), Ok(built.clone()));
            assert_eq!(
                closing.verify(signer.other(), &of_signer),
                Err(Error::Signature { node: signer.other() })
            );
            let transaction = built.signed(&first, &second);
            check(&world, &transaction, 100_000_000 - values.iter().sum::<u64>());
            let slack = built.weight() - transaction.weight().to_wu();
            assert!(slack <= 6, "{slack}");
            assert_eq!((transaction.version.0, transaction.input[0].sequence.0), (2, u32::MAX));
        }
    }
}

#[test]
fn the_older_kind_is_refused() {
    let world = World::new(FORMATS[1], Node::Opener);
    let script = p2wpkh(1);
    // P2PKH is dust below 546 sat, and the nodes' own limits are 354.
    let p2pkh = ScriptBuf::from_bytes([&[0x76, 0xa9, 20][..], &[7; 20], &[0x88, 0xac]].concat());
    let (opener_balance, accepter_balance) = balances(1_400_000);
    let closing = LegacyClosing {
        channel: &world.channel,
        opener_balance,
        accepter_balance,
        opener_script: &p2pkh,
        accepter_script: &script,
        fee: Sat(1000),
    };
    let signature =
        closing.build(Node::Opener, false).unwrap().sign(world.funding_secret(Node::Opener), &world.context);
    let dust = Error::Dust { expected: Sat(546), found: Sat(400) };
    assert_eq!(closing.verify(Node::Opener, &signature.unwrap()), Err(dust));
    let dear = LegacyClosing { fee: Sat(1401), ..closing };
    let exceeds = Error::FeeExceedsBalance { expected: Sat(1400), found: Sat(1401) };
    assert_eq!(dear.build(Node::Opener, false), Err(exceeds));
    let small = ChannelParameters { funding_amount: Sat(353), ..world.channel };
    let all = LegacyClosing {
        channel: &small,
        opener_balance: Msat(0),
        accepter_balance: Msat(353_000),
        fee: Sat(0),
        ..closing
    };
    assert_eq!(all.build(Node::Opener, false), Err(Error::NoOutputs));
    // Anybody could take what is paid to an empty script.
    let open = LegacyClosing { accepter_script: Script::new(), ..closing };
    assert_eq!(open.build(Node::Opener, false), Err(Error::Script { length: 0 }));
}

/// What is left out of the balances would go to miners, and what is too much makes no transaction.
#[test]
fn balances_are_those_of_the_channel() {
    let (script, world) = (p2wpkh(1), World::new(FORMATS[0], Node::Opener));
    let expected = Msat(100_000_000_000);
    // The balances, and their sum.
    let rows = [
        (60_000_000_000, 39_999_999_999, Some(Msat(99_999_999_999))),
        (60_000_000_000, 40_000_000_001, Some(Msat(100_000_000_001))),
        (0, 0, Some(Msat(0))),
        (u64::MAX, 1, None),
    ];
    for (one, other, found) in rows {
        let legacy = LegacyClosing {
            channel: &world.channel,
            opener_balance: Msat(one),
            accepter_balance: Msat(other),
            opener_script: &script,
            accepter_script: &script,
            fee: Sat(0),
        };
        let simple = SimpleClose {
            channel: &world.channel,
            closer: Node::Accepter,
            closer_balance: Msat(one),
            closee_balance: Msat(other),
            closer_script: &script,
            closee_script: &script,
            fee: Sat(0),
            lock_time: 0,
        };
        let error = Error::Commitment(commitment::Error::Balance { expected, found });
        assert_eq!(legacy.build(Node::Opener, false), Err(error));
        assert_eq!(simple.transaction(CloserAndCloseeOutputs), Err(error));
        assert_eq!(simple.offered(false), Err(error));
        assert_eq!(simple.selected(&ClosingSignatures::default(), false), Err(error));
        assert_eq!(error.blame(), Blame::Caller);
        assert!(error.to_string().starts_with("balances and htlcs: expected 100000000000 msat, found "));
    }
}

/// What the closer offers, by balance, fee and scripts.
#[test]
fn variants_are_offered() {
    let (plain, nothing) = (p2wpkh(1), op_return());
    let world = World::new(FORMATS[0], Node::Opener);
    let both: &[ClosingVariant] = &[CloserAndCloseeOutputs];
    // The closer's millisatoshi, whether it sends OP_RETURN, whether it does not care, and what it offers.
    let rows: [(u64, bool, bool, &[ClosingVariant]); 12] = [
        (60_000_000_000, false, false, &[CloserOutputOnly, CloserAndCloseeOutputs]),
        (60_000_000_000, false, true, &[CloserOutputOnly, CloserAndCloseeOutputs]),
        (60_000_000_000, true, true, &[CloserOutputOnly, CloserAndCloseeOutputs]),
        (50_000_000_000, false, true, &[CloserOutputOnly, CloserAndCloseeOutputs]),
        (49_999_999_999, false, false, both),
        (49_999_999_999, false, true, &[CloseeOutputOnly]),
        (49_999_999_999, true, true, both),
        // 294 sat are left; then 293.
        (1_294_000, false, false, both),
        (1_293_999, false, false, &[CloseeOutputOnly]),
        (1_293_999, true, false, both),
        // The closee has 293 sat.
        (99_999_706_001, false, false, &[CloserOutputOnly]),
        (99_999_706_000, false, false, &[CloserOutputOnly, CloserAndCloseeOutputs]),
    ];
    for (closer, returns, uneconomical, expected) in rows {
        let (closer_balance, closee_balance) = balances(closer);
        let close = SimpleClose {
            channel: &world.channel,
            closer: Node::Opener,
            closer_balance,
            closee_balance,
            closer_script: if returns { &nothing } else { &plain },
            closee_script: &plain,
            fee: Sat(1000),
            lock_time: 700_000,
        };
        assert_eq!(close.offered(uneconomical), Ok(expected), "{closer} {returns} {uneconomical}");
        // Whatever is offered, its closee can take.
        let complete = close.sign(uneconomical, world.funding_secret(Node::Opener), &world.context).unwrap();
        let taken = close.countersign(&complete, false, world.funding_secret(Node::Accepter), &world.context);
        let (closing_sig, transaction) = taken.unwrap();
        assert_eq!(close.finish(&complete, &closing_sig), Ok(transaction.clone()));
        let out: u64 = transaction.output.iter().map(|output| output.value.to_sat()).sum();
        check(&world, &transaction, 100_000_000 - out);
        assert_eq!(transaction.input[0].sequence.0, 0xffff_fffd);
        assert_eq!(transaction.lock_time.to_consensus_u32(), 700_000);
        let returned = transaction.output.iter().find(|output| output.script_pubkey == nothing);
        assert!(returned.is_none_or(|output| output.value.to_sat() == 0));
    }
}

#[test]
fn fees_that_leave_nothing_are_not_offered() {
    let (plain, world) = (p2wpkh(1), World::new(FORMATS[0], Node::Opener));
    let close = SimpleClose {
        channel: &world.channel,
        closer: Node::Opener,
        closer_balance: Msat(99_999_900_000),
        closee_balance: Msat(100_000),
        closer_script: &plain,
        closee_script: &plain,
        fee: Sat(99_999_900),
        lock_time: 0,
    };
    assert_eq!(close.offered(false), Err(Error::AllDust));
    let dear = SimpleClose { fee: Sat(99_999_901), ..close };
    let exceeds = Error::FeeExceedsBalance { expected: Sat(99_999_900), found: Sat(99_999_901) };
    assert_eq!(dear.offered(false), Err(exceeds));
    assert_eq!(dear.selected(&ClosingSignatures::default(), false), Err(exceeds));
    // OP_RETURN is never dust.
    let returned = op_return();
    let returning = SimpleClose { closer_script: &returned, ..close };
    assert_eq!(returning.offered(false), Ok(&[CloserOutputOnly][..]));
}

/// What the closee selects, by what there is and what its own output is worth.
#[test]
fn variants_are_selected() {
    let (plain, nothing) = (p2wpkh(1), op_return());
    let world = World::new(FORMATS[0], Node::Opener);
    let missing = |expected| Err(Error::VariantMissing { expected });
    // The closee's millisatoshi, whether it sent OP_RETURN, whether it does not care, what is offered, and the choice.
    let rows = [
        (40_000_000_000, false, false, [true, false, true], Ok(CloserAndCloseeOutputs)),
        (40_000_000_000, false, false, [false, true, false], Ok(CloseeOutputOnly)),
        (40_000_000_000, false, false, [true, false, false], missing(CloseeOutputOnly)),
        (40_000_000_000, false, true, [true, false, true], Ok(CloserOutputOnly)),
        (40_000_000_000, false, true, [false, true, true], missing(CloserOutputOnly)),
        (40_000_000_000, true, true, [true, false, true], Ok(CloserAndCloseeOutputs)),
        (293_999, false, false, [true, false, true], Ok(CloserOutputOnly)),
        (293_999, false, false, [false, true, true], missing(CloserOutputOnly)),
        (293_999, true, false, [true, false, true], Ok(CloserAndCloseeOutputs)),
        (294_000, false, false, [true, true, true], Ok(CloserAndCloseeOutputs)),
        (294_000, false, false, [false, false, false], missing(CloseeOutputOnly)),
    ];
    for (closee, returns, uneconomical, offered, expected) in rows {
        let (closee_balance, closer_balance) = balances(closee);
        let close = SimpleClose {
            channel: &world.channel,
            closer: Node::Accepter,
            closer_balance,
            closee_balance,
            closer_script: &plain,
            closee_script: if returns { &nothing } else { &plain },
            fee: Sat(500),
            lock_time: 0,
        };
        let sign = |variant| {
            let transaction = close.transaction(variant).unwrap();
            Some(transaction.sign(world.funding_secret(Node::Accepter), &world.context).unwrap())
        };
        let [closer, closee, both] = offered;
        let complete = ClosingSignatures {
            closer_output_only: sign(CloserOutputOnly).filter(|_| closer),
            closee_output_only: sign(CloseeOutputOnly).filter(|_| closee),
            closer_and_closee_outputs: sign(CloserAndCloseeOutputs).filter(|_| both),
        };
        assert_eq!(close.selected(&complete, uneconomical), expected, "{offered:?}");
        let key = world.funding_secret(Node::Opener);
        let taken = close.countersign(&complete, uneconomical, key, &world.context);
        assert_eq!(taken.as_ref().map(drop).err(), expected.as_ref().err());
        if let Ok((closing_sig, transaction)) = taken {
            consensus(&transaction, &[world.funding_coin()]).unwrap();
            assert!(closing_sig.of(expected.unwrap()).is_some());
        }
    }
}

#[test]
fn wrong_signatures_close_nothing() {
    let (plain, world) = (p2wpkh(1), World::new(FORMATS[0], Node::Opener));
    let (closer_balance, closee_balance) = balances(60_000_000_000);
    let close = SimpleClose {
        channel: &world.channel,
        closer: Node::Opener,
        closer_balance,
        closee_balance,
        closer_script: &plain,
        closee_script: &plain,
        fee: Sat(500),
        lock_time: 0,
    };
    let (opener, accepter) = (world.funding_secret(Node::Opener), world.funding_secret(Node::Accepter));
    let complete = close.sign(false, opener, &world.context).unwrap();
    // The closer signs for another fee.
    let other = SimpleClose { fee: Sat(501), ..close };
    let wrong = other.countersign(&complete, false, accepter, &world.context).map(drop);
    assert_eq!(wrong, Err(Error::Signature { node: Node::Opener }));
    let (closing_sig, _) = close.countersign(&complete, false, accepter, &world.context).unwrap();
    let none = ClosingSignatures::default();
    assert_eq!(close.finish(&complete, &none), Err(Error::SignatureCount { expected: 1, found: 0 }));
    let signature = closing_sig.closer_and_closee_outputs;
    let two = ClosingSignatures { closer_output_only: signature, ..closing_sig };
    assert_eq!(close.finish(&complete, &two), Err(Error::SignatureCount { expected: 1, found: 2 }));
    let not_offered = ClosingSignatures { closee_output_only: signature, ..none };
    assert_eq!(
        close.finish(&complete, &not_offered),
        Err(Error::VariantNotOffered { found: CloseeOutputOnly })
    );
    let of_another = ClosingSignatures { closer_output_only: signature, ..none };
    assert_eq!(close.finish(&complete, &of_another), Err(Error::Signature { node: Node::Accepter }));
    assert!(close.finish(&complete, &closing_sig).is_ok());
}
