//! Reading, checking, building and signing an invoice allocate nothing; the owned types no more than their text.
//! Building and peeling an onion allocate nothing.

use allocation_counter::{AllocationInfo, measure};
use keelbolt::amount::Msat;
use keelbolt::codec::features::{Context, FeatureSet};
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::crypto::{SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
#[cfg(feature = "alloc")]
use keelbolt::invoice::Invoice;
use keelbolt::invoice::{Field, InvoiceRef, Prefix, Unsigned};
use keelbolt::secret::Secret;
use keelbolt::sphinx::payload::Payload;
use keelbolt::sphinx::{
    Hop, HopSecrets, MAX_HOPS, Next, OnionRef, PACKET_LENGTH, PEEL_BUFFER, Route, SessionKey,
};
use keelbolt::time::BlockHeight;
use serde_json::Value;
use std::fmt::Write as _;
use std::hint::black_box;

/// The longest text that the operations on it are given here.
const BUFFER: usize = 8192;

/// A name, and what is done with a text and a buffer.
type Operation = (&'static str, fn(&str, &mut [u8]));

/// Every operation that promises to allocate nothing, on any invoice.
const OPERATIONS: &[Operation] = &[
    ("parse", |text, _| _ = black_box(InvoiceRef::parse(text))),
    ("parse_ascii", |text, _| _ = black_box(InvoiceRef::parse_ascii(text.as_bytes()))),
    ("parse_uri", |text, _| _ = black_box(InvoiceRef::parse_uri(text))),
    ("every field", |text, _| {
        if let Ok(invoice) = InvoiceRef::parse(text) {
            invoice.fields().for_each(|field| _ = black_box(field));
            invoice.route_hints().flat_map(|hint| hint.hops()).for_each(|hop| _ = black_box(hop));
            invoice.features().bits().for_each(|bit| _ = black_box(bit));
        }
    }),
    ("description", |text, buffer| {
        if let Some(description) = InvoiceRef::parse(text).ok().and_then(|invoice| invoice.description()) {
            black_box(description.copy_into(buffer)).unwrap();
        }
    }),
    ("fallback address", |text, _| {
        if let Ok(invoice) = InvoiceRef::parse(text) {
            let addresses = invoice.fallbacks().filter_map(|fallback| fallback.address(invoice.network()));
            addresses.for_each(|address| write!(Discard, "{address}").unwrap());
        }
    }),
    ("check_payable", |text, _| {
        if let Ok(invoice) = InvoiceRef::parse(text) {
            let known = FeatureSet::all_of(Context::Invoice);
            let _ = black_box(invoice.check_payable(&known, invoice.timestamp()));
        }
    }),
    ("error text", |text, _| {
        if let Err(error) = InvoiceRef::parse(text) {
            write!(Discard, "{error} {error:?}").unwrap();
        }
    }),
    ("write and sign", |text, buffer| {
        if let Ok(invoice) = InvoiceRef::parse(text) {
            black_box(sign_again(&invoice, buffer));
        }
    }),
];

/// Takes any text and keeps nothing of it.
struct Discard;

impl std::fmt::Write for Discard {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        black_box(text);
        Ok(())
    }
}

#[test]
fn nothing_is_allocated() {
    for text in texts() {
        for (name, operation) in OPERATIONS {
            check(name, &text, *operation);
        }
    }
}

fn check(name: &str, text: &str, operation: fn(&str, &mut [u8])) {
    let mut buffer = [0; BUFFER];
    let info = measure(|| operation(text, &mut buffer));
    assert_eq!(info, AllocationInfo::default(), "{name} of {text}");
}

/// Routes up to the longest, built and peeled by their first hop, and its payload read and written.
#[test]
fn onions_allocate_nothing() {
    let context = SigningContext::new(Entropy::new([2; 32]));
    let (key, payment_hash) = (SecretKey::parse(Secret::new([1; 32])).unwrap(), [3; 32]);
    let forward = Payload::forward(Msat(0), BlockHeight(0), ShortChannelId(1));
    let mut payload = [0; 14];
    let payload = forward.write(&mut payload).unwrap();
    let hops = [Hop { public_key: context.public_key(&key).unwrap(), payload }; MAX_HOPS];
    for count in 1..=MAX_HOPS {
        let mut buffers = ([0; PACKET_LENGTH], [0; PEEL_BUFFER], HopSecrets::<MAX_HOPS>::new());
        let (packet, out, secrets) = (&mut buffers.0, &mut buffers.1, &mut buffers.2);
        let info = measure(|| {
            let session_key = SessionKey::new(Entropy::new([4; 32])).unwrap();
            let route = Route::payment(&hops[..count], &payment_hash);
            session_key.build(&route, &context, secrets, packet).unwrap();
            let peeled = OnionRef::parse(packet).unwrap().peel(&key, &payment_hash, out).unwrap();
            assert_eq!(peeled.next == Next::Final, count == 1);
            let payload = Payload::parse(peeled.payload).unwrap();
            let _ = black_box(payload.instruction(peeled.next, None)).unwrap();
            black_box(payload.write(packet)).unwrap();
        });
        assert_eq!(info, AllocationInfo::default(), "{count} hops");
    }
}

#[cfg(feature = "alloc")]
#[test]
fn owned_types_allocate_their_text() {
    for text in texts() {
        let Ok(invoice) = InvoiceRef::parse(&text) else { continue };
        let info = measure(|| drop(black_box(Invoice::from(invoice))));
        assert_eq!((info.count_total, info.bytes_total), (1, text.len() as u64), "{text}");
    }
}

/// The counter does count, on the thread that it measures.
#[test]
fn allocations_are_counted() {
    let info = measure(|| drop(black_box(vec![0_u8; 100])));
    assert_eq!((info.count_total, info.bytes_total), (1, 100));
}

/// The invoices of BOLT 11, valid and invalid, each in either case, and one of a great length.
fn texts() -> Vec<String> {
    let files = [include_str!("vectors/bolt11/valid.json"), include_str!("vectors/bolt11/invalid.json")];
    let files = files.map(|file| serde_json::from_str::<Value>(file).unwrap());
    let cases = files.iter().flat_map(|file| file["cases"].as_array().unwrap());
    let mut texts: Vec<String> = cases.map(|case| case["invoice"].as_str().unwrap().to_owned()).collect();
    texts.extend(texts.clone().into_iter().map(|text| text.to_uppercase()));
    let long = texts.iter().map(|text| repeated(text)).max_by_key(String::len).unwrap();
    assert!(long.len() > BUFFER / 2);
    texts.push(long);
    texts
}

/// The invoice with its fields as many times as a buffer holds.
fn repeated(text: &str) -> String {
    let Ok(invoice) = InvoiceRef::parse(text) else { return String::new() };
    let mut buffer = [0; BUFFER];
    let times = BUFFER / text.len();
    let fields = (0..times).flat_map(|_| invoice.fields()).filter(|field| !matches!(field, Field::Payee(_)));
    let unsigned = Unsigned::write(&mut buffer, prefix(&invoice), fields).unwrap();
    sign(unsigned).to_owned()
}

fn sign_again<'b>(invoice: &InvoiceRef<'_>, buffer: &'b mut [u8]) -> &'b str {
    let fields = invoice.fields().filter(|field| !matches!(field, Field::Payee(_)));
    sign(Unsigned::write(buffer, prefix(invoice), fields).unwrap())
}

fn sign(unsigned: Unsigned<'_>) -> &str {
    let key = SecretKey::parse(Secret::new([1; 32])).unwrap();
    unsigned.sign(&key, &SigningContext::new(Entropy::new([2; 32]))).unwrap()
}

fn prefix(invoice: &InvoiceRef<'_>) -> Prefix {
    Prefix { network: invoice.network(), amount: invoice.amount(), timestamp: invoice.timestamp() }
}
