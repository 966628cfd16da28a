/* The example of BOLT 4, a packet for five hops, in flash. The same file serves the example in Rust. */
  .section .rodata.ONION, "a"
  .global ONION
ONION:
  .incbin "onion.bin"
