//! The secrets of a channel are the wallet's keys at the documented paths.

use keelbolt::blame::Blame;
use keelbolt::commitment::{ChannelSecrets, CommitmentNumber, Error, SecretGenerator};
use keelbolt::crypto::SigningContext;
use keelbolt::crypto::bip32::{self, ExtendedSecretKey, Network, Path};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;

/// Network, channel, and the path of all its secrets.
const CHANNELS: &[(Network, u32, &str)] = &[
    (Network::Mainnet, 0, "m/9735'/0'/0'"),
    (Network::Testnet, 0, "m/9735'/1'/0'"),
    (Network::Testnet, 7, "m/9735'/1'/7'"),
    (Network::Mainnet, 0x7fff_ffff, "m/9735'/0'/2147483647'"),
];

fn check(network: Network, channel: u32, path: &str) {
    let context = SigningContext::new(Entropy::new([7; 32]));
    let root = ExtendedSecretKey::from_seed(&[1; 64], network).unwrap();
    let secrets = ChannelSecrets::derive(&root, channel, &context).unwrap();
    let at = |place: usize| {
        let path = format!("{path}/{place}'");
        root.derive_path(Path::parse(&path).unwrap(), &context).unwrap().secret_key().clone()
    };
    let shown = secrets.basepoints(&context).unwrap();
    let keys = [
        (&secrets.funding, shown.funding_pubkey),
        (&secrets.revocation_basepoint, shown.revocation_basepoint),
        (&secrets.payment_basepoint, shown.payment_basepoint),
        (&secrets.delayed_payment_basepoint, shown.delayed_payment_basepoint),
        (&secrets.htlc_basepoint, shown.htlc_basepoint),
    ];
    for (place, (secret, point)) in keys.into_iter().enumerate() {
        assert!(*secret == at(place), "{path}/{place}'");
        assert_eq!(context.public_key(secret), Ok(point), "{path}/{place}'");
    }
    let first = CommitmentNumber::FIRST;
    let mut expected = SecretGenerator::new(Secret::new(*at(5).expose()));
    assert_eq!(secrets.per_commitment_secrets().secret(first), expected.secret(first), "{path}");
}

#[test]
fn secrets_stand_where_they_are_said_to() {
    CHANNELS.iter().for_each(|(network, channel, path)| check(*network, *channel, path));
}

const TOO_LARGE: &str = "channel secrets: child index: expected less than 2147483648, found 2147483648";

#[test]
fn channels_are_counted_below_two_to_the_31() {
    let context = SigningContext::new(Entropy::new([7; 32]));
    let root = ExtendedSecretKey::from_seed(&[1; 64], Network::Mainnet).unwrap();
    let error = ChannelSecrets::derive(&root, 0x8000_0000, &context).unwrap_err();
    assert!(matches!(error, Error::Derivation(bip32::Error::ChildIndexTooLarge { .. })), "{error}");
    assert_eq!((error.blame(), error.to_string()), (Blame::Caller, TOO_LARGE.to_owned()));
}
