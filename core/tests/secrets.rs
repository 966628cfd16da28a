//! Secrets are never printed: every public type that holds one is formatted, and its bytes looked for.

use keelbolt::amount::{Msat, Sat};
use keelbolt::codec::transaction::{OutPoint, Txid};
#[cfg(feature = "alloc")]
use keelbolt::commitment::spend::{Revocation, SpendKeys};
#[cfg(feature = "alloc")]
use keelbolt::commitment::{Basepoints, PeerKeys};
use keelbolt::commitment::{
    ChannelSecrets, CommitmentNumber, PerCommitmentSecret, SecretGenerator, SecretStore,
};
use keelbolt::crypto::bip32::ExtendedSecretKey;
use keelbolt::crypto::musig::{NonceInputs, SecretNonce};
use keelbolt::crypto::{
    HmacSha256, KeyPair, KeyStream, Preimage, SecretKey, SharedPoint, SharedSecret, SigningContext, sha256d,
};
use keelbolt::entropy::Entropy;
use keelbolt::htlc::{Funding, HashLock, LockTime, P2wshHtlc, P2wshSpend, TaprootHtlc, TaprootSpend, Terms};
use keelbolt::secret::Secret;
use keelbolt::sphinx::blinding::PathSecret;
use keelbolt::sphinx::payload::{Payload, Receive};
use keelbolt::sphinx::{
    Hop, HopSecrets, Next, PACKET_LENGTH, Peeled, ReplayTag, Route, SessionKey, UnknownRecords,
};
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::{ClauseSpend, UserPolicy};
use keelbolt::vtxo::{HashLockVersion, LockDelta, LockHeight, Terms as ArkTerms};
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::Path;
#[cfg(feature = "alloc")]
use std::sync::LazyLock;

/// Bytes that no text holds by chance: their hex and their decimals are looked for, two in a row at a time.
const BYTES: [u8; 32] = {
    let mut bytes = [0; 32];
    let mut index = 0;
    while index < bytes.len() {
        bytes[index] = 0xb3 ^ (7 * index as u8);
        index += 1;
    }
    bytes
};

/// A public type's name and a value of it that holds [`BYTES`], or the secrets of [`hop_secrets`].
fn values() -> Vec<(&'static str, Box<dyn Debug>)> {
    vec![
        ("Secret", Box::new(Secret::new(BYTES))),
        ("Entropy", Box::new(Entropy::new(BYTES))),
        ("SecretKey", Box::new(SecretKey::parse(Secret::new(BYTES)).unwrap())),
        ("Preimage", Box::new(Preimage(Secret::new(BYTES)))),
        ("SharedSecret", Box::new(SharedSecret::new(Secret::new(BYTES)))),
        ("HmacSha256", Box::new(HmacSha256::new(&BYTES))),
        ("KeyStream", Box::new(KeyStream::new(&Secret::new(BYTES)))),
        ("SigningContext", Box::new(SigningContext::new(Entropy::new(BYTES)))),
        ("PerCommitmentSecret", Box::new(PerCommitmentSecret(Secret::new(BYTES)))),
        ("SecretGenerator", Box::new(SecretGenerator::new(Secret::new(BYTES)))),
        ("SecretStore", Box::new(secret_store())),
        ("ChannelSecrets", Box::new(channel_secrets())),
        #[cfg(feature = "alloc")]
        ("PeerKeys", Box::new(peer_keys())),
        #[cfg(feature = "alloc")]
        ("SpendKeys", Box::new(spend_keys())),
        #[cfg(feature = "alloc")]
        (
            "Revocation",
            Box::new(Revocation::new(PerCommitmentSecret(Secret::new(BYTES)), &context()).unwrap()),
        ),
        ("SessionKey", Box::new(SessionKey::new(Entropy::new(BYTES)).unwrap())),
        ("HopSecrets", Box::new(hop_secrets())),
        ("Peeled", Box::new(peeled())),
        ("Payload", Box::new(payload())),
        ("Receive", Box::new(receive())),
        ("PathSecret", Box::new(path_secret())),
        ("KeyPair", Box::new(key_pair())),
        ("SecretNonce", Box::new(secret_nonce())),
        ("ExtendedSecretKey", Box::new(extended_secret_key())),
        ("SecretText", Box::new(extended_secret_key().to_text())),
        ("P2wshSpend", Box::new(p2wsh_spend())),
        ("TaprootSpend", Box::new(taproot_spend())),
        ("ClauseSpend", Box::new(clause_spend())),
        (
            "SharedPoint",
            Box::new(SharedPoint::derive(&key_pair().secret_key().unwrap(), &key_pair().public_key())),
        ),
        ("Signed", Box::new(taproot_spend().sign(&key_pair(), Entropy::new([8; 32]), &context()).unwrap())),
    ]
}

/// The secrets of an onion for one hop.
fn hop_secrets() -> HopSecrets<1> {
    let context = SigningContext::new(Entropy::new([1; 32]));
    let public_key = context.public_key(&SecretKey::parse(Secret::new([2; 32])).unwrap()).unwrap();
    let hops = [Hop { public_key, payload: &[1, 0] }];
    let mut secrets = HopSecrets::new();
    let session_key = SessionKey::new(Entropy::new([3; 32])).unwrap();
    let route = Route::payment(&hops, &[4; 32]);
    session_key.build(&route, &context, &mut secrets, &mut [0; PACKET_LENGTH]).unwrap();
    secrets
}

/// The secret of a hop, which is [`BYTES`].
fn path_secret() -> PathSecret {
    let context = SigningContext::new(Entropy::new([1; 32]));
    let path_key = context.public_key(&SecretKey::parse(Secret::new([2; 32])).unwrap()).unwrap();
    PathSecret::new(path_key, SharedSecret::new(Secret::new(BYTES)))
}

fn key_pair() -> KeyPair {
    context().key_pair(&SecretKey::parse(Secret::new(BYTES)).unwrap()).unwrap()
}

/// Terms whose preimage and whose receiver's secret key are [`BYTES`].
fn terms() -> Terms {
    let sender = context().public_key(&SecretKey::parse(Secret::new([2; 32])).unwrap()).unwrap();
    let hash = HashLock::Sha256(Preimage(Secret::new(BYTES)).payment_hash());
    let lock_time = LockTime::height(BlockHeight(9)).unwrap();
    Terms::new(hash, key_pair().public_key(), sender, lock_time).unwrap()
}

const FUNDING: Funding = Funding { outpoint: OutPoint { txid: Txid([5; 32]), vout: 0 }, value: Sat(100_000) };

fn p2wsh_spend() -> P2wshSpend<'static> {
    P2wshHtlc::new(terms()).claim(&FUNDING, &Preimage(Secret::new(BYTES)), &[0; 22], 1000).unwrap()
}

fn taproot_spend() -> TaprootSpend<'static> {
    let contract = TaprootHtlc::new(terms()).unwrap();
    contract.claim(&FUNDING, &Preimage(Secret::new(BYTES)), &[0; 22], 1000).unwrap()
}

/// A payment that [`BYTES`] takes in over Ark.
fn clause_spend() -> ClauseSpend<'static> {
    let delta = LockDelta::new(144).unwrap();
    let expiry_height = LockHeight::new(BlockHeight(900_000)).unwrap();
    let terms = ArkTerms { server_pubkey: key_pair().public_key(), expiry_height, exit_delta: delta };
    let preimage = Preimage(Secret::new(BYTES));
    let policy = UserPolicy::LightningReceive {
        version: HashLockVersion::V1,
        user_pubkey: key_pair().public_key(),
        payment_hash: preimage.payment_hash(),
        htlc_expiry: expiry_height,
        htlc_expiry_delta: delta,
    };
    let (output, clauses) = (policy.output(&terms).unwrap(), policy.clauses(&terms));
    output.spend(&clauses[0], &FUNDING, Some(&preimage), &[0; 22], 1000).unwrap()
}

fn context() -> SigningContext {
    SigningContext::new(Entropy::new([1; 32]))
}

fn secret_nonce() -> SecretNonce {
    SecretNonce::new(Entropy::new(BYTES), &key_pair(), NonceInputs::default(), &context()).unwrap().0
}

/// A master key whose chain code and key are [`BYTES`].
fn extended_secret_key() -> ExtendedSecretKey {
    let key = [[0x04, 0x88, 0xad, 0xe4].as_slice(), &[0; 9], &BYTES, &[0], &BYTES].concat();
    let checked = [&key[..], &sha256d(&key).0[..4]].concat();
    let mut text = [0; 112];
    let length = bs58::encode(checked).onto(&mut text[..]).unwrap();
    ExtendedSecretKey::parse(std::str::from_utf8(&text[..length]).unwrap()).unwrap()
}

/// What is left of an onion whose secret is [`BYTES`].
fn peeled() -> Peeled<'static> {
    Peeled {
        payload: &[1, 0],
        next: Next::Final,
        shared_secret: SharedSecret::new(Secret::new(BYTES)),
        replay_tag: ReplayTag([4; 32]),
    }
}

/// A store with one secret, which is [`BYTES`].
fn secret_store() -> SecretStore {
    let mut store = SecretStore::new();
    store.insert(CommitmentNumber::FIRST, PerCommitmentSecret(Secret::new(BYTES))).unwrap();
    store
}

fn channel_secrets() -> ChannelSecrets {
    let key = || SecretKey::parse(Secret::new(BYTES)).unwrap();
    ChannelSecrets {
        funding: key(),
        revocation_basepoint: key(),
        payment_basepoint: key(),
        delayed_payment_basepoint: key(),
        htlc_basepoint: key(),
        per_commitment_seed: Secret::new(BYTES),
    }
}

#[cfg(feature = "alloc")]
static KEY: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::parse(Secret::new(BYTES)).unwrap());

#[cfg(feature = "alloc")]
fn spend_keys() -> SpendKeys<'static> {
    static BASEPOINTS: LazyLock<Basepoints> = LazyLock::new(|| {
        let point = key_pair().public_key();
        Basepoints {
            funding_pubkey: point,
            revocation_basepoint: point,
            payment_basepoint: point,
            delayed_payment_basepoint: point,
            htlc_basepoint: point,
        }
    });
    static SECRETS: LazyLock<ChannelSecrets> = LazyLock::new(channel_secrets);
    SECRETS.spend_keys(&BASEPOINTS)
}

#[cfg(feature = "alloc")]
fn peer_keys() -> PeerKeys<'static> {
    PeerKeys { funding: &KEY, htlc_basepoint: &KEY }
}

fn payload() -> Payload<'static> {
    Payload::keysend(Msat(1), BlockHeight(2), Preimage(Secret::new(BYTES)))
}

fn receive() -> Receive<'static> {
    static PREIMAGE: Preimage = Preimage(Secret::new(BYTES));
    Receive {
        amt_to_forward: Msat(1),
        outgoing_cltv_value: BlockHeight(2),
        total_msat: Msat(1),
        payment_secret: None,
        payment_metadata: None,
        keysend_preimage: Some(&PREIMAGE),
        unknown: UnknownRecords::default(),
    }
}

#[test]
fn secrets_are_not_printed() {
    values().iter().for_each(|(name, value)| check(name, &**value));
}

fn check(name: &str, value: &dyn Debug) {
    for text in [format!("{value:?}"), format!("{value:#?}"), format!("{value:x?}"), format!("{value:#X?}")] {
        let derived = hop_secrets().as_slice().iter().find_map(|secret| leak(&text, secret.expose()));
        assert_eq!(leak(&text, &BYTES).or(derived), None, "{name} prints {text}");
    }
}

/// The first two secret bytes that stand in a text one after the other.
fn leak(text: &str, secret: &[u8; 32]) -> Option<[u8; 2]> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    secret.windows(2).map(|pair| [pair[0], pair[1]]).find(|[a, b]| {
        [format!("{a},{b}"), format!("{a:02x}{b:02x}"), format!("{a:x},{b:x}"), format!("0x{a:x},0x{b:x}")]
            .iter()
            .any(|shown| text.contains(shown))
    })
}

/// The search itself finds what a derived `Debug` would print.
#[test]
fn leaks_are_found() {
    let hex: String = BYTES.iter().map(|byte| format!("{byte:02X}")).collect();
    for text in [format!("{BYTES:?}"), format!("{BYTES:#?}"), format!("{BYTES:#x?}"), hex] {
        assert!(leak(&text, &BYTES).is_some(), "{text}");
    }
    assert_eq!(leak("SecretKey(..)", &BYTES), None);
}

/// No public type with a secret inside is missing above.
#[test]
fn every_secret_type_is_checked() {
    const HOLDS_A_SECRET: &[&str] = &[
        "Secret<",
        "Entropy",
        "SecretKey",
        "SharedSecret",
        "Preimage",
        "HmacEngine",
        "HmacSha256",
        "(ChaCha20)",
        "KeyStream",
        "(Context)",
        "Keypair)",
        "path: Path",
        "bytes: Vec<u8, CAPACITY>",
        "musig::SecretNonce",
        "PerCommitmentSecret",
    ];
    let mut found = BTreeSet::from([String::from("Secret")]);
    for source in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let code: Vec<&str> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for body in code.join("\n").split("pub struct ").skip(1) {
            let (name, fields) = body.split_at(body.find(|c: char| !c.is_alphanumeric()).unwrap());
            let fields = fields.split_once(['}', ';']).unwrap().0;
            if HOLDS_A_SECRET.iter().any(|inner| fields.contains(inner)) {
                found.insert(name.to_owned());
            }
        }
    }
    // They are not there without an allocator.
    if cfg!(not(feature = "alloc")) {
        for name in ["PeerKeys", "SpendKeys", "Revocation"] {
            found.remove(name);
        }
    }
    let checked: BTreeSet<String> = values().iter().map(|(name, _)| String::from(*name)).collect();
    assert_eq!(found, checked);
}

/// The text of every file in a folder and below.
fn sources(folder: &Path) -> Vec<String> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => sources(&path),
            false => vec![fs::read_to_string(path).unwrap()],
        })
        .collect()
}
