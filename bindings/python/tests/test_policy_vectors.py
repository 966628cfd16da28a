"""The conformance file of policies: what is read from an encoding, and the Taproot output with its clauses."""

from __future__ import annotations

import pytest

from figures import NAMES, check_clauses, check_output, check_policy, terms_of
from keelbolt import UserPolicy, VtxoError, VtxoPolicy
from vectors import Case, cases

REFUSED = {
    "unknown_policy": VtxoError.PolicyType,
    "bad_point": VtxoError.VtxoKey,
    "truncated": VtxoError.VtxoTruncated,
    "height_out_of_range": VtxoError.VtxoHeight,
    "delta_out_of_range": VtxoError.VtxoDelta,
}


@pytest.mark.parametrize("row", cases("ark/policies.json"))
def test_policy(row: dict) -> None:
    case = Case(row)
    case.take("name")
    encoding = case.bytes("policy_encoding")
    if not case.take("valid"):
        with pytest.raises(REFUSED[case.take("error")]):
            VtxoPolicy.parse(encoding)
        return case.finish()
    policy = VtxoPolicy.parse(encoding)
    assert policy.write() == encoding
    check_policy(Case(case.take("policy")), policy)
    case.same("kind_label", NAMES[policy.type_byte()][1])
    case.same("user_policy", isinstance(policy, VtxoPolicy.USER))
    terms = terms_of(case)
    output = policy.output(terms)
    check_output(Case(case.take("taproot")), output)
    assert policy.key_path(terms) == output.internal_key()
    assert VtxoPolicy.recognise(output.script_pubkey(), [VtxoPolicy.SERVER_OWNED(), policy], terms) == policy
    check_clauses(case.inner("clauses"), policy, output, terms)
    check_user(policy, encoding)
    return case.finish()


def check_user(policy: VtxoPolicy, encoding: bytes) -> None:
    """A user's policy is read as one, the server's are refused there."""
    if isinstance(policy, VtxoPolicy.USER):
        assert UserPolicy.parse(encoding) == policy.policy and policy.policy.write() == encoding
    else:
        with pytest.raises(VtxoError.ServerPolicy) as refused:
            UserPolicy.parse(encoding)
        assert refused.value.found == policy.type_byte()
