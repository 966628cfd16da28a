"""The conformance files of BOLT 3 for keys, secrets and fees: every figure is checked."""

from __future__ import annotations

import hashlib

import pytest

import keelbolt
from channels import POINTS
from keelbolt import CommitmentFormat, HtlcTemplate, PerCommitmentSecret, ScriptTemplate, SecretGenerator, SecretStore
from making import ENTROPY
from vectors import Case, cases

LAST = 2**48 - 1


def public(secret: bytes) -> keelbolt.PublicKey:
    return keelbolt.SecretKey(secret).public_key(ENTROPY)


@pytest.mark.parametrize("row", cases("bolt03/key_derivation.json"))
def test_key_derivation(row: dict) -> None:
    case = Case(row)
    case.take("name")
    base_secret = keelbolt.SecretKey(case.bytes("base_secret"))
    base, point = case.bytes("base_point"), case.bytes("per_commitment_point")
    secret = PerCommitmentSecret(case.bytes("per_commitment_secret"))
    assert (base_secret.public_key(ENTROPY), secret.point(ENTROPY)) == (base, point)
    for name, points in (("tweak", point + base), ("commitment_factor", point + base), ("basepoint_factor", base + point)):
        case.shown(name, hashlib.sha256(points).digest())
    derive = {
        "pubkey": lambda: keelbolt.derive_pubkey(base, point),
        "revocation_pubkey": lambda: keelbolt.revocation_pubkey(base, point),
        "privkey": lambda: keelbolt.derive_privkey(base_secret, base, point),
        "revocation_privkey": lambda: keelbolt.revocation_privkey(base_secret, base, secret, point),
    }
    found, expected = derive[case.take("kind")](), case.bytes("expected")
    # Secret keys are not shown; they are the same when their public keys are.
    if isinstance(found, keelbolt.SecretKey):
        found, expected = found.public_key(ENTROPY), public(expected)
    assert found == expected
    case.finish()


@pytest.mark.parametrize("row", cases("bolt03/per_commitment_secret_generation.json"))
def test_generation(row: dict) -> None:
    case = Case(row)
    case.take("name")
    index = case.take("index")
    generator = SecretGenerator(case.bytes("seed"))
    number = LAST - index
    assert keelbolt.per_commitment_index(number) == index
    # Its way to other secrets changes none.
    found = [generator.secret(other) for other in (number, 0, number)]
    case.same("secret", found[0].expose().hex())
    assert found[0] == found[2] != found[1] or number == 0
    case.finish()


@pytest.mark.parametrize("row", cases("bolt03/per_commitment_secret_storage.json"))
def test_storage(row: dict) -> None:
    case = Case(row)
    case.take("name")
    store, kept, refused = SecretStore(), [], False
    for insert in case.inner("inserts"):
        number, secret = LAST - insert.take("index"), PerCommitmentSecret(insert.bytes("secret"))
        if insert.take("accepted"):
            store.insert(number, secret)
            kept.append((number, secret))
        else:
            with pytest.raises(keelbolt.CommitmentError.SecretNotDerivable) as raised:
                store.insert(number, secret)
            assert raised.value.found == number
            case.same("error", "secret_not_derivable_from_later_one")
            refused = True
        insert.finish()
    case.same("valid", not refused)
    for found in (store, SecretStore.parse(store.expose())):
        assert [found.secret(number) for number, _ in kept] == [secret for _, secret in kept]
        assert found.next() == len(kept) and found.secret(len(kept)) is None
        assert found.expose() == store.expose()
    case.finish()


@pytest.mark.parametrize("row", cases("bolt03/fees_and_dust.json"))
def test_fees_and_dust(row: dict) -> None:
    case = Case(row)
    case.take("name")
    kind = case.take("kind")
    checks = {
        "dust_threshold": dust_threshold,
        "commitment_weight": commitment_weight,
        "htlc_timeout_weight": lambda case: case.same("weight", format_of(case).htlc_timeout_weight()),
        "htlc_success_weight": lambda case: case.same("weight", format_of(case).htlc_success_weight()),
        "commitment_fee": commitment_fee,
        "penalty_witness_bytes": penalty_witness,
    }
    checks[kind](case)
    case.finish()


def format_of(case: Case) -> CommitmentFormat:
    formats = {"static_remotekey": CommitmentFormat.STATIC_REMOTEKEY, "anchors": CommitmentFormat.ANCHORS}
    return formats[case.take("channel_type")]


def dust_threshold(case: Case) -> None:
    scripts = {
        "p2pkh": b"\x76\xa9\x14" + bytes(20) + b"\x88\xac",
        "p2sh": b"\xa9\x14" + bytes(20) + b"\x87",
        "p2wpkh": b"\x00\x14" + bytes(20),
        "p2wsh": b"\x00\x20" + bytes(32),
        "p2a": b"\x51\x02\x4e\x73",
        "unknown_segwit": b"\x53\x28" + bytes(40),
        "op_return": b"\x6a\x01\x07",
    }
    case.same("threshold_sat", keelbolt.dust_limit(scripts[case.take("script_type")]))


def commitment_weight(case: Case) -> None:
    case.same("weight", format_of(case).commitment_weight(case.take("untrimmed_htlcs")))


def commitment_fee(case: Case) -> None:
    format, feerate, dust = format_of(case), case.take("feerate_per_kw"), case.take("dust_limit_sat")
    timeout, success = format.htlc_timeout_fee(feerate), format.htlc_success_fee(feerate)
    case.same("htlc_timeout_fee_sat", timeout)
    case.same("htlc_success_fee_sat", success)
    offered, received = case.take("offered_htlcs_msat"), case.take("received_htlcs_msat")
    kept = [
        [amount for amount in amounts if amount // 1000 >= dust + fee]
        for amounts, fee in ((offered, timeout), (received, success))
    ]
    case.same("untrimmed_offered_msat", kept[0])
    case.same("untrimmed_received_msat", kept[1])
    count = len(kept[0]) + len(kept[1])
    weight = format.commitment_weight(count)
    case.same("weight", weight)
    base = format.commitment_fee(feerate, count)
    assert base == keelbolt.fee_of_weight(feerate, weight)
    case.same("base_fee_sat", base)
    trimmed = sum(amount // 1000 for amount in offered + received) - sum(amount // 1000 for amount in kept[0] + kept[1])
    case.same("actual_fee_sat", base + trimmed)


def penalty_witness(case: Case) -> None:
    """Of a script of each kind that can be revoked, without anchors."""
    htlc = HtlcTemplate(
        revocation_hash=bytes(20),
        local_htlcpubkey=POINTS[1],
        remote_htlcpubkey=POINTS[2],
        payment_hash160=bytes(20),
        delayed=False,
    )
    revoked = {
        "to_local": ScriptTemplate.TO_LOCAL(POINTS[0], 144, POINTS[1]),
        "offered_htlc": ScriptTemplate.OFFERED_HTLC(htlc),
        "accepted_htlc": ScriptTemplate.RECEIVED_HTLC(htlc, 700_000),
    }
    case.same("bytes", keelbolt.penalty_witness_weight(revoked[case.take("output")]))


@pytest.mark.parametrize(
    "file", ["commitment_static_remotekey.json", "commitment_anchors_zero_fee_htlc.json"]
)
def test_keys_and_funding_of_commitments(file: str) -> None:
    """The keys of the commitments, which their file has beside the secrets."""
    for row in cases(f"bolt03/{file}"):
        given = row.values[0]["params"]
        at = lambda name: bytes.fromhex(given[name])  # noqa: E731
        point = PerCommitmentSecret(at("local_per_commitment_secret")).point(ENTROPY)
        assert point == at("local_per_commitment_point")
        opener, accepter = at("local_payment_basepoint"), at("remote_payment_basepoint")
        factor = keelbolt.ObscuringFactor(opener, accepter)
        assert factor.value() == int(given["obscuring_factor"], 16)
        number = given["commitment_number"]
        assert factor.number(factor.lock_time(number), factor.sequence(number)) == number
        local = keelbolt.Basepoints(
            funding_pubkey=at("local_funding_pubkey"),
            revocation_basepoint=POINTS[0],
            payment_basepoint=opener,
            delayed_payment_basepoint=at("local_delayed_payment_basepoint"),
            htlc_basepoint=at("local_htlc_basepoint"),
        )
        remote = keelbolt.Basepoints(
            funding_pubkey=at("remote_funding_privkey") and public(at("remote_funding_privkey")),
            revocation_basepoint=at("remote_revocation_basepoint"),
            payment_basepoint=accepter,
            delayed_payment_basepoint=POINTS[0],
            htlc_basepoint=at("remote_htlc_basepoint"),
        )
        keys = keelbolt.CommitmentKeys.derive(point, local, remote)
        assert keys == keelbolt.CommitmentKeys(
            per_commitment_point=point,
            revocation_pubkey=at("local_revocation_pubkey"),
            local_delayedpubkey=at("local_delayedpubkey"),
            local_htlcpubkey=at("local_htlcpubkey"),
            remote_htlcpubkey=at("remote_htlcpubkey"),
            remotepubkey=accepter,
        )
        funding = ScriptTemplate.FUNDING(remote.funding_pubkey, local.funding_pubkey)
        assert funding.write() == at("funding_witness_script")


@pytest.mark.parametrize(
    "file", ["commitment_static_remotekey.json", "commitment_anchors_zero_fee_htlc.json"]
)
def test_scripts_of_commitments(file: str) -> None:
    """The witness scripts that the file shows are recognised, and written back byte for byte."""
    outputs = [output for row in cases(f"bolt03/{file}") for output in row.values[0].get("outputs", [])]
    shown = [output for output in outputs if "witness_script" in output]
    assert shown
    for output in shown:
        script = bytes.fromhex(output["witness_script"])
        template = ScriptTemplate.recognise(script)
        assert template.write() == script
        assert template.script_pubkey().hex() == output["script_pubkey"]
        assert ScriptTemplate.recognise(script + b"\0") is None
