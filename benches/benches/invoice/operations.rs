//! What is measured.

use crate::floor;
use crate::measure;
use bitcoin::secp256k1::{All, Secp256k1};
use keelbolt::codec::features::{Context, FeatureSet};
use keelbolt::crypto::{SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::invoice::{DEFAULT_EXPIRY, Description, Draft, InvoiceRef, RouteHint, RouteHop, Text};
use keelbolt::secret::Secret;
use keelbolt::time::UnixTime;
use keelbolt_benches::{KEY, key};
use lightning_invoice::{Bolt11Invoice, RawBolt11Invoice, SignedRawBolt11Invoice};
use std::hint::black_box;

/// Of BOLT 11's examples: the shortest, an everyday one, and one with a route of two hops and a fallback.
const DONATION: &str = "lnbc1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdpl2pkx2ctnv5sxxmmwwd5kgetjypeh2ursdae8g6twvus8g6rfwvs8qun0dfjkxaq9qrsgq357wnc5r2ueh7ck6q93dj32dlqnls087fxdwk8qakdyafkq3yap9us6v52vjjsrvywa6rt52cm9r9zqt8r2t7mlcwspyetp5h2tztugp9lfyql";
const COFFEE: &str = "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh";
const TWO_HOPS: &str = "lnbc20m1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqsfpp3qjmp7lwpagxun9pygexvgpjdc4jdj85fr9yq20q82gphp2nflc7jtzrcazrra7wwgzxqc8u7754cdlpfrmccae92qgzqvzq2ps8pqqqqqqpqqqqq9qqqvpeuqafqxu92d8lr6fvg0r5gv0heeeqgcrqlnm6jhphu9y00rrhy4grqszsvpcgpy9qqqqqqgqqqqq7qqzq9qrsgqdfjcdk6w3ak5pca9hwfwfh63zrrz06wwfya0ydlzpgzxkn5xagsqz7x9j4jwe7yj7vaf2k9lqsdk45kts2fd0fkr28am0u4w95tt2nsq76cqw0";

/// An invoice with all that its operations need, so that only the operations are measured.
pub(crate) struct Invoice {
    pub(crate) name: &'static str,
    text: String,
    now: UnixTime,
    known: FeatureSet,
    digest: [u8; 32],
    compact: [u8; 64],
    recovery_id: u8,
    hop_keys: Vec<[u8; 33]>,
    draft: Draft<'static>,
    key: SecretKey,
    context: SigningContext,
    peer: Secp256k1<All>,
    raw: RawBolt11Invoice,
}

impl Invoice {
    pub(crate) fn all() -> [Self; 3] {
        [("donation", DONATION), ("1 cup coffee", COFFEE), ("two-hop route", TWO_HOPS)]
            .map(|(name, text)| Self::new(name, text))
    }

    fn new(name: &'static str, text: &'static str) -> Self {
        let view = InvoiceRef::parse(text).unwrap();
        Self {
            name,
            text: text.into(),
            now: view.timestamp(),
            known: FeatureSet::all_of(Context::Invoice),
            digest: view.signature_hash().0,
            compact: view.signature().to_compact(),
            recovery_id: view.signature().recovery_id().to_u8(),
            hop_keys: view
                .route_hints()
                .flat_map(|hint| hint.hops())
                .map(|hop| hop.pubkey.to_bytes())
                .collect(),
            draft: draft(&view),
            key: SecretKey::parse(Secret::new(KEY)).unwrap(),
            context: SigningContext::new(Entropy::new([1; 32])),
            peer: Secp256k1::new(),
            raw: text.parse::<SignedRawBolt11Invoice>().unwrap().raw_invoice().clone(),
        }
    }
}

/// A draft of the same invoice, made of plain values.
fn draft(view: &InvoiceRef<'static>) -> Draft<'static> {
    let description = match (view.description(), view.description_hash()) {
        (Some(text), _) => Description::Text(Text::new(text.to_string().leak())),
        (None, hash) => Description::Hash(hash.unwrap()),
    };
    let (payment_hash, payment_secret) = (view.payment_hash().unwrap(), view.payment_secret().unwrap());
    let mut draft = Draft::new(view.network(), view.timestamp(), payment_hash, payment_secret, description);
    let hops = |hint: RouteHint<'_>| -> &[RouteHop] { hint.hops().collect::<Vec<_>>().leak() };
    draft.amount = view.amount();
    draft.expiry = Some(view.expiry()).filter(|expiry| *expiry != DEFAULT_EXPIRY);
    draft.fallbacks = view.fallbacks().collect::<Vec<_>>().leak();
    draft.route_hints = view.route_hints().map(hops).collect::<Vec<_>>().leak();
    draft
}

type Operation = measure::Operation<Invoice>;

const RECOVER: Operation = Operation {
    name: "floor: bare recover",
    run: |invoice| {
        _ = black_box(floor::recover(&invoice.compact, invoice.recovery_id, black_box(&invoice.digest)));
    },
};

/// The keys of route hints are checked when an invoice is read: a square root for each.
const RECOVER_AND_PARSE: Operation = Operation {
    name: "floor: recover, parse hops",
    run: |invoice| {
        _ = black_box(floor::recover(&invoice.compact, invoice.recovery_id, black_box(&invoice.digest)));
        invoice.hop_keys.iter().for_each(|key| _ = black_box(floor::parse(black_box(key))));
    },
};

const SIGN_FLOOR: Operation = Operation {
    name: "floor: bare sign",
    run: |invoice| _ = black_box(floor::sign(black_box(&invoice.digest), &KEY)),
};

const DECODE: Operation = Operation {
    name: "decode",
    run: |invoice| _ = black_box(InvoiceRef::parse(black_box(&invoice.text)).unwrap()),
};

const PAYEE: Operation = Operation {
    name: "decode with payee",
    run: |invoice| {
        _ = black_box(InvoiceRef::parse(black_box(&invoice.text)).unwrap().payee().unwrap());
    },
};

const PAYABLE: Operation = Operation {
    name: "decode and check_payable",
    run: |invoice| {
        let view = InvoiceRef::parse(black_box(&invoice.text)).unwrap();
        black_box(view.check_payable(&invoice.known, invoice.now)).unwrap();
    },
};

const SIGN: Operation = Operation {
    name: "write and sign",
    run: |invoice| {
        let mut buffer = [0; 1024];
        let unsigned = black_box(&invoice.draft).write(&mut buffer).unwrap();
        _ = black_box(unsigned.sign(&invoice.key, &invoice.context).unwrap());
    },
};

const PEER_DECODE: Operation = Operation {
    name: "peer: decode",
    run: |invoice| _ = black_box(black_box(&invoice.text).parse::<SignedRawBolt11Invoice>().unwrap()),
};

const PEER_PAYEE: Operation = Operation {
    name: "peer: decode with payee",
    run: |invoice| {
        let parsed: Bolt11Invoice = black_box(&invoice.text).parse().unwrap();
        _ = black_box(parsed.get_payee_pub_key());
    },
};

const PEER_SIGN: Operation = Operation {
    name: "peer: write and sign",
    run: |invoice| {
        let sign = |message: &_| Ok::<_, ()>(invoice.peer.sign_ecdsa_recoverable(message, &key()));
        _ = black_box(black_box(&invoice.raw).clone().sign(sign).unwrap().to_string());
    },
};

pub(crate) const OPERATIONS: &[&Operation] = &[
    &RECOVER,
    &RECOVER_AND_PARSE,
    &SIGN_FLOOR,
    &DECODE,
    &PAYEE,
    &PAYABLE,
    &SIGN,
    &PEER_DECODE,
    &PEER_PAYEE,
    &PEER_SIGN,
];

/// What stands in the table: an operation beside another.
pub(crate) const RATIOS: &[(&Operation, &Operation)] = &[
    (&PAYEE, &RECOVER),
    (&PAYEE, &RECOVER_AND_PARSE),
    (&PAYABLE, &RECOVER),
    (&PAYEE, &PEER_PAYEE),
    (&PEER_PAYEE, &RECOVER),
    (&DECODE, &PEER_DECODE),
    (&SIGN, &SIGN_FLOOR),
    (&SIGN, &PEER_SIGN),
    (&PEER_SIGN, &SIGN_FLOOR),
];
