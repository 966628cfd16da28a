//! Blinded routes (BOLT 4, "Route Blinding").
