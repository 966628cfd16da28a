package org.keelbolt

/** The parts of a witness script; null when it is none of a channel's, byte for byte. */
fun ScriptTemplate.Companion.recognise(script: Octets): ScriptTemplate? = recogniseScript(script.toByteArray())

/**
 * `to_local`, and what HTLC transactions pay to, of a commitment with these keys: [toLocalTemplate] by another name.
 *
 * @param toSelfDelay how many blocks the owner of the commitment waits.
 */
fun ScriptTemplate.Companion.toLocal(keys: CommitmentKeys, toSelfDelay: UShort): ScriptTemplate =
    toLocalTemplate(keys, toSelfDelay)

/**
 * The parts of an HTLC of a commitment with these keys: [htlcTemplate] by another name.
 *
 * @throws CommitmentException.KeyNotAPoint for keys that are no points.
 */
fun HtlcTemplate.Companion.of(
    keys: CommitmentKeys,
    paymentHash: PaymentHash,
    format: CommitmentFormat,
): HtlcTemplate = htlcTemplate(keys, paymentHash, format)

/** The least, in satoshi, that nodes relay in an output with this script. */
fun dustLimit(scriptPubkey: Octets): ULong = dustLimit(scriptPubkey.toByteArray())
