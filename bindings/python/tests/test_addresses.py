"""Addresses of Ark and the mailboxes that they name: the conformance file, and what is refused."""

from __future__ import annotations

import pytest

import keelbolt
from keelbolt import (
    ArkAddress,
    ArkAddressError,
    ArkDelivery,
    BlindedMailboxId,
    MailboxId,
    SecretKey,
    UserPolicy,
    VtxoError,
)
from making import ALPHABET, ENTROPY, key
from vectors import Case, cases

# The file's names of what is wrong, and our errors.
REFUSALS = {
    "bad_checksum": (ArkAddressError.Bech32Checksum,),
    "bad_prefix": (ArkAddressError.AddressPrefix,),
    "version_of_other_protocol": (ArkAddressError.ArkadeAddress,),
    "unknown_version": (ArkAddressError.AddressVersion,),
    "truncated": (ArkAddressError.AddressFieldLength, ArkAddressError.AddressTruncated),
    "field_too_long": (ArkAddressError.AddressFieldLength,),
    "unknown_policy": (ArkAddressError.PolicyType,),
    "empty_delivery": (ArkAddressError.EmptyDelivery,),
    "bad_delivery": (ArkAddressError.MailboxLength,),
}


@pytest.mark.parametrize("row", cases("ark/addresses.json"))
def test_address(row: dict) -> None:
    case = Case(row)
    case.take("name")
    text = case.take("address")
    if not case.take("valid"):
        with pytest.raises(REFUSALS[case.take("error")]):
            ArkAddress.parse(text)
        return case.finish()
    address = ArkAddress.parse(text)
    assert str(address) == address.to_text() == text.lower()
    case.same("ark_id", address.ark_id().hex())
    assert UserPolicy.parse(case.bytes("policy_encoding")) == address.policy()
    # What the encoding says, said again.
    case.take("policy")
    case.same("deliveries", [shown(each) for each in address.deliveries()])
    case.same("testnet", address.is_for_tests())
    case.same("hrp", "tark" if address.is_for_tests() else "ark")
    words = [ALPHABET.index(letter) for letter in str(address).rpartition("1")[2]][:-6]
    case.same("version", words.pop(0))
    bits = "".join(f"{word:05b}" for word in words)
    case.same("payload", bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8)).hex())
    made_again(case, address)
    case.finish()
    return None


def shown(delivery: ArkDelivery) -> dict:
    if isinstance(delivery, ArkDelivery.MAILBOX):
        return {"type": 1, "data": delivery.mailbox.public_key.hex()}
    return {"type": delivery.kind, "data": delivery.data.hex()}


def made_again(case: Case, address: ArkAddress) -> None:
    """The address made from its server's key, and its mailbox blinded and unblinded."""
    if "server_pubkey" in case:
        server = case.bytes("server_pubkey")
        again = ArkAddress(address.is_for_tests(), server, address.policy(), address.deliveries())
        assert again == address and hash(again) == hash(address)
        assert address.is_of(server) and keelbolt.ark_id_of(server) == address.ark_id()
    if "mailbox_id" not in case:
        return
    mailbox = MailboxId(public_key=case.bytes("mailbox_id"))
    user, server = SecretKey(case.bytes("user_privkey")), case.bytes("mailbox_server_pubkey")
    assert user.public_key(ENTROPY) == address.policy().owner()
    blinded = mailbox.blind(user, server)
    assert address.deliveries()[0] == ArkDelivery.MAILBOX(blinded)
    case.shown("blinded_mailbox_id", blinded.public_key)
    if "mailbox_server_privkey" in case:
        secret = SecretKey(case.bytes("mailbox_server_privkey"))
        assert secret.public_key(ENTROPY) == server
        assert blinded.unblind(secret, user.public_key(ENTROPY)) == mailbox


def test_addresses_compare_by_content() -> None:
    policy = UserPolicy.PUBKEY(key(2).public_key(ENTROPY))
    server, unknown = key(1).public_key(ENTROPY), ArkDelivery.UNKNOWN(9, b"anywhere")
    one, other = (ArkAddress(is_for_tests, server, policy, [unknown]) for is_for_tests in (False, True))
    assert one != other and one == ArkAddress.parse(str(one).upper())
    assert not one.is_of(key(3).public_key(ENTROPY))
    assert str(other).startswith("tark1") and repr(other) == "ArkAddress(..)"


def test_an_address_that_was_made_to_find_no_mailbox() -> None:
    # The user's secret key is 1: what it has in common with the server is the server's key.
    user, server = SecretKey(bytes(31) + b"\1"), key(9)
    blinded = BlindedMailboxId(public_key=server.public_key(ENTROPY))
    with pytest.raises(VtxoError.PointsCancel) as raised:
        blinded.unblind(server, user.public_key(ENTROPY))
    assert (raised.value.code, str(raised.value)) == (508, "points cancel each other")
