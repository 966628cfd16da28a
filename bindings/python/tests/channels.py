"""Keys, terms and ceremonies for the tests of channels, contracts and MuSig2."""

from __future__ import annotations

import keelbolt
from making import ENTROPY, key

NO_POINT = keelbolt.PublicKey(bytes(33))
POINTS = [key(byte).public_key(ENTROPY) for byte in range(1, 6)]
ROOT = keelbolt.ExtendedSecretKey.from_seed(bytes([1]) * 64, keelbolt.KeyNetwork.MAINNET)
PREIMAGE = keelbolt.Preimage(bytes([0x11]) * 32)
DIGEST = keelbolt.sha256(b"what both sign")

# The receiver and the sender of contracts, and both signers of ceremonies.
RECEIVER, SENDER = key(1), key(2)


def basepoints(first: int = 1) -> keelbolt.Basepoints:
    """The basepoints of the secret keys `first` and those after it."""
    return keelbolt.Basepoints(
        **{
            name: key(first + place).public_key(ENTROPY)
            for place, name in enumerate(
                [
                    "funding_pubkey",
                    "revocation_basepoint",
                    "payment_basepoint",
                    "delayed_payment_basepoint",
                    "htlc_basepoint",
                ]
            )
        }
    )


def commitment_keys() -> keelbolt.CommitmentKeys:
    """The keys of a commitment between two nodes."""
    return keelbolt.CommitmentKeys.derive(POINTS[0], basepoints(10), basepoints(20))


def terms(**changes: object) -> keelbolt.HtlcTerms:
    """The terms of a contract, with these changes."""
    contents = {
        "hash": keelbolt.HashLock.SHA256(PREIMAGE.payment_hash()),
        "receiver": RECEIVER.public_key(ENTROPY),
        "sender": SENDER.public_key(ENTROPY),
        "lock_time": keelbolt.LockTime.HEIGHT(900_000),
    }
    return keelbolt.HtlcTerms(**{**contents, **changes})


def funding(value_sat: int = 100_000) -> keelbolt.HtlcFunding:
    """An output that pays to a contract."""
    outpoint = keelbolt.OutPoint(txid=keelbolt.Txid(bytes([5]) * 32), vout=1)
    return keelbolt.HtlcFunding(outpoint=outpoint, value_sat=value_sat)


class Ceremony:
    """Two signers, their nonces, and the session that both have."""

    def __init__(self, keys: keelbolt.MusigKeys, message: keelbolt.Sha256) -> None:
        self.signers = [RECEIVER, SENDER]
        # Fresh each time, as they must be.
        self.nonces = [
            keelbolt.MusigSecretNonce(signer, bytes([7]) * 31 + bytes([place]), ENTROPY, keys, message)
            for place, signer in enumerate(self.signers)
        ]
        self.public = [nonce.public_nonce() for nonce in self.nonces]
        self.session = keelbolt.MusigSession(keys, keelbolt.aggregate_nonces(self.public), message)

    def sign(self) -> list[keelbolt.MusigPartialSignature]:
        """The partial signatures of the receiver and of the sender."""
        return [nonce.sign(self.session, key, ENTROPY) for nonce, key in zip(self.nonces, self.signers)]


def ceremony() -> Ceremony:
    """One over `DIGEST`, in which the receiver is the first signer."""
    keys = keelbolt.MusigKeys([key.public_key(ENTROPY) for key in (RECEIVER, SENDER)])
    return Ceremony(keys, DIGEST)
