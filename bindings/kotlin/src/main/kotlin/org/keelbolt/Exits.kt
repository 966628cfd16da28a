package org.keelbolt

/** The transactions in the order in which they are published, each with its anchor: `for (step in exit)`. */
operator fun Exit.iterator(): Iterator<ExitPackage> = packages().iterator()

/**
 * The claim to an output script. All else is as in the function of the same name that takes an array.
 *
 * @throws VtxoException for what is no clause of the VTXO, for another preimage, and for what pays no output.
 */
fun Exit.claim(
    clause: VtxoClause,
    destination: Octets,
    feeratePerKw: UInt,
    preimage: Preimage? = null,
): ClauseSpend = claim(clause, destination.toByteArray(), feeratePerKw, preimage)

/**
 * What is to be done next, from what blocks and mempool say now.
 *
 * @param clause the one by which it is to be claimed.
 * @param tip the height of the last block.
 * @param point what they say about the VTXO's own output.
 * @param status what they say about a transaction of the exit: it is asked of each.
 * @throws VtxoException for a clause that cannot be.
 */
fun Exit.progress(
    clause: VtxoClause,
    tip: UInt,
    point: PointStatus = PointStatus.Unspent,
    status: (Txid) -> TransactionStatus,
): ExitProgress = progress(clause, packages().map { it.transaction.txid }.associateWith(status), point, tip)
