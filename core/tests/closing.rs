//! Scripts that `shutdown` may name, and the fee of `closing_signed` (BOLT 2).
#![cfg(feature = "alloc")]

use keelbolt::amount::Sat;
use keelbolt::blame::Blame;
use keelbolt::commitment::Node;
use keelbolt::commitment::closing::{
    Answer, Error, FeeRange, LegacyNegotiation, Proposal, ShutdownForm, ShutdownRules,
};

/// The first bytes of a script, how many follow, and its form.
const SCRIPTS: &[(&[u8], usize, Option<ShutdownForm>)] = &[
    (&[0, 20], 20, Some(ShutdownForm::P2wpkh)),
    (&[0, 20], 19, None),
    (&[0, 20], 21, None),
    (&[0, 21], 21, None),
    (&[0, 32], 32, Some(ShutdownForm::P2wsh)),
    (&[0, 32], 31, None),
    (&[0, 32], 33, None),
    (&[0x51, 32], 32, Some(ShutdownForm::AnySegwit)),
    (&[0x51, 2], 2, Some(ShutdownForm::AnySegwit)),
    (&[0x60, 40], 40, Some(ShutdownForm::AnySegwit)),
    (&[0x51, 1], 1, None),
    (&[0x51, 41], 41, None),
    (&[0x51, 32], 33, None),
    (&[0x50, 32], 32, None),
    (&[0x61, 32], 32, None),
    (&[0x6a, 6], 6, Some(ShutdownForm::OpReturn)),
    (&[0x6a, 75], 75, Some(ShutdownForm::OpReturn)),
    (&[0x6a, 76, 76], 76, Some(ShutdownForm::OpReturn)),
    (&[0x6a, 76, 80], 80, Some(ShutdownForm::OpReturn)),
    (&[0x6a, 5], 5, None),
    (&[0x6a, 6], 7, None),
    (&[0x6a, 76, 75], 75, None),
    (&[0x6a, 76, 81], 81, None),
    (&[0x6a, 76, 76], 75, None),
    (&[0x6a], 0, None),
    (&[], 0, None),
];

#[test]
fn scripts_have_their_form() {
    for (start, length, form) in SCRIPTS {
        let script = [*start, &vec![0x07; *length]].concat();
        assert_eq!(ShutdownForm::recognise(&script), *form, "{start:?} and {length}");
        let all = ShutdownRules { any_segwit: true, simple_close: true, non_segwit: true };
        let expected = form.ok_or(Error::Script { length: script.len() });
        assert_eq!(all.check(&script, None), expected, "{start:?} and {length}");
    }
}

#[test]
fn features_allow_forms() {
    let p2pkh = [&[0x76, 0xa9, 20][..], &[7; 20], &[0x88, 0xac]].concat();
    let p2sh = [&[0xa9, 20][..], &[7; 20], &[0x87]].concat();
    type Row = (Vec<u8>, ShutdownForm, fn(&mut ShutdownRules));
    let rows: [Row; 6] = [
        ([vec![0, 20], vec![7; 20]].concat(), ShutdownForm::P2wpkh, |_| ()),
        ([vec![0, 32], vec![7; 32]].concat(), ShutdownForm::P2wsh, |_| ()),
        ([vec![0x52, 9], vec![7; 9]].concat(), ShutdownForm::AnySegwit, |rules| rules.any_segwit = true),
        ([vec![0x6a, 9], vec![7; 9]].concat(), ShutdownForm::OpReturn, |rules| rules.simple_close = true),
        (p2pkh, ShutdownForm::P2pkh, |rules| rules.non_segwit = true),
        (p2sh, ShutdownForm::P2sh, |rules| rules.non_segwit = true),
    ];
    for (script, form, allow) in rows {
        let mut rules = ShutdownRules::default();
        let always = matches!(form, ShutdownForm::P2wpkh | ShutdownForm::P2wsh);
        let expected = if always { Ok(form) } else { Err(Error::NotNegotiated { form }) };
        assert_eq!(rules.check(&script, None), expected);
        allow(&mut rules);
        assert_eq!(rules.check(&script, None), Ok(form));
        // What was told upfront holds; an empty script tells nothing.
        assert_eq!(rules.check(&script, Some(&script)), Ok(form));
        assert_eq!(rules.check(&script, Some(&[])), Ok(form));
        assert_eq!(rules.check(&script, Some(&[0, 20])), Err(Error::UpfrontScript));
    }
}

const fn range(min: u64, max: u64) -> FeeRange {
    FeeRange { min: Sat(min), max: Sat(max) }
}

const fn proposal(fee: u64, range: Option<FeeRange>) -> Proposal {
    Proposal { fee: Sat(fee), range }
}

/// Who answers, what it has sent and received, the proposal, and the answer. It would like 500 sat and takes 400 to
/// 600.
type Row = (Node, Option<Proposal>, Option<u64>, Proposal, Result<Answer, Error>);

const OWN: FeeRange = range(400, 600);

const fn agreed(fee: u64, reply: bool) -> Result<Answer, Error> {
    Ok(Answer::Agreed { fee: Sat(fee), reply })
}

const fn propose(fee: u64) -> Result<Answer, Error> {
    Ok(Answer::Propose { fee: Sat(fee) })
}

const ROWS: &[Row] = &[
    // What was sent comes back.
    (Node::Opener, Some(proposal(500, None)), None, proposal(500, None), agreed(500, false)),
    (
        Node::Opener,
        Some(proposal(500, Some(OWN))),
        None,
        proposal(500, Some(range(1, 2))),
        agreed(500, false),
    ),
    // What comes is in the range that was sent.
    (Node::Opener, Some(proposal(500, Some(OWN))), None, proposal(400, None), agreed(400, true)),
    (
        Node::Accepter,
        Some(proposal(500, Some(OWN))),
        None,
        proposal(600, Some(range(600, 700))),
        agreed(600, true),
    ),
    // The opener, by ranges.
    (
        Node::Opener,
        Some(proposal(500, Some(OWN))),
        None,
        proposal(601, Some(range(550, 700))),
        Err(Error::FeeOutOfRange { expected: range(550, 600), found: Sat(601) }),
    ),
    (
        Node::Opener,
        Some(proposal(500, Some(OWN))),
        None,
        proposal(700, Some(range(601, 700))),
        Err(Error::NoOverlap { expected: OWN, found: range(601, 700) }),
    ),
    (Node::Opener, None, None, proposal(450, Some(range(1, 450))), agreed(450, true)),
    // The accepter, by ranges.
    (Node::Accepter, None, None, proposal(300, Some(range(200, 700))), propose(500)),
    (Node::Accepter, None, None, proposal(300, Some(range(200, 450))), propose(450)),
    (Node::Accepter, None, None, proposal(900, Some(range(550, 900))), propose(550)),
    (Node::Accepter, None, None, proposal(450, Some(range(200, 450))), agreed(450, true)),
    (
        Node::Accepter,
        None,
        None,
        proposal(300, Some(range(200, 399))),
        Err(Error::NoOverlap { expected: OWN, found: range(200, 399) }),
    ),
    // A range whose ends are the wrong way round has nothing in common with any.
    (
        Node::Accepter,
        None,
        None,
        proposal(500, Some(range(600, 400))),
        Err(Error::NoOverlap { expected: OWN, found: range(600, 400) }),
    ),
    (
        Node::Accepter,
        Some(proposal(500, None)),
        None,
        proposal(700, Some(range(450, 700))),
        Err(Error::FeeChanged { expected: Sat(500), found: Sat(700) }),
    ),
    // Without ranges.
    (Node::Accepter, None, None, proposal(450, None), agreed(450, true)),
    (Node::Accepter, None, None, proposal(1000, None), propose(500)),
    (Node::Accepter, Some(proposal(500, None)), None, proposal(650, None), propose(575)),
    (Node::Opener, Some(proposal(500, None)), Some(100), proposal(320, None), propose(410)),
    (Node::Accepter, Some(proposal(598, None)), Some(1000), proposal(601, None), propose(599)),
    // No further than to what it takes, wherever the middle lies.
    (Node::Accepter, Some(proposal(500, None)), Some(1000), proposal(800, None), propose(600)),
    (Node::Opener, Some(proposal(450, None)), None, proposal(0, None), propose(400)),
    (
        Node::Opener,
        Some(proposal(600, None)),
        None,
        proposal(1000, None),
        Err(Error::NoFeeBetween { low: Sat(600), high: Sat(1000) }),
    ),
    (
        Node::Accepter,
        Some(proposal(400, None)),
        Some(1),
        proposal(399, None),
        Err(Error::NoFeeBetween { low: Sat(399), high: Sat(400) }),
    ),
    (
        Node::Accepter,
        Some(proposal(500, None)),
        Some(1000),
        proposal(1000, None),
        Err(Error::FeeNotBetween { low: Sat(500), high: Sat(1000), found: Sat(1000) }),
    ),
    (
        Node::Accepter,
        Some(proposal(500, None)),
        Some(1000),
        proposal(450, None),
        Err(Error::FeeNotBetween { low: Sat(500), high: Sat(1000), found: Sat(450) }),
    ),
    (Node::Accepter, Some(proposal(500, None)), None, proposal(u64::MAX, None), propose(600)),
];

#[test]
fn fees_are_answered() {
    for (node, sent, received, proposal, expected) in ROWS {
        let negotiation = LegacyNegotiation {
            node: *node,
            preferred: Sat(500),
            acceptable: OWN,
            sent: *sent,
            received: received.map(Sat),
        };
        assert_eq!(negotiation.answer(proposal), *expected, "{negotiation:?}, {proposal:?}");
        if let Err(error) = expected {
            assert_eq!(error.blame(), Blame::Peer);
            assert!(!error.to_string().is_empty());
        }
    }
}

/// Two nodes with no fee in common that both can change their mind meet, and soon.
#[test]
fn the_older_negotiation_ends() {
    let node = |node, preferred, acceptable| LegacyNegotiation {
        node,
        preferred: Sat(preferred),
        acceptable,
        sent: None,
        received: None,
    };
    let mut nodes =
        [node(Node::Opener, 200, range(0, 5_000)), node(Node::Accepter, 9_000, range(3_000, 10_000))];
    let mut fee = nodes[0].preferred;
    nodes[0].sent = Some(Proposal { fee, range: None });
    for round in 0..40 {
        let [_, answering] = &mut nodes;
        match answering.answer(&Proposal { fee, range: None }).unwrap() {
            Answer::Agreed { fee, .. } => {
                assert!(range(3_000, 5_000).contains(fee), "{fee}");
                return;
            }
            Answer::Propose { fee: own } => {
                answering.received = Some(fee);
                answering.sent = Some(Proposal { fee: own, range: None });
                fee = own;
            }
        }
        nodes.swap(0, 1);
        assert!(round < 39, "no end");
    }
}
