package org.keelbolt

import java.security.SecureRandom

/**
 * Reads a user's policy that fills the bytes: [parseUserPolicy] by another name.
 *
 * @throws VtxoException with what is wrong and where.
 */
fun UserPolicy.Companion.parse(bytes: ByteArray): UserPolicy = parseUserPolicy(bytes)

/**
 * Reads a policy that fills the bytes: [parseVtxoPolicy] by another name.
 *
 * @throws VtxoException with what is wrong and where.
 */
fun VtxoPolicy.Companion.parse(bytes: ByteArray): VtxoPolicy = parseVtxoPolicy(bytes)

/**
 * Finds the policy that an output script is of, among those that it may be of; null when it is of none.
 *
 * @throws VtxoException for a candidate or terms that cannot be.
 */
fun VtxoPolicy.Companion.recognise(
    scriptPubkey: Octets,
    candidates: Collection<VtxoPolicy>,
    terms: VtxoTerms,
): VtxoPolicy? = recognisePolicy(scriptPubkey.toByteArray(), candidates.toList(), terms)

/**
 * The output of a user's policy: [userPolicyOutput] by another name.
 *
 * @throws VtxoException for keys that are no points, and locks that no output has.
 */
fun UserPolicy.output(terms: VtxoTerms): PolicyOutput = userPolicyOutput(this, terms)

/**
 * The output of a policy: [policyOutput] by another name.
 *
 * @throws VtxoException for keys that are no points, and locks that no output has.
 */
fun VtxoPolicy.output(terms: VtxoTerms): PolicyOutput = policyOutput(this, terms)

/** The clause that a script is; null when it is none, byte for byte. */
fun VtxoClause.Companion.recognise(script: Octets): VtxoClause? = recogniseClause(script.toByteArray())

/** The lock of a payment hash: [clauseHash] by another name. */
fun ClauseHash.Companion.of(version: HashLockVersion, paymentHash: PaymentHash): ClauseHash =
    clauseHash(version, paymentHash)

/**
 * Looks for the preimage in all elements of a witness, of whatever spend; null when it is not there.
 *
 * @throws VtxoException.WrongLength for a HASH160 that is not of 20 bytes.
 */
fun ClauseHash.preimageIn(witness: List<Octets>): Preimage? = clausePreimageIn(this, witness)

/**
 * The spend to an output script. All else is as in the function of the same name that takes an array.
 *
 * @throws VtxoException for what is no clause of the output, for another preimage, and for what pays no output.
 */
fun PolicyOutput.spend(
    clause: VtxoClause,
    outpoint: OutPoint,
    valueSat: ULong,
    destination: Octets,
    feeratePerKw: UInt,
    preimage: Preimage? = null,
): ClauseSpend = spend(clause, outpoint, valueSat, destination.toByteArray(), feeratePerKw, preimage)

/**
 * Signs with a key in memory. [random] gives the 32 bytes that go into the signature's nonce (BIP 340), and the 32
 * bytes that blind the computation against side channels.
 *
 * @throws VtxoException.ClauseKey when it is not the clause's.
 */
fun ClauseSpend.sign(key: SecretKey, random: SecureRandom): SignedHtlcSpend =
    random.lendTwo { auxiliary, entropy -> sign(key, auxiliary, entropy) }
