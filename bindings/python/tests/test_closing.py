"""Closing a channel: scripts, the negotiation of a fee, and both kinds of transactions, held against transactions that
are written by hand."""

from __future__ import annotations

import pytest

import keelbolt
from commitments import FUNDING, OTHER_WALLET, SECRETS, WALLET, Input, Transaction, channel, der, signature_of
from keelbolt import (
    ClosingSignatures,
    ClosingVariant,
    FeeAnswer,
    FeeProposal,
    FeeRange,
    LegacyClosing,
    LegacyNegotiation,
    Node,
    ShutdownForm,
    ShutdownRules,
    SimpleClose,
)
from making import ENTROPY

# The first bytes of a script, how many follow, and its form.
SCRIPTS = [
    ("0014", 20, ShutdownForm.P2WPKH),
    ("0014", 19, None),
    ("0020", 32, ShutdownForm.P2WSH),
    ("0020", 33, None),
    ("5120", 32, ShutdownForm.ANY_SEGWIT),
    ("6028", 40, ShutdownForm.ANY_SEGWIT),
    ("5129", 41, None),
    ("5020", 32, None),
    ("6a06", 6, ShutdownForm.OP_RETURN),
    ("6a4c50", 80, ShutdownForm.OP_RETURN),
    ("6a4c51", 81, None),
    ("", 0, None),
]
P2PKH = bytes.fromhex("76a914") + bytes(20) + bytes.fromhex("88ac")
P2SH = bytes.fromhex("a914") + bytes(20) + b"\x87"


@pytest.mark.parametrize("start, length, form", SCRIPTS)
def test_scripts_have_their_form(start: str, length: int, form: ShutdownForm | None) -> None:
    assert keelbolt.shutdown_form(bytes.fromhex(start) + bytes([7]) * length) == form


@pytest.mark.parametrize(
    "script, rules, form",
    [
        (WALLET, ShutdownRules(), ShutdownForm.P2WPKH),
        (bytes.fromhex("5202") + b"ab", ShutdownRules(any_segwit=True), ShutdownForm.ANY_SEGWIT),
        (bytes.fromhex("6a06") + b"parted", ShutdownRules(simple_close=True), ShutdownForm.OP_RETURN),
        (P2PKH, ShutdownRules(non_segwit=True), ShutdownForm.P2PKH),
        (P2SH, ShutdownRules(non_segwit=True), ShutdownForm.P2SH),
    ],
)
def test_features_allow_forms(script: bytes, rules: ShutdownRules, form: ShutdownForm) -> None:
    for upfront in (None, b"", script):
        assert rules.check(script, upfront) == form


OWN = FeeRange(min_sat=400, max_sat=600)


def proposal(fee: int, low: int | None = None, high: int | None = None) -> FeeProposal:
    """A proposal, with a range or without."""
    return FeeProposal(fee_sat=fee, range=None if low is None else FeeRange(min_sat=low, max_sat=high))


def agreed(fee: int, reply: bool) -> FeeAnswer:
    return FeeAnswer.AGREED(fee_sat=fee, reply=reply)


# Who answers, what it has sent and received, the proposal, and the answer. It would like 500 sat and takes 400 to 600.
NEGOTIATION = [
    (Node.OPENER, proposal(500), None, proposal(500), agreed(500, False)),
    (Node.OPENER, proposal(500, 400, 600), None, proposal(400), agreed(400, True)),
    (Node.ACCEPTER, proposal(500, 400, 600), None, proposal(600, 600, 700), agreed(600, True)),
    (Node.ACCEPTER, None, None, proposal(450, 300, 450), agreed(450, True)),
    (Node.ACCEPTER, None, None, proposal(400, 100, 800), FeeAnswer.PROPOSE(fee_sat=500)),
    (Node.ACCEPTER, None, None, proposal(900), FeeAnswer.PROPOSE(fee_sat=500)),
    (Node.OPENER, proposal(500), 700, proposal(590), agreed(590, True)),
]


@pytest.mark.parametrize("node, sent, received, came, answer", NEGOTIATION)
def test_fees_are_negotiated(
    node: Node, sent: FeeProposal | None, received: int | None, came: FeeProposal, answer: FeeAnswer
) -> None:
    stand = LegacyNegotiation(node=node, preferred_sat=500, acceptable=OWN, sent=sent, received_sat=received)
    assert stand.answer(came) == answer


def test_ranges_overlap() -> None:
    assert OWN.contains(400) and OWN.contains(600) and not OWN.contains(601)
    assert OWN.overlap(FeeRange(min_sat=500, max_sat=900)) == FeeRange(min_sat=500, max_sat=600)
    assert OWN.overlap(FeeRange(min_sat=601, max_sat=900)) is None


def closing(*outputs: tuple[int, bytes], sequence: int, lock_time: int = 0) -> Transaction:
    """The closing transaction of these outputs, unsigned."""
    spent = Input(bytes(FUNDING.txid), FUNDING.vout, sequence)
    return Transaction((spent,), outputs, lock_time=lock_time)


def signed(unsigned: Transaction, opener: bytes, accepter: bytes) -> Transaction:
    """The same with both signatures, in the order of the keys."""
    nodes = {Node.OPENER: opener, Node.ACCEPTER: accepter}
    keys = {node: getattr(channel(), node.name.lower()).basepoints.funding_pubkey for node in nodes}
    first, second = sorted(nodes, key=keys.__getitem__)
    script = keelbolt.ScriptTemplate.FUNDING(keys[first], keys[second]).write()
    witness = (b"", *(der(nodes[node]) + b"\1" for node in (first, second)), script)
    spent = unsigned.inputs[0]
    return Transaction(
        (Input(spent.txid, spent.vout, spent.sequence, witness),),
        unsigned.outputs,
        lock_time=unsigned.lock_time,
    )


def legacy(**changes: object) -> LegacyClosing:
    """What both nodes sign: 600,000 sat of the opener, 400,000 of the accepter."""
    contents = {
        "channel": channel(),
        "opener_balance_msat": 600_000_999,
        "accepter_balance_msat": 399_999_001,
        "opener_script": WALLET,
        "accepter_script": OTHER_WALLET,
        "fee_sat": 1000,
    }
    return LegacyClosing(**{**contents, **changes})


LEGACY = [
    ({}, False, [(399_999, OTHER_WALLET), (599_000, WALLET)]),
    ({}, True, [(399_999, OTHER_WALLET)]),
    ({"accepter_balance_msat": 353_999, "opener_balance_msat": 999_646_001}, False, [(998_646, WALLET)]),
    ({"accepter_script": WALLET, "fee_sat": 0}, False, [(399_999, WALLET), (600_000, WALLET)]),
]


@pytest.mark.parametrize("changes, without_own, outputs", LEGACY)
def test_legacy_closing(changes: dict, without_own: bool, outputs: list) -> None:
    terms, expected = legacy(**changes), closing(*outputs, sequence=0xFFFFFFFF)
    made = terms.build(Node.OPENER, without_own)
    assert made.transaction() == expected.write()
    assert made.txid() == expected.txid
    assert made.outputs() == [keelbolt.TxOut(value_sat=value, script_pubkey=script) for value, script in outputs]
    signatures = {node: made.sign(secrets.funding(), ENTROPY) for node, secrets in SECRETS.items()}
    assert signatures[Node.OPENER] == signature_of(SECRETS[Node.OPENER].funding(), made.digest())
    for node, signature in signatures.items():
        made.verify(node, signature)
    assert terms.verify(Node.OPENER, signatures[Node.OPENER]) == made
    published = signed(expected, *signatures.values())
    assert made.signed(*signatures.values()) == published.write()
    assert published.weight <= made.weight() <= published.weight + 4
    made.check_dust()


def simple(**changes: object) -> SimpleClose:
    """`closing_complete` of the opener."""
    contents = {
        "channel": channel(),
        "closer": Node.OPENER,
        "closer_balance_msat": 600_000_999,
        "closee_balance_msat": 399_999_001,
        "closer_script": WALLET,
        "closee_script": OTHER_WALLET,
        "fee_sat": 1000,
        "lock_time": 800_000,
    }
    return SimpleClose(**{**contents, **changes})


BOTH, CLOSER, CLOSEE = (
    ClosingVariant.CLOSER_AND_CLOSEE_OUTPUTS,
    ClosingVariant.CLOSER_OUTPUT_ONLY,
    ClosingVariant.CLOSEE_OUTPUT_ONLY,
)
OP_RETURN = bytes.fromhex("6a06") + b"parted"

# What is changed, whether closer and closee give their own output up, what the closer offers, what the closee takes,
# and the outputs of that.
SIMPLE = [
    ({}, False, False, [CLOSER, BOTH], BOTH, [(399_999, OTHER_WALLET), (599_000, WALLET)]),
    ({}, False, True, [CLOSER, BOTH], CLOSER, [(599_000, WALLET)]),
    (
        {"closer_balance_msat": 1_200_000, "closee_balance_msat": 998_800_000},
        False,
        False,
        [CLOSEE],
        CLOSEE,
        [(998_800, OTHER_WALLET)],
    ),
    (
        {"closer": Node.ACCEPTER, "closer_balance_msat": 399_999_001, "closee_balance_msat": 600_000_999},
        True,
        False,
        [CLOSEE],
        CLOSEE,
        [(600_000, OTHER_WALLET)],
    ),
    (
        {"closer_balance_msat": 999_706_001, "closee_balance_msat": 293_999},
        False,
        False,
        [CLOSER],
        CLOSER,
        [(998_706, WALLET)],
    ),
    ({"closer_script": OP_RETURN}, False, False, [CLOSER, BOTH], BOTH, [(0, OP_RETURN), (399_999, OTHER_WALLET)]),
]


@pytest.mark.parametrize("changes, closer_gives_up, closee_gives_up, offered, taken, outputs", SIMPLE)
def test_simple_close(
    changes: dict, closer_gives_up: bool, closee_gives_up: bool, offered: list, taken: ClosingVariant, outputs: list
) -> None:
    close = simple(**changes)
    closee = Node.ACCEPTER if close.closer == Node.OPENER else Node.OPENER
    assert close.offered(closer_gives_up) == offered
    complete = close.sign(SECRETS[close.closer].funding(), ENTROPY, closer_gives_up)
    assert {variant for variant in ClosingVariant if getattr(complete, variant.name.lower())} == set(offered)
    assert close.selected(complete, closee_gives_up) == taken

    expected = closing(*outputs, sequence=0xFFFFFFFD, lock_time=800_000)
    made = close.transaction(taken)
    assert made.transaction() == expected.write()
    closers, closees = (made.sign(SECRETS[node].funding(), ENTROPY) for node in (close.closer, closee))
    assert getattr(complete, taken.name.lower()) == closers
    countersigned = close.countersign(complete, SECRETS[closee].funding(), ENTROPY, closee_gives_up)
    assert countersigned.signatures == ClosingSignatures(**{taken.name.lower(): closees})
    signatures = {close.closer: closers, closee: closees}
    published = signed(expected, signatures[Node.OPENER], signatures[Node.ACCEPTER]).write()
    assert countersigned.transaction == published
    assert close.finish(complete, countersigned.signatures) == published


def test_terms_compare_by_content() -> None:
    assert simple() == simple() and simple(fee_sat=999) != simple()
    assert legacy() == legacy() and legacy(fee_sat=999) != legacy()
    made = legacy().build(Node.OPENER)
    assert made == legacy().build(Node.ACCEPTER) != legacy().build(Node.OPENER, True)
