package org.keelbolt

/**
 * Whether the final node takes an HTLC at a block height: null when it does, else the failure to send.
 * [checkReceived] by another name.
 *
 * @throws OnionException for a value of another length.
 */
fun ExpectedPayment.check(htlc: Htlc, receive: ReceiveInstruction, height: UInt): FailureMessage? =
    checkReceived(expected = this, htlc = htlc, receive = receive, height = height)

/**
 * The set that the first HTLC of a payment begins, found acceptable: [beginHtlcSet] by another name.
 *
 * @throws OnionException for a value of another length.
 */
fun HtlcSet.Companion.begin(receive: ReceiveInstruction): HtlcSet = beginHtlcSet(receive)

/**
 * Adds another HTLC that was found acceptable: [joinHtlcSet] by another name.
 *
 * @throws OnionException for a value of another length.
 */
fun HtlcSet.join(htlc: Htlc, receive: ReceiveInstruction, height: UInt): HtlcSetJoin =
    joinHtlcSet(set = this, htlc = htlc, receive = receive, height = height)
