package org.keelbolt

/**
 * Reads an invoice, in either case, with nothing around it: [parseInvoice] by another name.
 *
 * @throws InvoiceException with what is wrong and where.
 */
fun Invoice.Companion.parse(text: String): Invoice = parseInvoice(text)

/**
 * Finds and reads the invoice in what a user scanned or pasted: an invoice, a `lightning:` link, or a `bitcoin:` link
 * with a `lightning=` parameter (BIP 21): [parseInvoiceUri] by another name.
 *
 * @throws InvoiceException with what is wrong and where.
 */
fun Invoice.Companion.parseUri(text: String): Invoice = parseInvoiceUri(text)

/** The channel's name as people read it: `BLOCKxTRANSACTIONxOUTPUT`. */
val RouteHop.shortChannelIdText: String get() = shortChannelIdText(shortChannelId)
