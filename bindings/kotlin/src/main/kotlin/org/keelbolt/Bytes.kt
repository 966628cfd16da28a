package org.keelbolt

/**
 * Bytes that cannot change and that compare by content: fit for data classes, sets and keys of maps.
 *
 * A value may be used from any number of threads.
 *
 * @param bytes what it holds; a copy is kept.
 * @param length how many there must be; null allows any number.
 */
sealed class Bytes(bytes: ByteArray, length: Int?) {
    private val bytes = bytes.copyOf()

    init {
        if (length != null && bytes.size != length) {
            throw InvoiceException.WrongLength(expected = length.toULong(), found = bytes.size.toULong())
        }
    }

    /** How many bytes these are. */
    val size: Int get() = bytes.size

    /** The bytes, as a copy. */
    fun toByteArray(): ByteArray = bytes.copyOf()

    /** The bytes as lower-case hex. */
    open fun toHex(): String = bytes.toHexString()

    /** Whether [other] is of the same type and holds the same bytes. */
    final override fun equals(other: Any?): Boolean =
        other is Bytes && other.javaClass == javaClass && other.bytes.contentEquals(bytes)

    /** A hash of the content. */
    final override fun hashCode(): Int = bytes.contentHashCode()

    /** What [toHex] gives. */
    final override fun toString(): String = toHex()
}

/** Bytes of any number, which compare by content. */
class Octets(bytes: ByteArray) : Bytes(bytes, length = null) {
    /** Reads octets from hex. */
    companion object {
        /**
         * Reads hex, in either case.
         *
         * @throws IllegalArgumentException when it is no hex.
         */
        fun fromHex(hex: String): Octets = Octets(hex.hexToByteArray())
    }
}
