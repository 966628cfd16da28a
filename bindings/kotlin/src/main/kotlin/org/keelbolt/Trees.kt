package org.keelbolt

/**
 * Reads a specification. All else is as in the function of the same name that takes an array.
 *
 * @throws TreeException with what is wrong and where.
 */
fun TreeSpec.Companion.parse(bytes: Octets): TreeSpec = parse(bytes.toByteArray())

/**
 * The leaf of each output that a user asked for, in their order: [matchOutputs] by another name.
 *
 * @throws TreeException.NoLeafForOutput for the first without a leaf.
 */
fun TreeSpec.match(outputs: List<LeafSpec>): List<UInt> = matchOutputs(this, outputs)

/**
 * Reads a signed tree. All else is as in the function of the same name that takes an array.
 *
 * @throws TreeException with what is wrong and where.
 */
fun SignedTree.Companion.parse(bytes: Octets): SignedTree = parse(bytes.toByteArray())

/**
 * What signatures of the key path cover.
 *
 * @throws TreeException.MalformedTransaction of a transaction that was made by hand.
 */
fun TreeTransaction.sighash(): Sha256 = sighash(leafHash = null)

/**
 * The transaction with the signature of its key path, as it is sent.
 *
 * @throws TreeException.MalformedTransaction of a transaction that was made by hand.
 */
fun TreeTransaction.signed(signature: SchnorrSignature): Octets = signed(listOf(Octets(signature.toByteArray())))
