//! Generated invoices, read by Keelbolt and by `lightning-invoice`.
//!
//! `KEELBOLT_DIFFERENTIAL_CASES` sets how many; 500 when it is absent.

use arbitrary::Unstructured;
use bitcoin::hashes::{Hash as _, sha256};
use bitcoin::secp256k1::{PublicKey, Secp256k1};
use keelbolt::invoice::InvoiceRef;
use keelbolt_benches::{Rule, cases, compare, generate, key, point, random_bytes};
use lightning_invoice::{
    Bolt11Invoice, Currency, Fallback, InvoiceBuilder, PaymentSecret, RouteHint, RouteHintHop, RoutingFees,
};
use std::collections::BTreeMap;
use std::time::Duration;

/// The bytes from which a case is drawn.
const CASE_BYTES: usize = 4096;

#[test]
fn generated_invoices_are_read_alike() {
    let cases = cases();
    let (mut reached, mut read, mut payable) = (0_u64, 0_u64, 0_u64);
    let mut explained = BTreeMap::<Rule, u64>::new();
    for seed in 0..cases {
        let bytes = random_bytes(seed, CASE_BYTES);
        let parts = generate(&mut Unstructured::new(&bytes)).unwrap();
        let outcome = compare(&parts.text()).unwrap_or_else(|what| panic!("seed {seed}: {what}"));
        reached += u64::from(outcome.reached_fields);
        read += u64::from(outcome.read);
        payable += u64::from(outcome.payable);
        outcome.explained.into_iter().for_each(|rule| *explained.entry(rule).or_default() += 1);
    }
    println!("> {cases} invoices: {reached} reached the fields, {read} read, {payable} payable");
    println!("> differences, all explained: {explained:?}");
    // The comparison is worth little when most invoices die early.
    assert!(reached * 10 >= cases * 8, "{reached} of {cases} reached the fields");
    assert!(read * 10 >= cases * 7, "{read} of {cases} were read");
    assert!(payable * 10 >= cases * 3, "{payable} of {cases} were payable");
}

/// What the peer's builder makes says the same here.
#[test]
fn built_invoices_are_read_alike() {
    for seed in 0..cases() / 5 {
        let text = built(seed).to_string();
        let outcome = compare(&text).unwrap_or_else(|what| panic!("seed {seed}: {what}"));
        assert!(outcome.payable && outcome.explained.is_empty(), "{text}: {outcome:?}");
        let invoice = InvoiceRef::parse(&text).unwrap();
        assert_eq!(invoice.amount().map(|amount| amount.0), amount(seed), "{text}");
    }
}

fn amount(seed: u64) -> Option<u64> {
    // Beyond u64::MAX pico-bitcoin the builder refuses.
    (!seed.is_multiple_of(4)).then(|| number(seed, 0) >> (4 + seed % 50)).filter(|amount| *amount > 0)
}

/// A number that follows from a seed.
fn number(seed: u64, which: usize) -> u64 {
    let bytes = random_bytes(seed, 8 * (which + 1));
    u64::from_be_bytes(*bytes.last_chunk().unwrap())
}

fn built(seed: u64) -> Bolt11Invoice {
    let currencies = [Currency::Bitcoin, Currency::BitcoinTestnet, Currency::Regtest, Currency::Signet];
    let currency = currencies[seed as usize % currencies.len()].clone();
    let hash = sha256::Hash::hash(&seed.to_be_bytes());
    let mut builder = InvoiceBuilder::new(currency)
        .duration_since_epoch(Duration::from_secs(number(seed, 1) >> 29))
        .payment_hash(hash)
        .description("ö".repeat(seed as usize % 300))
        .payment_secret(PaymentSecret([seed as u8; 32]))
        .min_final_cltv_expiry_delta(number(seed, 2) >> (seed % 64));
    if let Some(amount) = amount(seed) {
        builder = builder.amount_milli_satoshis(amount);
    }
    if seed.is_multiple_of(3) {
        builder = builder.payee_pub_key(PublicKey::from_secret_key(&Secp256k1::new(), &key())).basic_mpp();
    }
    if seed.is_multiple_of(2) {
        builder = builder.expiry_time(Duration::from_secs(number(seed, 3) >> (seed % 64)));
    }
    for hops in 1..=seed as usize % 4 {
        builder = builder.private_route(RouteHint((0..hops).map(|index| hop(seed, index)).collect()));
        builder = builder.fallback(Fallback::SegWitProgram {
            version: bitcoin::WitnessVersion::V1,
            program: vec![hops as u8; 32],
        });
    }
    let sign = |message: &_| Secp256k1::new().sign_ecdsa_recoverable(message, &key());
    builder.payment_metadata(seed.to_be_bytes().to_vec()).build_signed(sign).unwrap()
}

fn hop(seed: u64, index: usize) -> RouteHintHop {
    RouteHintHop {
        src_node_id: PublicKey::from_slice(&point(seed as u8)).unwrap(),
        short_channel_id: number(seed, index),
        fees: RoutingFees { base_msat: seed as u32, proportional_millionths: number(seed, index) as u32 },
        cltv_expiry_delta: number(seed, index) as u16,
        htlc_minimum_msat: None,
        htlc_maximum_msat: None,
    }
}
