package org.keelbolt

/**
 * Reads the full form of a VTXO. All else is as in the function of the same name that takes an array.
 *
 * @throws VtxoException with what is wrong and where.
 */
fun Vtxo.Companion.parse(bytes: Octets): Vtxo = parse(bytes.toByteArray())

/**
 * Joins a bare form and a genesis that were kept apart. All else is as in the function of the same name that takes an
 * array.
 *
 * @throws VtxoException with what is wrong and where.
 */
fun Vtxo.Companion.join(bare: BareVtxo, genesis: Octets): Vtxo = join(bare, genesis.toByteArray())

/**
 * Reads a bare form, or a full one, whose genesis is checked and passed over: [parseBareVtxo] by another name.
 *
 * @throws VtxoException with what is wrong and where.
 */
fun BareVtxo.Companion.parse(bytes: ByteArray): BareVtxo = parseBareVtxo(bytes)

/**
 * Reads an id from its text, `txid:vout`: [parseVtxoId] by another name.
 *
 * @throws VtxoException.NotAVtxoId for another text.
 */
fun VtxoId.Companion.parse(text: String): VtxoId = parseVtxoId(text)

/**
 * Reads an id from its 36 bytes: [vtxoIdFromBytes] by another name.
 *
 * @throws VtxoException.WrongLength for another number of bytes.
 */
fun VtxoId.Companion.fromBytes(bytes: ByteArray): VtxoId = vtxoIdFromBytes(bytes)

/** What the VTXOs are worth together, in satoshi: there is no sum of VTXOs that were not accepted. */
fun Iterable<AcceptedVtxo>.totalSat(): ULong = sumOf(AcceptedVtxo::amountSat)

/**
 * When a wallet must act next, unless others exit first: [firstDeadline] by another name. Null without a VTXO.
 *
 * @param margin how many blocks there must be to spare when an exit is through.
 */
fun Iterable<AcceptedVtxo>.firstDeadline(margin: UShort): Deadline? = firstDeadline(toList(), margin)
