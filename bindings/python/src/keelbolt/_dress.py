"""What UniFFI's generated classes lack to be Python's own kind of values, errors and objects.

The stub `__init__.pyi` describes the classes as they are after this.
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
from types import ModuleType
from typing import Any, Iterator

PACKAGE = "keelbolt"


def dress(generated: ModuleType) -> None:
    """Changes the public classes of the generated module in place."""
    for name in generated.__all__:
        item = getattr(generated, name)
        item.__module__ = PACKAGE
        if not isinstance(item, type) or issubclass(item, enum.Enum):
            continue
        if issubclass(item, Exception):
            for variant in _variants(item):
                _error(variant)
        elif dataclasses.is_dataclass(item):
            _value(item)
        elif hasattr(item, "_uniffi_clone_handle"):
            _object(item)
        else:
            for variant in _variants(item):
                _value(variant)


def _variants(outer: type) -> Iterator[type]:
    """The classes that an enum or an error is made of."""
    for item in vars(outer).values():
        if isinstance(item, type) and issubclass(item, outer):
            item.__module__ = PACKAGE
            yield item


def _value(cls: Any) -> None:
    """Makes a record immutable and hashable, shows its fields, and lets `dataclasses` know them."""
    parameters = list(inspect.signature(cls.__init__).parameters.values())[1:]
    cls.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    for name in ("__eq__", "__hash__", "__match_args__", "__repr__", "__str__"):
        if name in vars(cls):
            delattr(cls, name)
    dataclasses.dataclass(init=False, unsafe_hash=True)(cls)
    cls.__str__ = cls.__repr__
    cls.__setattr__ = _set_once
    cls.__delattr__ = _refuse_deletion


def _set_once(self: Any, name: str, value: Any) -> None:
    if name in vars(self) or name not in type(self).__annotations__:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
    object.__setattr__(self, name, tuple(value) if isinstance(value, list) else value)


def _refuse_deletion(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _error(cls: Any) -> None:
    """Lets an error say the library's text, and gives its code and blame as attributes."""
    names = list(inspect.signature(cls.__init__).parameters)[1:]

    def fields(self: Any) -> dict[str, Any]:
        return {name: getattr(self, name) for name in names}

    def represent(self: Any) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in fields(self).items())
        return f"{type(self).__qualname__}({shown})"

    cls.__str__ = cls.text
    cls.__repr__ = represent
    cls.__reduce__ = lambda self: (type(self), tuple(fields(self).values()))
    cls.code = property(cls.code, doc=cls.code.__doc__)
    cls.blame = property(cls.blame, doc=cls.blame.__doc__)
    del cls.text


def _object(cls: Any) -> None:
    """Keeps an object from being copied, which would free its handle twice, and from being shown as an address."""

    def refuse(self: Any, _protocol: Any = None) -> Any:
        raise TypeError(f"{cls.__name__} cannot be copied or pickled")

    cls.__reduce__ = refuse
    cls.__reduce_ex__ = refuse
    cls.__repr__ = lambda self: f"{cls.__name__}(..)"
