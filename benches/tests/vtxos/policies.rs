//! Policies: their encodings, outputs, clauses and control blocks.

use arbitrary::{Result, Unstructured};
use ark::vtxo::{Policy as _, VtxoClause};
use ark::{ProtocolEncoding, ServerVtxoPolicy, Vtxo, VtxoPolicy};
use bitcoin::secp256k1::PublicKey as PeerKey;
use bitcoin::taproot::LeafVersion;
use bitcoin::{Amount, OutPoint};
use keelbolt::crypto::{PaymentHash, PublicKey, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::{Clause, Policy, PolicyOutput, UserPolicy};
use keelbolt::vtxo::{HashLockVersion, LockDelta, LockHeight, Terms, UnlockHash};
use keelbolt_benches::{cases, random_bytes};
use std::sync::LazyLock;

static KEYS: LazyLock<Vec<PublicKey>> = LazyLock::new(|| {
    let context = SigningContext::new(Entropy::new([1; 32]));
    let key = |byte| context.public_key(&SecretKey::parse(Secret::new([byte; 32])).unwrap()).unwrap();
    (1..=64).map(key).collect()
});

#[test]
fn policies_are_alike() {
    let mut types = [0; 12];
    for seed in 0..cases() {
        let bytes = random_bytes(seed, 256);
        let source = &mut Unstructured::new(&bytes);
        let terms = terms(source).unwrap();
        let policy = policy((seed % 12) as u8, source).unwrap();
        types[usize::from(policy.type_byte())] += 1;
        check(&policy, &terms, &format!("seed {seed}"));
    }
    println!("> policies of each type: {types:?}");
}

fn check(policy: &Policy, terms: &Terms, case: &str) {
    let mut room = [0; UserPolicy::MAX_LENGTH];
    let bytes = policy.write(&mut room).unwrap();
    let peer = ServerVtxoPolicy::deserialize(bytes).unwrap();
    assert_eq!(peer.serialize(), bytes, "{case}");
    assert_eq!(Policy::parse(bytes), Ok(*policy), "{case}");
    let as_user = VtxoPolicy::deserialize(bytes).ok().map(|policy| policy.serialize());
    assert_eq!(as_user.is_some(), UserPolicy::parse(bytes).is_ok(), "{case}");

    let server = PeerKey::from_slice(&terms.server_pubkey.to_bytes()).unwrap();
    let delta = terms.exit_delta.blocks().into();
    let height = terms.expiry_height.to_u32().into();
    let taproot = peer.taproot(server, delta, height);
    let output = policy.output(terms).unwrap();
    let script = peer.txout(Amount::ONE_SAT, server, delta, height).script_pubkey;
    assert_eq!(output.script_pubkey(), script.as_bytes(), "{case}");
    assert_eq!(output.internal_key().to_bytes(), taproot.internal_key().serialize(), "{case}");
    let root = taproot.merkle_root().map(|root| *AsRef::<[u8; 32]>::as_ref(&root));
    assert_eq!(output.merkle_root().map(|root| root.0), root, "{case}");

    let clauses = policy.clauses(terms).unwrap();
    let theirs = peer.clauses(delta, height, server);
    assert_eq!(clauses.len(), theirs.len(), "{case}");
    let vtxo = Vtxo::new(OutPoint::null(), peer, Amount::ONE_SAT, height, server, delta, OutPoint::null());
    for (clause, theirs) in clauses.iter().zip(&theirs) {
        check_clause(clause, &output, theirs, case);
        let block = theirs.control_block(&vtxo).serialize();
        let mut room = [0; 65];
        let ours = output.control_block(clause).unwrap();
        assert_eq!(ours.write(&mut room).unwrap(), block, "{case}");
        let leaf = (theirs.tapscript(), LeafVersion::TapScript);
        assert_eq!(taproot.control_block(&leaf).unwrap().serialize(), block, "{case}");
        let weight = output.witness_weight(clause).unwrap();
        assert_eq!(weight, theirs.witness_size(&vtxo) as u64, "{case}");
    }
}

fn check_clause(clause: &Clause, output: &PolicyOutput, theirs: &VtxoClause, case: &str) {
    let script = clause.script();
    assert_eq!(&*script, theirs.tapscript().as_bytes(), "{case}");
    assert_eq!(Clause::recognise(&script), Some(*clause), "{case}");
    let sequence = theirs.sequence().map(|sequence| sequence.to_consensus_u32());
    assert_eq!(clause.delta().map(u32::from), sequence, "{case}");
    assert_eq!(clause.pubkey().to_bytes(), theirs.pubkey().x_only_public_key().0.serialize(), "{case}");
    assert!(output.witness_weight(clause).is_some(), "{case}");
}

fn terms(source: &mut Unstructured<'_>) -> Result<Terms> {
    Ok(Terms { server_pubkey: key(source)?, expiry_height: height(source)?, exit_delta: delta(source)? })
}

/// A policy of this type.
fn policy(kind: u8, source: &mut Unstructured<'_>) -> Result<Policy> {
    use HashLockVersion::{V0, V1};
    let user_pubkey = key(source)?;
    let hash: [u8; 32] = source.arbitrary()?;
    let (payment_hash, unlock_hash) = (PaymentHash(hash), UnlockHash(hash));
    let (htlc_expiry, htlc_expiry_delta) = (height(source)?, delta(source)?);
    let send =
        |version| Policy::User(UserPolicy::LightningSend { version, user_pubkey, payment_hash, htlc_expiry });
    let receive = |version| {
        Policy::User(UserPolicy::LightningReceive {
            version,
            user_pubkey,
            payment_hash,
            htlc_expiry,
            htlc_expiry_delta,
        })
    };
    Ok(match kind {
        0 => Policy::User(UserPolicy::Pubkey { user_pubkey }),
        1 => send(V0),
        2 => receive(V0),
        3 => Policy::Checkpoint { user_pubkey },
        4 => Policy::Expiry { internal_key: user_pubkey.x_only().0 },
        5 => Policy::HarkLeaf { version: V0, user_pubkey, unlock_hash },
        6 => Policy::HarkForfeit { version: V0, user_pubkey, unlock_hash },
        7 => Policy::ServerOwned,
        8 => receive(V1),
        9 => send(V1),
        10 => Policy::HarkLeaf { version: V1, user_pubkey, unlock_hash },
        _ => Policy::HarkForfeit { version: V1, user_pubkey, unlock_hash },
    })
}

/// One of four is small, so that its push is short.
fn height(source: &mut Unstructured<'_>) -> Result<LockHeight> {
    let most = if source.ratio(1, 4)? { 300 } else { LockHeight::MAX.to_u32() };
    Ok(LockHeight::new(BlockHeight(source.int_in_range(0..=most)?)).unwrap())
}

fn delta(source: &mut Unstructured<'_>) -> Result<LockDelta> {
    let most = if source.ratio(1, 4)? { 130 } else { LockDelta::MAX.blocks() };
    Ok(LockDelta::new(source.int_in_range(0..=most)?).unwrap())
}

fn key(source: &mut Unstructured<'_>) -> Result<PublicKey> {
    Ok(KEYS[source.choose_index(KEYS.len())?])
}
