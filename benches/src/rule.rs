//! Why two correct readers of BOLT 11 may differ.

/// A rule that explains a difference between Keelbolt and `lightning-invoice` 0.34.
///
/// Each is a sentence of a specification that one of the two does not follow, or a limit that none sets.
/// `tests/rules.rs` shows each alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// "MUST fail the payment if any field with fixed `data_length` (`p`, `h`, `s`, `n`) does not have the
    /// correct length" (BOLT 11): Keelbolt refuses, the peer skips the field, as older texts said.
    FixedLength,
    /// "if a `c`, `x`, or `9` field is provided which has a non-minimal `data_length`: SHOULD treat the invoice
    /// as invalid" (BOLT 11): Keelbolt refuses, the peer reads on.
    MinimalLength,
    /// "MUST set an `f` field to a valid witness version and program" (BOLT 11), which for version 0 is one of 20
    /// or 32 bytes (BIP 141): Keelbolt refuses others, the peer takes 2 to 40 bytes for every version.
    WitnessProgram,
    /// "MUST pad field data to a multiple of 5 bits" (BOLT 11): Keelbolt refuses a whole word of padding in `f` and
    /// `r`, the peer ignores it.
    Padding,
    /// "`r` field MUST contain one or more ordered entries" (BOLT 11): Keelbolt refuses none, the peer takes it.
    EmptyRoute,
    /// "if multiplier is `p` and the last decimal of `amount` is not 0: MUST fail the payment" (BOLT 11): Keelbolt
    /// refuses to parse, the peer only to make a `Bolt11Invoice` of what it parsed.
    SubMillisatoshi,
    /// The specification sets no limit to `amount`. Keelbolt's is `u64::MAX` millisatoshi; the peer's is `u64::MAX`
    /// pico-bitcoin, a tenth of that, beyond which it refuses or, without a multiplier, shows no amount at all.
    AmountLimit,
    /// `sb` for simnet, which BOLT 11 does not name: Keelbolt refuses, the peer knows it.
    Simnet,
    /// "MUST parse the address as Bech32 [...] also without the character limit" (BOLT 11): the peer has one of 7089
    /// characters, and one of 83 for the human-readable part, which BIP 173 derives from its limit of 90.
    LengthLimit,
    /// The signature is over "the human-readable part concatenated with the data part" (BOLT 11) as they stand. The
    /// peer hashes its own encoding of what it has read, which is another where padding is not zero, an amount has
    /// leading zeros or a field holds more words than it needs; its verdict on the signature then says nothing.
    Reencoded,
    /// "SHOULD use the first `p` field" (BOLT 11), and duplicates are the writer's fault alone: Keelbolt takes the
    /// first of each, the peer refuses to pay when `p`, `s`, `d` or `h` is repeated.
    FirstOfMany,
    /// "if a valid `s` field is not provided: MUST fail the payment" (BOLT 11) asks for the field; the peer asks for
    /// bit 14 or 15 of the features as well, which BOLT 9 marks as assumed.
    AssumedFeature,
    /// "if the feature vector does not set all known, transitive feature dependencies: MUST NOT attempt the payment"
    /// (BOLT 11): Keelbolt refuses to pay, the peer does not ask.
    Dependencies,
    /// "MUST encode `amount` as a positive decimal integer" (BOLT 11), and no HTLC carries nothing: Keelbolt refuses
    /// to pay an amount of zero, the peer takes it.
    ZeroAmount,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::FixedLength,
        Self::MinimalLength,
        Self::WitnessProgram,
        Self::Padding,
        Self::EmptyRoute,
        Self::SubMillisatoshi,
        Self::AmountLimit,
        Self::Simnet,
        Self::LengthLimit,
        Self::Reencoded,
        Self::FirstOfMany,
        Self::AssumedFeature,
        Self::Dependencies,
        Self::ZeroAmount,
    ];
}
