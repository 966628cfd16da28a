"""What is installed: the wheel's own files, documented, typed, and working in the sample."""

from __future__ import annotations

import ast
import dataclasses
import importlib.metadata
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import keelbolt
from making import ENTROPY, draft, key

PACKAGE = Path(keelbolt.__file__).parent
REPOSITORY = Path(__file__).parents[3]
ERRORS = [item for item in vars(keelbolt).values() if isinstance(item, type) and issubclass(item, Exception)]
CALLABLE = (property, classmethod, staticmethod)
STUB = ast.parse((PACKAGE / "__init__.pyi").read_text())


def public() -> list:
    return [name for name in keelbolt.__all__ if name != "__version__"]


def check_documented(cls: type) -> None:
    """Every public method, property and nested class, and what each attribute means."""
    for name, item in vars(cls).items():
        # UniFFI's questions for a variant, which `isinstance` answers, are not in the stub and so not public.
        if name.startswith(("_", "is_")) or not (callable(item) or isinstance(item, CALLABLE)):
            continue
        assert inspect.getdoc(getattr(cls, name)), f"{cls.__qualname__}.{name}"
        if isinstance(item, type):
            check_documented(item)
    attributes = inspect.getdoc(cls).partition("Attributes:")[2]
    for name in list(inspect.signature(cls.__init__).parameters)[1:] if is_value(cls) else []:
        assert f"{name}: " in attributes, f"{cls.__qualname__}.{name}"


def is_value(cls: type) -> bool:
    """A record, a variant of an enum, or an error: what has attributes."""
    return dataclasses.is_dataclass(cls) or (issubclass(cls, Exception) and cls not in ERRORS)


def test_it_is_the_wheel_that_is_tested() -> None:
    assert Path(sys.prefix) in PACKAGE.parents
    assert (PACKAGE / "py.typed").is_file()
    notices = {path.name for path in importlib.metadata.files("keelbolt") if "extra_metadata" in str(path)}
    assert notices == {"LICENSE-MIT", "LICENSE-APACHE", "NOTICE"}


def test_one_version() -> None:
    manifest = re.search(r'(?m)^version = "([^"]+)"', (REPOSITORY / "Cargo.toml").read_text())
    assert keelbolt.__version__ == importlib.metadata.version("keelbolt") == manifest.group(1)


@pytest.mark.parametrize("name", public())
def test_documented(name: str) -> None:
    item = getattr(keelbolt, name)
    assert inspect.getdoc(item), name
    assert item.__module__ in ("keelbolt", "keelbolt._values")
    if isinstance(item, type):
        check_documented(item)


def test_the_stub_names_what_there_is() -> None:
    classes = {node.name: node for node in STUB.body if isinstance(node, ast.ClassDef)}
    functions = {node.name for node in STUB.body if isinstance(node, ast.FunctionDef)}
    values = {name for name in public() if getattr(keelbolt, name).__module__ == "keelbolt._values"}
    assert values and set(classes) | functions | values == set(public())
    for name, node in classes.items():
        check_class(node, getattr(keelbolt, name))


def check_class(node: ast.ClassDef, cls: type) -> None:
    assert ast.get_docstring(node), node.name
    for item in node.body:
        if isinstance(item, ast.ClassDef):
            check_class(item, getattr(cls, item.name))
        elif isinstance(item, ast.FunctionDef):
            assert item.name.startswith("__") or ast.get_docstring(item), (node.name, item.name)
            attributes = inspect.signature(cls.__init__).parameters
            assert hasattr(cls, item.name) or item.name in attributes, (node.name, item.name)


def test_the_sample_of_an_invoice(tmp_path: Path) -> None:
    sample = REPOSITORY / "bindings/python/examples/pay.py"

    def run(*arguments: str) -> subprocess.CompletedProcess:
        command = [sys.executable, str(sample), *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)

    made = run()
    assert made.returncode == 0, made.stderr
    assert "amount       250000 sat\n" in made.stdout and "description  1 cup coffee\n" in made.stdout
    old = run("lightning:" + draft().sign(key(), ENTROPY).text)
    assert old.returncode == 1 and old.stderr.startswith("refused: expired: could be paid until 1496318258")
    broken = run("lnbc1qqbqqq")
    assert (broken.returncode, broken.stderr) == (1, "refused: character 7: unexpected byte 0x62 (`b`)\n")


def test_the_sample_of_an_onion(tmp_path: Path) -> None:
    command = [sys.executable, str(REPOSITORY / "bindings/python/examples/onion.py")]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.returncode == 0, run.stderr
    expected = """\
Alice
  forwards 251000 msat over 875000x1x0
Bob
  forwards 250000 msat over 875001x2x1
Carol
  receives 250000 msat of 250000
Carol
  does not know the payment
origin
  Carol failed: incorrect_or_unknown_payment_details
  Alice held the payment for 500 ms
  Bob held the payment for 500 ms
  Carol held the payment for 300 ms
Bob
  refuses Alice's packet: onion hmac does not fit the packet and its associated data
"""
    assert run.stdout == expected


def test_the_sample_of_a_channel(tmp_path: Path) -> None:
    command = [sys.executable, str(REPOSITORY / "bindings/python/examples/channel.py")]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.returncode == 0, run.stderr
    expected = """\
it opens
  commitment 0 pays a fee of 3140 sat
        330 sat for raising the fee
     996530 sat to the opener, 144 blocks later
it pays
  commitment 1 pays a fee of 3240 sat
        330 sat for raising the fee
        330 sat for raising the fee
      50000 sat to the accepter with the preimage, or back from block 900000 on
     200000 sat to the accepter
     746100 sat to the opener, 144 blocks later
the opener publishes it; the accepter takes the payment and its balance
  2 outputs for a fee of 850 sat
  the opener sees the preimage: True
the opener takes its balance after 144 blocks, and raises the fee
  483 sat, then 604 sat though the feerate fell
had it published what is revoked, the accepter would take it all
  996530 sat of commitment 0 for a fee of 484 sat
  commitment 1 is not revoked
or both close it
  nodes relay that, for a fee of 500 sat
"""
    assert run.stdout == expected


def test_the_sample_of_a_swap(tmp_path: Path) -> None:
    command = [sys.executable, str(REPOSITORY / "bindings/python/examples/swap.py")]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.returncode == 0, run.stderr
    # Keys are made afresh, and with them the address; the figures stay.
    shown = re.sub(r"bcrt1p[a-z0-9]{58}|[0-9a-f]{64}", "..", run.stdout)
    expected = """\
contract of 100000 sat until block 900000
  ..
Alice claims with the preimage
  .. pays 99431 sat for a fee of 569
Bob learns the preimage from it
  and is paid over Lightning with it
or both cooperate
  .. pays 99604 sat for a fee of 396
  a nonce cannot sign again: this secret nonce has signed before
or Bob takes back from block 900000 on
  .. pays 99498 sat for a fee of 502
  Alice cannot: key does not sign on this path
"""
    assert shown == expected


def test_the_sample_of_a_round(tmp_path: Path) -> None:
    command = [sys.executable, str(REPOSITORY / "bindings/python/examples/round.py")]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.returncode == 0, run.stderr
    expected = """\
8 users share 82800 sat in one output
  11 transactions, of which all sign 3
each user builds its branch, checks it, and signs
  2 partial signatures of user 0, in the order of its branch
  and no more: these nonces have signed before
the server signs, and checks what came
  partial signature of the owner of leaf 3 for node 8 is wrong
user 5 gets its VTXO and forfeits what it paid with
  10500 sat; to be spent before block 899817, lost from 900000 on
user 5 leaves without the server
  publishes 668 units of weight; its child pays 3190 sat
  publishes 1012 units of weight; its child pays 4050 sat
  publishes 657 units of weight; its child pays 3170 sat
  waits until block 895824
  claims 9205 sat for a fee of 1295
"""
    assert run.stdout == expected


def test_the_sample_of_a_vtxo(tmp_path: Path) -> None:
    command = [sys.executable, str(REPOSITORY / "bindings/python/examples/vtxo.py")]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.returncode == 0, run.stderr
    expected = """\
5c5cbc8bcf9a7f9826007c2d7d4f0648aa4b1b7e3c993a06578b25f54b3bdd1a:0
  says it holds 61732762 sat
it is no money yet
  too young: confirmations: expected 6 at least, found 5 (Confirmations 1062)
  too late:  expiry: expected block 43191 or later, found block 43148 (VtxoExpiry 1067)
accepted: 61732762 sat, whose exit must begin by block 43105
its owner takes it without the server
  one transaction of 496 units of weight, whose child pays 2760 sat
  at first: publish transaction 0 with its child
  in the mempool: wait for transaction 0
  in block 43001: wait until block 43007
  that block is disconnected: publish transaction 0 with its child
  in block 43002: wait until block 43008
  at block 43007: claim it
  the claim brings 61731472 sat for a fee of 1290
  in block 43008: done in block 43008
"""
    assert run.stdout == expected
