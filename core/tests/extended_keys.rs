//! BIP 32: laws of derivation, texts that are no keys, paths that are none.

mod variants;

use keelbolt::blame::Blame;
use keelbolt::crypto::bip32::{ChildNumber, Error, ExtendedPublicKey, ExtendedSecretKey, Network, Path};
use keelbolt::crypto::{self, SigningContext, sha256d};
use keelbolt::entropy::Entropy;
use proptest::prelude::*;

const PUBLIC: [u8; 4] = [0x04, 0x88, 0xb2, 0x1e];
const SECRET: [u8; 4] = [0x04, 0x88, 0xad, 0xe4];

/// The bytes of a key: version, depth, fingerprint, number, chain code, first byte and rest of the key.
fn bytes(version: [u8; 4], depth: u8, fingerprint: u8, number: u8, prefix: u8, key: &[u8]) -> Vec<u8> {
    let place = [depth, 0, 0, 0, fingerprint, 0, 0, 0, number];
    [&version[..], &place, &[7; 32], &[prefix], key].concat()
}

/// With the checksum, as Base58.
fn text(bytes: &[u8]) -> String {
    base58(&[bytes, &sha256d(bytes).0[..4]].concat())
}

fn base58(bytes: &[u8]) -> String {
    let mut text = vec![0; 2 * bytes.len()];
    let length = bs58::encode(bytes).onto(&mut text[..]).unwrap();
    String::from_utf8(text[..length].to_vec()).unwrap()
}

/// A text and why it is neither a public nor a secret key.
fn texts() -> Vec<(String, [Error; 2])> {
    let key = [5; 32];
    let length = |found| [Error::Length { expected: 82, found }; 2];
    let version = |found| Error::Version { found };
    let good = bytes(PUBLIC, 1, 1, 1, 2, &key);
    let mut wrong_checksum = [&good[..], &sha256d(&good).0[..4]].concat();
    wrong_checksum[81] ^= 1;
    vec![
        (String::from("xpub0"), [Error::NotBase58; 2]),
        (String::from("xpüb"), [Error::NotBase58; 2]),
        (String::new(), length(0)),
        (text(&good[1..]), length(81)),
        (text(&[&good[..], &[0]].concat()), length(83)),
        (base58(&wrong_checksum), [Error::Checksum; 2]),
        (text(&bytes([1, 2, 3, 4], 1, 1, 1, 2, &key)), [version([1, 2, 3, 4]); 2]),
        (text(&bytes(PUBLIC, 1, 1, 1, 4, &key)), [Error::Key(crypto::Error::NotAPoint), version(PUBLIC)]),
        (text(&bytes(SECRET, 1, 1, 1, 1, &key)), [version(SECRET), Error::SecretKeyPrefix { found: 1 }]),
        (
            text(&bytes(SECRET, 1, 1, 1, 0, &[0; 32])),
            [version(SECRET), Error::Key(crypto::Error::SecretKeyOutOfRange)],
        ),
        (text(&bytes(SECRET, 0, 1, 0, 0, &key)), [version(SECRET), Error::MasterKeyWithParent]),
        (text(&bytes(SECRET, 0, 0, 1, 0, &key)), [version(SECRET), Error::MasterKeyWithChildNumber]),
    ]
}

#[test]
fn texts_that_are_no_keys() {
    for (text, [public, secret]) in texts() {
        assert_eq!(ExtendedPublicKey::parse(&text).unwrap_err(), public, "{text}");
        assert_eq!(ExtendedSecretKey::parse(&text).unwrap_err(), secret, "{text}");
        assert_eq!((public.blame(), secret.blame()), (Blame::Peer, Blame::Peer));
    }
}

/// Indexes, and whether they are hardened; or the step that is no child.
type Steps = Result<&'static [(u32, bool)], usize>;

/// A path, and its children.
const PATHS: &[(&str, Steps)] = &[
    ("m", Ok(&[])),
    ("0", Ok(&[(0, false)])),
    ("m/0", Ok(&[(0, false)])),
    ("m/84'/0h/7H/1/2147483647", Ok(&[(84, true), (0, true), (7, true), (1, false), (0x7fff_ffff, false)])),
    ("m/2147483648", Err(0)),
    ("m/0/-1", Err(1)),
    ("m/0/+1", Err(1)),
    ("m/0//1", Err(1)),
    ("m/0/", Err(1)),
    ("m/", Err(0)),
    ("", Err(0)),
    ("/", Err(0)),
    ("M/0", Err(0)),
    ("0''", Err(0)),
    ("0'h", Err(0)),
    ("'", Err(0)),
    ("0/1/x", Err(2)),
    ("m/m", Err(0)),
];

#[test]
fn paths() {
    for (text, expected) in PATHS {
        let found: Result<Vec<_>, _> =
            Path::parse(text).map(|path| path.map(|child| (child.index(), child.is_hardened())).collect());
        let expected = expected.map(<[_]>::to_vec).map_err(|step| Error::Path { step });
        assert_eq!(found, expected, "{text}");
    }
}

/// What callers cannot ask for.
fn refusals() -> Vec<(&'static str, Error, Error)> {
    let seed = |length| ExtendedSecretKey::from_seed(&vec![1; length], Network::Mainnet).unwrap_err();
    let hardened = ChildNumber::hardened(3).unwrap();
    let too_large = Error::ChildIndexTooLarge { found: 1 << 31 };
    vec![
        ("a short seed", seed(15), Error::SeedLength { found: 15 }),
        ("a long seed", seed(65), Error::SeedLength { found: 65 }),
        ("a normal index", ChildNumber::normal(1 << 31).unwrap_err(), too_large),
        ("a hardened index", ChildNumber::hardened(1 << 31).unwrap_err(), too_large),
        ("a path", Path::parse("m/x").unwrap_err(), Error::Path { step: 0 }),
        (
            "a hardened child",
            master().public(&context()).unwrap().derive(hardened).unwrap_err(),
            Error::HardenedChildOfPublicKey { index: 3 },
        ),
        ("too deep", deepest().derive(hardened, &context()).unwrap_err(), Error::TooDeep),
        (
            "too deep in public",
            deepest().public(&context()).unwrap().derive(ChildNumber::normal(0).unwrap()).unwrap_err(),
            Error::TooDeep,
        ),
    ]
}

#[test]
fn callers_are_refused() {
    for (name, found, expected) in refusals() {
        assert_eq!((found, found.blame()), (expected, Blame::Caller), "{name}");
    }
}

#[test]
fn every_error_has_a_row() {
    let rows = texts().into_iter().flat_map(|(_, errors)| errors);
    let rows = rows.chain(refusals().into_iter().map(|(_, error, _)| error));
    // Hashes that are no key: nobody has ever seen one.
    let unreachable = ["NoMasterKey", "NoSuchChild"];
    variants::assert_complete(include_str!("../src/crypto/bip32/error.rs"), rows, &unreachable);
}

/// A key of depth 255.
fn deepest() -> ExtendedSecretKey {
    ExtendedSecretKey::parse(&text(&bytes(SECRET, 255, 1, 1, 0, &[5; 32]))).unwrap()
}

fn master() -> ExtendedSecretKey {
    ExtendedSecretKey::from_seed(&[1; 16], Network::Testnet).unwrap()
}

fn context() -> SigningContext {
    SigningContext::new(Entropy::new([7; 32]))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Both sides derive the same, and texts are read back.
    #[test]
    fn sides_agree(
        seed in proptest::collection::vec(any::<u8>(), 16..=64),
        hardened in proptest::collection::vec(0..1_u32 << 31, 0..3),
        normal in proptest::collection::vec(0..1_u32 << 31, 0..3),
        mainnet in any::<bool>(),
    ) {
        let network = if mainnet { Network::Mainnet } else { Network::Testnet };
        let master = ExtendedSecretKey::from_seed(&seed, network).unwrap();
        let hardened = hardened.iter().map(|index| ChildNumber::hardened(*index).unwrap());
        let normal: Vec<_> = normal.iter().map(|index| ChildNumber::normal(*index).unwrap()).collect();
        let account = master.derive_path(hardened, &context()).unwrap();
        let secret = account.derive_path(normal.iter().copied(), &context()).unwrap();
        let public = account.public(&context()).unwrap().derive_path(normal.iter().copied()).unwrap();
        prop_assert_eq!(&secret.public(&context()).unwrap(), &public);
        prop_assert_eq!(ExtendedSecretKey::parse(secret.to_text().expose()).unwrap(), secret);
        prop_assert_eq!(ExtendedPublicKey::parse(&public.to_text()).unwrap(), public.clone());
        prop_assert_eq!(&public.to_text()[..4], if mainnet { "xpub" } else { "tpub" });
    }

    /// Four bytes of a hash guard the text.
    #[test]
    fn a_changed_text_is_refused(at in 0..111_usize, letter in "[1-9A-HJ-NP-Za-km-z]") {
        let text = master().public(&context()).unwrap().to_text();
        let changed = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
        prop_assert_eq!(ExtendedPublicKey::parse(&changed).is_ok(), changed == *text);
        prop_assert!(ExtendedPublicKey::parse(&text[..at]).is_err());
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,150}") {
        prop_assert!(ExtendedPublicKey::parse(&text).is_err());
        prop_assert!(ExtendedSecretKey::parse(&text).is_err());
        if let Ok(path) = Path::parse(&text) {
            prop_assert!(path.count() <= text.len());
        }
    }
}
