package org.keelbolt

import java.security.SecureRandom
import java.time.Instant

/**
 * An address of the server with this key.
 *
 * @param policy what is paid in.
 * @param deliveries how it reaches whom it is for, the preferred way first.
 * @param isForTests whether it is of a network for tests.
 * @throws ArkAddressException.AddressTooLong when all that does not fit.
 */
fun ArkAddress(
    serverPubkey: PublicKey,
    policy: UserPolicy,
    deliveries: List<ArkDelivery> = listOf(),
    isForTests: Boolean = false,
): ArkAddress = ArkAddress(isForTests, serverPubkey, policy, deliveries)

/** Which server an address is of, the first 4 bytes of a hash of its key: [arkIdOf] by another name. */
fun ArkAddress.Companion.arkIdOf(serverPubkey: PublicKey): Octets = org.keelbolt.arkIdOf(serverPubkey)

/**
 * Hides the mailbox for an address whose policy has the public key of [userKey]: [blindMailbox] by another name.
 *
 * @param serverPubkey the server's key for mailboxes.
 * @throws VtxoException.PointsCancel for a key that was made to cause it.
 */
fun MailboxId.blind(userKey: SecretKey, serverPubkey: PublicKey): BlindedMailboxId =
    blindMailbox(this, userKey, serverPubkey)

/**
 * Finds the mailbox, as its server: [unblindMailbox] by another name.
 *
 * @param serverKey the server's key for mailboxes.
 * @param userPubkey the user's key in the address.
 * @throws VtxoException.PointsCancel for an address that was made to cause it.
 */
fun BlindedMailboxId.unblind(serverKey: SecretKey, userPubkey: PublicKey): MailboxId =
    unblindMailbox(this, serverKey, userPubkey)

/**
 * Permits to read the mailbox of this key. [random] gives the 32 bytes that go into the signature's nonce (BIP 340),
 * and the 32 bytes that blind the computation against side channels.
 *
 * @param expiry until when; fractions of a second are cut off.
 */
fun MailboxAuthorization.Companion.sign(
    mailboxKey: SecretKey,
    expiry: Instant,
    random: SecureRandom,
): MailboxAuthorization = random.lendTwo { auxiliary, entropy ->
    signMailboxAuthorization(mailboxKey, expiry.epochSecond, auxiliary, entropy)
}

/**
 * Reads an authorization, whose signature is not checked: [parseMailboxAuthorization] by another name.
 *
 * @throws VtxoException with what is wrong and where.
 */
fun MailboxAuthorization.Companion.parse(bytes: ByteArray): MailboxAuthorization = parseMailboxAuthorization(bytes)

/** What is signed of an authorization until a time; fractions of a second are cut off. */
fun MailboxAuthorization.Companion.digest(expiry: Instant): Sha256 = mailboxAuthorizationDigest(expiry.epochSecond)

/** Until when it permits; the first or the last [Instant] where Java cannot say it. */
val MailboxAuthorization.expiryInstant: Instant
    get() = Instant.ofEpochSecond(expiry.coerceIn(Instant.MIN.epochSecond, Instant.MAX.epochSecond))

/**
 * Signs with the key of the VTXO's user. [random] gives the 32 bytes that go into the signature's nonce (BIP 340), and
 * the 32 bytes that blind the computation against side channels.
 *
 * @throws VtxoException for an attestation of what cannot be.
 */
fun VtxoAttestation.sign(userKey: SecretKey, random: SecureRandom): SchnorrSignature =
    random.lendTwo { auxiliary, entropy -> signAttestation(this, userKey, auxiliary, entropy) }

/**
 * Signs a digest (BIP 340), such as [messageDigest] of a message for somebody else to read. [random] gives the 32 bytes
 * that go into the signature's nonce, and the 32 bytes that blind the computation against side channels.
 */
fun SecretKey.signSchnorr(digest: Sha256, random: SecureRandom): SchnorrSignature =
    random.lendTwo { auxiliary, entropy -> signSchnorr(digest, auxiliary, entropy) }

/**
 * Checks that the signature is of this key over the digest: [verifySchnorr] by another name.
 *
 * @throws InvoiceException.SignatureMismatch when it is not.
 */
fun SchnorrSignature.verify(digest: Sha256, publicKey: PublicKey) = verifySchnorr(digest, this, publicKey)
