//! Addresses of Ark, the mailboxes that they name, and what users sign for servers.

mod ark;
mod variants;

use ark::{any_key, any_user_policy, context, key, pair, preimage};
use bech32::primitives::iter::{ByteIterExt as _, Fe32IterExt as _};
use bech32::{Fe32, Hrp};
use keelbolt::amount::Sat;
use keelbolt::blame::Blame;
use keelbolt::bytes;
use keelbolt::codec::bech32::{self as bech, Variant};
use keelbolt::codec::transaction::TxOut;
use keelbolt::crypto::{self, SchnorrSignature, SecretKey, Sha256, sha256};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::vtxo::policy::UserPolicy;
use keelbolt::vtxo::{
    Address, AddressError, Attestation, BlindedMailboxId, CosignedVtxoRequest, Delivery, Error,
    MailboxAuthorization, MailboxId, VtxoId, VtxoRequest,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// A delivery, owned: a mailbox, or an unknown one.
fn any_delivery() -> impl Strategy<Value = (u8, Vec<u8>)> {
    prop_oneof![
        any_key().prop_map(|key| (1, key.to_bytes().to_vec())),
        (prop_oneof![Just(0), 2..=255_u8], vec(any::<u8>(), 0..60)),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        is_for_tests in any::<bool>(),
        server in any_key(),
        policy in any_user_policy(),
        deliveries in vec(any_delivery(), 0..5),
        cut in any::<prop::sample::Index>(),
    ) {
        let deliveries: Vec<Delivery<'_>> = deliveries.iter().map(|(kind, data)| match kind {
            1 => Delivery::Mailbox(BlindedMailboxId(key_of(data))),
            kind => Delivery::Unknown { kind: *kind, data },
        }).collect();
        let address = Address::new(is_for_tests, &server, policy, &deliveries).unwrap();
        let text = address.to_string();
        prop_assert_eq!(text.len(), address.length());
        prop_assert_eq!(Address::parse(&text), Ok(address.clone()));
        prop_assert_eq!(Address::parse(&text.to_uppercase()), Ok(address.clone()));
        prop_assert_eq!(address.deliveries().collect::<Vec<_>>(), deliveries);
        prop_assert!(address.is_of(&server));
        // Any character left out breaks the checksum.
        let cut = cut.index(text.len());
        prop_assert!(Address::parse(&[&text[..cut], &text[cut + 1..]].concat()).is_err());
        let mut buffer = vec![0; text.len() - 1];
        prop_assert!(matches!(address.write(&mut buffer), Err(AddressError::Bytes(_))));
    }

    #[test]
    fn blinded_mailboxes_are_unblinded(mailbox in any_key(), user in 1..=250_u8, server in 1..=250_u8) {
        prop_assume!(user != server);
        let mailbox = MailboxId(mailbox);
        let secret = |number: u8| SecretKey::parse(Secret::new([number; 32])).unwrap();
        let blinded = mailbox.blind(&secret(user), &key(server)).unwrap();
        prop_assert_ne!(blinded.0, mailbox.0);
        prop_assert_eq!(blinded.unblind(&secret(server), &key(user)), Ok(mailbox));
        let other = if user == 250 { 1 } else { user + 1 };
        prop_assert_ne!(blinded.unblind(&secret(server), &key(other)), Ok(mailbox));
    }
}

fn key_of(bytes: &[u8]) -> keelbolt::crypto::PublicKey {
    keelbolt::crypto::PublicKey::parse(bytes.try_into().unwrap()).unwrap()
}

/// The text of a payload behind a version.
fn text(prefix: &str, version: u8, payload: &[u8]) -> String {
    let words = [version].into_iter().map(|word| Fe32::try_from(word).unwrap());
    let words = words.chain(payload.iter().copied().bytes_to_fes());
    words.with_checksum::<bech32::Bech32m>(&Hrp::parse(prefix).unwrap()).chars().collect()
}

/// A payload with these bytes behind a policy of one key.
fn payload(behind: &[u8]) -> Vec<u8> {
    [[1, 2, 3, 4, 34, 0].as_slice(), &key(2).to_bytes(), behind].concat()
}

/// Texts that are refused, and why.
fn refusals() -> Vec<(&'static str, String, AddressError)> {
    let ark = |payload: &[u8]| text("ark", 1, payload);
    let long = payload(&[[0xfd, 0x58, 2, 9].as_slice(), &[0; 599]].concat());
    let truncated = bytes::Error::Truncated { offset: 0, expected: 4, found: 3 };
    let words = |words: &[u8]| {
        let words = words.iter().map(|word| Fe32::try_from(*word).unwrap());
        words.with_checksum::<bech32::Bech32m>(&Hrp::parse("ark").unwrap()).chars().collect::<String>()
    };
    vec![
        ("nothing", String::new(), AddressError::Bech32(bech::Error::NoSeparator)),
        ("bech32", "a12uel5l".to_owned(), AddressError::Bech32(bech::Error::Checksum)),
        ("another prefix", text("ar", 1, &payload(&[])), AddressError::Prefix),
        ("no version", words(&[]), AddressError::NoVersion),
        ("Arkade", text("tark", 0, &payload(&[])), AddressError::Arkade),
        ("version 2", text("ark", 2, &payload(&[])), AddressError::Version { found: 2 }),
        ("version 31", text("ark", 31, &payload(&[])), AddressError::Version { found: 31 }),
        ("bits at the end", words(&[1, 0, 1]), AddressError::Padding),
        ("a word of padding", words(&[1, 0]), AddressError::Padding),
        ("no server", ark(&[1, 2, 3]), AddressError::Bytes(truncated)),
        ("no policy", ark(&[1, 2, 3, 4, 9]), AddressError::FieldLength { offset: 4, found: 9 }),
        (
            "an endless policy",
            ark(&[[1, 2, 3, 4].as_slice(), &[0xff; 9]].concat()),
            AddressError::FieldLength { offset: 4, found: u64::MAX },
        ),
        (
            "a length that is not minimal",
            ark(&[1, 2, 3, 4, 0xfd, 2, 0, 0, 0]),
            AddressError::FieldLength { offset: 4, found: 2 },
        ),
        (
            "the server's policy",
            ark(&[1, 2, 3, 4, 1, 7]),
            AddressError::Policy(Error::ServerPolicy { offset: 0, found: 7 }),
        ),
        (
            "bytes behind the policy",
            ark(&[[1, 2, 3, 4, 35, 0].as_slice(), &key(2).to_bytes(), &[0]].concat()),
            AddressError::Policy(Error::TrailingBytes { found: 1 }),
        ),
        ("an empty delivery", ark(&payload(&[0])), AddressError::EmptyDelivery { offset: 39 }),
        ("a cut delivery", ark(&payload(&[2, 9])), AddressError::FieldLength { offset: 39, found: 2 }),
        (
            "a short mailbox",
            ark(&payload(&[3, 1, 2, 2])),
            AddressError::MailboxLength { offset: 41, found: 2 },
        ),
        (
            "a mailbox that is no key",
            ark(&payload(&[[34, 1].as_slice(), &[5; 33]].concat())),
            AddressError::Mailbox { offset: 41, error: crypto::Error::NotAPoint },
        ),
        ("too long", ark(&long), AddressError::TooLong { limit: 1023, found: ark(&long).len() }),
    ]
}

#[test]
fn wrong_addresses_are_refused() {
    let rows = refusals();
    for (name, text, expected) in &rows {
        assert_eq!(&Address::parse(text).unwrap_err(), expected, "{name}: {text}");
        assert_eq!(expected.blame(), Blame::Peer, "{name}");
    }
    let policy = UserPolicy::Pubkey { user_pubkey: key(2) };
    let known =
        Address::new(false, &key(1), policy, &[Delivery::Unknown { kind: 1, data: &[] }]).unwrap_err();
    assert_eq!((known, known.blame()), (AddressError::KnownDelivery { found: 1 }, Blame::Caller));
    for length in [595, 700] {
        let data = vec![0; length];
        let long = Address::new(false, &key(1), policy, &[Delivery::Unknown { kind: 2, data: &data }]);
        assert!(matches!(long, Err(AddressError::TooLong { limit: 1023, found: 1024.. })), "{length}");
    }
    let errors = rows.iter().map(|(_, _, error)| *error).chain([known]);
    variants::assert_complete(include_str!("../src/vtxo/address/error.rs"), errors, &[]);
}

#[test]
fn variants_of_bech32_differ() {
    let words = text("ark", 1, &payload(&[]));
    assert!(bech::Bech32Ref::parse_as(&words, Variant::Bech32m).is_ok());
    assert_eq!(bech::Bech32Ref::parse(&words).unwrap_err(), bech::Error::Checksum);
}

const VTXO: &str = "9734debe31c4302717367ff12b207922cf8dd7424959416de6b9142b27cc17ef:1";

/// Texts that are no ids.
#[test]
fn wrong_ids_are_refused() {
    let id: VtxoId = VTXO.parse().unwrap();
    assert_eq!(VtxoId::from_bytes(&id.to_bytes()).to_string(), VTXO);
    let (txid, _) = VTXO.split_once(':').unwrap();
    for wrong in [
        String::new(),
        txid.to_owned(),
        format!("{txid}:"),
        format!("{txid}:01"),
        format!("{txid}:+1"),
        format!("{txid}:4294967296"),
        format!("{txid}:1:1"),
        format!("{}:1", &txid[1..]),
        format!("{}g:1", &txid[1..]),
        format!("{}é:1", &txid[2..]),
    ] {
        assert!(wrong.parse::<VtxoId>().is_err(), "{wrong}");
    }
}

/// What is signed, byte for byte, beside what the digest is the hash of.
#[test]
fn attestations_are_hashes_of_their_parts() {
    let vtxo: VtxoId = VTXO.parse().unwrap();
    let policy = UserPolicy::Pubkey { user_pubkey: key(2) };
    let request = VtxoRequest { policy, amount: Sat(5_000) };
    let requests = [CosignedVtxoRequest { request, cosign_pubkey: key(3) }; 2];
    let encoded = [[0].as_slice(), &key(2).to_bytes()].concat();
    let (big, little) = (5_000_u64.to_be_bytes(), 5_000_u64.to_le_bytes());
    let id = vtxo.to_bytes();
    let one = [big.as_slice(), &encoded, &key(3).to_bytes()].concat();
    let hash = preimage().payment_hash();
    let output = TxOut { value: Sat(5_000), script_pubkey: &[0x51, 2, 0x4e, 0x73] };
    let rows: [(Attestation<'_>, Vec<&[u8]>); 6] = [
        (
            Attestation::RoundAttempt { challenge: [6; 32], vtxo, requests: &requests },
            vec![b"Ark round input ownership proof ", &[6; 32], &id, &[0, 0, 0, 0, 0, 0, 0, 2], &one, &one],
        ),
        (
            Attestation::DelegatedRound { vtxo, requests: &[request] },
            vec![b"hArk round join ownership proof ", &id, &[0, 0, 0, 0, 0, 0, 0, 1], &big, &encoded],
        ),
        (
            Attestation::ArkoorCosign { vtxo, outputs: &[request] },
            vec![b"arkoor cosign attestation       ", &id, &[1, 0, 0, 0], &little, &encoded],
        ),
        (
            Attestation::OffboardRequest { output, inputs: &[vtxo, vtxo] },
            vec![
                b"Ark offboard request challenge  ",
                &little,
                &[4, 0x51, 2, 0x4e, 0x73],
                &[2, 0, 0, 0],
                &id,
                &id,
            ],
        ),
        (
            Attestation::LightningReceive { payment_hash: hash, vtxo },
            vec![b"Lightning receive VTXO challenge", &hash.0, &id],
        ),
        (Attestation::VtxoStatus { vtxo }, vec![b"Ark VTXO status query challenge ", &id]),
    ];
    for (attestation, parts) in rows {
        let digest: Sha256 = sha256(&parts.concat());
        assert_eq!(attestation.digest(), digest, "{attestation:?}");
        let signature = attestation.sign(&pair(2), Entropy::new([8; 32]), &context()).unwrap();
        attestation.verify(&signature, &key(2)).unwrap();
        assert_eq!(attestation.verify(&signature, &key(3)), Err(crypto::Error::SignatureMismatch));
    }
}

/// Changes of an authorization, and what becomes of them.
#[test]
fn wrong_authorizations_are_refused() {
    let right = MailboxAuthorization::sign(&pair(2), -1, Entropy::new([8; 32]), &context()).unwrap();
    assert_eq!(right.verify(), Ok(()));
    let bytes = right.to_bytes();
    let error = crypto::Error::NotAPoint;
    assert_eq!(
        MailboxAuthorization::parse(&[&[5], &bytes[1..]].concat()),
        Err(Error::Key { offset: 0, error })
    );
    let cut = bytes::Error::Truncated { offset: 41, expected: 64, found: 63 };
    assert_eq!(MailboxAuthorization::parse(&bytes[..104]), Err(Error::Bytes(cut)));
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(MailboxAuthorization::parse(&longer), Err(Error::TrailingBytes { found: 1 }));
    let mismatch = Err(crypto::Error::SignatureMismatch);
    assert_eq!(MailboxAuthorization { expiry: 0, ..right }.verify(), mismatch);
    assert_eq!(MailboxAuthorization { mailbox: MailboxId(key(3)), ..right }.verify(), mismatch);
    let signature = SchnorrSignature::new([1; 64]);
    assert_eq!(MailboxAuthorization { signature, ..right }.verify(), mismatch);
}
