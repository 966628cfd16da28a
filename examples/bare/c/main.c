/*
 * What a device without an operating system does with onions, invoices, commitments and VTXOs: a node peels its layer, a
 * payment terminal reads, checks, makes and signs, a node keeps what the peer revoked and signs for an HTLC, and a signer
 * checks a VTXO and how it leaves its tree.
 *
 * No allocator; everything lives on the stack, whose greatest depths are printed at the end.
 */
#include "board.h"
#include "examples.h"
#include "print.h"

/* Whether a status is success; otherwise it is shown. */
static bool succeeds(keelbolt_status status) {
    if (status != KEELBOLT_OK) {
        print("failed: ");
        print(keelbolt_status_str(status));
        print("\n");
    }
    return status == KEELBOLT_OK;
}

int main(void) {
    const bool peeled = succeeds(onions());
    const size_t for_onions = board_stack_high_water();
    board_stack_paint();
    const bool paid = peeled && succeeds(invoices());
    const size_t for_invoices = board_stack_high_water();
    board_stack_paint();
    const bool kept = paid && succeeds(commitments());
    const size_t for_commitments = board_stack_high_water();
    board_stack_paint();
    const bool success = kept && succeeds(vtxos());
    print("stack: ");
    print_number(for_onions);
    print(" bytes for onions, ");
    print_number(for_invoices);
    print(" bytes for invoices, ");
    print_number(for_commitments);
    print(" bytes for commitments, ");
    print_number(board_stack_high_water());
    print(" bytes for vtxos\n");
    return success ? 0 : 1;
}
