"""The conformance files of VTXOs: all that an encoding says, the transactions of an exit, whether they lead to it."""

from __future__ import annotations

import pytest

import keelbolt
from commitments import Transaction
from figures import NAMES, check_clauses, check_output, check_policy, terms_of
from keelbolt import BareVtxo, HashLockVersion, SecretKey, TxOut, Vtxo, VtxoError, VtxoId, VtxoPolicy, VtxoTransition
from making import ENTROPY
from vectors import Case, cases

CHAIN_ERRORS = {
    "anchor_mismatch": (VtxoError.ChainAnchorValue, VtxoError.ChainAnchorScript),
    "point_mismatch": VtxoError.VtxoPoint,
    "bad_signature": (VtxoError.HopSignature, VtxoError.ChainAnchorScript),
    "missing_signature": (VtxoError.NoHopSignature, VtxoError.NoHopPreimage),
}
ENCODING_ERRORS = {
    "bad_point": VtxoError.VtxoKey,
    "delta_out_of_range": VtxoError.VtxoDelta,
    "height_out_of_range": VtxoError.VtxoHeight,
    "missing_genesis": VtxoError.NoGenesis,
    "no_cosigners": VtxoError.NoCosigners,
    "no_outputs": VtxoError.NoTransactionOutputs,
    "output_index_out_of_range": VtxoError.VtxoOutputIndex,
    "truncated": (VtxoError.VtxoTruncated, VtxoError.VtxoCountAboveInput),
    "tweak_out_of_range": VtxoError.VtxoTweak,
    "unknown_policy": (VtxoError.PolicyType, VtxoError.ServerPolicy),
    "unknown_transition": VtxoError.TransitionType,
    "unknown_unlock_type": VtxoError.VtxoUnlock,
    "unknown_version": VtxoError.VtxoVersion,
    "vector_too_long": (VtxoError.VtxoTooMany, VtxoError.VtxoCountAboveInput),
}


def anchor_of(transaction: bytes, vtxo: Vtxo) -> TxOut:
    """The output from which a genesis leads."""
    value, script = Transaction.read(transaction).outputs[vtxo.chain_anchor().vout]
    return TxOut(value_sat=value, script_pubkey=script)


def is_sound(check: object, *arguments: object) -> bool:
    """Whether a check of a VTXO refuses nothing."""
    try:
        check(*arguments)
    except VtxoError:
        return False
    return True


def shown(keys: list) -> list[str]:
    return [key.hex() for key in keys]


def check_item(case: Case, item: keelbolt.GenesisItem) -> None:
    """One transaction of the genesis."""
    case.same("output_count", len(item.siblings) + 1)
    case.same("output_index", item.output_index)
    case.same("fee_sat", item.fee_sat)
    others = [{"amount_sat": out.value_sat, "script_pubkey": out.script_pubkey.hex()} for out in item.siblings]
    case.same("other_outputs", others)
    transition = item.transition
    case.same("signature", transition.signature and transition.signature.hex())
    if isinstance(transition, VtxoTransition.COSIGNED):
        kind, name = 1, "cosigned"
        case.same("pubkeys", shown(transition.pubkeys))
    elif isinstance(transition, VtxoTransition.ARKOOR):
        kind, name = 2, "arkoor"
        case.same("client_cosigners", shown(transition.client_pubkeys))
        case.same("tap_tweak", transition.tap_tweak.hex())
    else:
        is_old = transition.version == HashLockVersion.V0
        kind, name = (3, "hash_locked_cosigned_v0") if is_old else (4, "hash_locked_cosigned")
        case.same("user_pubkey", transition.user_pubkey.hex())
        check_unlock(case, transition)
    case.same("transition_type", kind)
    case.same("transition", name)
    case.finish()


def check_unlock(case: Case, transition: VtxoTransition.HASH_LOCKED) -> None:
    """The preimage where it is known, the hash where it is not."""
    if transition.preimage is None:
        case.same("unlock_hash", transition.unlock_hash.hex())
    else:
        case.same("unlock_preimage", transition.preimage.expose().hex())
        assert transition.preimage.unlock_hash() == transition.unlock_hash


def check_decoded(case: Case, vtxo: Vtxo, encoding: bytes) -> None:
    case.same("version", encoding[0])
    case.same("amount_sat", vtxo.amount_sat())
    assert terms_of(case) == vtxo.terms()
    case.same("chain_anchor", str(VtxoId(outpoint=vtxo.chain_anchor())))
    case.same("point", str(VtxoId(outpoint=vtxo.bare().point)))
    check_policy(Case(case.take("policy")), VtxoPolicy.USER(vtxo.policy()))
    figures, items = case.inner("genesis"), vtxo.genesis()
    assert len(figures) == len(items)
    for figure, item in zip(figures, items):
        check_item(figure, item)
    case.finish()


def check_exit(case: Case, vtxo: Vtxo) -> None:
    """The transactions, with their witnesses, and the outputs between them."""
    hops = vtxo.hops()
    case.same("exit_depth", len(hops))
    transactions = [
        {"output_index": hop.outpoint.vout, "tx": hop.transaction.hex(), "txid": str(hop.txid)} for hop in hops
    ]
    case.same("exit_transactions", transactions)
    case.same("ancestor_ids", [str(VtxoId(outpoint=hop.outpoint)) for hop in hops[:-1]])
    for before, hop in zip(hops, hops[1:]):
        assert hop.input == before.outpoint
    for hop in hops if vtxo.is_complete() else []:
        # The weight is known before the witness is.
        assert hop.weight == Transaction.read(hop.transaction).weight


def check_encodings(case: Case, vtxo: Vtxo, encoding: bytes) -> None:
    """Written again: whole, bare, and in two parts."""
    again = bytes.fromhex(case.take("reencoding") or encoding.hex())
    assert vtxo.to_bytes() == again and Vtxo.parse(again) == vtxo and hash(Vtxo.parse(again)) == hash(vtxo)
    bare = vtxo.bare()
    case.same("bare_encoding", bare.write().hex())
    case.same("genesis_encoding", vtxo.genesis_bytes().hex())
    assert BareVtxo.parse(encoding) == BareVtxo.parse(bare.write()) == bare
    assert Vtxo.join(bare, vtxo.genesis_bytes()) == vtxo


def check_chain(case: Case, vtxo: Vtxo) -> None:
    """Whether it leads from the chain to its point, and whether it would with its signatures left out."""
    transaction = case.bytes("chain_anchor_tx")
    output = anchor_of(transaction, vtxo)
    assert Transaction.read(transaction).txid == vtxo.chain_anchor().txid
    assert vtxo.chain_anchor_amount_sat() == output.value_sat
    case.same("validates", is_sound(vtxo.check_chain, output))
    case.same("validates_unsigned", is_sound(vtxo.check_chain_unsigned, output))


def check_owners(case: Case, vtxo: Vtxo) -> None:
    """The secret keys are those of the server and of the user."""
    server, user = vtxo.terms().server_pubkey, vtxo.policy().owner()
    for name, owner in (("server_privkey", server), ("user_privkey", user), ("leaf_privkey", user)):
        if name in case:
            assert SecretKey(case.bytes(name)).public_key(ENTROPY) == owner


@pytest.mark.parametrize("row", cases("ark/vtxo_encoding.json"))
def test_vtxo(row: dict) -> None:
    case = Case(row)
    case.take("name")
    # Where the figures come from is no figure.
    case.take("vector_origin")
    assert (case.take("kind"), case.take("valid")) == ("valid_vtxo", True)
    encoding = case.bytes("encoding")
    vtxo = Vtxo.parse(encoding)
    check_decoded(Case(case.take("decoded")), vtxo, encoding)
    case.same("vtxo_id", str(vtxo.id()))
    policy, terms = VtxoPolicy.USER(vtxo.policy()), vtxo.terms()
    case.same("policy_encoding", policy.write().hex())
    case.same("policy_kind", NAMES[policy.type_byte()][1])
    output = policy.output(terms)
    check_output(Case(case.take("taproot")), output)
    check_clauses(case.inner("claim_clauses"), policy, output, terms)
    check_exit(case, vtxo)
    check_encodings(case, vtxo, encoding)
    unlock_hash = vtxo.unlock_hash()
    case.same("unlock_hash", unlock_hash and unlock_hash.hex())
    case.same("past_arkoor_pubkeys", [shown(keys) for keys in vtxo.past_arkoor_pubkeys()])
    case.same("standard", is_sound(vtxo.check_standard))
    case.same("has_all_witnesses", vtxo.is_complete())
    check_chain(case, vtxo)
    check_owners(case, vtxo)
    case.finish()


@pytest.mark.parametrize("row", cases("ark/vtxo_invalid.json"))
def test_invalid(row: dict) -> None:
    case = Case(row)
    case.take("name")
    assert not case.take("valid")
    encoding, reason = case.bytes("encoding"), case.take("error")
    if case.take("kind") == "invalid_encoding":
        case.same("decodes_as_bare", is_sound(BareVtxo.parse, encoding))
        with pytest.raises(ENCODING_ERRORS[reason]):
            Vtxo.parse(encoding)
    else:
        vtxo = Vtxo.parse(encoding)
        output = anchor_of(case.bytes("chain_anchor_tx"), vtxo)
        case.same("validates_unsigned", is_sound(vtxo.check_chain_unsigned, output))
        with pytest.raises(CHAIN_ERRORS[reason]):
            vtxo.check_chain(output)
    case.finish()
