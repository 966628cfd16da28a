"""Contracts for swaps: paid to, claimed, taken back, and spent by both; and what others learn of it."""

from __future__ import annotations

import pytest

import keelbolt
from channels import PREIMAGE, RECEIVER, SENDER, Ceremony, funding, terms
from keelbolt import HashLock, HtlcError, LockTime, Network, P2wshHtlc, TaprootHtlc
from making import ENTROPY

FEERATE = 1_000
DESTINATION = b"\x00\x14" + bytes(range(20))
LOCKS = [HashLock.SHA256(PREIMAGE.payment_hash()), HashLock.hash160(PREIMAGE.payment_hash())]
LOCK_TIMES = [LockTime.HEIGHT(1), LockTime.HEIGHT(499_999_999), LockTime.TIME(500_000_000), LockTime.TIME(2**32 - 1)]
FORMS = [P2wshHtlc, TaprootHtlc]


def signed_by(spend: object, signer: keelbolt.SecretKey) -> keelbolt.SignedHtlcSpend:
    """A P2WSH spend takes random bytes to blind, a Taproot spend also some for its nonce."""
    random = [ENTROPY] if isinstance(spend, keelbolt.P2wshSpend) else [bytes(32), ENTROPY]
    return spend.sign(signer, *random)


def lock_time_of(transaction: bytes) -> int:
    return int.from_bytes(transaction[-4:], "little")


def check_signed(spend: object, signed: keelbolt.SignedHtlcSpend) -> None:
    """The transaction is the one that was said before it was signed."""
    transaction = signed.transaction()
    assert signed.txid() == spend.txid() and str(signed) == f"SignedHtlcSpend({signed.txid()})"
    assert (signed.fee_sat(), spend.value_sat()) == (spend.fee_sat(), 100_000 - spend.fee_sat())
    assert spend.fee_sat() == -(-spend.weight() * FEERATE // 1000)
    assert spend.value_sat().to_bytes(8, "little") + bytes([len(DESTINATION)]) + DESTINATION in transaction
    assert all(element in transaction for element in signed.witness())
    # Four for each byte, one for those of the witness with marker and flag; of ECDSA signatures the longest is weighed.
    witness = 3 + sum(1 + len(element) for element in signed.witness())
    assert spend.weight() - (4 * len(transaction) - 3 * witness) in range(3)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lock", LOCKS)
def test_claim(form: type, lock: HashLock) -> None:
    contract = form(terms(hash=lock))
    spend = contract.claim(funding(), PREIMAGE, DESTINATION, FEERATE)
    signed = signed_by(spend, RECEIVER)
    check_signed(spend, signed)
    assert lock_time_of(signed.transaction()) == 0
    # The sender learns the preimage, from the witness alone or from what was broadcast.
    assert lock.preimage_in_witness(signed.witness()) == PREIMAGE
    assert lock.preimage_in_transaction(signed.transaction()) == PREIMAGE
    assert PREIMAGE.opens(lock) and not keelbolt.Preimage(bytes(32)).opens(lock)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lock_time", LOCK_TIMES)
def test_refund(form: type, lock_time: LockTime) -> None:
    contract = form(terms(lock_time=lock_time))
    assert contract.terms() == terms(lock_time=lock_time)
    spend = contract.refund(funding(), DESTINATION, FEERATE)
    signed = signed_by(spend, SENDER)
    check_signed(spend, signed)
    (number,) = vars(lock_time).values()
    assert lock_time_of(signed.transaction()) == number
    assert LOCKS[0].preimage_in_transaction(signed.transaction()) is None


@pytest.mark.parametrize("lock", LOCKS)
def test_cooperate(lock: HashLock) -> None:
    contract = TaprootHtlc(terms(hash=lock))
    spend = contract.cooperate(funding(), DESTINATION, FEERATE)
    keys = contract.output_keys()
    assert spend.signer() == keys.x_only_public_key()
    assert keys.public_key() == keelbolt.MusigKeys(keys.signers()).tap_tweak(contract.merkle_root()).public_key()
    both = Ceremony(keys, spend.sighash())
    signature = both.session.aggregate(both.sign())
    signed = spend.finish(signature)
    check_signed(spend, signed)
    assert signed.witness() == [signature]
    for one in (RECEIVER, SENDER):
        with pytest.raises(HtlcError.WrongKey):
            signed_by(spend, one)


@pytest.mark.parametrize("form", FORMS)
def test_a_signer_elsewhere(form: type) -> None:
    spend = form(terms()).refund(funding(), DESTINATION, FEERATE)
    signed = signed_by(spend, SENDER)
    if form is P2wshHtlc:
        assert spend.signer() == SENDER.public_key(ENTROPY)
        signature = SENDER.sign_recoverable(spend.sighash(), ENTROPY).signature
    else:
        assert spend.signer() == SENDER.public_key(ENTROPY)[1:]
        signature = keelbolt.SchnorrSignature(signed.witness()[0])
    assert spend.finish(signature).transaction() == signed.transaction()


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("lock_time", LOCK_TIMES)
def test_scripts_are_recognised(lock: HashLock, lock_time: LockTime) -> None:
    agreed = terms(hash=lock, lock_time=lock_time)
    script = P2wshHtlc(agreed).witness_script()
    assert P2wshHtlc.recognise(script) == agreed
    assert P2wshHtlc.recognise(script + b"\0") is None
    contract = TaprootHtlc(agreed)
    claim, refund = contract.claim_leaf(), contract.refund_leaf()
    assert keelbolt.ClaimLeaf.recognise(claim.script()) == claim == keelbolt.ClaimLeaf(
        hash=lock, receiver=agreed.receiver[1:]
    )
    assert keelbolt.RefundLeaf.recognise(refund.script()) == refund == keelbolt.RefundLeaf(
        sender=agreed.sender[1:], lock_time=lock_time
    )
    assert keelbolt.ClaimLeaf.recognise(refund.script()) is None
    assert keelbolt.RefundLeaf.recognise(claim.script()) is None
    leaves = (claim.script(), refund.script())
    assert TaprootHtlc.recognise(*leaves, agreed.receiver, agreed.sender) == agreed
    assert TaprootHtlc.recognise(*leaves, agreed.sender, agreed.receiver) is None
    assert TaprootHtlc.recognise(*leaves[::-1], agreed.receiver, agreed.sender) is None


def test_the_tree_is_that_of_both_leaves() -> None:
    contract = TaprootHtlc(terms())
    leaves = sorted(leaf.leaf_hash() for leaf in (contract.claim_leaf(), contract.refund_leaf()))
    tag = keelbolt.sha256(b"TapBranch")
    assert contract.merkle_root() == keelbolt.sha256(tag + tag + b"".join(leaves))
    internal = keelbolt.MusigKeys.sorted([terms().receiver, terms().sender])
    assert contract.internal_key() == internal.x_only_public_key()
    output_key = internal.tap_tweak(contract.merkle_root()).x_only_public_key()
    assert contract.script_pubkey() == b"\x51\x20" + output_key


# The network, and how the addresses of both forms begin on it.
ADDRESSES = [
    (Network.BITCOIN, "bc1q", "bc1p"),
    (Network.TESTNET, "tb1q", "tb1p"),
    (Network.SIGNET, "tb1q", "tb1p"),
    (Network.REGTEST, "bcrt1q", "bcrt1p"),
]


@pytest.mark.parametrize("network, p2wsh, taproot", ADDRESSES)
def test_addresses(network: Network, p2wsh: str, taproot: str) -> None:
    for contract, begins, version in ((P2wshHtlc(terms()), p2wsh, 0), (TaprootHtlc(terms()), taproot, 1)):
        assert contract.address(network).startswith(begins)
        fallback = keelbolt.Fallback.WITNESS(version, contract.script_pubkey()[2:])
        assert contract.address(network) == fallback.address(network)


def test_a_spend_can_be_made_again_with_a_higher_fee() -> None:
    contract = P2wshHtlc(terms())
    low, high = (contract.claim(funding(), PREIMAGE, DESTINATION, feerate) for feerate in (253, 5_000))
    assert low.weight() == high.weight() and low.value_sat() > high.value_sat()
    assert signed_by(low, RECEIVER).transaction() == signed_by(low, RECEIVER).transaction()


def test_a_claim_prints_no_preimage() -> None:
    signed = signed_by(P2wshHtlc(terms()).claim(funding(), PREIMAGE, DESTINATION, FEERATE), RECEIVER)
    assert PREIMAGE.expose().hex() not in f"{signed} {signed!r} {vars(signed)}"
