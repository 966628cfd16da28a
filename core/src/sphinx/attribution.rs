//! Attribution data: who held a payment, and for how long (BOLT 4, "Returning Errors").
