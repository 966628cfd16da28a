//! What transactions of a channel weigh and pay, and what is too small for an output (BOLT 3, "Fees", "Dust Limits",
//! appendix A).

use crate::amount::Sat;
use crate::commitment::Format;

impl Format {
    /// The expected weight of a commitment with so many HTLC outputs.
    #[must_use]
    pub const fn commitment_weight(self, untrimmed_htlcs: u64) -> u64 {
        let base: u64 = match self {
            Self::StaticRemotekey => 724,
            Self::Anchors => 1124,
            // 724, and an output of 13 bytes for the anchor.
            Self::ZeroFee => 776,
        };
        base.saturating_add(untrimmed_htlcs.saturating_mul(172))
    }

    /// The expected weight of an HTLC-timeout transaction.
    #[must_use]
    pub const fn htlc_timeout_weight(self) -> u64 {
        match self {
            Self::StaticRemotekey | Self::ZeroFee => 663,
            Self::Anchors => 666,
        }
    }

    /// The expected weight of an HTLC-success transaction.
    #[must_use]
    pub const fn htlc_success_weight(self) -> u64 {
        match self {
            Self::StaticRemotekey | Self::ZeroFee => 703,
            Self::Anchors => 706,
        }
    }

    /// "The base fee for a commitment transaction"
    #[must_use]
    pub const fn commitment_fee(self, feerate_per_kw: u32, untrimmed_htlcs: u64) -> Sat {
        match self {
            Self::StaticRemotekey | Self::Anchors => {
                fee(feerate_per_kw, self.commitment_weight(untrimmed_htlcs))
            }
            Self::ZeroFee => Sat(0),
        }
    }

    /// "The fee for an HTLC-timeout transaction"
    #[must_use]
    pub const fn htlc_timeout_fee(self, feerate_per_kw: u32) -> Sat {
        match self {
            Self::StaticRemotekey => fee(feerate_per_kw, self.htlc_timeout_weight()),
            Self::Anchors | Self::ZeroFee => Sat(0),
        }
    }

    /// "The fee for an HTLC-success transaction"
    #[must_use]
    pub const fn htlc_success_fee(self, feerate_per_kw: u32) -> Sat {
        match self {
            Self::StaticRemotekey => fee(feerate_per_kw, self.htlc_success_weight()),
            Self::Anchors | Self::ZeroFee => Sat(0),
        }
    }
}

/// "Multiply `feerate_per_kw` by `weight`, divide by 1000 (rounding down)": the feerate is satoshi for a thousand
/// units of weight.
#[must_use]
pub const fn fee(feerate_per_kw: u32, weight: u64) -> Sat {
    // 32 bits times a weight of a block, which has 22, cannot saturate; and 1000 is not zero.
    #[expect(clippy::as_conversions, reason = "from 32 to 64 bits; From is not const")]
    let product = (feerate_per_kw as u64).saturating_mul(weight);
    Sat(match product.checked_div(1000) {
        Some(fee) => fee,
        None => 0,
    })
}

/// What nodes do not relay outputs below (BOLT 3, "Dust Limits").
#[must_use]
pub fn dust_limit(script_pubkey: &[u8]) -> Sat {
    Sat(match script_pubkey {
        // "pay to pubkey hash (p2pkh): 546 satoshis"
        [0x76, 0xa9, 20, .., 0x88, 0xac] if script_pubkey.len() == 25 => 546,
        // "pay to script hash (p2sh): 540 satoshis"
        [0xa9, 20, .., 0x87] if script_pubkey.len() == 23 => 540,
        // "pay to witness pubkey hash (p2wpkh): 294 satoshis"
        [0, 20, ..] if script_pubkey.len() == 22 => 294,
        // "pay to witness script hash (p2wsh): 330 satoshis"
        [0, 32, ..] if script_pubkey.len() == 34 => 330,
        // "pay to anchor (p2a): 240 satoshis"
        [0x51, 2, 0x4e, 0x73] => 240,
        // "unknown segwit versions: 354 satoshis"
        [0x51..=0x60, 2..=40, ..] => 354,
        // "If you use `OP_RETURN`": nothing is lost in it.
        [0x6a, ..] => 0,
        _ => 546,
    })
}
