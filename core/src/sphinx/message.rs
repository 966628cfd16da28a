//! Onion messages (BOLT 4, "Onion Messages").
