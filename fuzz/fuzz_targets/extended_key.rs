//! Extended keys and paths of any text: what is read is written back, and both sides of a key derive the same children.
#![no_main]

use bitcoin::base58;
use keelbolt::crypto::SecretKey;
use keelbolt::crypto::bip32::{ChildNumber, Error, ExtendedPublicKey, ExtendedSecretKey, Network, Path};
use keelbolt::secret::Secret;
use keelbolt_fuzz::{CONTEXT, Depths, NODES, bytes, case, flip};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

/// Of public and secret keys, on mainnet and elsewhere.
const VERSIONS: [[u8; 4]; 4] =
    [[4, 0x88, 0xb2, 0x1e], [4, 0x35, 0x87, 0xcf], [4, 0x88, 0xad, 0xe4], [4, 0x35, 0x83, 0x94]];

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    if let Ok(text) = std::str::from_utf8(input) {
        check(text);
        check_path(text);
    }
    let lengthened = case(input);
    // The source never errs: when the bytes run out it gives zeros.
    let depth = run(&mut Unstructured::new(lengthened.as_deref().unwrap_or(input)));
    DEPTHS.count("extended_key", depth.unwrap_or("cut short"));
});

/// Any text.
fn check(text: &str) -> &'static str {
    let (public, secret) = (ExtendedPublicKey::parse(text), ExtendedSecretKey::parse(text));
    match (public, secret) {
        (Ok(public), Err(Error::Version { .. })) => {
            assert_eq!(*public.to_text(), *text);
            "a public key"
        }
        (Err(Error::Version { .. }), Ok(secret)) => {
            assert_eq!(secret.to_text().expose(), text);
            "a secret key"
        }
        (Err(one), Err(other)) => {
            assert!(!one.to_string().is_empty() && !other.to_string().is_empty());
            "refused"
        }
        both => panic!("one text is two keys: {both:?}"),
    }
}

/// A path is what its steps are, each written as it is shown.
fn check_path(text: &str) {
    match Path::parse(text) {
        Ok(path) => {
            let steps: Vec<String> = path.map(|child| child.to_string()).collect();
            let written = if steps.is_empty() { "m".to_owned() } else { format!("m/{}", steps.join("/")) };
            let again = Path::parse(&written).expect("what is shown is a path");
            assert!(again.eq(path));
        }
        Err(error) => assert!(matches!(error, Error::Path { step } if step <= text.matches('/').count())),
    }
}

fn run(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let text = text(source)?;
    let found = check(&text);
    let path = path(source)?;
    if let Ok(secret) = ExtendedSecretKey::parse(&text) {
        let public = secret.public(&CONTEXT).expect("a key");
        let derived = secret.derive_path(path.iter().copied(), &CONTEXT);
        let derived = derived.and_then(|child| child.public(&CONTEXT));
        let watched = public.derive_path(path.iter().copied());
        match path.iter().find(|child| child.is_hardened()) {
            None => assert_eq!(derived, watched),
            // A key may be too deep before the step comes.
            Some(_) if watched == Err(Error::TooDeep) => assert_eq!(derived, watched),
            Some(child) => assert_eq!(watched, Err(Error::HardenedChildOfPublicKey { index: child.index() })),
        }
        if let Ok(child) = derived {
            assert_eq!(usize::from(child.place().depth), usize::from(secret.place().depth) + path.len());
        }
        return Ok("derived");
    }
    let seed = bytes(source, 66)?;
    let network = if source.arbitrary()? { Network::Mainnet } else { Network::Testnet };
    match ExtendedSecretKey::from_seed(&seed, network) {
        Ok(master) => assert_eq!(check(master.to_text().expose()), "a secret key"),
        Err(error) => assert_eq!(error, Error::SeedLength { found: seed.len() }),
    }
    Ok(found)
}

/// 78 bytes of an extended key, some of them wrong, with their checksum mostly.
fn text(source: &mut Unstructured<'_>) -> Result<String> {
    let version = source.choose_index(VERSIONS.len())?;
    let node = &NODES[source.choose_index(NODES.len())?];
    let key = if version < 2 { node.id.to_bytes() } else { secret(source, &node.key)? };
    let depth =
        if source.ratio(1, 4)? { source.int_in_range(253..=255)? } else { source.int_in_range(0..=2)? };
    let place: [u8; 8] = if depth == 0 && source.ratio(7, 8)? { [0; 8] } else { source.arbitrary()? };
    let chain_code: [u8; 32] = source.arbitrary()?;
    let mut payload = [&VERSIONS[version][..], &[depth], &place, &chain_code, &key].concat();
    if source.ratio(1, 8)? {
        flip(source, &mut payload)?;
    }
    if source.ratio(1, 16)? {
        payload.truncate(source.int_in_range(0..=78)?);
    }
    let mut text = base58::encode_check(&payload).into_bytes();
    if source.ratio(1, 16)? {
        flip(source, &mut text)?;
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn secret(source: &mut Unstructured<'_>, key: &SecretKey) -> Result<[u8; 33]> {
    let mut bytes = [0; 33];
    let drawn: [u8; 32] = source.arbitrary()?;
    // Zeros and what is above the order of the group too.
    let drawn = if source.ratio(1, 4)? { drawn } else { *key.expose() };
    bytes[1..].copy_from_slice(&drawn);
    assert_eq!(SecretKey::parse(Secret::new(drawn)).is_ok(), is_key(&drawn));
    Ok(bytes)
}

/// Whether a number is above zero and below the order of the group.
fn is_key(number: &[u8; 32]) -> bool {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xba,
        0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
    ];
    *number != [0; 32] && *number < ORDER
}

fn path(source: &mut Unstructured<'_>) -> Result<Vec<ChildNumber>> {
    let count = source.int_in_range(0..=3)?;
    (0..count)
        .map(|_| {
            let number: u32 = source.arbitrary()?;
            Ok(ChildNumber::from_u32(if source.ratio(3, 4)? { number >> 1 } else { number }))
        })
        .collect()
}
