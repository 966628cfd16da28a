//! The table of BOLT 9.

use core::fmt;

/// A place where feature bits are presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Context {
    /// `I`: the `init` message.
    Init,
    /// `N`: `node_announcement`.
    NodeAnnouncement,
    /// `C`: `channel_announcement`; no feature of today is presented there, neither odd (`C-`) nor even (`C+`).
    ChannelAnnouncement,
    /// `9`: a BOLT 11 invoice.
    Invoice,
    /// `B`: `allowed_features` of a blinded path.
    BlindedPath,
    /// `T`: `channel_type`.
    ChannelType,
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Init => "init",
            Self::NodeAnnouncement => "node_announcement",
            Self::ChannelAnnouncement => "channel_announcement",
            Self::Invoice => "an invoice",
            Self::BlindedPath => "allowed_features",
            Self::ChannelType => "channel_type",
        })
    }
}

/// One row of the table: a feature and its pair of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature {
    /// The name in BOLT 9.
    pub name: &'static str,
    /// The even, compulsory bit; the optional one is the next.
    pub required_bit: u32,
    /// Where it may be presented.
    pub contexts: &'static [Context],
    /// The even bits of the features that it depends on directly.
    pub dependencies: &'static [u32],
}

/// The feature of a bit, odd or even; `None` when BOLT 9 names none.
#[must_use]
pub fn feature(bit: u32) -> Option<&'static Feature> {
    FEATURES.iter().find(|feature| feature.required_bit == bit & !1)
}

use Context::{ChannelType, Init, Invoice, NodeAnnouncement};

const I: &[Context] = &[Init];
const IN: &[Context] = &[Init, NodeAnnouncement];
const IN9: &[Context] = &[Init, NodeAnnouncement, Invoice];
const INT: &[Context] = &[Init, NodeAnnouncement, ChannelType];

const fn row(
    required_bit: u32,
    name: &'static str,
    contexts: &'static [Context],
    dependencies: &'static [u32],
) -> Feature {
    Feature { name, required_bit, contexts, dependencies }
}

/// All features of BOLT 9 and of the merged proposals after its revision of 2026-03.
///
/// Features that the table marks ASSUMED stand with the contexts in which they were presented before.
pub const FEATURES: &[Feature] = &[
    row(0, "option_data_loss_protect", IN, &[]),
    row(4, "option_upfront_shutdown_script", IN, &[]),
    row(6, "gossip_queries", IN, &[]),
    row(8, "var_onion_optin", IN9, &[]),
    row(10, "gossip_queries_ex", IN, &[]),
    row(12, "option_static_remotekey", INT, &[]),
    row(14, "payment_secret", IN9, &[]),
    row(16, "basic_mpp", IN9, &[14]),
    row(18, "option_support_large_channel", IN, &[]),
    row(22, "option_anchors", INT, &[]),
    row(24, "option_route_blinding", IN9, &[]),
    row(26, "option_shutdown_anysegwit", IN, &[]),
    row(28, "option_dual_fund", IN, &[]),
    row(34, "option_quiesce", IN, &[]),
    row(36, "option_attribution_data", IN9, &[]),
    row(38, "option_onion_messages", IN, &[]),
    row(40, "zero_fee_commitments", INT, &[44]),
    row(42, "option_provide_storage", IN, &[]),
    row(44, "option_channel_type", I, &[]),
    row(46, "option_scid_alias", INT, &[]),
    row(48, "option_payment_metadata", &[Invoice], &[]),
    row(50, "option_zeroconf", INT, &[46]),
    row(60, "option_simple_close", IN, &[26]),
    row(62, "option_splice", IN, &[]),
    row(80, "option_simple_taproot", INT, &[44, 60]),
];
