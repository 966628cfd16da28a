#!/usr/bin/env python3
"""Prints what the parts of the example must print before its last line, the stack's depths.

Everything comes from the vectors of BOLT 4, whose packet the example carries, of BOLT 11, the case of whose invoice it
carries, of BOLT 3, two of whose channels it has, and of Ark, a VTXO of which it carries with its transaction on chain.
"""

import hashlib
import json
import sys

BUILT, CHANGED = "five hops, variable payload lengths", "hmac bit flipped"
INVOICE = "utf-8 description"
SEED, COMMITMENT = "seed ff.. index 281474976710655", "static_remotekey, feerate 648, 5 htlcs, 6 outputs"
REVOKED = 1000
VTXO, ADDRESS = "round leaf pubkey, encoding version 2", "mainnet mailbox delivery"
MARGIN, TOO_LATE = 36, 99000
# Records of a payload (BOLT 4); payment_data is a secret of 32 bytes and an amount.
AMT_TO_FORWARD, OUTGOING_CLTV_VALUE, SHORT_CHANNEL_ID, PAYMENT_DATA = 2, 4, 6, 8


def case(vectors, name):
    with open(vectors, encoding="utf-8") as file:
        return next(case for case in json.load(file)["cases"] if case["name"] == name)


def bigsize(stream):
    first = stream.pop(0)
    length = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(first, 0)
    value = int.from_bytes(stream[:length], "big") if length else first
    del stream[:length]
    return value


def records(payload):
    stream = bytearray.fromhex(payload)
    bigsize(stream)  # the length of the whole payload
    found = {}
    while stream:
        number, length = bigsize(stream), bigsize(stream)
        found[number] = bytes(stream[:length])
        del stream[:length]
    return found


def asked(payload):
    """What a hop is asked for."""
    found = records(payload)
    amount, expiry = (int.from_bytes(found[number], "big") for number in (AMT_TO_FORWARD, OUTGOING_CLTV_VALUE))
    if SHORT_CHANNEL_ID in found:
        channel = int.from_bytes(found[SHORT_CHANNEL_ID], "big")
        place = f"{channel >> 40}x{channel >> 16 & 0xffffff}x{channel & 0xffff}"
        return f"forward {amount} msat until block {expiry} over channel {place}"
    total = int.from_bytes(found[PAYMENT_DATA][32:], "big")
    return f"receive {amount} msat of {total} msat until block {expiry}"


def onion_lines(vectors, here):
    built, changed = (case(f"{vectors}/bolt04/onion_construction.json", name) for name in (BUILT, CHANGED))
    with open(f"{here}/onion.bin", "rb") as file:
        if file.read().hex() != built["onion"]:
            sys.exit(f"onion.bin is not the packet of the case {BUILT!r}")
    for number, hop in enumerate(built["hops"]):
        yield f"hop {number}: {asked(hop['payload'])}"
    yield "refused: onion hmac does not fit the packet and its associated data"
    yield f"answered: {changed['error']}"


def shown(whose, vector):
    yield f"{whose} payee: {vector['node_id']}"
    yield f"{whose} amount: {vector['amount_msat']} msat"
    yield f"{whose} description: {vector['description']}"


def invoice_lines(vectors, here):
    vector = case(f"{vectors}/bolt11/valid.json", INVOICE)
    with open(f"{here}/invoice.inc", encoding="ascii") as file:
        if json.load(file) != vector["invoice"]:
            sys.exit(f"invoice.inc is not the invoice of the case {INVOICE!r}")
    yield from shown("invoice", vector)
    # The same fields in another order, and so of the same length; signed with the same key.
    yield f"made: {len(vector['invoice'])} characters"
    yield from shown("made", vector)
    yield "refused: the checksum does not fit: some character is wrong"
    over = vector["timestamp"] + vector["expiry_seconds"]
    yield f"refused: expired: could be paid until {over}, now is {over + 1}"


def sha256(data):
    return hashlib.sha256(data).digest()


def per_commitment_secret(seed, index):
    """BOLT 3, "generate_from_seed"."""
    secret = bytearray.fromhex(seed)
    for bit in reversed(range(48)):
        if index >> bit & 1:
            secret[bit // 8] ^= 1 << bit % 8
            secret = bytearray(sha256(secret))
    return secret.hex()


def digest(transaction, script, amount):
    """BIP 143, of a transaction with one input, whose script is empty, one output to P2WSH, and witnesses."""
    raw, script = bytes.fromhex(transaction), bytes.fromhex(script)
    version, outpoint, sequence, output, lock_time = raw[:4], raw[7:43], raw[44:48], raw[49:92], raw[-4:]
    prevouts, sequences, outputs = (sha256(sha256(part)) for part in (outpoint, sequence, output))
    spent = outpoint + bytes([len(script)]) + script + amount.to_bytes(8, "little") + sequence
    sighash_all = (1).to_bytes(4, "little")
    covered = version + prevouts + sequences + spent + outputs + lock_time + sighash_all
    return sha256(sha256(covered)).hex()


def commitment_lines(vectors, _):
    generated = case(f"{vectors}/bolt03/per_commitment_secret_generation.json", SEED)
    yield f"secret 0: {generated['secret']}"
    last = REVOKED - 1
    yield f"secret {last}: {per_commitment_secret(generated['seed'], generated['index'] - last)}"
    commitment = case(f"{vectors}/bolt03/commitment_static_remotekey.json", COMMITMENT)
    yield f"point: {commitment['params']['local_per_commitment_point']}"
    timeout = commitment["htlc_txs"][0]
    spent = commitment["outputs"][timeout["output_index"]]
    yield f"htlc digest: {digest(timeout['tx'], spent['witness_script'], spent['amount_sat'])}"
    yield f"htlc signature: {timeout['local_signature']}"


def vtxo_lines(vectors, here):
    vtxo = case(f"{vectors}/ark/vtxo_encoding.json", VTXO)
    for name, key in (("vtxo.bin", "encoding"), ("anchor.bin", "chain_anchor_tx")):
        with open(f"{here}/{name}", "rb") as file:
            if file.read().hex() != vtxo[key]:
                sys.exit(f"{name} is not the {key} of the case {VTXO!r}")
    said = vtxo["decoded"]
    yield f"vtxo: {vtxo['vtxo_id']}"
    yield f"vtxo amount: {said['amount_sat']} sat"
    outpoints = [*vtxo["ancestor_ids"], vtxo["vtxo_id"]]
    for depth, (outpoint, step) in enumerate(zip(outpoints, vtxo["exit_transactions"])):
        whole = bytes.fromhex(step["tx"])
        yield f"exit {depth}: {outpoint.split(':')[0]}, {len(whole)} bytes of sha256 {sha256(whole).hex()}"
    # An exit takes a block for each transaction, and then the delay.
    blocks = said["exit_delta"] + vtxo["exit_depth"] + MARGIN
    expiry = said["expiry_height"]
    yield f"exit must begin by block {expiry - blocks}, all is lost from block {expiry}"
    yield "refused: transaction 0: signature is not of this key"
    yield f"refused: expiry: expected block {TOO_LATE + blocks} or later, found block {expiry}"
    address = case(f"{vectors}/ark/addresses.json", ADDRESS)
    yield f"address: pays {address['policy']['user_pubkey']}"
    yield f"address: of server {address['ark_id']}, this one: {str(address['server_pubkey'] == said['server_pubkey']).lower()}"
    yield "refused: the checksum does not fit: some character is wrong"


PARTS = {"onions": onion_lines, "invoices": invoice_lines, "commitments": commitment_lines, "vtxos": vtxo_lines}


def main():
    vectors, here, *parts = sys.argv[1:]
    sys.stdout.reconfigure(encoding="utf-8")
    for part in parts:
        print("\n".join(PARTS[part](vectors, here)))


main()
