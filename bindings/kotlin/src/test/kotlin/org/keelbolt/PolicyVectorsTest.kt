package org.keelbolt

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory

/** Policies of Ark: what is read from an encoding, and the Taproot output with its clauses. */
class PolicyVectorsTest {
    @TestFactory
    fun policies(): List<DynamicTest> = vectors("ark/policies.json") { case ->
        val asked = case.given("name", "policy_encoding", "server_pubkey", "exit_delta", "expiry_height")
        asked + ArkFigures.verdict(case) {
            val policy = VtxoPolicy.parse(case.bytes("policy_encoding"))
            val terms = ArkFigures.terms(case)
            val output = policy.output(terms)
            assertEquals(Octets(case.bytes("policy_encoding")), policy.write())
            val candidates = listOf(VtxoPolicy.ServerOwned, policy)
            assertEquals(policy, VtxoPolicy.recognise(output.scriptPubkey(), candidates, terms))
            figures(
                "policy" to ArkFigures.policy(policy),
                "kind_label" to json(ArkFigures.label(policy)),
                "user_policy" to json(policy is VtxoPolicy.User),
                "taproot" to ArkFigures.taproot(output),
                "clauses" to ArkFigures.clauses(policy, terms),
            )
        }
    }
}
