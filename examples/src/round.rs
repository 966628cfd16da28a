//! A round on paper: users ask for outputs, a tree is built over them, and all sign it together. Every key is known.

use keelbolt::amount::Sat;
use keelbolt::codec::serialized::SerializedTransaction;
use keelbolt::codec::transaction::OutPoint;
use keelbolt::cosign::{self, BranchNonces, Contribution, Contributions, Expected, TreeNonces, TreeSession};
use keelbolt::crypto::musig::{AggregateNonce, KeyAggregation, NonceInputs, SecretNonce, Session, sort_keys};
use keelbolt::crypto::{KeyPair, Preimage, SchnorrSignature, SecretKey, Sha256, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::UserPolicy;
use keelbolt::vtxo::tree::{Branch, LeafSpec, SignedTree, TreeSpec, UnsignedTree};
use keelbolt::vtxo::{LockDelta, LockHeight, Terms, UnlockHash, Vtxo};
use std::error::Error;

/// The height of the last block.
pub const TIP: BlockHeight = BlockHeight(895_680);

/// How long a VTXO lives, and how long an exit waits.
const LIFETIME: u32 = 4_320;
const EXIT_DELTA: u16 = 144;

/// A round that was signed.
pub struct Round {
    /// The keys.
    pub server: KeyPair,
    /// With which the server has signed the tree.
    pub server_cosign: KeyPair,
    /// The user of each leaf.
    pub users: Vec<KeyPair>,
    /// The transaction on chain.
    pub anchor: Vec<u8>,
    /// The tree.
    pub tree: UnsignedTree,
    /// With its signatures.
    pub signed: SignedTree,
    preimage: Preimage,
    context: SigningContext,
}

impl Round {
    /// A round of so many users, each of whom signs.
    ///
    /// # Errors
    ///
    /// A number of users of which there is no tree: less than two, or more than 100,000.
    pub fn of(users: usize) -> Result<Self, Box<dyn Error>> {
        let context = SigningContext::new(Entropy::new([0x70; 32]));
        let pair = |role: u8, number: usize| -> Result<KeyPair, keelbolt::crypto::Error> {
            let mut bytes = [role; 32];
            bytes[..8].copy_from_slice(&number.to_be_bytes());
            context.key_pair(&SecretKey::parse(Secret::new(bytes))?)
        };
        let (server, server_cosign) = (pair(1, 0)?, pair(2, 0)?);
        let owners = (0..users).map(|user| pair(3, user)).collect::<Result<Vec<_>, _>>()?;
        let cosigners = (0..users).map(|user| pair(4, user)).collect::<Result<Vec<_>, _>>()?;
        let preimage = Preimage(Secret::new([0x71; 32]));
        let expiry_height = LockHeight::new(BlockHeight(TIP.0 + LIFETIME)).ok_or("no such height")?;
        let exit_delta = LockDelta::new(EXIT_DELTA).ok_or("no such delay")?;
        let terms = Terms { server_pubkey: server.public_key(), expiry_height, exit_delta };
        let leaf = |(number, (owner, cosigner)): (usize, (&KeyPair, &KeyPair))| LeafSpec {
            policy: UserPolicy::Pubkey { user_pubkey: owner.public_key() },
            amount: Sat(10_000 * (1 + number as u64 % 9)),
            cosign_pubkey: Some(cosigner.public_key()),
            unlock_hash: UnlockHash::of(&preimage),
        };
        let leaves = owners.iter().zip(&cosigners).enumerate().map(leaf).collect();
        let spec = TreeSpec::new(terms, vec![server_cosign.public_key()], leaves)?;
        let anchor = funding(&spec)?;
        let txid = SerializedTransaction::parse(&anchor)?.txid();
        let tree = UnsignedTree::build(spec, OutPoint { txid, vout: 0 })?;
        let signed = sign(&tree, cosigners, &server_cosign, &context)?;
        Ok(Self { server, server_cosign, users: owners, anchor, tree, signed, preimage, context })
    }

    /// The VTXO of a leaf, with all that an exit needs: the user and the server have signed its own transaction, and the
    /// server has shown the preimage, for which the user has forfeited what it had.
    ///
    /// # Errors
    ///
    /// A leaf that the tree does not have.
    pub fn vtxo(&self, leaf: usize) -> Result<Vtxo, Box<dyn Error>> {
        let branch = self.tree.branch(leaf)?;
        let locked = branch.vtxo(&self.signed.spec, &self.signed.signatures)?;
        let own = locked.as_ref().hops()?.last().ok_or("no transaction")??;
        let user = self.users.get(leaf).ok_or("no such user")?;
        let signature = self.both(user, &own.sighash())?;
        let vtxo = locked.with_unlock_signature(signature).ok_or("no leaf of a tree")?;
        Ok(vtxo.with_unlock_preimage(&self.preimage).ok_or("another preimage")?)
    }

    /// A signature of a user and the server, as one.
    fn both(&self, user: &KeyPair, digest: &Sha256) -> Result<SchnorrSignature, Box<dyn Error>> {
        let mut keys = [user.public_key(), self.server.public_key()];
        sort_keys(&mut keys);
        let keys = KeyAggregation::new(&keys)?;
        let inputs = || NonceInputs { keys: Some(&keys), message: Some(digest), extra: None };
        let (first, shown) = SecretNonce::new(Entropy::new([0x72; 32]), user, inputs(), &self.context)?;
        let (second, other) =
            SecretNonce::new(Entropy::new([0x73; 32]), &self.server, inputs(), &self.context)?;
        let session = Session::new(&keys, &AggregateNonce::new(&[shown, other])?, digest)?;
        Ok(session.aggregate(&[first.sign(&session, user)?, second.sign(&session, &self.server)?])?)
    }
}

/// The ceremony: every user builds and checks its own branch before it signs.
fn sign(
    tree: &UnsignedTree,
    cosigners: Vec<KeyPair>,
    server: &KeyPair,
    context: &SigningContext,
) -> Result<SignedTree, Box<dyn Error>> {
    let spec = tree.spec();
    let mut users = Vec::new();
    for (number, key) in cosigners.into_iter().enumerate() {
        let mut entropy = [0x74; 32];
        entropy[..8].copy_from_slice(&number.to_be_bytes());
        users.push(BranchNonces::new(key, cosign::LEVELS, Entropy::new(entropy), context)?);
    }
    let (of_server, server_nonces) =
        TreeNonces::new(server.clone(), tree.shape().internal_nodes(), Entropy::new([0x75; 32]), context)?;
    let nonces: Vec<_> = users.iter().map(|(_, public)| Some(public.as_slice())).collect();
    let aggregates = cosign::aggregate_nonces(tree, &nonces, &[&server_nonces])?;

    let mut sent = Vec::new();
    for (leaf, (secret, public)) in users.into_iter().enumerate() {
        let expected = Expected {
            leaf: spec.leaves()[leaf],
            server_pubkey: spec.terms().server_pubkey,
            server_cosign_pubkey: server.public_key(),
            exit_delta: spec.terms().exit_delta,
            earliest_expiry: TIP,
            max_depth: cosign::LEVELS,
        };
        let branch = expected.check(Branch::build(spec, tree.utxo(), leaf)?, spec)?;
        sent.push((public, secret.sign(&branch, &aggregates)?));
    }
    let session = TreeSession::new(tree, &aggregates)?;
    let partials = of_server.sign(&session)?;
    let leaves = sent.iter().map(|(nonces, partials)| Some(Contribution { nonces, partials }));
    let global = [Contribution { nonces: &server_nonces, partials: &partials }];
    Ok(session.aggregate(&Contributions { leaves: &leaves.collect::<Vec<_>>(), global: &global })?)
}

/// The transaction on chain that funds the tree.
fn funding(spec: &TreeSpec) -> Result<Vec<u8>, Box<dyn Error>> {
    let output = spec.funding_output()?;
    let input = [&[1][..], &[0x76; 36], &[0], &[0xff; 4]].concat();
    let output = [&[1][..], &output.value.0.to_le_bytes(), &[34], &output.script_pubkey].concat();
    Ok([&[2, 0, 0, 0][..], &input, &output, &[0; 4]].concat())
}
