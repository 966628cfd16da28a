/* The examples that main runs, and how they end early. */
#ifndef EXAMPLES_H
#define EXAMPLES_H

#include "keelbolt.h"

/* Peels an onion hop by hop, and refuses one that was changed. */
keelbolt_status onions(void);

/* Reads an invoice, makes one, and refuses bad ones. */
keelbolt_status invoices(void);

/* Keeps a peer's secrets, derives the keys of a commitment, and signs an HTLC transaction. */
keelbolt_status commitments(void);

/* Checks a VTXO, says how and until when it is taken on chain, refuses bad ones, and reads an address. */
keelbolt_status vtxos(void);

/* Leaves the function with the status of `call` when that did not succeed. */
#define TRY(call)                           \
    do {                                    \
        const keelbolt_status tried = call; \
        if (tried != KEELBOLT_OK) {         \
            return tried;                   \
        }                                   \
    } while (0)

#endif
