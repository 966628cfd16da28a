//! Nothing takes a time that depends on a secret: a program for Valgrind, which reports every branch and every address
//! that depends on bytes marked as undefined. `verify.sh` beside this file builds and runs it.
//!
//! ```text
//! constant_time            every operation with all its secrets marked: Valgrind must report nothing
//! constant_time CONTROL    a leak on purpose: Valgrind must report it
//! ```
//!
//! What an operation gives out must still be marked, which shows that the marks went all the way; then the mark is
//! taken off, as the bytes are sent to others.

use keelbolt::amount::{Msat, Sat};
use keelbolt::bytes::Writer;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::crypto::bip32::{ExtendedSecretKey, Network as KeyNetwork, Path};
use keelbolt::crypto::musig::{AggregateNonce, KeyAggregation, NonceInputs, SecretNonce, Session};
use keelbolt::crypto::{
    HmacSha256, KeyPair, KeyStream, PaymentHash, PaymentSecret, Preimage, PublicKey, SecretKey, Sha256,
    SharedSecret, SigningContext, hmac_sha256, open, seal, tags_equal,
};
use keelbolt::entropy::Entropy;
use keelbolt::htlc::{Funding, HashLock, LockTime, P2wshHtlc, TaprootHtlc, Terms};
use keelbolt::invoice::{Description, Draft, Network, Text};
use keelbolt::secret::Secret;
use keelbolt::sphinx::attribution::fulfillment::{self, Payload as FulfillmentPayload};
use keelbolt::sphinx::attribution::{AttributionData, HoldTime, Report};
use keelbolt::sphinx::blinding::{BlindedPath, EncryptedDataTlv, PathDraft, PathHop, PathSecret, Start};
use keelbolt::sphinx::failure::{FailureMessage, ReturnPacket, decrypt, wrap};
use keelbolt::sphinx::message::{Contents, Known, MessageDraft, OnionMessage, Received};
use keelbolt::sphinx::payload::{Expected, Htlc, Payload, PaymentData, Receive};
use keelbolt::sphinx::{
    Error, Hop, HopSecrets, KeyType, Next, OnionRef, PACKET_LENGTH, PEEL_BUFFER, Route, SessionKey,
    UnknownRecords,
};
use keelbolt::time::{BlockDelta, BlockHeight, UnixTime};
use keelbolt::vtxo::policy::UserPolicy;
use keelbolt::vtxo::{
    HashLockVersion, LockDelta, LockHeight, MailboxAuthorization, MailboxId, Terms as ArkTerms,
};
use keelbolt_curve::declassify;
use keelbolt_curve::valgrind::{classify, is_running, is_secret};
use std::hint::black_box;
use std::process::ExitCode;

/// What must take the same time for all secrets.
const OPERATIONS: &[(&str, fn())] = &[
    ("equality of secrets", equality),
    ("hashes and tags", hashes),
    ("ciphers", ciphers),
    ("public key and ECDH", public_key),
    ("products of keys", products),
    ("signing a digest", sign),
    ("signing an invoice", sign_invoice),
    ("keys of a shared secret", derived_keys),
    ("onion: build, peel, forward", onion),
    ("onion: a wrong HMAC", wrong_hmac),
    ("payment secret", payment_secret),
    ("failure", failure),
    ("failure: garbage", garbage),
    ("fulfillment", fulfillment),
    ("blinded path", blinded_path),
    ("blinded path from oneself", start_at_oneself),
    ("onion message", onion_message),
    ("extended keys", extended_keys),
    ("Schnorr signatures", schnorr),
    ("MuSig2", musig),
    ("contracts", contracts),
    ("Ark: clauses", clauses),
    ("Ark: mailboxes", mailboxes),
];

/// Leaks, to see that the check finds them.
const CONTROLS: &[(&str, fn())] = &[
    ("branch", || {
        // The barriers keep the compiler from turning the branch into arithmetic.
        if secret::<1>(3)[0] & 1 == 1 {
            black_box(());
            eprint!("");
        }
    }),
    ("address", || _ = black_box(black_box(&[0_u8; 256])[usize::from(secret::<1>(3)[0])])),
];

fn main() -> ExitCode {
    assert!(is_running(), "this program is for Valgrind: core/tests/constant_time/verify.sh");
    match std::env::args().nth(1) {
        None => {
            for (name, operation) in OPERATIONS {
                eprintln!("{name}");
                operation();
            }
            println!("{} operations", OPERATIONS.len());
            ExitCode::SUCCESS
        }
        Some(wanted) => match CONTROLS.iter().find(|(name, _)| *name == wanted) {
            Some((_, leak)) => {
                leak();
                ExitCode::SUCCESS
            }
            None => ExitCode::FAILURE,
        },
    }
}

/// Secret bytes. What they are does not matter to Valgrind.
fn secret<const N: usize>(byte: u8) -> [u8; N] {
    let mut bytes = [byte; N];
    classify(&mut bytes);
    bytes
}

/// What was computed from secrets, and is shown to others.
fn shown(bytes: &[u8]) -> Vec<u8> {
    assert!(is_secret(bytes), "no secret is left in this");
    public(bytes)
}

/// What the host reads, be it from secrets or not.
fn public(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    declassify(&mut bytes[..]);
    bytes
}

/// Whether a comparison of secrets held, which must itself be secret still.
fn held(same: bool) -> bool {
    shown(&[u8::from(same)]) == [1]
}

fn entropy(byte: u8) -> Entropy {
    Entropy::new(secret(byte))
}

fn context() -> SigningContext {
    SigningContext::new(entropy(7))
}

fn key(byte: u8) -> SecretKey {
    SecretKey::parse(Secret::new(secret(byte))).unwrap()
}

fn node_id(byte: u8) -> PublicKey {
    context().public_key(&key(byte)).unwrap()
}

fn shared_secrets<const N: usize>() -> [SharedSecret; N] {
    std::array::from_fn(|hop| SharedSecret::new(Secret::new(secret(hop as u8 + 1))))
}

fn equality() {
    assert!(held(Secret::new(secret::<32>(1)) == Secret::new(secret(1))));
    assert!(!held(Secret::new(secret::<32>(1)) == Secret::new(secret(2))));
    assert!(!held(key(1) == key(2)));
    let [one, other] = shared_secrets();
    assert!(!held(one == other));
    assert!(held(Preimage(Secret::new(secret(1))) == Preimage(Secret::new(secret(1)))));
}

fn hashes() {
    let mut engine = HmacSha256::new(&secret::<32>(1));
    engine.input(&secret::<100>(2));
    let tag = engine.finish();
    assert!(held(tags_equal(tag.expose(), hmac_sha256(&secret::<32>(1), &secret::<100>(2)).expose())));
    assert!(!held(tags_equal(tag.expose(), &[0; 32])));
    shown(&Preimage(Secret::new(secret(1))).payment_hash().0);
}

fn ciphers() {
    let mut bytes = secret::<300>(1);
    KeyStream::new(&Secret::new(secret(2))).apply(&mut bytes).unwrap();
    KeyStream::at(&Secret::new(secret(2)), 77).unwrap().apply(&mut bytes).unwrap();
    let key = Secret::new(secret(3));
    let tag = seal(&key, &[0; 12], b"data", &mut bytes).unwrap();
    let tag = shown(&tag).try_into().unwrap();
    open(&key, &[0; 12], b"data", &mut bytes, &tag).unwrap();
    open(&key, &[0; 12], b"other data", &mut bytes, &tag).unwrap_err();
    shown(&bytes);
}

fn public_key() {
    let point = node_id(1);
    shown(SharedSecret::derive(&key(2), &point).expose());
    SecretKey::parse(Secret::new(secret(0))).unwrap_err();
}

fn products() {
    let product = key(1).mul_tweak(&Secret::new(secret(2))).unwrap();
    assert!(!held(product == key(1)));
    key(1).mul_tweak(&Secret::new(secret(0))).unwrap_err();
}

fn sign() {
    let signature = context().sign_recoverable(&Sha256([9; 32]), &key(1)).unwrap();
    assert_eq!(signature.recover(&Sha256([9; 32])), Ok(node_id(1)));
}

fn sign_invoice() {
    let hash = Preimage(Secret::new(secret(1))).payment_hash();
    let hash = PaymentHash(shown(&hash.0).try_into().unwrap());
    let words = Description::Text(Text::new("tea"));
    let mut draft =
        Draft::new(Network::Bitcoin, UnixTime(1_700_000_000), hash, PaymentSecret([2; 32]), words);
    draft.payee = Some(node_id(3));
    draft.write(&mut [0; 512]).unwrap().sign(&key(3), &context()).unwrap();
    draft.write(&mut [0; 512]).unwrap().sign(&key(4), &context()).unwrap_err();
}

fn extended_keys() {
    let seed = secret::<32>(1);
    let path = Path::parse("m/1'/2").unwrap();
    let key = ExtendedSecretKey::from_seed(&seed, KeyNetwork::Mainnet).unwrap();
    let key = key.derive_path(path, &context()).unwrap();
    key.public(&context()).unwrap();
    assert!(!held(*key.secret_key() == self::key(1)));
}

fn pair(byte: u8) -> KeyPair {
    context().key_pair(&key(byte)).unwrap()
}

fn schnorr() {
    let output = pair(1).tap_tweak(None).unwrap();
    let signature = context().sign_schnorr(b"message", &output, entropy(3)).unwrap();
    signature.verify(b"message", &output.x_only_public_key()).unwrap();
    assert!(!held(output.secret_key().unwrap() == key(1)));
}

/// Two signers; and a nonce that meets another key than its own.
fn musig() {
    let signers = [pair(1), pair(2)];
    let list = [signers[0].public_key(), signers[1].public_key()];
    let keys = KeyAggregation::new(&list).unwrap().tap_tweak(None).unwrap();
    let message = Sha256([9; 32]);
    let inputs = NonceInputs { keys: Some(&keys), message: Some(&message), extra: None };
    let nonce =
        |at: u8| SecretNonce::new(entropy(at + 1), &signers[usize::from(at)], inputs, &context()).unwrap();
    let [(first, one), (second, two), (third, _)] = [0, 1, 0].map(nonce);
    let session = Session::new(&keys, &AggregateNonce::new(&[one, two]).unwrap(), &message).unwrap();
    let partials = [first.sign(&session, &signers[0]).unwrap(), second.sign(&session, &signers[1]).unwrap()];
    session.aggregate(&partials).unwrap();
    third.sign(&session, &signers[1]).unwrap_err();
}

fn contracts() {
    let preimage = || Preimage(Secret::new(secret(4)));
    let hash = PaymentHash(shown(&preimage().payment_hash().0).try_into().unwrap());
    let lock_time = LockTime::height(BlockHeight(9)).unwrap();
    let funding = Funding { outpoint: OutPoint { txid: Txid([5; 32]), vout: 1 }, value: Sat(100_000) };
    for hash in [HashLock::Sha256(hash), HashLock::hash160(&hash)] {
        let terms = Terms::new(hash, node_id(1), node_id(2), lock_time).unwrap();
        let claim = P2wshHtlc::new(terms).claim(&funding, &preimage(), &[0; 22], 1_000).unwrap();
        let claim = claim.sign(&key(1), &context()).unwrap();
        shown(claim.witness().nth(1).unwrap());
        let contract = TaprootHtlc::new(terms).unwrap();
        contract.claim(&funding, &Preimage(Secret::new(secret(5))), &[0; 22], 1_000).unwrap_err();
        let claim = contract.claim(&funding, &preimage(), &[0; 22], 1_000).unwrap();
        shown(claim.sign(&pair(1), entropy(3), &context()).unwrap().witness().nth(1).unwrap());
    }
}

/// A payment that the user takes in: wrong preimage, right preimage.
fn clauses() {
    let preimage = |byte| Preimage(Secret::new(secret(byte)));
    let delta = LockDelta::new(144).unwrap();
    let expiry_height = LockHeight::new(BlockHeight(9)).unwrap();
    let terms = ArkTerms { server_pubkey: node_id(1), expiry_height, exit_delta: delta };
    let policy = UserPolicy::LightningReceive {
        version: HashLockVersion::V1,
        user_pubkey: node_id(2),
        payment_hash: PaymentHash(shown(&preimage(4).payment_hash().0).try_into().unwrap()),
        htlc_expiry: expiry_height,
        htlc_expiry_delta: delta,
    };
    let (output, clauses) = (policy.output(&terms).unwrap(), policy.clauses(&terms));
    let funding = Funding { outpoint: OutPoint { txid: Txid([5; 32]), vout: 1 }, value: Sat(100_000) };
    let spend = |preimage| output.spend(&clauses[0], &funding, Some(&preimage), &[0; 22], 1_000);
    spend(preimage(5)).unwrap_err();
    let signed = spend(preimage(4)).unwrap().sign(&pair(2), entropy(3), &context()).unwrap();
    shown(signed.witness().nth(1).unwrap());
}

fn mailboxes() {
    let mailbox = MailboxId(node_id(1));
    let blinded = mailbox.blind(&key(2), &node_id(3)).unwrap();
    assert_eq!(blinded.unblind(&key(3), &node_id(2)), Ok(mailbox));
    let permission = MailboxAuthorization::sign(&pair(1), 9, entropy(3), &context()).unwrap();
    permission.verify().unwrap();
}

fn derived_keys() {
    let [secret] = shared_secrets();
    for key_type in [KeyType::Rho, KeyType::Mu, KeyType::Um, KeyType::Ammag, KeyType::BlindedNodeId] {
        shown(key_type.key(secret.expose()).expose());
    }
}

/// A packet for nodes 1 to 4; the last one is told a preimage.
fn build(secrets: &mut HopSecrets) -> Vec<u8> {
    let forward = [2, 1, 9];
    let preimage = Preimage(Secret::new(secret(8)));
    let mut out = [0; 128];
    let last = Payload::keysend(Msat(1), BlockHeight(2), preimage).write(&mut out).unwrap();
    let hop = |(node, payload)| Hop { public_key: node_id(node), payload };
    let hops = [(1, &forward[..]), (2, &forward), (3, &forward), (4, last)].map(hop);
    let mut packet = [0; PACKET_LENGTH];
    let session_key = SessionKey::new(entropy(5)).unwrap();
    shown(session_key.build(&Route::payment(&hops, &[6; 32]), &context(), secrets, &mut packet).unwrap())
}

fn onion() {
    let mut secrets = HopSecrets::new();
    let mut packet = build(&mut secrets);
    for (node, secret) in (1..).zip(secrets.as_slice()) {
        let mut out = [0; PEEL_BUFFER];
        let onion = OnionRef::parse(&packet).unwrap();
        let peeled = onion.peel(&key(node), &[6; 32], &mut out).unwrap();
        assert!(held(peeled.shared_secret == *secret));
        packet = match peeled.next {
            Next::Forward(next) => shown(next),
            Next::Final => {
                assert!(Payload::parse(peeled.payload).unwrap().keysend_preimage.is_some());
                assert_eq!(node, 4);
                Vec::new()
            }
        };
    }
    assert!(packet.is_empty());
}

fn wrong_hmac() {
    let packet = build(&mut HopSecrets::new());
    let onion = OnionRef::parse(&packet).unwrap();
    assert_eq!(onion.peel(&key(2), &[6; 32], &mut [0; PEEL_BUFFER]), Err(Error::Hmac));
}

/// What the payee expects is known to nobody who has not seen the invoice.
fn payment_secret() {
    let expected = Expected {
        payment_hash: PaymentHash([1; 32]),
        payment_secret: Some(PaymentSecret(secret(2))),
        payment_metadata: None,
        amount: Some(Msat(5)),
        min_final_cltv_expiry_delta: BlockDelta(18),
        basic_mpp: false,
    };
    let (height, expiry) = (BlockHeight(100), BlockHeight(150));
    let htlc = Htlc { amount: Msat(5), cltv_expiry: expiry };
    for (found, accepted) in [(2, true), (3, false)] {
        let data = PaymentData { payment_secret: PaymentSecret([found; 32]), total_msat: Msat(5) };
        let receive = Receive {
            amt_to_forward: Msat(5),
            outgoing_cltv_value: expiry,
            total_msat: data.total_msat,
            payment_secret: Some(data.payment_secret),
            payment_metadata: None,
            keysend_preimage: None,
            unknown: UnknownRecords::default(),
        };
        assert_eq!(expected.check(htlc, &receive, height).is_ok(), accepted);
    }
}

fn report(data: &mut AttributionData) -> Report<'_> {
    Report { hold_time: HoldTime(3), data }
}

/// Each of four hops fails once.
fn failure() {
    let secrets = shared_secrets::<4>();
    for hop in 0..secrets.len() {
        let (erring, before) = secrets[..=hop].split_last().unwrap();
        let mut data = AttributionData::ZERO;
        let mut out = [0; 512];
        let packet = ReturnPacket::new(FailureMessage::MppTimeout);
        let mut reason = packet.write(erring, Some(report(&mut data)), &mut out).unwrap();
        for secret in before.iter().rev() {
            reason = wrap(reason, secret, Some(report(&mut data)));
        }
        let mut reason = shown(reason);
        let data = AttributionData::parse(&shown(data.as_bytes())).unwrap();
        let decrypted = decrypt(&mut reason, Some(data), &secrets).unwrap();
        let failure = decrypted.failure.unwrap();
        assert_eq!(failure.hop, hop);
        assert_eq!(FailureMessage::parse(failure.failuremsg).unwrap().0, FailureMessage::MppTimeout);
        assert_eq!(decrypted.hold_times.unwrap().as_slice(), [HoldTime(3); 4].split_at(hop + 1).0);
    }
}

fn garbage() {
    let data = AttributionData::parse(&[6; AttributionData::LENGTH]).unwrap();
    let mut reason = [5; 300];
    let decrypted = decrypt(&mut reason, Some(data), &shared_secrets::<4>()).unwrap();
    assert_eq!(decrypted.failure, None);
    assert_eq!(decrypted.hold_times.unwrap().unattributed_hop(), Some(0));
}

fn fulfillment() {
    let secrets = shared_secrets::<4>();
    let (recipient, before) = secrets.split_last().unwrap();
    let mut data = AttributionData::ZERO;
    let mut out = [0; 512];
    let mut records = [3, 1, 9];
    classify(&mut records[2]);
    let payload = fulfillment::create(&records, recipient, &mut out).unwrap();
    fulfillment::attribute(&mut report(&mut data), recipient);
    for secret in before.iter().rev() {
        fulfillment::wrap(Some(payload), secret, Some(report(&mut data))).unwrap();
    }
    let mut payload = shown(payload);
    let data = AttributionData::parse(&shown(data.as_bytes())).unwrap();
    let decrypted = fulfillment::decrypt(Some(&mut payload), Some(data), &secrets).unwrap();
    assert_eq!(decrypted.hold_times.unwrap().as_slice(), [HoldTime(3); 4]);
    let FulfillmentPayload::Authentic(records) = decrypted.payload else { panic!("not authentic") };
    assert!(shown(records).ends_with(&[3, 1, 9]));
}

/// A path over nodes 1 and 2 to node 3 and a dummy hop of it, as senders see it.
fn path() -> Vec<u8> {
    let path_id = secret::<32>(9);
    let onward =
        |node, next| PathHop { node_id: node_id(node), data: EncryptedDataTlv::to_node(node_id(next)) };
    let last = PathHop { node_id: node_id(3), data: EncryptedDataTlv::for_recipient(&path_id) };
    let hops = [onward(1, 2), onward(2, 3), PathHop::dummy(node_id(3)), last];
    let [mut out, mut bytes] = [[0; 2048]; 2];
    let path = PathDraft::message(&hops).write(entropy(6), &context(), &mut out).unwrap();
    let mut writer = Writer::new(&mut bytes);
    path.write(&mut writer).unwrap();
    shown(writer.finish())
}

fn blinded_path() {
    let bytes = path();
    let path = BlindedPath::parse(&bytes).unwrap();
    let mut path_key = path.first_path_key;
    for (hop, node) in path.hops().iter().zip([1, 2, 3, 3]) {
        let secret = PathSecret::derive(path_key, &key(node));
        let blinded_key = secret.blinded_key(&key(node)).unwrap();
        assert_eq!(context().public_key(&blinded_key), Ok(hop.blinded_node_id));
        let mut out = [0; 256];
        let data = secret.decrypt(hop.encrypted_recipient_data, &mut out).unwrap();
        path_key = secret.next_path_key(&data).unwrap();
    }
    let stranger = PathSecret::derive(path.first_path_key, &key(4));
    let (first, _) = path.hops().split_first().unwrap();
    stranger.decrypt(first.encrypted_recipient_data, &mut [0; 256]).unwrap_err();
}

fn start_at_oneself() {
    let bytes = path();
    let path = BlindedPath::parse(&bytes).unwrap();
    let mut out = [0; 256];
    let Ok(Start::Onward { hops, .. }) = path.start_at(&node_id(1), &key(1), &mut out) else {
        panic!("the path goes on");
    };
    assert_eq!(hops.len(), 3);
}

/// Peeled by nodes 1, 2, and 3 twice.
fn onion_message() {
    let bytes = path();
    let path = BlindedPath::parse(&bytes).unwrap();
    let words = secret::<20>(1);
    let mut draft = MessageDraft::to(&path);
    draft.reply_path = Some(path);
    draft.contents = Some(Contents::InvoiceRequest(&words));
    let mut out = [0; 4096];
    let session_key = SessionKey::new(entropy(5)).unwrap();
    let message = draft.write::<4>(session_key, &context(), &mut out).unwrap();
    let (mut path_key, mut packet) = (message.path_key, shown(message.packet));
    for node in [1, 2, 3] {
        let message = OnionMessage { path_key, packet: &packet };
        let mut out = [0; 8192];
        let received = message.peel(&key(node), &Known::default(), &mut out).unwrap();
        let Received::Forward { message, .. } = received else { panic!("the path goes on") };
        (path_key, packet) = (message.path_key, shown(message.packet));
    }
    let message = OnionMessage { path_key, packet: &packet };
    let mut out = [0; 8192];
    let Ok(Received::Final { data, .. }) = message.peel(&key(3), &Known::default(), &mut out) else {
        panic!("the path ends here");
    };
    assert_eq!(data.path_id, Some(&[9; 32][..]));
}
