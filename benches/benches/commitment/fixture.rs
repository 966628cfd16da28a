//! What the operations are done to.

use crate::floor;
use bitcoin::Txid as PeerTxid;
use bitcoin::hashes::Hash as _;
use bitcoin::secp256k1::{All, PublicKey as PeerKey, Secp256k1, SecretKey as PeerSecret};
use keelbolt::amount::{Msat, Sat};
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::commitment::{
    Basepoints, ChannelParameters, Commitment, CommitmentDraft, CommitmentNumber, CommitmentSignatures,
    Format, Htlc, Node, NodeParameters, PeerKeys, SecretGenerator, SecretStore,
};
use keelbolt::crypto::{PaymentHash, PublicKey, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;
use keelbolt_benches::random_bytes;
use lightning::chain::transaction::OutPoint as PeerOutPoint;
use lightning::ln::chan_utils::{
    ChannelPublicKeys, ChannelTransactionParameters, CommitmentTransaction,
    CounterpartyChannelTransactionParameters, HTLCOutputInCommitment,
};
use lightning::sign::{ChannelSigner as _, InMemorySigner, KeysManager};
use lightning::types::features::ChannelTypeFeatures;
use lightning::types::payment::PaymentHash as PeerPaymentHash;
use secp256k1::ffi;
use std::cell::RefCell;

/// How many HTLCs each node offers.
const HTLCS: usize = 483;

/// How many signatures a commitment has then.
pub(crate) const SIGNATURES: usize = 2 * HTLCS + 1;

/// How many secrets are made or kept in one go.
pub(crate) const SECRETS: usize = 1024;

pub(crate) const SEED: [u8; 32] = [6; 32];
const DUST_LIMIT: Sat = Sat(354);
const DELAY: u16 = 144;
const FEERATE: u32 = 253;

/// A commitment with as many HTLCs as there may be, owned by the opener, known to both implementations.
pub(crate) struct Fixture {
    pub(crate) context: SigningContext,
    pub(crate) channel: ChannelParameters,
    pub(crate) point: PublicKey,
    pub(crate) commitment: Commitment,
    pub(crate) signatures: CommitmentSignatures,
    pub(crate) secrets: RefCell<Secrets>,
    pub(crate) bare: Bare,
    pub(crate) peer: Peer,
    htlcs: Vec<Htlc>,
    balances: [Msat; 2],
    funding: SecretKey,
    htlc_basepoint: SecretKey,
}

/// A generator and a store in the middle of a channel's life.
pub(crate) struct Secrets {
    pub(crate) generator: SecretGenerator,
    pub(crate) store: SecretStore,
    pub(crate) next: CommitmentNumber,
}

/// The inputs of the floors.
pub(crate) struct Bare {
    pub(crate) key: [u8; 32],
    pub(crate) digests: Vec<[u8; 32]>,
    pub(crate) signatures: Vec<ffi::Signature>,
    pub(crate) point: ffi::PublicKey,
}

/// The same, in types of the peer.
pub(crate) struct Peer {
    pub(crate) secp: Secp256k1<All>,
    pub(crate) signer: InMemorySigner,
    pub(crate) owner: ChannelPublicKeys,
    pub(crate) other: ChannelPublicKeys,
    pub(crate) parameters: ChannelTransactionParameters,
    pub(crate) point: PeerKey,
    pub(crate) htlcs: Vec<HTLCOutputInCommitment>,
    pub(crate) commitment: CommitmentTransaction,
    balances: [u64; 2],
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let context = SigningContext::new(Entropy::new([1; 32]));
        let secp = Secp256k1::new();
        let [owner, signer] =
            [1, 2].map(|seed| KeysManager::new(&[seed; 32], 1, 1, true).derive_channel_keys(&[seed; 32]));
        let (owner, other) = (owner.pubkeys(&secp), signer.pubkeys(&secp));
        let parameters = |pubkeys| NodeParameters {
            basepoints: basepoints(pubkeys),
            dust_limit: DUST_LIMIT,
            to_self_delay: DELAY,
        };
        let htlcs = htlcs();
        let sum: u64 = htlcs.iter().map(|htlc| htlc.amount.0).sum();
        let balances = [Msat(5_000_000_000), Msat(5_000_000_000)];
        let channel = ChannelParameters {
            format: Format::Anchors,
            funding: OutPoint { txid: Txid([3; 32]), vout: 1 },
            funding_amount: Sat((sum + 10_000_000_000) / 1000),
            opener: parameters(&owner),
            accepter: parameters(&other),
        };
        let point = context.public_key(&SecretKey::parse(Secret::new([5; 32])).unwrap()).unwrap();
        let commitment = draft(point, balances, &htlcs).build(&channel).unwrap();
        let funding = secret(&signer.funding_key(None));
        let htlc_basepoint = secret(&signer.htlc_base_key);
        let keys = PeerKeys { funding: &funding, htlc_basepoint: &htlc_basepoint };
        let signatures = commitment.sign(&keys, &context).unwrap();
        let peer = Peer::new(secp, signer, owner, other, &channel, &point, &htlcs, &commitment);
        Self {
            bare: Bare::new(&context),
            secrets: RefCell::new(Secrets::new()),
            context,
            channel,
            point,
            commitment,
            signatures,
            peer,
            htlcs,
            balances,
            funding,
            htlc_basepoint,
        }
    }

    /// What the commitment is built from.
    pub(crate) fn draft(&self) -> CommitmentDraft<'_> {
        draft(self.point, self.balances, &self.htlcs)
    }

    /// The keys of the node that signs for the owner.
    pub(crate) fn keys(&self) -> PeerKeys<'_> {
        PeerKeys { funding: &self.funding, htlc_basepoint: &self.htlc_basepoint }
    }
}

impl Secrets {
    fn new() -> Self {
        Self {
            generator: SecretGenerator::new(Secret::new(SEED)),
            store: SecretStore::new(),
            next: CommitmentNumber::FIRST,
        }
    }
}

impl Bare {
    fn new(context: &SigningContext) -> Self {
        let key = [7; 32];
        let public = context.public_key(&SecretKey::parse(Secret::new(key)).unwrap()).unwrap();
        let digest = |index: usize| random_bytes(index as u64, 32).try_into().unwrap();
        let digests: Vec<[u8; 32]> = (0..SIGNATURES).map(digest).collect();
        Self {
            key,
            signatures: digests.iter().map(|digest| floor::sign(digest, &key)).collect(),
            digests,
            point: floor::parse(&public.to_bytes()),
        }
    }
}

impl Peer {
    #[expect(clippy::too_many_arguments, reason = "all that the two have in common")]
    fn new(
        secp: Secp256k1<All>,
        signer: InMemorySigner,
        owner: ChannelPublicKeys,
        other: ChannelPublicKeys,
        channel: &ChannelParameters,
        point: &PublicKey,
        htlcs: &[Htlc],
        commitment: &Commitment,
    ) -> Self {
        let parameters = ChannelTransactionParameters {
            holder_pubkeys: other.clone(),
            holder_selected_contest_delay: DELAY,
            is_outbound_from_holder: false,
            counterparty_parameters: Some(CounterpartyChannelTransactionParameters {
                pubkeys: owner.clone(),
                selected_contest_delay: DELAY,
            }),
            funding_outpoint: Some(PeerOutPoint {
                txid: PeerTxid::from_byte_array(channel.funding.txid.0),
                index: channel.funding.vout.try_into().unwrap(),
            }),
            splice_parent_funding_txid: None,
            channel_type_features: ChannelTypeFeatures::anchors_zero_htlc_fee_and_dependencies(),
            channel_value_satoshis: channel.funding_amount.0,
        };
        let htlcs = htlcs.iter().map(|htlc| HTLCOutputInCommitment {
            offered: htlc.offered_by == Node::Opener,
            amount_msat: htlc.amount.0,
            cltv_expiry: htlc.cltv_expiry.0,
            payment_hash: PeerPaymentHash(htlc.payment_hash.0),
            transaction_output_index: None,
        });
        let htlcs: Vec<_> = htlcs.collect();
        let balances = [5_000_000 - commitment.fee().0 - 660, 5_000_000];
        let point = PeerKey::from_slice(&point.to_bytes()).unwrap();
        let built = build(&secp, &parameters, &point, balances, &htlcs);
        assert_eq!(built.trust().built_transaction().transaction, commitment.transaction());
        Self { secp, signer, owner, other, parameters, point, htlcs, commitment: built, balances }
    }

    pub(crate) fn build(&self) -> CommitmentTransaction {
        build(&self.secp, &self.parameters, &self.point, self.balances, &self.htlcs)
    }
}

fn build(
    secp: &Secp256k1<All>,
    parameters: &ChannelTransactionParameters,
    point: &PeerKey,
    [to_local, to_remote]: [u64; 2],
    htlcs: &[HTLCOutputInCommitment],
) -> CommitmentTransaction {
    CommitmentTransaction::new(
        CommitmentNumber::FIRST.index(),
        point,
        to_local,
        to_remote,
        FEERATE,
        htlcs.to_vec(),
        &parameters.as_counterparty_broadcastable(),
        secp,
    )
}

fn draft(
    per_commitment_point: PublicKey,
    [opener, accepter]: [Msat; 2],
    htlcs: &[Htlc],
) -> CommitmentDraft<'_> {
    CommitmentDraft {
        owner: Node::Opener,
        number: CommitmentNumber::FIRST,
        per_commitment_point,
        opener_balance: opener,
        accepter_balance: accepter,
        feerate_per_kw: FEERATE,
        htlcs,
    }
}

/// HTLCs of all amounts, in no order.
fn htlcs() -> Vec<Htlc> {
    let htlc = |index: usize| {
        let bytes = random_bytes(index as u64, 40);
        let (hash, amount) = bytes.split_first_chunk().unwrap();
        Htlc {
            offered_by: if index.is_multiple_of(2) { Node::Opener } else { Node::Accepter },
            // Whole satoshi, so that the funding output holds no fraction of one.
            amount: Msat(1000 * (1000 + u64::from(u16::from_be_bytes([amount[0], amount[1]])))),
            payment_hash: PaymentHash(*hash),
            cltv_expiry: BlockHeight(800_000 + u32::from(amount[2])),
        }
    };
    (0..2 * HTLCS).map(htlc).collect()
}

fn basepoints(pubkeys: &ChannelPublicKeys) -> Basepoints {
    let ours = |key: PeerKey| PublicKey::parse(&key.serialize()).unwrap();
    Basepoints {
        funding_pubkey: ours(pubkeys.funding_pubkey),
        revocation_basepoint: ours(pubkeys.revocation_basepoint.to_public_key()),
        payment_basepoint: ours(pubkeys.payment_point),
        delayed_payment_basepoint: ours(pubkeys.delayed_payment_basepoint.to_public_key()),
        htlc_basepoint: ours(pubkeys.htlc_basepoint.to_public_key()),
    }
}

fn secret(key: &PeerSecret) -> SecretKey {
    SecretKey::parse(Secret::new(key.secret_bytes())).unwrap()
}
