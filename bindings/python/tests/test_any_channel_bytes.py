"""Any bytes and any numbers, to every entry point of keys, secrets, scripts, contracts and MuSig2: a result or a typed
error, never anything else."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

import keelbolt
from channels import DIGEST, POINTS, PREIMAGE, RECEIVER, ROOT, ceremony, commitment_keys, funding, terms
from making import ENTROPY
from test_any_bytes import any_number, spoiled

ROUNDS = 200
ERRORS = (
    keelbolt.InvoiceError,
    keelbolt.CommitmentError,
    keelbolt.ExtendedKeyError,
    keelbolt.HtlcError,
    keelbolt.MusigError,
)
CEREMONY = ceremony()
PARTIALS = CEREMONY.sign()
SESSION, NONCES = CEREMONY.session, CEREMONY.public
KEYS = keelbolt.MusigKeys(POINTS)
CONTRACT, TAPROOT = keelbolt.P2wshHtlc(terms()), keelbolt.TaprootHtlc(terms())
REFUND = CONTRACT.refund(funding(), b"\x00\x14" + bytes(20), 1_000)
LEAVES = [TAPROOT.claim_leaf().script(), TAPROOT.refund_leaf().script()]
CLAIM = CONTRACT.claim(funding(), PREIMAGE, b"\x00\x14" + bytes(20), 1_000).sign(RECEIVER, ENTROPY)
STORE = keelbolt.SecretStore()
STORE.insert(0, keelbolt.PerCommitmentSecret(bytes(32)))
HTLC = keelbolt.HtlcTemplate.of(commitment_keys(), bytes(32), keelbolt.CommitmentFormat.ANCHORS)
SCRIPTS = [
    keelbolt.ScriptTemplate.to_local(commitment_keys(), 144).write(),
    keelbolt.ScriptTemplate.RECEIVED_HTLC(HTLC, 900_000).write(),
]

# What each reader takes, sound; it is also given with some of its bytes changed.
READERS: list[tuple[Callable, bytes]] = [
    (lambda some: keelbolt.ExtendedSecretKey.from_seed(some, keelbolt.KeyNetwork.TESTNET), bytes(16)),
    (lambda some: ROOT.derive(0, True, some), ENTROPY),
    (lambda some: keelbolt.PerCommitmentSecret(some).point(ENTROPY), bytes([1]) * 32),
    (keelbolt.SecretGenerator, bytes(32)),
    (lambda some: ask_store(keelbolt.SecretStore.parse(some)), STORE.expose()),
    (lambda some: keelbolt.derive_pubkey(some, POINTS[0]), POINTS[1]),
    (lambda some: keelbolt.revocation_pubkey(POINTS[0], some), POINTS[1]),
    (lambda some: keelbolt.ObscuringFactor(some, POINTS[0]).number(0, 0), POINTS[1]),
    (keelbolt.dust_limit, b"\x00\x14" + bytes(20)),
    *((lambda some: write_again(keelbolt.ScriptTemplate.recognise(some), some), script) for script in SCRIPTS),
    (lambda some: HTLC.with_payment_hash(some), bytes(32)),
    (lambda some: keelbolt.P2wshHtlc.recognise(some), CONTRACT.witness_script()),
    (lambda some: keelbolt.TaprootHtlc.recognise(some, LEAVES[1], *POINTS[:2]), LEAVES[0]),
    (lambda some: keelbolt.TaprootHtlc.recognise(LEAVES[0], some, *POINTS[:2]), LEAVES[1]),
    (lambda some: keelbolt.ClaimLeaf.recognise(some), LEAVES[0]),
    (lambda some: keelbolt.RefundLeaf.recognise(some), LEAVES[1]),
    (lambda some: terms().hash.preimage_in_transaction(some), CLAIM.transaction()),
    (lambda some: terms().hash.preimage_in_witness([some, b"", some[:32]]), PREIMAGE.expose()),
    (lambda some: CONTRACT.refund(funding(), some, 253).weight(), b"\x00\x14" + bytes(20)),
    (REFUND.finish, bytes([0x11]) * 64),
    (lambda some: TAPROOT.cooperate(funding(), LEAVES[0], 253).finish(some), bytes([0x11]) * 64),
    (lambda some: keelbolt.MusigKeys([POINTS[0], some]).public_key(), POINTS[1]),
    (KEYS.add_tweak, bytes(32)),
    (KEYS.add_x_only_tweak, bytes(32)),
    (KEYS.tap_tweak, bytes(32)),
    (lambda some: keelbolt.MusigSecretNonce(RECEIVER, some, ENTROPY, KEYS, DIGEST, some), bytes([7]) * 32),
    (lambda some: keelbolt.aggregate_nonces([NONCES[0], some]), NONCES[1]),
    (lambda some: keelbolt.MusigSession(KEYS, some, DIGEST), SESSION.aggregate_nonce()),
    (lambda some: SESSION.verify(0, some, PARTIALS[0]), NONCES[0]),
    (lambda some: SESSION.verify_all(NONCES, [PARTIALS[0], some]), PARTIALS[1]),
    (lambda some: SESSION.aggregate([PARTIALS[0], some]), PARTIALS[1]),
]


def result_or_error(act: Callable) -> object:
    try:
        return act()
    except ERRORS as error:
        assert str(error) and error.code and error.blame
        return None


def ask_store(store: keelbolt.SecretStore) -> None:
    for number in (0, 1, 2**47, 2**48 - 1, 2**64 - 1):
        result_or_error(lambda: store.secret(number))
    result_or_error(lambda: store.insert(store.next() or 0, keelbolt.PerCommitmentSecret(bytes(32))))


def write_again(template: object, script: bytes) -> None:
    """What is recognised is what would be written: no script has two readings."""
    assert template is None or template.write() == script


@pytest.mark.parametrize("read, sound", READERS)
def test_readers(read: Callable, sound: bytes) -> None:
    dice = random.Random(5)
    result_or_error(lambda: read(sound))
    for _ in range(ROUNDS):
        some = spoiled(dice, sound)
        result_or_error(lambda: read(some))


TEXTS = [ROOT.expose(), ROOT.public_side(ENTROPY).to_text(), "m/84'/0'/0'/1/7"]


@pytest.mark.parametrize("sound", TEXTS)
def test_texts(sound: str) -> None:
    dice = random.Random(6)
    public = ROOT.public_side(ENTROPY)
    for _ in range(ROUNDS):
        some = spoiled(dice, sound.encode())[:200].decode(errors="replace")
        for read in (
            keelbolt.ExtendedSecretKey.parse,
            keelbolt.ExtendedPublicKey.parse,
            lambda text: ROOT.derive_path(text, ENTROPY),
            public.derive_path,
        ):
            result_or_error(lambda: read(some))


def test_numbers() -> None:
    """Amounts, heights, feerates and numbers of every magnitude."""
    dice = random.Random(7)
    formats = list(keelbolt.CommitmentFormat)
    factor = keelbolt.ObscuringFactor(*POINTS[:2])
    for _ in range(ROUNDS):
        wide, other, narrow = any_number(dice, 64), any_number(dice, 64), any_number(dice, 32)
        output = funding(wide)
        result_or_error(lambda: CONTRACT.refund(output, LEAVES[0], narrow).value_sat())
        result_or_error(lambda: TAPROOT.cooperate(output, LEAVES[0], narrow).value_sat())
        for lock_time in (keelbolt.LockTime.HEIGHT(narrow), keelbolt.LockTime.TIME(wide)):
            result_or_error(lambda: keelbolt.P2wshHtlc(terms(lock_time=lock_time)).witness_script())
        format = dice.choice(formats)
        assert format.commitment_fee(narrow, wide) <= 2**64 - 1 >= format.commitment_weight(wide)
        assert keelbolt.fee_of_weight(narrow, wide) <= 2**64 - 1
        result_or_error(lambda: keelbolt.per_commitment_index(wide))
        result_or_error(lambda: factor.lock_time(wide) + factor.sequence(other))
        hidden = (0x20 << 24 | narrow & 0xFFFFFF, 0x80 << 24 | any_number(dice, 24))
        number = factor.number(*hidden)
        assert (factor.lock_time(number), factor.sequence(number)) == hidden
        result_or_error(lambda: SESSION.verify(wide, NONCES[0], PARTIALS[0]))
        assert keelbolt.ScriptTemplate.RECEIVED_HTLC(HTLC, narrow).write()
        result_or_error(lambda: ROOT.derive(narrow, bool(wide & 1), ENTROPY))
        result_or_error(lambda: keelbolt.ChannelSecrets.derive(ROOT, narrow, ENTROPY).per_commitment_secret(wide))
