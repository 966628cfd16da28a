/* A leaf of a tree from the vectors of Ark, and the transaction on chain that holds the tree, in flash. The same files
 * serve the example in Rust. */
  .section .rodata.VTXO, "a"
  .global VTXO, ANCHOR
VTXO:
  .incbin "vtxo.bin"
ANCHOR:
  .incbin "anchor.bin"
