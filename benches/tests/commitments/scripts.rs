//! Scripts.

use crate::draw;
use crate::nodes::theirs;
use crate::peer::channel_type;
use crate::plan::FORMATS;
use arbitrary::{Result, Unstructured};
use keelbolt::commitment::{CommitmentKeys, Format, HtlcTemplate, ScriptPubkey, Template};
use keelbolt::crypto::PaymentHash;
use keelbolt_benches::{cases, random_bytes};
use lightning::ln::chan_utils::{
    HTLCOutputInCommitment, TxCreationKeys, get_countersigner_payment_script, get_htlc_redeemscript,
    get_keyed_anchor_redeemscript, get_revokeable_redeemscript,
    get_to_countersigner_keyed_anchor_redeemscript, make_funding_redeemscript, shared_anchor_script_pubkey,
};
use lightning::ln::channel_keys::{DelayedPaymentKey, HtlcKey, RevocationKey};
use lightning::types::payment::PaymentHash as PeerPaymentHash;

#[test]
fn scripts_are_written_alike() {
    for seed in 0..cases() {
        let bytes = random_bytes(seed, 512);
        check(&mut Unstructured::new(&bytes), seed).unwrap();
    }
    assert_eq!(*ScriptPubkey::p2a(), *shared_anchor_script_pubkey().as_bytes());
}

fn check(source: &mut Unstructured<'_>, seed: u64) -> Result<()> {
    let mut key = || draw::key(source).map(|(_, point)| point);
    let (one, other) = (key()?, key()?);
    let keys = CommitmentKeys {
        per_commitment_point: key()?,
        revocation_pubkey: key()?,
        local_delayedpubkey: key()?,
        local_htlcpubkey: key()?,
        remote_htlcpubkey: key()?,
        remotepubkey: key()?,
    };
    let delay = draw::delay(source)?;
    let (peer_one, peer_other) = (theirs(&one), theirs(&other));
    let revokeable = get_revokeable_redeemscript(
        &RevocationKey(theirs(&keys.revocation_pubkey)),
        delay,
        &DelayedPaymentKey(theirs(&keys.local_delayedpubkey)),
    );
    let to_remote = Template::ToRemote { remotepubkey: one };
    let rows = [
        ("funding", Template::funding(one, other), make_funding_redeemscript(&peer_one, &peer_other)),
        ("to_local", Template::to_local(&keys, delay), revokeable),
        ("to_remote", to_remote, get_to_countersigner_keyed_anchor_redeemscript(&peer_one)),
        ("anchor", Template::Anchor { funding_pubkey: one }, get_keyed_anchor_redeemscript(&peer_one)),
    ];
    for (name, ours, theirs) in rows {
        assert_eq!(*ours.write(), *theirs.as_bytes(), "seed {seed}: {name}");
        assert_eq!(Template::recognise(theirs.as_bytes()), Some(ours), "seed {seed}: {name}");
        assert_eq!(*ours.script_pubkey(), *theirs.to_p2wsh().as_bytes(), "seed {seed}: {name}");
    }
    let payment_hash = PaymentHash(source.arbitrary()?);
    let cltv_expiry = draw::script_number(source)?;
    for format in FORMATS {
        let script = match format {
            Format::Anchors => to_remote.script_pubkey(),
            Format::StaticRemotekey | Format::ZeroFee => ScriptPubkey::p2wpkh(&one),
        };
        let peer_script = get_countersigner_payment_script(&channel_type(format), &peer_one);
        assert_eq!(*script, *peer_script.as_bytes(), "seed {seed}: to_remote of {format:?}");
        for offered in [true, false] {
            let htlc = HtlcTemplate::new(&keys, &payment_hash, format);
            let ours = match offered {
                true => Template::OfferedHtlc(htlc),
                false => Template::ReceivedHtlc { htlc, cltv_expiry },
            };
            let theirs = their_htlc(&keys, payment_hash, cltv_expiry, offered, format);
            assert_eq!(*ours.write(), *theirs.as_bytes(), "seed {seed}: {format:?}, offered: {offered}");
            let read = Template::recognise(theirs.as_bytes());
            assert_eq!(read, Some(ours), "seed {seed}: {format:?}, offered: {offered}");
        }
    }
    Ok(())
}

fn their_htlc(
    keys: &CommitmentKeys,
    payment_hash: PaymentHash,
    cltv_expiry: u32,
    offered: bool,
    format: Format,
) -> bitcoin::ScriptBuf {
    let keys = TxCreationKeys {
        per_commitment_point: theirs(&keys.per_commitment_point),
        revocation_key: RevocationKey(theirs(&keys.revocation_pubkey)),
        broadcaster_htlc_key: HtlcKey(theirs(&keys.local_htlcpubkey)),
        countersignatory_htlc_key: HtlcKey(theirs(&keys.remote_htlcpubkey)),
        broadcaster_delayed_payment_key: DelayedPaymentKey(theirs(&keys.local_delayedpubkey)),
    };
    let htlc = HTLCOutputInCommitment {
        offered,
        amount_msat: 0,
        cltv_expiry,
        payment_hash: PeerPaymentHash(payment_hash.0),
        transaction_output_index: None,
    };
    get_htlc_redeemscript(&htlc, &channel_type(format), &keys)
}
