"""The conformance files, and cases that know which of their figures were looked at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

VECTORS = Path(__file__).parents[3] / "core/tests/vectors"


def cases(name: str) -> list:
    """The cases of a file, each named as the file names it."""
    rows = json.loads((VECTORS / name).read_text())["cases"]
    assert rows, "the file has no case"
    return [pytest.param(row, id=row["name"]) for row in rows]


class Case(dict):
    """A case that knows which of its figures were looked at."""

    def take(self, key: str):
        return self.pop(key, None)

    def bytes(self, key: str) -> bytes:
        """Bytes that the case must have."""
        return bytes.fromhex(self.pop(key))

    def inner(self, key: str) -> list:
        """The cases in a list that the case must have."""
        return [Case(row) for row in self.pop(key)]

    def same(self, key: str, found: object) -> None:
        """The figure is the one that was found; one that is absent was found to be nothing."""
        assert self.take(key) == found, key

    def shown(self, key: str, found: bytes) -> None:
        """The figure, where the case shows it, is the one that was found."""
        if key in self:
            self.same(key, found.hex())

    def finish(self) -> None:
        assert not self, "keys that no check knows"
