package org.keelbolt

import java.time.Instant

/**
 * The chain on which a transaction is judged, with the time as Java has it: one before 1970 counts as 1970.
 *
 * @param height the height of the last block.
 * @param medianTimePast the median of the times of the last eleven blocks (BIP 113).
 */
fun ChainTip(height: UInt, medianTimePast: Instant): ChainTip = ChainTip(height, medianTimePast.unixSeconds)

/**
 * Judges a transaction by itself. All else is as in the function of the same name that takes an array.
 *
 * @param coins what its inputs spend, in their order.
 * @return its fee, in satoshi.
 * @throws RelayException with the first rule that it breaks.
 */
fun checkRelay(transaction: Octets, coins: List<Coin>, chain: ChainTip): ULong =
    checkRelay(transaction.toByteArray(), coins, chain)

/**
 * Judges a parent and the child that pays for it. All else is as in the function of the same name that takes arrays.
 *
 * @return the fee of both, in satoshi.
 * @throws RelayException with the first rule that they break.
 */
fun checkPackageRelay(
    parent: Octets,
    parentCoins: List<Coin>,
    child: Octets,
    childCoins: List<Coin>,
    chain: ChainTip,
): ULong = checkPackageRelay(parent.toByteArray(), parentCoins, child.toByteArray(), childCoins, chain)
