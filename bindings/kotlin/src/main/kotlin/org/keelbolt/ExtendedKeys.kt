package org.keelbolt

import java.security.SecureRandom

/**
 * The child with a number below 2^31. [random] gives the 32 bytes that blind the computation against side channels;
 * the key does not depend on them.
 *
 * @param hardened whether the child is of the hardened ones, which no public key has.
 * @throws ExtendedKeyException for a number that no child has.
 */
fun ExtendedSecretKey.derive(index: UInt, hardened: Boolean, random: SecureRandom): ExtendedSecretKey =
    random.lend { derive(index = index, hardened = hardened, entropy = it) }

/**
 * The key at the end of a path, such as `m/84'/0'/7`. [random] gives the 32 bytes that blind the computation against
 * side channels; the key does not depend on them.
 *
 * @throws ExtendedKeyException.ChildPath for what is no path, with the step.
 */
fun ExtendedSecretKey.derivePath(path: String, random: SecureRandom): ExtendedSecretKey =
    random.lend { derivePath(path = path, entropy = it) }

/**
 * What may be shown of the key. [random] gives the 32 bytes that blind the computation against side channels; the
 * result does not depend on them.
 */
fun ExtendedSecretKey.publicSide(random: SecureRandom): ExtendedPublicKey = random.lend { publicSide(entropy = it) }
