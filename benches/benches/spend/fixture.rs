//! What the operations are done to.

use crate::floor;
use bitcoin::{ScriptBuf, Transaction};
use keelbolt::amount::{Msat, Sat};
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::commitment::closing::{ClosingSignatures, LegacyClosing, SimpleClose};
use keelbolt::commitment::spend::{Claim, Revoked, SignedSweep, Sweep};
use keelbolt::commitment::{
    Basepoints, ChannelParameters, ChannelSecrets, CommitmentDraft, CommitmentNumber, Format, Htlc, Node,
    NodeParameters, PeerKeys, SecretGenerator, SecretStore,
};
use keelbolt::crypto::bip32::{ChildNumber, ExtendedPublicKey, ExtendedSecretKey, Network};
use keelbolt::crypto::{
    KeyPair, PaymentHash, Preimage, PublicKey, SecretKey, Sha256, Signature, SigningContext,
};
use keelbolt::entropy::Entropy;
use keelbolt::htlc::{Funding, HashLock, LockTime, P2wshHtlc, TaprootHtlc, Terms};
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;
use keelbolt_benches::random_bytes;
use secp256k1::ffi;

/// What everything is built at.
pub(crate) const FEERATE: u32 = 1000;

/// What the floors sign, with which keys.
pub(crate) const DIGEST: [u8; 32] = [8; 32];
pub(crate) const KEYS: [[u8; 32]; 2] = [[2; 32], [3; 32]];

pub(crate) struct Fixture {
    pub(crate) context: SigningContext,
    /// Of two keyed anchors, and with the shared one.
    pub(crate) cheated: [Cheated; 2],
    pub(crate) closing: Closing,
    pub(crate) contracts: Contracts,
    pub(crate) tree: Tree,
    pub(crate) bare: Bare,
}

/// A revoked commitment with all HTLCs that there may be, which its owner, the opener, has published.
pub(crate) struct Cheated {
    channel: ChannelParameters,
    accepter: (ChannelSecrets, Basepoints),
    store: SecretStore,
    htlcs: Vec<Htlc>,
    published: Transaction,
    claims: Vec<Claim>,
}

/// A channel that both nodes close.
pub(crate) struct Closing {
    channel: ChannelParameters,
    pub(crate) keys: [SecretKey; 2],
    scripts: [ScriptBuf; 2],
    /// What the opener has sent, in either way.
    pub(crate) signature: Signature,
    pub(crate) complete: ClosingSignatures,
}

pub(crate) struct Contracts {
    pub(crate) preimage: Preimage,
    pub(crate) receiver: SecretKey,
    pub(crate) pairs: [KeyPair; 2],
    pub(crate) public_keys: [PublicKey; 2],
    pub(crate) p2wsh: P2wshHtlc,
    pub(crate) taproot: TaprootHtlc,
    pub(crate) funding: Funding,
    pub(crate) destination: [u8; 22],
    pub(crate) message: Sha256,
}

pub(crate) struct Tree {
    pub(crate) secret: ExtendedSecretKey,
    pub(crate) public: ExtendedPublicKey,
    pub(crate) child: ChildNumber,
}

/// The inputs of the floors.
pub(crate) struct Bare {
    pub(crate) point: ffi::PublicKey,
    pub(crate) x_only: ffi::XOnlyPublicKey,
    pub(crate) points: [ffi::PublicKey; 2],
    pub(crate) pairs: [ffi::Keypair; 2],
    pub(crate) ecdsa: ffi::Signature,
    pub(crate) schnorr: [u8; 64],
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let context = SigningContext::new(Entropy::new([1; 32]));
        Self {
            cheated: [Format::Anchors, Format::ZeroFee].map(|format| Cheated::new(format, &context)),
            closing: Closing::new(&context),
            contracts: Contracts::new(&context),
            tree: Tree::new(&context),
            bare: Bare::new(&context),
            context,
        }
    }
}

impl Cheated {
    fn new(format: Format, context: &SigningContext) -> Self {
        let (opener, accepter) = (party(10, context), party(20, context));
        let most = format.max_accepted_htlcs();
        let htlcs: Vec<Htlc> = (0..2 * most).map(htlc).collect();
        let in_htlcs: u64 = htlcs.iter().map(|htlc| htlc.amount.0).sum();
        let balances = Msat(5_000_000_000);
        let channel = channel(format, &opener.1, &accepter.1, Sat(in_htlcs / 1000 + 10_000_000));
        let mut generator = SecretGenerator::new(Secret::new([6; 32]));
        let number = CommitmentNumber::FIRST;
        let draft = CommitmentDraft {
            owner: Node::Opener,
            number,
            per_commitment_point: generator.secret(number).point(context).unwrap(),
            opener_balance: balances,
            accepter_balance: balances,
            feerate_per_kw: if format == Format::ZeroFee { 0 } else { 253 },
            htlcs: &htlcs,
        };
        let commitment = draft.build(&channel).unwrap();
        let keys = PeerKeys { funding: &accepter.0.funding, htlc_basepoint: &accepter.0.htlc_basepoint };
        let remote = commitment.sign(&keys, context).unwrap().signature;
        let local = context.sign(&commitment.digest(), &opener.0.funding).unwrap();
        let mut store = SecretStore::new();
        store.insert(number, generator.secret(number)).unwrap();
        let published = commitment.signed(&local, &remote);
        let mut cheated = Self { channel, accepter, store, htlcs, published, claims: Vec::new() };
        cheated.claims = cheated.recognise(context).claims();
        assert_eq!(cheated.claims.len(), 2 * most + 1);
        cheated
    }

    /// How many signatures take everything.
    pub(crate) fn signatures(&self) -> usize {
        self.claims.len()
    }

    pub(crate) fn recognise(&self, context: &SigningContext) -> Revoked {
        let (channel, published) = (&self.channel, &self.published);
        Revoked::recognise(channel, Node::Opener, published, &self.store, &self.htlcs, context).unwrap()
    }

    /// Takes everything, in as few transactions as will do.
    pub(crate) fn sweep(&self, claims: Vec<Claim>, context: &SigningContext) -> Vec<SignedSweep> {
        let (secrets, basepoints) = &self.accepter;
        let keys = secrets.spend_keys(basepoints);
        let batches = Sweep::new(claims, destination().to_vec().into()).unwrap().batches().unwrap();
        let signed =
            batches.into_iter().map(|batch| batch.build(FEERATE).unwrap().sign(&keys, context).unwrap());
        signed.collect()
    }

    pub(crate) fn claims(&self) -> Vec<Claim> {
        self.claims.clone()
    }
}

impl Closing {
    fn new(context: &SigningContext) -> Self {
        let (opener, accepter) = (party(10, context), party(20, context));
        let channel = channel(Format::Anchors, &opener.1, &accepter.1, Sat(10_000_000));
        let keys = [opener.0.funding, accepter.0.funding];
        let scripts = [7, 8].map(|byte| ScriptBuf::from_bytes([vec![0, 20], vec![byte; 20]].concat()));
        // Any signature, until there is one.
        let any = context.sign(&Sha256(DIGEST), &keys[0]).unwrap();
        let mut closing =
            Self { channel, keys, scripts, signature: any, complete: ClosingSignatures::default() };
        closing.signature =
            closing.legacy().build(Node::Opener, false).unwrap().sign(&closing.keys[0], context).unwrap();
        closing.complete = closing.simple().sign(false, &closing.keys[0], context).unwrap();
        closing
    }

    pub(crate) fn legacy(&self) -> LegacyClosing<'_> {
        LegacyClosing {
            channel: &self.channel,
            opener_balance: Msat(4_000_000_000),
            accepter_balance: Msat(6_000_000_000),
            opener_script: &self.scripts[0],
            accepter_script: &self.scripts[1],
            fee: Sat(1000),
        }
    }

    /// The closer has less, so that there is one transaction to sign.
    pub(crate) fn simple(&self) -> SimpleClose<'_> {
        SimpleClose {
            channel: &self.channel,
            closer: Node::Opener,
            closer_balance: Msat(4_000_000_000),
            closee_balance: Msat(6_000_000_000),
            closer_script: &self.scripts[0],
            closee_script: &self.scripts[1],
            fee: Sat(1000),
            lock_time: 0,
        }
    }
}

impl Contracts {
    fn new(context: &SigningContext) -> Self {
        let [receiver, sender] = KEYS.map(secret_key);
        let pairs = [&receiver, &sender].map(|key| context.key_pair(key).unwrap());
        let public_keys = pairs.each_ref().map(KeyPair::public_key);
        let preimage = Preimage(Secret::new([4; 32]));
        let lock_time = LockTime::height(BlockHeight(900_000)).unwrap();
        let hash = HashLock::Sha256(preimage.payment_hash());
        let terms = Terms::new(hash, public_keys[0], public_keys[1], lock_time).unwrap();
        Self {
            preimage,
            receiver,
            pairs,
            public_keys,
            p2wsh: P2wshHtlc::new(terms),
            taproot: TaprootHtlc::new(terms).unwrap(),
            funding: Funding { outpoint: OutPoint { txid: Txid([5; 32]), vout: 1 }, value: Sat(100_000) },
            destination: destination(),
            message: Sha256(DIGEST),
        }
    }
}

impl Tree {
    fn new(context: &SigningContext) -> Self {
        let secret = ExtendedSecretKey::from_seed(&[1; 32], Network::Mainnet).unwrap();
        let public = secret.public(context).unwrap();
        Self { secret, public, child: ChildNumber::normal(7).unwrap() }
    }
}

impl Bare {
    fn new(context: &SigningContext) -> Self {
        let points = KEYS.map(|key| floor::parse(&context.public_key(&secret_key(key)).unwrap().to_bytes()));
        let pairs = KEYS.map(|key| floor::pair(&key));
        let x_only = floor::x_only(&pairs[0]);
        Self {
            ecdsa: floor::sign(&DIGEST, &KEYS[0]),
            schnorr: floor::sign_schnorr(&DIGEST, &pairs[0]),
            point: points[0],
            x_only,
            points,
            pairs,
        }
    }
}

fn party(first: u8, context: &SigningContext) -> (ChannelSecrets, Basepoints) {
    let key = |number| secret_key([first + number; 32]);
    let secrets = ChannelSecrets {
        funding: key(0),
        revocation_basepoint: key(1),
        payment_basepoint: key(2),
        delayed_payment_basepoint: key(3),
        htlc_basepoint: key(4),
        per_commitment_seed: Secret::new([first; 32]),
    };
    let basepoints = secrets.basepoints(context).unwrap();
    (secrets, basepoints)
}

fn channel(
    format: Format,
    opener: &Basepoints,
    accepter: &Basepoints,
    funding_amount: Sat,
) -> ChannelParameters {
    let node = |basepoints: &Basepoints| NodeParameters {
        basepoints: *basepoints,
        dust_limit: Sat(354),
        to_self_delay: 144,
    };
    ChannelParameters {
        format,
        funding: OutPoint { txid: Txid([3; 32]), vout: 1 },
        funding_amount,
        opener: node(opener),
        accepter: node(accepter),
    }
}

/// One of any hash, offered by the nodes in turn.
fn htlc(index: usize) -> Htlc {
    Htlc {
        offered_by: if index.is_multiple_of(2) { Node::Opener } else { Node::Accepter },
        amount: Msat(20_000_000),
        payment_hash: PaymentHash(random_bytes(index as u64, 32).try_into().unwrap()),
        cltv_expiry: BlockHeight(800_000),
    }
}

fn secret_key(bytes: [u8; 32]) -> SecretKey {
    SecretKey::parse(Secret::new(bytes)).unwrap()
}

/// P2WPKH.
fn destination() -> [u8; 22] {
    let mut script = [9; 22];
    (script[0], script[1]) = (0, 20);
    script
}
