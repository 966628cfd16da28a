package org.keelbolt

import java.security.SecureRandom

/**
 * Makes the nonces of the owner of a leaf, one for each level, for a key of this tree alone. [random] gives the 32
 * bytes from which they come, and the 32 bytes that blind the computation against side channels.
 *
 * @param levels how many nodes may stand above the leaf.
 */
fun BranchNonces(key: SecretKey, random: SecureRandom, levels: UByte = 8u): BranchNonces =
    random.lendTwo { randomness, entropy -> BranchNonces(key, randomness, entropy, levels) }

/**
 * Makes the nonces of one that signs for all nodes of a tree of this shape, for a key of this tree alone. [random]
 * gives the 32 bytes from which they come, and the 32 bytes that blind the computation against side channels.
 */
fun TreeNonces(key: SecretKey, shape: TreeShape, random: SecureRandom): TreeNonces =
    random.lendTwo { randomness, entropy -> TreeNonces(key, shape, randomness, entropy) }

/**
 * The sums of the nonces of all signers, for each node above the leaves: [aggregateTreeNonces] by another name.
 *
 * @param leaves the nonces of each leaf's owner, null where it does not sign.
 * @param globalSigners the nonces of each key that signs for all nodes.
 * @throws TreeException with the signer whose nonces are none.
 */
fun UnsignedTree.aggregateNonces(
    leaves: List<List<MusigPublicNonce>?>,
    globalSigners: List<List<MusigPublicNonce>>,
): List<MusigAggregateNonce> = aggregateTreeNonces(this, leaves, globalSigners)

/**
 * Signs for each node above the leaf, once, and gives all that the server needs of this user.
 *
 * @param aggregates the sums of the nonces of all nodes of the tree above the leaves, in order.
 * @throws TreeException.NonceUsed after the first time, also when that failed.
 */
fun BranchNonces.contribute(branch: CheckedBranch, aggregates: List<MusigAggregateNonce>): TreeContribution =
    TreeContribution(publicNonces(), sign(branch, aggregates))

/**
 * Signs for each node above the leaves, once, and gives all that the signatures need of this signer.
 *
 * @throws TreeException.NonceUsed after the first time, also when that failed.
 */
fun TreeNonces.contribute(session: TreeSession): TreeContribution = TreeContribution(publicNonces(), sign(session))
