"""A VTXO in a wallet: read, refused and accepted, and taken to the chain without the server, through a reorganisation.

python vtxo.py
"""

from __future__ import annotations

import secrets
import sys

import keelbolt

# A board: one transaction leads from the output on chain to the VTXO.
VTXO = bytes.fromhex(
    "02009af7ad03000000008ca800000394c09fd3625fd1ee5bb55e0a349cc931290228349992247eda4bafe48adb2d1b060098330767109b53ca"
    "852ebc21be9fecb8033586aa04bd99848e66a7841bf523500000000001010203271bea5faa85c7e8e4d032cf6536208d6e7fcaa2ce545caa55"
    "2b838984a5a0e90394c09fd3625fd1ee5bb55e0a349cc931290228349992247eda4bafe48adb2d1b9e7b26a967dcfc37b85c6a5a0d352cae4a"
    "67a9ca02dad30da3391a863b33aa9d2b2460834b238d7060ff1ccd40e5d223a5ec5d6d86b16287848d7e5cc065420101004a01000000000000"
    "0003271bea5faa85c7e8e4d032cf6536208d6e7fcaa2ce545caa552b838984a5a0e91add3b4bf5258b57063a993c7e1b4baa48064f7d2d7c00"
    "26987f9acf8bbc5c5c00000000"
)
ANCHOR = bytes.fromhex(
    "03000000010000000000000000000000000000000000000000000000000000000000000000ffffffff000000000001e4f8ad03000000002251"
    "20bec753858d238738502f50c5f5c1eb308c7c00d3726ae4c7a0dac5b7c3cff06800000000"
)
USER = keelbolt.SecretKey(bytes.fromhex("c11b89980db206a91a50b071339c7ba7d15e7b50a623c80159ff2cd9fd917891"))
SERVER = keelbolt.PublicKey.fromhex("0394c09fd3625fd1ee5bb55e0a349cc931290228349992247eda4bafe48adb2d1b")

TIP, MARGIN = 43_000, 36
FEERATE = 2_500  # satoshi for a thousand units of weight
CHILD_WEIGHT = 608  # of a transaction that spends an anchor and one P2TR output, to one of the same kind
UNKNOWN, UNSPENT = keelbolt.TransactionStatus.UNKNOWN(), keelbolt.PointStatus.UNSPENT()


def random() -> bytes:
    return secrets.token_bytes(32)


def expectation(tip: int) -> keelbolt.VtxoExpectation:
    """What this wallet asks of any VTXO that is to be its money."""
    return keelbolt.VtxoExpectation(
        own_keys=[USER.public_key(random())],
        server_pubkey=SERVER,
        server_cosign_pubkeys=[],
        policy=keelbolt.ExpectedPolicy.OWN(),
        confirmations=6,
        tip=tip,
        exit_delta=144,
        margin=MARGIN,
        max_depth=100,
    )


def facts(confirmations: int) -> keelbolt.ChainFacts:
    return keelbolt.ChainFacts(anchor=ANCHOR, confirmations=confirmations, unspent=True)


def refused(vtxo: keelbolt.Vtxo, tip: int, confirmations: int) -> str:
    try:
        vtxo.accept(expectation(tip), facts(confirmations))
    except keelbolt.VtxoError as error:
        return f"{error} ({type(error).__name__} {error.code})"
    return "accepted"


def told(progress: keelbolt.ExitProgress) -> str:
    """What the wallet does next."""
    if isinstance(progress, keelbolt.ExitProgress.PUBLISH):
        return f"publish transaction {progress.depth} with its child"
    if isinstance(progress, keelbolt.ExitProgress.WAIT):
        return f"wait for transaction {progress.depth}"
    if isinstance(progress, keelbolt.ExitProgress.DELAYED):
        return f"wait until block {progress.until}"
    if isinstance(progress, keelbolt.ExitProgress.CLAIM):
        return "claim it"
    if isinstance(progress, keelbolt.ExitProgress.SPENT):
        return f"done in block {progress.height}"
    return "look after it by hand"


def take(money: keelbolt.AcceptedVtxo) -> None:
    """The exit, block by block."""
    way = money.exit()
    [clause] = way.clauses()
    [package] = way.packages()
    fee = way.child_fee(package.depth, CHILD_WEIGHT, FEERATE)
    print(f"  one transaction of {package.transaction.weight} units of weight, whose child pays {fee} sat")
    txid = package.transaction.txid

    def step(event: str, status: keelbolt.TransactionStatus, point: keelbolt.PointStatus, tip: int) -> None:
        print(f"  {event}: {told(way.progress(clause, {txid: status}, point, tip))}")

    confirmed = keelbolt.TransactionStatus.CONFIRMED
    step("at first", UNKNOWN, UNSPENT, TIP)
    step("in the mempool", keelbolt.TransactionStatus.IN_MEMPOOL(), UNSPENT, TIP)
    step("in block 43001", confirmed(43_001), UNSPENT, 43_001)
    step("that block is disconnected", UNKNOWN, UNSPENT, 43_000)
    step("in block 43002", confirmed(43_002), UNSPENT, 43_002)
    step("at block 43007", confirmed(43_002), UNSPENT, 43_007)

    claim = way.claim(clause, b"\x51\x20" + random(), FEERATE)
    signed = claim.sign(USER, random(), random())
    print(f"  the claim brings {claim.value_sat()} sat for a fee of {signed.fee_sat()}")
    spent = keelbolt.PointStatus.SPENT(signed.txid(), confirmed(43_008))
    step("in block 43008", confirmed(43_002), spent, 43_008)


def main() -> int:
    vtxo = keelbolt.Vtxo.parse(VTXO)
    print(f"{vtxo.id()}\n  says it holds {vtxo.amount_sat()} sat")
    print("it is no money yet")
    print(f"  too young: {refused(vtxo, TIP, confirmations=5)}")
    print(f"  too late:  {refused(vtxo, 43_148, confirmations=6)}")

    money = vtxo.accept(expectation(TIP), facts(confirmations=6))
    deadline = keelbolt.first_deadline([money], MARGIN)
    if deadline is None:
        return 1
    print(f"accepted: {money.amount_sat()} sat, whose exit must begin by block {deadline.begin}")

    print("its owner takes it without the server")
    take(money)
    return 0


if __name__ == "__main__":
    sys.exit(main())
