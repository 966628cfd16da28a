"""A swap of on-chain bitcoin for a Lightning payment: claimed, spent by both, or taken back.

    python swap.py
"""

from __future__ import annotations

import secrets
import sys

import keelbolt

FEERATE = 1_000  # satoshi for a thousand units of weight


def random() -> bytes:
    return secrets.token_bytes(32)


def show(signed: keelbolt.SignedHtlcSpend, value_sat: int) -> None:
    print(f"  {signed.txid()} pays {value_sat} sat for a fee of {signed.fee_sat()}")


def cooperate(
    contract: keelbolt.TaprootHtlc,
    spend: keelbolt.TaprootSpend,
    signers: list[keelbolt.SecretKey],
) -> keelbolt.SignedHtlcSpend:
    """Both sign one spend by the key path; on chain it looks like any payment. Each signer does its own half."""
    keys, message = contract.output_keys(), spend.sighash()
    nonces = [keelbolt.MusigSecretNonce(key, random(), random(), keys, message) for key in signers]
    aggregate = keelbolt.aggregate_nonces([nonce.public_nonce() for nonce in nonces])
    session = keelbolt.MusigSession(keys, aggregate, message)
    partials = [nonce.sign(session, key, random()) for nonce, key in zip(nonces, signers)]
    try:
        nonces[0].sign(session, signers[0], random())
    except keelbolt.MusigError.NonceUsed as error:
        refused = str(error)
    signed = spend.finish(session.aggregate(partials))
    show(signed, spend.value_sat())
    print(f"  a nonce cannot sign again: {refused}")
    return signed


def main() -> int:
    # Alice has the preimage; Bob pays on chain, and is paid over Lightning once he knows it.
    alice, bob = keelbolt.SecretKey(random()), keelbolt.SecretKey(random())
    preimage = keelbolt.Preimage(random())
    terms = keelbolt.HtlcTerms(
        hash=keelbolt.HashLock.SHA256(preimage.payment_hash()),
        receiver=alice.public_key(random()),
        sender=bob.public_key(random()),
        lock_time=keelbolt.LockTime.HEIGHT(900_000),
    )
    contract = keelbolt.TaprootHtlc(terms)
    print("contract of 100000 sat until block 900000")
    print(f"  {contract.address(keelbolt.Network.REGTEST)}")

    # What was paid to the address, and where the money shall go.
    outpoint = keelbolt.OutPoint(txid=keelbolt.Txid(random()), vout=0)
    funding = keelbolt.HtlcFunding(outpoint=outpoint, value_sat=100_000)
    destination = b"\x00\x14" + secrets.token_bytes(20)

    print("Alice claims with the preimage")
    claim = contract.claim(funding, preimage, destination, FEERATE)
    signed = claim.sign(alice, random(), random())
    show(signed, claim.value_sat())

    print("Bob learns the preimage from it")
    found = terms.hash.preimage_in_transaction(signed.transaction())
    if found is None or not found.opens(terms.hash):
        return 1
    print("  and is paid over Lightning with it")

    print("or both cooperate")
    cooperate(contract, contract.cooperate(funding, destination, FEERATE), [alice, bob])

    print("or Bob takes back from block 900000 on")
    refund = contract.refund(funding, destination, FEERATE)
    show(refund.sign(bob, random(), random()), refund.value_sat())
    try:
        refund.sign(alice, random(), random())
    except keelbolt.HtlcError.WrongKey as error:
        print(f"  Alice cannot: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
