//! Everything that both readers tell of an invoice, in one form.

use bitcoin::hashes::Hash as _;
use keelbolt::invoice::{Fallback, Field, InvoiceRef, Network, RouteHint};
use lightning_invoice::{Currency, RawBolt11Invoice, RawTaggedField, TaggedField};

/// What an invoice says, its signature aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figures {
    pub(crate) network: Option<Network>,
    pub(crate) amount_msat: Option<u64>,
    timestamp: u64,
    /// Every field in its order.
    fields: Vec<Figure>,
    /// What the accessors give: the first of its kind, or the default.
    accessors: Accessors,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Figure {
    PaymentHash([u8; 32]),
    PaymentSecret([u8; 32]),
    Description(String),
    DescriptionHash([u8; 32]),
    Payee([u8; 33]),
    Expiry(u64),
    MinFinalCltvExpiryDelta(u64),
    /// Version and program.
    Fallback(u8, Vec<u8>),
    Route(Vec<Hop>),
    Features(Vec<u32>),
    Metadata(Vec<u8>),
    /// Type and words: of an unknown type, or a fallback of an unknown version.
    Unknown(u8, Vec<u8>),
}

/// Key, channel, base fee, proportional fee, expiry delta.
type Hop = ([u8; 33], u64, u32, u32, u16);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Accessors {
    payment_hash: Option<[u8; 32]>,
    payment_secret: Option<[u8; 32]>,
    description: Option<String>,
    description_hash: Option<[u8; 32]>,
    payee: Option<[u8; 33]>,
    expiry: u64,
    min_final_cltv_expiry_delta: u64,
    fallbacks: usize,
    routes: usize,
    features: Vec<u32>,
    metadata: Option<Vec<u8>>,
}

/// What Keelbolt tells.
pub(crate) fn ours(invoice: &InvoiceRef<'_>) -> Figures {
    Figures {
        network: Some(invoice.network()),
        amount_msat: invoice.amount().map(|amount| amount.0),
        timestamp: invoice.timestamp().0,
        fields: invoice.fields().map(our_field).collect(),
        accessors: Accessors {
            payment_hash: invoice.payment_hash().map(|hash| hash.0),
            payment_secret: invoice.payment_secret().map(|secret| secret.0),
            description: invoice.description().map(|text| text.to_string()),
            description_hash: invoice.description_hash().map(|hash| hash.0),
            payee: invoice.payee_field().map(|key| key.to_bytes()),
            expiry: invoice.expiry().as_secs(),
            min_final_cltv_expiry_delta: invoice.min_final_cltv_expiry_delta().0,
            fallbacks: invoice.fallbacks().filter(is_known).count(),
            routes: invoice.route_hints().count(),
            features: invoice.features().bits().collect(),
            metadata: invoice.metadata().map(|octets| octets.to_vec()),
        },
    }
}

/// What the peer tells.
pub(crate) fn theirs(invoice: &RawBolt11Invoice) -> Figures {
    Figures {
        network: match invoice.currency() {
            Currency::Bitcoin => Some(Network::Bitcoin),
            Currency::BitcoinTestnet => Some(Network::Testnet),
            Currency::Regtest => Some(Network::Regtest),
            Currency::Signet => Some(Network::Signet),
            Currency::Simnet => None,
        },
        amount_msat: invoice.amount_pico_btc().map(|pico| pico / 10),
        timestamp: invoice.data.timestamp.as_unix_timestamp(),
        fields: invoice.data.tagged_fields.iter().map(their_field).collect(),
        accessors: Accessors {
            payment_hash: invoice.payment_hash().map(|hash| hash.0.to_byte_array()),
            payment_secret: invoice.payment_secret().map(|secret| secret.0),
            description: invoice.description().map(|text| text.as_inner().0.clone()),
            description_hash: invoice.description_hash().map(|hash| hash.0.to_byte_array()),
            payee: invoice.payee_pub_key().map(|key| key.serialize()),
            expiry: invoice.expiry_time().map_or(3600, |expiry| expiry.as_seconds()),
            min_final_cltv_expiry_delta: invoice.min_final_cltv_expiry_delta().map_or(18, |delta| delta.0),
            fallbacks: invoice.fallbacks().len(),
            routes: invoice.private_routes().len(),
            features: invoice.features().map(|features| bits(features.le_flags())).unwrap_or_default(),
            metadata: invoice.payment_metadata().cloned(),
        },
    }
}

fn is_known(fallback: &Fallback<'_>) -> bool {
    !matches!(fallback, Fallback::Unknown { .. })
}

fn our_field(field: Field<'_>) -> Figure {
    const FALLBACK: u8 = 9;
    match field {
        Field::PaymentHash(hash) => Figure::PaymentHash(hash.0),
        Field::PaymentSecret(secret) => Figure::PaymentSecret(secret.0),
        Field::Description(text) => Figure::Description(text.to_string()),
        Field::DescriptionHash(hash) => Figure::DescriptionHash(hash.0),
        Field::Payee(key) => Figure::Payee(key.to_bytes()),
        Field::Expiry(expiry) => Figure::Expiry(expiry.as_secs()),
        Field::MinFinalCltvExpiryDelta(delta) => Figure::MinFinalCltvExpiryDelta(delta.0),
        Field::Fallback(Fallback::Unknown { version, data }) => {
            Figure::Unknown(FALLBACK, std::iter::once(version).chain(data.iter()).collect())
        }
        Field::Fallback(fallback) => Figure::Fallback(fallback.version(), fallback.program().to_vec()),
        Field::RouteHint(hint) => Figure::Route(our_hops(&hint)),
        Field::Features(features) => Figure::Features(features.bits().collect()),
        Field::Metadata(octets) => Figure::Metadata(octets.to_vec()),
        Field::Unknown(field) => Figure::Unknown(field.tag.number(), field.data.iter().collect()),
        unheard_of => unreachable!("a field of a later version: {unheard_of:?}"),
    }
}

fn our_hops(hint: &RouteHint<'_>) -> Vec<Hop> {
    let hops = hint.hops().map(|hop| {
        let key = hop.pubkey.to_bytes();
        let channel = hop.short_channel_id.0;
        (key, channel, hop.fee_base_msat, hop.fee_proportional_millionths, hop.cltv_expiry_delta)
    });
    hops.collect()
}

fn their_field(field: &RawTaggedField) -> Figure {
    const FIELD_HEAD_WORDS: usize = 3;
    let field = match field {
        RawTaggedField::KnownSemantics(field) => field,
        RawTaggedField::UnknownSemantics(words) => {
            let words: Vec<u8> = words.iter().map(|word| word.to_u8()).collect();
            return Figure::Unknown(words[0], words[FIELD_HEAD_WORDS..].to_vec());
        }
    };
    match field {
        TaggedField::PaymentHash(hash) => Figure::PaymentHash(hash.0.to_byte_array()),
        TaggedField::PaymentSecret(secret) => Figure::PaymentSecret(secret.0),
        TaggedField::Description(text) => Figure::Description(text.as_inner().0.clone()),
        TaggedField::DescriptionHash(hash) => Figure::DescriptionHash(hash.0.to_byte_array()),
        TaggedField::PayeePubKey(key) => Figure::Payee(key.serialize()),
        TaggedField::ExpiryTime(expiry) => Figure::Expiry(expiry.as_seconds()),
        TaggedField::MinFinalCltvExpiryDelta(delta) => Figure::MinFinalCltvExpiryDelta(delta.0),
        TaggedField::Fallback(fallback) => their_fallback(fallback),
        TaggedField::PrivateRoute(route) => {
            let hops = route.0.iter().map(|hop| {
                let fees = (hop.fees.base_msat, hop.fees.proportional_millionths);
                let key = hop.src_node_id.serialize();
                (key, hop.short_channel_id, fees.0, fees.1, hop.cltv_expiry_delta)
            });
            Figure::Route(hops.collect())
        }
        TaggedField::Features(features) => Figure::Features(bits(features.le_flags())),
        TaggedField::PaymentMetadata(metadata) => Figure::Metadata(metadata.clone()),
    }
}

fn their_fallback(fallback: &lightning_invoice::Fallback) -> Figure {
    match fallback {
        lightning_invoice::Fallback::SegWitProgram { version, program } => {
            Figure::Fallback(version.to_num(), program.clone())
        }
        lightning_invoice::Fallback::PubKeyHash(hash) => Figure::Fallback(17, hash.to_byte_array().to_vec()),
        lightning_invoice::Fallback::ScriptHash(hash) => Figure::Fallback(18, hash.to_byte_array().to_vec()),
    }
}

/// The bits that are set in a vector whose first byte holds bits 0 to 7.
fn bits(little_endian: &[u8]) -> Vec<u32> {
    let bytes = little_endian.iter().zip(0_u32..);
    bytes
        .flat_map(|(byte, index)| {
            (0..8).filter(move |bit| byte >> bit & 1 == 1).map(move |bit| 8 * index + bit)
        })
        .collect()
}
