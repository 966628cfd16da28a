"""Channel secrets, the store of revoked ones, numbers and scripts."""

from __future__ import annotations

import threading

import pytest

import keelbolt
from channels import POINTS, ROOT, commitment_keys
from keelbolt import ChannelSecrets, CommitmentFormat, HtlcTemplate, KeyNetwork, ScriptTemplate, SecretGenerator
from making import ENTROPY, key

HASH = keelbolt.PaymentHash(bytes(range(32)))

# The network of the wallet, the channel's number, and where all its secrets stand.
CHANNELS = [
    (KeyNetwork.MAINNET, 0, "m/9735'/0'/0'"),
    (KeyNetwork.TESTNET, 7, "m/9735'/1'/7'"),
    (KeyNetwork.MAINNET, 2**31 - 1, "m/9735'/0'/2147483647'"),
]


@pytest.mark.parametrize("network, channel, path", CHANNELS)
def test_secrets_stand_where_they_are_said_to(network: KeyNetwork, channel: int, path: str) -> None:
    root = keelbolt.ExtendedSecretKey.from_seed(bytes([1]) * 64, network)
    secrets = ChannelSecrets.derive(root, channel, ENTROPY)
    shown = secrets.basepoints(ENTROPY)
    own = [
        (secrets.funding(), shown.funding_pubkey),
        (secrets.revocation_basepoint(), shown.revocation_basepoint),
        (secrets.payment_basepoint(), shown.payment_basepoint),
        (secrets.delayed_payment_basepoint(), shown.delayed_payment_basepoint),
        (secrets.htlc_basepoint(), shown.htlc_basepoint),
    ]
    for place, (secret, point) in enumerate(own):
        expected = root.derive_path(f"{path}/{place}'", ENTROPY).secret_key()
        assert secret.public_key(ENTROPY) == point == expected.public_key(ENTROPY)


def test_secrets_from_elsewhere() -> None:
    seed = bytes([9]) * 32
    secrets = ChannelSecrets(*(key(byte) for byte in range(1, 6)), seed)
    shown = secrets.basepoints(ENTROPY)
    assert [getattr(shown, name) for name in ("funding_pubkey", "revocation_basepoint")] == POINTS[:2]
    generator = SecretGenerator(seed)
    for number in (0, 1, 2, 1000, 2**48 - 1):
        secret = secrets.per_commitment_secret(number)
        assert secret == generator.secret(number) == secrets.per_commitment_secrets().secret(number)
        point = secrets.per_commitment_point(number, ENTROPY)
        assert point == secret.point(ENTROPY) == generator.point(number, ENTROPY)


def test_threads_share_a_generator_and_a_store() -> None:
    secrets = ChannelSecrets.derive(ROOT, 0, ENTROPY)
    expected = [secrets.per_commitment_secret(number) for number in range(100)]
    store, found = keelbolt.SecretStore(), []

    def work() -> None:
        while (number := store.next()) < 100:
            try:
                store.insert(number, secrets.per_commitment_secret(number))
            except keelbolt.CommitmentError.SecretOutOfOrder:
                pass  # another thread was faster
        found.append([store.secret(number) for number in range(100)])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4 and store.next() == 100


# The parts of every kind of script, and what its script must hold.
HTLC = HtlcTemplate(
    revocation_hash=bytes(range(20)),
    local_htlcpubkey=POINTS[0],
    remote_htlcpubkey=POINTS[1],
    payment_hash160=bytes(range(20, 40)),
    delayed=True,
)
TEMPLATES = [
    ScriptTemplate.FUNDING(*sorted(POINTS[:2])),
    ScriptTemplate.TO_LOCAL(POINTS[0], 2**16 - 1, POINTS[1]),
    ScriptTemplate.TO_REMOTE(POINTS[0]),
    ScriptTemplate.ANCHOR(POINTS[0]),
    ScriptTemplate.OFFERED_HTLC(HTLC),
    ScriptTemplate.RECEIVED_HTLC(HTLC, 900_000),
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_script_is_recognised(template: ScriptTemplate) -> None:
    script = template.write()
    assert ScriptTemplate.recognise(script) == template
    assert ScriptTemplate.recognise(script[:-1]) is None
    assert template.script_pubkey() == b"\x00\x20" + keelbolt.sha256(script)


def test_funding_keys_have_one_order() -> None:
    lesser, greater = sorted(POINTS[:2])
    script = ScriptTemplate.FUNDING(greater, lesser).write()
    assert ScriptTemplate.recognise(script) == ScriptTemplate.FUNDING(lesser, greater)


@pytest.mark.parametrize("format", CommitmentFormat)
def test_templates_of_a_commitment(format: CommitmentFormat) -> None:
    keys = commitment_keys()
    to_local = ScriptTemplate.to_local(keys, 144)
    assert to_local == ScriptTemplate.TO_LOCAL(keys.revocation_pubkey, 144, keys.local_delayedpubkey)
    htlc = HtlcTemplate.of(keys, HASH, format)
    assert (htlc.local_htlcpubkey, htlc.remote_htlcpubkey) == (keys.local_htlcpubkey, keys.remote_htlcpubkey)
    assert htlc.delayed is (format is CommitmentFormat.ANCHORS)
    other = HtlcTemplate.of(keys, keelbolt.PaymentHash(bytes(32)), format)
    assert htlc != other == htlc.with_payment_hash(bytes(32))


# The version, the most HTLCs, the weights of an empty commitment, of HTLC-timeout and of HTLC-success.
FORMATS = [
    (CommitmentFormat.STATIC_REMOTEKEY, 2, 483, 724, 663, 703),
    (CommitmentFormat.ANCHORS, 2, 483, 1124, 666, 706),
    (CommitmentFormat.ZERO_FEE, 3, 114, 776, 663, 703),
]


@pytest.mark.parametrize("format, version, htlcs, weight, timeout, success", FORMATS)
def test_formats(
    format: CommitmentFormat, version: int, htlcs: int, weight: int, timeout: int, success: int
) -> None:
    assert (format.transaction_version(), format.max_accepted_htlcs()) == (version, htlcs)
    assert [format.commitment_weight(count) for count in (0, 2)] == [weight, weight + 2 * 172]
    assert (format.htlc_timeout_weight(), format.htlc_success_weight()) == (timeout, success)
    pays = format is CommitmentFormat.STATIC_REMOTEKEY
    assert (format.htlc_timeout_fee(1000), format.htlc_success_fee(1000)) == (timeout * pays, success * pays)


def test_a_number_is_hidden_and_found() -> None:
    factor = keelbolt.ObscuringFactor(POINTS[0], POINTS[1])
    mirrored = keelbolt.ObscuringFactor(POINTS[1], POINTS[0])
    assert factor.value() != mirrored.value() < 2**48
    for number in (0, 1, 42, 2**48 - 1):
        lock_time, sequence = factor.lock_time(number), factor.sequence(number)
        assert (lock_time >> 24, sequence >> 24) == (0x20, 0x80)
        assert factor.number(lock_time, sequence) == number
    assert factor.number(0, 0) is None
