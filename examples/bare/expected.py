#!/usr/bin/env python3
"""Prints what the example must print before its last line, the stack's depth.

Everything comes from the BOLT 11 vectors: the case is the one whose invoice the example carries.
"""

import json
import sys

CASE = "utf-8 description"


def case(vectors):
    with open(vectors, encoding="utf-8") as file:
        return next(case for case in json.load(file)["cases"] if case["name"] == CASE)


def carried(path):
    with open(path, encoding="ascii") as file:
        return json.load(file)


def shown(whose, vector):
    yield f"{whose} payee: {vector['node_id']}"
    yield f"{whose} amount: {vector['amount_msat']} msat"
    yield f"{whose} description: {vector['description']}"


def lines(vector):
    yield from shown("invoice", vector)
    # The same fields in another order, and so of the same length; signed with the same key.
    yield f"made: {len(vector['invoice'])} characters"
    yield from shown("made", vector)
    yield "refused: the checksum does not fit: some character is wrong"
    over = vector["timestamp"] + vector["expiry_seconds"]
    yield f"refused: expired: could be paid until {over}, now is {over + 1}"


def main():
    vectors, invoice = sys.argv[1:]
    vector = case(vectors)
    if carried(invoice) != vector["invoice"]:
        sys.exit(f"{invoice} is not the invoice of the case {CASE!r}")
    sys.stdout.reconfigure(encoding="utf-8")
    print("\n".join(lines(vector)))


main()
