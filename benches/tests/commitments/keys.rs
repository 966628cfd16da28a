//! Keys, their secrets, and the obscured number.

use crate::draw;
use crate::nodes::{CONTEXT, NODES, SECP, ours, theirs};
use arbitrary::Unstructured;
use bitcoin::secp256k1::SecretKey as PeerSecret;
use keelbolt::commitment::{
    CommitmentKeys, ObscuringFactor, PerCommitmentSecret, derive_privkey, revocation_privkey,
};
use keelbolt::secret::Secret;
use keelbolt_benches::{cases, random_bytes};
use lightning::ln::chan_utils::{
    TxCreationKeys, derive_private_key, derive_private_revocation_key,
    get_commitment_transaction_number_obscure_factor,
};

#[test]
fn keys_are_derived_alike() {
    for seed in 0..cases() {
        let bytes = random_bytes(seed, 64);
        let mut source = Unstructured::new(&bytes);
        let [local, remote] = draw::pair(&mut source).unwrap();
        let secret: [u8; 32] = source.arbitrary().unwrap();
        let peer_secret = PeerSecret::from_slice(&secret).unwrap();
        let secret = PerCommitmentSecret(Secret::new(secret));
        let point = secret.point(&CONTEXT).unwrap();

        let keys = CommitmentKeys::derive(point, &local.basepoints, &remote.basepoints).unwrap();
        let peer_keys =
            TxCreationKeys::from_channel_static_keys(&theirs(&point), &local.pubkeys, &remote.pubkeys, &SECP);
        let expected = CommitmentKeys {
            per_commitment_point: ours(&peer_keys.per_commitment_point),
            revocation_pubkey: ours(&peer_keys.revocation_key.to_public_key()),
            local_delayedpubkey: ours(&peer_keys.broadcaster_delayed_payment_key.to_public_key()),
            local_htlcpubkey: ours(&peer_keys.broadcaster_htlc_key.to_public_key()),
            remote_htlcpubkey: ours(&peer_keys.countersignatory_htlc_key.to_public_key()),
            remotepubkey: ours(&remote.pubkeys.payment_point),
        };
        assert_eq!(keys, expected, "seed {seed}");

        // Secret keys are not shown: they are what makes the public keys.
        let rows = [
            (&local.delayed_payment_basepoint, &local.signer.delayed_payment_base_key),
            (&local.htlc_basepoint, &local.signer.htlc_base_key),
            (&remote.htlc_basepoint, &remote.signer.htlc_base_key),
        ];
        let public = [keys.local_delayedpubkey, keys.local_htlcpubkey, keys.remote_htlcpubkey];
        for ((secret, peer_secret), public) in rows.into_iter().zip(public) {
            let basepoint = CONTEXT.public_key(secret).unwrap();
            let key = derive_privkey(secret, &basepoint, &point).unwrap();
            let peer_key = derive_private_key(&SECP, &theirs(&point), peer_secret);
            assert_eq!(key, crate::nodes::secret(&peer_key), "seed {seed}");
            assert_eq!(CONTEXT.public_key(&key).unwrap(), public, "seed {seed}");
        }
        let basepoint = &remote.basepoints.revocation_basepoint;
        let key = revocation_privkey(&remote.revocation_basepoint, basepoint, &secret, &point).unwrap();
        let peer_key = derive_private_revocation_key(&SECP, &peer_secret, &remote.signer.revocation_base_key);
        assert_eq!(key, crate::nodes::secret(&peer_key), "seed {seed}");
        assert_eq!(CONTEXT.public_key(&key).unwrap(), keys.revocation_pubkey, "seed {seed}");
    }
}

#[test]
fn numbers_are_obscured_alike() {
    for opener in NODES.iter() {
        for accepter in NODES.iter() {
            let [one, other] = [opener, accepter].map(|node| node.basepoints.payment_basepoint);
            let [peer_one, peer_other] = [opener, accepter].map(|node| node.pubkeys.payment_point);
            let ours = ObscuringFactor::derive(&one, &other).to_u64();
            let broadcast =
                |by, other, outbound| get_commitment_transaction_number_obscure_factor(&by, &other, outbound);
            assert_eq!(ours, broadcast(peer_one, peer_other, true), "{one} opens to {other}");
            assert_eq!(ours, broadcast(peer_other, peer_one, false), "{one} opens to {other}");
        }
    }
}
