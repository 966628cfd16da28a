"""What UniFFI's generated classes lack to be Python's own kind of values, errors and objects.

The stub `__init__.pyi` describes the classes as they are after this.
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
from types import ModuleType
from typing import Any

PACKAGE = "keelbolt"

# The functions that are attributes of a class here, and their names there. Those that are given a value of the class
# first are its methods, the others make one. The writer of the stub (ffi/uniffi/src/bindgen/stub.rs) has the table too.
MOVED = {
    "parse_invoice": ("Invoice", "parse"),
    "parse_invoice_uri": ("Invoice", "parse_uri"),
    "parse_payload": ("Payload", "parse"),
    "forward_payload": ("Payload", "forward"),
    "receive_payload": ("Payload", "receive"),
    "keysend_payload": ("Payload", "keysend"),
    "blinded_forward_payload": ("Payload", "blinded_forward"),
    "blinded_receive_payload": ("Payload", "blinded_receive"),
    "to_trampoline_payload": ("Payload", "to_trampoline"),
    "trampoline_forward_payload": ("Payload", "trampoline_forward"),
    "trampoline_to_paths_payload": ("Payload", "trampoline_to_paths"),
    "check_received": ("ExpectedPayment", "check"),
    "begin_htlc_set": ("HtlcSet", "begin"),
    "join_htlc_set": ("HtlcSet", "join"),
    "parse_recipient_data": ("RecipientData", "parse"),
    "data_to_node": ("RecipientData", "to_node"),
    "data_to_channel": ("RecipientData", "to_channel"),
    "data_leading_to": ("RecipientData", "leading_to"),
    "data_for_recipient": ("RecipientData", "for_recipient"),
    "dummy_hop": ("PathHop", "dummy"),
    "parse_blinded_path": ("BlindedPath", "parse"),
    "start_path": ("BlindedPath", "start_at"),
    "total_relay": ("TotalRelay", "of"),
    "draft_message": ("MessageDraft", "to"),
    "parse_onion_message": ("OnionMessage", "parse"),
    "peel_onion_message": ("OnionMessage", "peel"),
    "parse_message_payload": ("MessagePayload", "parse"),
    "derive_commitment_keys": ("CommitmentKeys", "derive"),
    "recognise_script": ("ScriptTemplate", "recognise"),
    "to_local_template": ("ScriptTemplate", "to_local"),
    "htlc_template": ("HtlcTemplate", "of"),
    "hash160_lock": ("HashLock", "hash160"),
    "preimage_in_witness": ("HashLock", "preimage_in_witness"),
    "preimage_in_transaction": ("HashLock", "preimage_in_transaction"),
    "recognise_p2wsh_htlc": ("P2wshHtlc", "recognise"),
    "recognise_taproot_htlc": ("TaprootHtlc", "recognise"),
    "recognise_claim_leaf": ("ClaimLeaf", "recognise"),
    "recognise_refund_leaf": ("RefundLeaf", "recognise"),
    "parse_vtxo_id": ("VtxoId", "parse"),
    "vtxo_id_from_bytes": ("VtxoId", "from_bytes"),
    "parse_user_policy": ("UserPolicy", "parse"),
    "parse_vtxo_policy": ("VtxoPolicy", "parse"),
    "recognise_policy": ("VtxoPolicy", "recognise"),
    "recognise_clause": ("VtxoClause", "recognise"),
    "clause_hash": ("ClauseHash", "of"),
    "parse_bare_vtxo": ("BareVtxo", "parse"),
    "blind_mailbox": ("MailboxId", "blind"),
    "unblind_mailbox": ("BlindedMailboxId", "unblind"),
    "sign_attestation": ("VtxoAttestation", "sign"),
    "mailbox_authorization_digest": ("MailboxAuthorization", "digest"),
    "sign_mailbox_authorization": ("MailboxAuthorization", "sign"),
    "parse_mailbox_authorization": ("MailboxAuthorization", "parse"),
    "user_policy_output": ("UserPolicy", "output"),
    "policy_output": ("VtxoPolicy", "output"),
    "clause_preimage_in": ("ClauseHash", "preimage_in"),
}


def dress(generated: ModuleType) -> None:
    """Changes the public classes of the generated module in place."""
    for name in generated.__all__:
        item = getattr(generated, name)
        item.__module__ = PACKAGE
        if not isinstance(item, type) or issubclass(item, enum.Enum):
            continue
        if issubclass(item, Exception):
            _error(item)
            for variant in _variants(item):
                _error_variant(variant)
        elif dataclasses.is_dataclass(item):
            _value(item)
        elif hasattr(item, "_uniffi_clone_handle"):
            _object(item)
        else:
            for variant in _variants(item):
                _value(variant)


def move(generated: ModuleType) -> None:
    """Makes attributes of the functions that belong to a class."""
    for function, (owner, name) in MOVED.items():
        cls, moved = getattr(generated, owner), getattr(generated, function)
        first = next(iter(inspect.signature(moved).parameters.values()))
        moved.__name__, moved.__qualname__ = name, f"{owner}.{name}"
        setattr(cls, name, moved if first.annotation in (cls, owner) else staticmethod(moved))


def _variants(outer: type) -> list[type]:
    """The classes that an enum or an error is made of."""
    variants = [item for item in vars(outer).values() if isinstance(item, type) and issubclass(item, outer)]
    for variant in variants:
        variant.__module__ = PACKAGE
    return variants


def _value(cls: Any) -> None:
    """Makes a record immutable and hashable, shows its fields, and lets `dataclasses` know them."""
    parameters = list(inspect.signature(cls.__init__).parameters.values())[1:]
    cls.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    # Where the library has a text of its own for a value, UniFFI annotates the method that gives it.
    text = cls.__str__ if getattr(cls.__str__, "__annotations__", None) else None
    for name in ("__eq__", "__hash__", "__match_args__", "__repr__", "__str__"):
        if name in vars(cls):
            delattr(cls, name)
    # The class of a variant inherits its documentation; without one, `dataclass` would write the parameters there.
    cls.__doc__ = inspect.getdoc(cls)
    dataclasses.dataclass(init=False, unsafe_hash=True)(cls)
    cls.__str__ = text or cls.__repr__
    cls.__setattr__ = _set_once
    cls.__delattr__ = _refuse_deletion


def _set_once(self: Any, name: str, value: Any) -> None:
    if name in vars(self) or name not in type(self).__annotations__:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
    object.__setattr__(self, name, tuple(value) if isinstance(value, list) else value)


def _refuse_deletion(self: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _error(cls: Any) -> None:
    """Gives the code and the blame of an error as attributes. UniFFI makes them methods, again for each variant, which
    also leaves the other methods unknown to the error itself."""
    for variant in _variants(cls):
        for name in ("code", "blame"):
            method = vars(variant)[name]
            setattr(cls, name, property(method, doc=method.__doc__))
            delattr(variant, name)
        if "failure" in vars(variant):
            cls.failure = vars(variant)["failure"]
            del variant.failure


def _error_variant(cls: Any) -> None:
    """Lets an error say the library's text, show its fields, and be copied with them."""
    names = list(inspect.signature(cls.__init__).parameters)[1:]

    def fields(self: Any) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in names)

    def represent(self: Any) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in zip(names, fields(self)))
        return f"{type(self).__qualname__}({shown})"

    cls.__str__ = cls.text
    cls.__repr__ = represent
    cls.__reduce__ = lambda self: (type(self), fields(self))
    del cls.text


def _object(cls: Any) -> None:
    """Keeps an object from being copied, which would free its handle twice, and from being shown as an address."""

    def refuse(self: Any, _protocol: Any = None) -> Any:
        raise TypeError(f"{cls.__name__} cannot be copied or pickled")

    cls.__reduce__ = refuse
    cls.__reduce_ex__ = refuse
    cls.__repr__ = lambda self: f"{cls.__name__}(..)"
