"""Rows of errors: what is done, and everything that its error says."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pytest

from keelbolt import Blame

# What is done, the error's name and fields, its code, who is to blame, what it says.
Row = tuple[Callable, str, dict, int, Blame, str]


def check(errors: type, row: Row) -> None:
    """The act raises this error, of this kind, which tells all of this, also as a copy."""
    act, name, fields, code, blame, text = row
    with pytest.raises(errors) as raised:
        act()
    error = raised.value
    assert type(error) is getattr(errors, name)
    assert {field: getattr(error, field) for field in fields} == fields
    assert (error.code, error.blame, str(error)) == (code, blame, text)
    shown = ", ".join(f"{field}={value!r}" for field, value in fields.items())
    assert repr(error) == f"{errors.__name__}.{name}({shown})"
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (type(twin), repr(twin), str(twin)) == (type(error), repr(error), text)


def check_complete(errors: type, rows: list[Row], unreached: set[str]) -> None:
    """Every error of this kind has a row, but for those that no call leads to, and a code of its own."""
    names = {name for name, item in vars(errors).items() if isinstance(item, type)}
    assert {row[1] for row in rows} | unreached == names
    assert not {row[1] for row in rows} & unreached
    assert len({row[3] for row in rows}) == len({row[1] for row in rows}), "a code stands for two errors"
