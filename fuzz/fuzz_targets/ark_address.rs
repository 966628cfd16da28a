//! Addresses: what is read is written again as it was, and each error is of what was changed.
#![no_main]

use bech32::primitives::iter::{ByteIterExt as _, Fe32IterExt as _};
use bech32::{Bech32m, Fe32, Hrp};
use keelbolt::vtxo::{Address, AddressError, ArkId, BlindedMailboxId, Delivery};
use keelbolt_fuzz::ark::{any_key, mutate, user_policy};
use keelbolt_fuzz::{Depths, bytes, case};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let depth = match case(input) {
        Some(bytes) => drawn(&mut Unstructured::new(&bytes)).unwrap_or("cut short"),
        None => read(&String::from_utf8_lossy(input)),
    };
    DEPTHS.count("ark_address", depth);
});

fn drawn(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let (server, user) = (any_key(source)?, any_key(source)?);
    let policy = user_policy(source, user)?;
    let unknown: Vec<(u8, Vec<u8>)> = (0..source.int_in_range(0..=2)?)
        .map(|_| Ok((source.arbitrary()?, bytes(source, 300)?)))
        .collect::<Result<_>>()?;
    let mailbox = BlindedMailboxId(any_key(source)?);
    let mut deliveries: Vec<Delivery<'_>> =
        unknown.iter().map(|(kind, data)| Delivery::Unknown { kind: *kind, data }).collect();
    if source.arbitrary()? {
        deliveries.insert(source.choose_index(deliveries.len() + 1)?, Delivery::Mailbox(mailbox));
    }
    let is_for_tests = source.arbitrary()?;
    let address = match Address::new(is_for_tests, &server, policy, &deliveries) {
        Ok(address) => address,
        Err(error) => {
            let known = unknown.iter().any(|(kind, _)| *kind == 1);
            let expected = matches!(error, AddressError::KnownDelivery { found: 1 });
            assert!(expected && known || matches!(error, AddressError::TooLong { .. }), "{error}");
            return Ok("cannot be made");
        }
    };
    assert_eq!((address.is_for_tests(), address.ark_id()), (is_for_tests, ArkId::of(&server)));
    assert!(address.is_of(&server) && *address.policy() == policy);
    assert!(address.deliveries().eq(deliveries.iter().copied()));
    let mut text = address.to_string();
    assert_eq!((text.len(), text.parse::<Address>().as_ref()), (address.length(), Ok(&address)));
    assert_eq!(Address::parse(&text.to_uppercase()).as_ref(), Ok(&address));
    if source.arbitrary()? {
        // Another payload with a right checksum.
        let mut payload = Vec::from(ArkId::of(&server).0);
        let mut room = [0; 128];
        let policy = policy.write(&mut room).expect("room");
        payload.push(policy.len() as u8);
        payload.extend(policy);
        payload.extend(bytes(source, 80)?);
        mutate(source, &mut payload)?;
        text = encoded(source, &payload)?;
    } else {
        let mut changed = text.into_bytes();
        mutate(source, &mut changed)?;
        text = String::from_utf8_lossy(&changed).into_owned();
    }
    Ok(read(&text))
}

/// Some bytes as bech32m, of version 1 mostly.
fn encoded(source: &mut Unstructured<'_>, payload: &[u8]) -> Result<String> {
    let prefix = *source.choose(&["ark", "tark", "ark", "tark", "bc"])?;
    let version: u8 = if source.ratio(1, 8)? { source.int_in_range(0..=31)? } else { 1 };
    let version = Fe32::try_from(version).expect("five bits");
    let words = std::iter::once(version).chain(payload.iter().copied().bytes_to_fes());
    let prefix = Hrp::parse(prefix).expect("a prefix");
    Ok(words.with_checksum::<Bech32m>(&prefix).chars().collect())
}

fn read(text: &str) -> &'static str {
    match Address::parse(text) {
        Ok(address) => {
            assert_eq!(address.to_string(), text.to_ascii_lowercase());
            assert_eq!(address.length(), text.len());
            _ = address.deliveries().count();
            "read"
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            match error {
                AddressError::Bech32(_) => "no bech32m",
                AddressError::Arkade => "of Arkade",
                _ => "refused",
            }
        }
    }
}
