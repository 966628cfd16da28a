"""Every error of trees, ceremonies and addresses: its class, its typed fields, its code, who is to blame, and the
library's text."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

import keelbolt
from keelbolt import (
    ArkAddress,
    ArkAddressError,
    ArkDelivery,
    Blame,
    Counted,
    CryptoFault,
    SignedTree,
    TreeBranch,
    TreeError,
    TreeNonces,
    TreeSession,
    TreeShape,
    TreeSigner,
    TreeSpec,
    UnsignedTree,
    UserPolicy,
)
from making import ENTROPY, checksummed, key, packed
from rows import Row, check, check_complete
from trees import COSIGNER, TERMS, UTXO, TreeCeremony, checked, cosigner, expected, fresh, leaf, spec, tree_of

PEER, CALLER = Blame.PEER, Blame.CALLER
FIVE, WHOLE = spec(5), spec(2).to_bytes()
MANY = 2_100_000_000_000_000
NO_POINT = bytes([5]) * 33
# Where the global keys are counted, and, behind one, the leaves.
GLOBAL = 1 + 39
LEAVES = GLOBAL + 1 + 33
LEFT = len(WHOLE) - GLOBAL - 1


def parsed(start: int, new: bytes, whole: bytes = WHOLE) -> Callable:
    """Reads a specification with other bytes in their place."""
    return lambda: TreeSpec.parse(whole[:start] + new + whole[start + len(new) :])


def made(**changes: object) -> Callable:
    """Makes a specification whose terms have these changes."""
    terms = dataclasses.replace(TERMS, **changes)
    return lambda: TreeSpec(terms, [], [leaf(0), leaf(1)])


def refused(**changes: object) -> Callable:
    """Checks the branch of leaf 2 against what has these changes."""
    return lambda: TreeBranch.build(FIVE, UTXO, 2).check(expected(FIVE, 2, **changes), FIVE)


def refused_leaf(**changes: object) -> Callable:
    """Checks it against a leaf with these changes."""
    return refused(leaf=dataclasses.replace(leaf(2), **changes))


def other_tree() -> object:
    other = TreeSpec(TERMS, [key(99).public_key(ENTROPY)], FIVE.leaves())
    return TreeBranch.build(other, UTXO, 2).check(expected(FIVE, 2), FIVE)


def dust() -> object:
    of = tree_of(
        [dataclasses.replace(each, amount_sat=329) if at == 3 else each for at, each in enumerate(FIVE.leaves())]
    )
    return checked(of, 2)


def failed(change: Callable[[TreeCeremony], object]) -> Callable:
    """Ends a ceremony in which somebody has changed something."""

    def act() -> object:
        ceremony = TreeCeremony(spec(6, lambda number: number != 1))
        change(ceremony)
        return ceremony.finish()

    return act


def of_leaf(number: int, **changes: Callable) -> Callable:
    """Ends a ceremony in which the owner of a leaf sends something else."""

    def change(ceremony: TreeCeremony) -> None:
        sent = ceremony.leaves[number]
        changed = {name: by(getattr(sent, name)) for name, by in changes.items()}
        ceremony.leaves[number] = dataclasses.replace(sent, **changed)

    return failed(change)


def unsummed(ceremony: TreeCeremony) -> None:
    nonces = [each and list(each.nonces) for each in ceremony.leaves]
    nonces[0][0] = bytes([9]) * 66
    keelbolt.aggregate_tree_nonces(ceremony.tree, nonces, [ceremony.global_signers[0].nonces])


def wrong_sum() -> object:
    tree = UnsignedTree.build(spec(2, lambda _: False), UTXO)
    server, other = (TreeNonces(COSIGNER, tree.shape(), fresh(at), ENTROPY) for at in (1, 2))
    session = TreeSession(tree, keelbolt.aggregate_tree_nonces(tree, [None, None], [other.public_nonces()]))
    sent = keelbolt.TreeContribution(nonces=server.public_nonces(), partials=server.sign(session))
    return session.aggregate([None, None], [sent])


def signed_twice() -> object:
    ceremony = TreeCeremony(FIVE)
    return ceremony.users[0].sign(checked(FIVE, 0), ceremony.aggregates)


def wrong_signature() -> object:
    signed = TreeCeremony(FIVE).finish()
    return SignedTree(FIVE, UTXO, signed.signatures()[::-1]).verify()


def session_of(nonces: list) -> Callable:
    return lambda: TreeSession(UnsignedTree.build(FIVE, UTXO), nonces)


AT_3, GLOBAL_0 = TreeSigner.LEAF(3), TreeSigner.GLOBAL(0)

ENCODING_ROWS: list[Row] = [
    (
        lambda: TreeSpec.parse(WHOLE[:4]),
        "VtxoTruncated",
        {"offset": 1, "expected": 4, "found": 3},
        1000,
        PEER,
        "truncated at byte 1: expected 4 bytes, found 3",
    ),
    (
        parsed(GLOBAL, b"\xfd\1\0"),
        "VtxoCount",
        {"offset": GLOBAL, "found": 1},
        1001,
        PEER,
        f"compact size at byte {GLOBAL} is not the shortest form of 1",
    ),
    (
        lambda: SignedTree.parse(spec_signed() + bytes(3)),
        "VtxoTrailingBytes",
        {"found": 3},
        1002,
        PEER,
        "3 bytes behind the end",
    ),
    (parsed(0, b"\3"), "VtxoVersion", {"found": 3}, 1003, PEER, "unknown version of the encoding: 3"),
    (
        parsed(1, b"\xff" * 4),
        "VtxoHeight",
        {"offset": 1, "found": 2**32 - 1},
        1004,
        PEER,
        "height at byte 1: expected at most 499934467, found 4294967295",
    ),
    (
        parsed(38, b"\xff\xff"),
        "VtxoDelta",
        {"offset": 38, "found": 65_535},
        1005,
        PEER,
        "delay at byte 38: expected at most 16383 blocks, found 65535",
    ),
    (
        parsed(GLOBAL + 1, NO_POINT),
        "VtxoKey",
        {"offset": GLOBAL + 1, "fault": CryptoFault.NOT_A_POINT},
        1006,
        PEER,
        f"key at byte {GLOBAL + 1}: not a compressed point of the curve",
    ),
    (
        parsed(LEAVES + 1, b"\xc8"),
        "PolicyType",
        {"offset": LEAVES + 1, "found": 200},
        1007,
        PEER,
        f"policy at byte {LEAVES + 1}: unknown type 0xc8",
    ),
    (
        parsed(LEAVES + 1, b"\7"),
        "ServerPolicy",
        {"offset": LEAVES + 1, "found": 7},
        1008,
        PEER,
        f"policy at byte {LEAVES + 1}: type 0x07 is the server's, expected a user's",
    ),
    (
        lambda: TreeShape(100_001),
        "VtxoTooMany",
        {"counted": Counted.LEAVES, "expected": 100_000, "found": 100_001},
        1016,
        PEER,
        "leaves: expected at most 100000, found 100001",
    ),
    (
        parsed(GLOBAL, b"\xc8"),
        "VtxoCountAboveInput",
        {"counted": Counted.COSIGNERS, "offset": GLOBAL, "found": 200, "left": LEFT},
        1017,
        PEER,
        f"keys that sign together: 200 at byte {GLOBAL} cannot stand in the {LEFT} bytes that are left",
    ),
    (lambda: tree_of([leaf(0)]), "TooFewLeaves", {"found": 1}, 1020, PEER, "leaves: expected 2 at least, found 1"),
    (
        lambda: tree_of([leaf(0), dataclasses.replace(leaf(1), amount_sat=MANY)]),
        "VtxoAmountOverflow",
        {"expected": MANY},
        1021,
        PEER,
        f"amounts: their sum is more than {MANY} sat",
    ),
    (
        made(expiry_height=499_934_468),
        "LockHeightTooLarge",
        {"expected": 499_934_467, "found": 499_934_468},
        1023,
        CALLER,
        "height: expected at most 499934467, found 499934468",
    ),
    (
        made(exit_delta=16_384),
        "LockDeltaTooLarge",
        {"expected": 16_383, "found": 16_384},
        1024,
        CALLER,
        "delay: expected at most 16383 blocks, found 16384",
    ),
]


def spec_signed() -> bytes:
    return SignedTree(FIVE, UTXO, []).to_bytes()


TREE_ROWS: list[Row] = [
    (made(server_pubkey=NO_POINT), "KeyNotAPoint", {}, 500, PEER, "not a compressed point of the curve"),
    (
        lambda: TreeSpec(TERMS, [], [leaf(0, False), leaf(1, False)]).funding_output(),
        "NoSigners",
        {},
        530,
        PEER,
        "no signers",
    ),
    (
        session_of([bytes([9]) * 66] * 2),
        "NotANonce",
        {},
        532,
        PEER,
        "public nonce is not two compressed points of the curve",
    ),
    (
        lambda: TreeNonces(COSIGNER, TreeShape(2), bytes(32), ENTROPY),
        "NonceOutOfRange",
        {},
        533,
        CALLER,
        "nonce or its entropy is zero or not below the group order",
    ),
    (signed_twice, "NonceUsed", {}, 540, CALLER, "these nonces have signed before"),
    (
        lambda: SignedTree(FIVE, UTXO, [bytes(63)]),
        "WrongLength",
        {"expected": 64, "found": 63},
        600,
        CALLER,
        "expected 64 bytes, found 63",
    ),
    (
        lambda: dataclasses.replace(UnsignedTree.build(FIVE, UTXO).transactions()[0], unsigned=b"").sighash(),
        "MalformedTransaction",
        {},
        607,
        PEER,
        "these bytes are no transaction",
    ),
    (
        lambda: TreeBranch.build(FIVE, UTXO, 5),
        "NoSuchLeaf",
        {"expected": 5, "found": 5},
        1100,
        CALLER,
        "leaf: expected below 5, found 5",
    ),
    (
        lambda: SignedTree(FIVE, UTXO, [bytes(64)]).verify(),
        "TreeSignatureCount",
        {"expected": 2, "found": 1},
        1101,
        PEER,
        "signatures: expected 2, found 1",
    ),
    (wrong_signature, "NodeSignature", {"node": 5}, 1102, PEER, "signature of node 5 is not of its keys"),
    (other_tree, "OtherTree", {}, 1103, CALLER, "branch is of another tree"),
    (
        lambda: keelbolt.match_outputs(FIVE, [leaf(4), leaf(4)]),
        "NoLeafForOutput",
        {"output": 1},
        1110,
        PEER,
        "output 1: no leaf is left for it",
    ),
    (
        refused_leaf(policy=UserPolicy.PUBKEY(key(99).public_key(ENTROPY))),
        "LeafPolicy",
        {},
        1111,
        PEER,
        "leaf: another policy than was asked for",
    ),
    (
        refused_leaf(amount_sat=1_003),
        "LeafAmount",
        {"expected": 1_003, "found": 1_002},
        1112,
        PEER,
        "leaf: expected 1003 sat, found 1002 sat",
    ),
    (
        refused_leaf(unlock_hash=bytes(32)),
        "LeafUnlockHash",
        {},
        1113,
        PEER,
        "leaf: another unlock hash than was agreed on",
    ),
    (
        refused_leaf(cosign_pubkey=cosigner(3).public_key(ENTROPY)),
        "CosignKey",
        {},
        1114,
        PEER,
        "leaf: another key than signs for it",
    ),
    (
        refused(server_pubkey=key(99).public_key(ENTROPY)),
        "TreeServerKey",
        {},
        1115,
        PEER,
        "tree: the key is another server's",
    ),
    (
        refused(server_cosign_pubkey=key(99).public_key(ENTROPY)),
        "ServerDoesNotSign",
        {},
        1116,
        PEER,
        "tree: the server does not sign for it",
    ),
    (
        refused(exit_delta=143),
        "TreeExitDelta",
        {"expected": 143, "found": 144},
        1117,
        PEER,
        "delay of exits: expected 143 blocks, found 144 blocks",
    ),
    (
        refused(earliest_expiry=900_001),
        "TreeExpiry",
        {"expected": 900_001, "found": 900_000},
        1118,
        PEER,
        "expiry: expected block 900001 or later, found block 900000",
    ),
    (
        refused(max_depth=1),
        "TreeDepth",
        {"expected": 1, "found": 2},
        1119,
        PEER,
        "transactions above the leaf: expected at most 1, found 2",
    ),
    (
        dust,
        "TreeDust",
        {"node": 5, "output": 3, "expected": 330, "found": 329},
        1120,
        PEER,
        "output 3 of node 5: expected at least 330 sat, found 329 sat",
    ),
    (
        failed(lambda ceremony: ceremony.leaves.pop()),
        "SignerCount",
        {"expected": 6, "found": 5},
        1121,
        CALLER,
        "contributions: expected 6, found 5",
    ),
    (
        failed(lambda ceremony: ceremony.leaves.__setitem__(3, None)),
        "ContributionOfLeaf",
        {"leaf": 3, "expected": True},
        1122,
        PEER,
        "the owner of leaf 3 signs, but sent nothing",
    ),
    (
        failed(lambda ceremony: ceremony.leaves.__setitem__(1, ceremony.leaves[0])),
        "ContributionOfLeaf",
        {"leaf": 1, "expected": False},
        1122,
        PEER,
        "the owner of leaf 1 does not sign, but sent something",
    ),
    (
        of_leaf(3, nonces=lambda nonces: nonces[:1]),
        "TreeNonceCount",
        {"signer": AT_3, "expected": 2, "found": 1},
        1123,
        PEER,
        "nonces of the owner of leaf 3: expected 2, found 1",
    ),
    (
        session_of([]),
        "AggregateNonceCount",
        {"expected": 2, "found": 0},
        1124,
        PEER,
        "aggregate nonces: expected 2, found 0",
    ),
    (
        of_leaf(3, partials=lambda partials: partials[:1]),
        "TreePartialSignatureCount",
        {"signer": AT_3, "expected": 2, "found": 1},
        1125,
        PEER,
        "partial signatures of the owner of leaf 3: expected 2, found 1",
    ),
    (
        failed(
            lambda ceremony: ceremony.global_signers.__setitem__(
                0, dataclasses.replace(ceremony.global_signers[0], partials=[b"\xff" * 32] * 2)
            )
        ),
        "TreePartialSignature",
        {"signer": GLOBAL_0, "node": 6},
        1126,
        PEER,
        "partial signature of the global signer 0 for node 6 is wrong",
    ),
    (
        wrong_sum,
        "TreeAggregateNonce",
        {"node": 2},
        1127,
        PEER,
        "aggregate nonce of node 2 is not of the nonces that signed",
    ),
    (
        failed(unsummed),
        "TreeNonce",
        {"signer": TreeSigner.LEAF(0)},
        1128,
        PEER,
        "nonces of the owner of leaf 0: public nonce is not two compressed points of the curve",
    ),
]

# No keys are known that lead to the first; library and binding are of one version.
TREE_UNREACHED = {"TweakOutOfRange", "Unlisted"}

# A policy of one key, behind the id of a server.
PUBKEY = b"\0" + key(2).public_key(ENTROPY)


def text(payload: bytes, version: str = "p", prefix: str = "ark") -> Callable:
    """Reads the address of a payload."""
    return words(version + packed(payload), prefix)


def words(letters: str, prefix: str = "ark") -> Callable:
    return lambda: ArkAddress.parse(checksummed_m(prefix, letters))


def checksummed_m(prefix: str, letters: str) -> str:
    """The text as bech32m, whose checksum is that of bech32 with another constant: 30 of its bits."""
    plain = checksummed(prefix, letters)
    alphabet, change = "qpzry9x8gf2tvdw0s3jn54khce6mua7l", 1 ^ 0x2BC830A3
    tail = [alphabet.index(letter) ^ change >> 5 * (5 - place) & 31 for place, letter in enumerate(plain[-6:])]
    return plain[:-6] + "".join(alphabet[word] for word in tail)


def with_policy(policy: bytes, behind: bytes = b"") -> Callable:
    return text(bytes([1, 2, 3, 4, len(policy)]) + policy + behind)


def address(deliveries: list = [], server: bytes = TERMS.server_pubkey, **policy: object) -> Callable:  # noqa: B006
    own = {"user_pubkey": key(2).public_key(ENTROPY), **policy}
    made_of = UserPolicy.LIGHTNING_SEND if policy else UserPolicy.PUBKEY
    return lambda: ArkAddress(False, server, made_of(**own), deliveries)


def receive(delta: int) -> Callable:
    policy = UserPolicy.LIGHTNING_RECEIVE(
        keelbolt.HashLockVersion.V1, key(2).public_key(ENTROPY), bytes(32), 900_000, delta
    )
    return lambda: ArkAddress(False, TERMS.server_pubkey, policy, [])


SEND = {"version": keelbolt.HashLockVersion.V1, "payment_hash": bytes(32), "htlc_expiry": 499_934_468}

ADDRESS_ROWS: list[Row] = [
    (
        lambda: ArkAddress.parse(""),
        "Bech32NoSeparator",
        {},
        100,
        PEER,
        "no separator `1`",
    ),
    (
        lambda: ArkAddress.parse("1qqqqqq"),
        "Bech32NoHumanReadablePart",
        {},
        101,
        PEER,
        "nothing before the separator `1`",
    ),
    (
        lambda: ArkAddress.parse("ark1b"),
        "Bech32Character",
        {"offset": 4, "found": ord("b")},
        102,
        PEER,
        "character 4: unexpected byte 0x62 (`b`)",
    ),
    (
        lambda: ArkAddress.parse("ark1Qqqqqq"),
        "Bech32MixedCase",
        {"offset": 4},
        103,
        PEER,
        "character 4: upper and lower case are mixed",
    ),
    (
        lambda: ArkAddress.parse("ark1qqqq"),
        "Bech32TooShort",
        {"expected": 6, "found": 4},
        104,
        PEER,
        "too short: expected at least 6 characters after the separator, found 4",
    ),
    (
        lambda: ArkAddress.parse("a12uel5l"),
        "Bech32Checksum",
        {},
        105,
        PEER,
        "the checksum does not fit: some character is wrong",
    ),
    (address(server=NO_POINT), "KeyNotAPoint", {}, 500, PEER, "not a compressed point of the curve"),
    (
        lambda: keelbolt.ark_id_of(bytes(32)),
        "WrongLength",
        {"expected": 33, "found": 32},
        600,
        CALLER,
        "expected 33 bytes, found 32",
    ),
    (
        address(**SEND),
        "LockHeightTooLarge",
        {"expected": 499_934_467, "found": 499_934_468},
        1023,
        CALLER,
        "height: expected at most 499934467, found 499934468",
    ),
    (
        receive(16_384),
        "LockDeltaTooLarge",
        {"expected": 16_383, "found": 16_384},
        1024,
        CALLER,
        "delay: expected at most 16383 blocks, found 16384",
    ),
    (
        lambda: ArkAddress.parse("ark1" + "q" * 1_020),
        "AddressTooLong",
        {"expected": 1_023, "found": 1_024},
        1081,
        PEER,
        "address: expected at most 1023 characters, found 1024",
    ),
    (
        text(b"", prefix="ar"),
        "AddressPrefix",
        {},
        1082,
        PEER,
        "address: expected `ark1` or `tark1` in front",
    ),
    (words(""), "NoAddressVersion", {}, 1083, PEER, "address: nothing behind the separator"),
    (text(b"", "q", "tark"), "ArkadeAddress", {}, 1084, PEER, "address of Arkade (version 0), another protocol"),
    (text(b"", "z"), "AddressVersion", {"found": 2}, 1085, PEER, "address: expected version 1, found 2"),
    (words("pqp"), "AddressPadding", {}, 1086, PEER, "address: bits at the end that belong to no byte"),
    (
        text(bytes(3)),
        "AddressTruncated",
        {"offset": 0, "expected": 4, "found": 3},
        1087,
        PEER,
        "truncated at byte 0: expected 4 bytes, found 3",
    ),
    (
        text(bytes([1, 2, 3, 4, 9])),
        "AddressFieldLength",
        {"offset": 4, "found": 9},
        1088,
        PEER,
        "length at byte 4 of the payload: 9 is not its shortest form or more than is left",
    ),
    (
        with_policy(PUBKEY, bytes([0])),
        "EmptyDelivery",
        {"offset": 39},
        1089,
        PEER,
        "delivery at byte 39 of the payload: expected one byte at least",
    ),
    (
        with_policy(PUBKEY, bytes([3, 1, 2, 2])),
        "MailboxLength",
        {"offset": 41, "found": 2},
        1090,
        PEER,
        "mailbox at byte 41 of the payload: expected 33 bytes, found 2",
    ),
    (
        with_policy(PUBKEY, bytes([34, 1]) + NO_POINT),
        "MailboxKey",
        {"offset": 41, "fault": CryptoFault.NOT_A_POINT},
        1091,
        PEER,
        "mailbox at byte 41 of the payload: not a compressed point of the curve",
    ),
    (
        address([ArkDelivery.UNKNOWN(1, b"")]),
        "KnownDelivery",
        {"found": 1},
        1092,
        CALLER,
        "delivery of type 1 is known: it cannot be written as unknown",
    ),
    (
        with_policy(PUBKEY[:-1]),
        "VtxoTruncated",
        {"offset": 1, "expected": 33, "found": 32},
        1000,
        PEER,
        "policy: truncated at byte 1: expected 33 bytes, found 32",
    ),
    (
        with_policy(PUBKEY + b"\0"),
        "VtxoTrailingBytes",
        {"found": 1},
        1002,
        PEER,
        "policy: 1 bytes behind the end",
    ),
    (
        with_policy(b"\1" + PUBKEY[1:] + bytes(32) + b"\xff" * 4),
        "VtxoHeight",
        {"offset": 66, "found": 2**32 - 1},
        1004,
        PEER,
        "policy: height at byte 66: expected at most 499934467, found 4294967295",
    ),
    (
        with_policy(b"\2" + PUBKEY[1:] + bytes(32) + bytes(4) + b"\xff" * 2),
        "VtxoDelta",
        {"offset": 70, "found": 65_535},
        1005,
        PEER,
        "policy: delay at byte 70: expected at most 16383 blocks, found 65535",
    ),
    (
        with_policy(b"\0" + NO_POINT),
        "VtxoKey",
        {"offset": 1, "fault": CryptoFault.NOT_A_POINT},
        1006,
        PEER,
        "policy: key at byte 1: not a compressed point of the curve",
    ),
    (
        with_policy(b"\xc8"),
        "PolicyType",
        {"offset": 0, "found": 200},
        1007,
        PEER,
        "policy: policy at byte 0: unknown type 0xc8",
    ),
    (
        with_policy(b"\7"),
        "ServerPolicy",
        {"offset": 0, "found": 7},
        1008,
        PEER,
        "policy: policy at byte 0: type 0x07 is the server's, expected a user's",
    ),
]

# Library and binding are of one version.
ADDRESS_UNREACHED = {"Unlisted"}


def rows(errors: type, of: list[Row]) -> list:
    return [pytest.param(errors, row, id=f"{errors.__name__}.{row[1]}") for row in of]


ALL = [
    (TreeError, ENCODING_ROWS + TREE_ROWS, TREE_UNREACHED),
    (ArkAddressError, ADDRESS_ROWS, ADDRESS_UNREACHED),
]


@pytest.mark.parametrize("errors, row", [row for errors, of, _ in ALL for row in rows(errors, of)])
def test_error(errors: type, row: Row) -> None:
    check(errors, row)


@pytest.mark.parametrize("errors, of, unreached", ALL)
def test_every_error_has_a_row(errors: type, of: list[Row], unreached: set[str]) -> None:
    check_complete(errors, of, unreached)


# Values that take any bytes, which are counted when they are used: whichever call it is names its own error.
LENGTHS = [
    (TreeError, made(server_pubkey=bytes(32))),
    (TreeError, lambda: TreeSpec(TERMS, [bytes(34)], [leaf(0), leaf(1)])),
    (TreeError, refused_leaf(unlock_hash=bytes(31))),
    (TreeError, session_of([bytes(65)])),
    (TreeError, of_leaf(0, partials=lambda partials: [bytes(31)])),
    (ArkAddressError, address(server=bytes(32))),
]


@pytest.mark.parametrize("errors, act", LENGTHS)
def test_plain_bytes_of_a_wrong_number_are_a_typed_error(errors: type, act: Callable) -> None:
    with pytest.raises(errors.WrongLength):
        act()
