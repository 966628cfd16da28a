//! A channel with a commitment that has an output of every kind, and what judges its spends.

use bitcoin::consensus::serialize;
use bitcoin::hashes::Hash as _;
use bitcoin::{Amount, ScriptBuf, Transaction, TxOut, Witness};
use keelbolt::amount::{Msat, Sat};
use keelbolt::codec::script::{Op, Script};
use keelbolt::codec::sighash::{SegwitV0, SighashType};
use keelbolt::codec::transaction::{self, OutPoint, TransactionRef, TxIn, Txid};
use keelbolt::commitment::relay::{self, Chain, Coin, Created};
use keelbolt::commitment::spend::{Claim, Path, Revocation, SignedSweep, SpendKeys, Sweep};
use keelbolt::commitment::{
    Basepoints, ChannelParameters, ChannelSecrets, Commitment, CommitmentDraft, CommitmentNumber,
    CommitmentSignatures, Format, Htlc, Node, NodeParameters, OutputKind, PeerKeys, ScriptPubkey,
    SecretGenerator, SecretStore,
};
use keelbolt::crypto::{Preimage, SecretKey, Sha256, Signature, SigningContext, hash160};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::time::{BlockHeight, UnixTime};

pub const FORMATS: [Format; 3] = [Format::StaticRemotekey, Format::Anchors, Format::ZeroFee];
pub const NODES: [Node; 2] = [Node::Opener, Node::Accepter];

/// The number of the commitment, which is revoked as far as the other node's store goes.
pub const NUMBER: CommitmentNumber = CommitmentNumber::new(5).unwrap();

/// The height at which everything confirmed is.
pub const CONFIRMED: BlockHeight = BlockHeight(600_000);

/// A chain on which every lock has passed.
pub const LATER: Chain = Chain { height: BlockHeight(800_000), median_time_past: UnixTime(1_700_000_000) };

/// A node with its secrets.
pub struct Party {
    secrets: ChannelSecrets,
    pub basepoints: Basepoints,
}

pub struct World {
    pub context: SigningContext,
    pub channel: ChannelParameters,
    pub parties: [Party; 2],
    pub owner: Node,
    pub htlcs: Vec<Htlc>,
    pub preimages: Vec<Preimage>,
    pub commitment: Commitment,
    /// Of the other node.
    pub signatures: CommitmentSignatures,
    /// The owner's secrets.
    pub generator: SecretGenerator,
}

pub fn secret_key(byte: u8) -> SecretKey {
    SecretKey::parse(Secret::new([byte; 32])).unwrap()
}

/// A commitment of every format and of each node, in which everything has an output.
pub fn worlds() -> impl Iterator<Item = World> {
    FORMATS.into_iter().flat_map(|format| NODES.map(|owner| World::new(format, owner)))
}

impl World {
    /// Two HTLCs of the accepter and four of the opener: two are equal, and one is too small for an output.
    pub fn new(format: Format, owner: Node) -> Self {
        let rows = [
            (Node::Opener, 40_000_000, 700_001, 0),
            (Node::Accepter, 50_000_000, 700_002, 1),
            (Node::Opener, 60_000_000, 700_003, 2),
            (Node::Opener, 60_000_000, 700_003, 2),
            (Node::Accepter, 70_000_999, 700_005, 3),
            (Node::Opener, 99_001, 700_006, 4),
        ];
        Self::with(format, owner, &rows)
    }

    /// HTLCs by who offers them, their millisatoshi, their expiry and the number of their preimage.
    pub fn with(format: Format, owner: Node, rows: &[(Node, u64, u32, u16)]) -> Self {
        let context = SigningContext::new(Entropy::new([9; 32]));
        let parties = [10, 20].map(|first| Party::new(first, &context));
        let node = |index: usize, to_self_delay| NodeParameters {
            basepoints: parties[index].basepoints,
            dust_limit: Sat(354),
            to_self_delay,
        };
        let channel = ChannelParameters {
            format,
            funding: OutPoint { txid: Txid([0x42; 32]), vout: 1 },
            funding_amount: Sat(100_000_000),
            opener: node(0, 144),
            accepter: node(1, 2016),
        };
        let preimages: Vec<Preimage> = rows.iter().map(|row| preimage(row.3)).collect();
        let htlcs: Vec<Htlc> = rows
            .iter()
            .zip(&preimages)
            .map(|((offered_by, msat, expiry, _), preimage)| Htlc {
                offered_by: *offered_by,
                amount: Msat(*msat),
                payment_hash: preimage.payment_hash(),
                cltv_expiry: BlockHeight(*expiry),
            })
            .collect();
        let mut generator = SecretGenerator::new(Secret::new([0x5e; 32]));
        let in_htlcs: u64 = htlcs.iter().map(|htlc| htlc.amount.0).sum();
        let draft = CommitmentDraft {
            owner,
            number: NUMBER,
            per_commitment_point: generator.secret(NUMBER).point(&context).unwrap(),
            opener_balance: Msat(60_000_000_000 - in_htlcs),
            accepter_balance: Msat(40_000_000_000),
            feerate_per_kw: if format == Format::ZeroFee { 0 } else { 500 },
            htlcs: &htlcs,
        };
        let commitment = draft.build(&channel).unwrap();
        let signatures = {
            let remote = &parties[index(owner.other())].secrets;
            let keys = PeerKeys { funding: &remote.funding, htlc_basepoint: &remote.htlc_basepoint };
            commitment.sign(&keys, &context).unwrap()
        };
        Self { context, channel, parties, owner, htlcs, preimages, commitment, signatures, generator }
    }

    pub fn party(&self, node: Node) -> &Party {
        &self.parties[index(node)]
    }

    pub fn keys(&self, node: Node) -> SpendKeys<'_> {
        let Party { secrets, basepoints } = self.party(node);
        secrets.spend_keys(basepoints)
    }

    /// The commitment as its owner publishes it.
    pub fn published(&self) -> Transaction {
        let local = self.context.sign(&self.commitment.digest(), self.funding_secret(self.owner)).unwrap();
        self.commitment.signed(&local, &self.signatures.signature)
    }

    pub fn funding_secret(&self, node: Node) -> &SecretKey {
        &self.party(node).secrets.funding
    }

    pub fn funding_coin(&self) -> Coin {
        let key = |node| self.party(node).basepoints.funding_pubkey;
        let template = keelbolt::commitment::Template::funding(key(Node::Opener), key(Node::Accepter));
        coin(self.channel.funding_amount, ScriptBuf::from_bytes(template.script_pubkey().to_vec()))
    }

    pub fn revocation(&mut self) -> Revocation {
        Revocation::new(self.generator.secret(NUMBER), &self.context).unwrap()
    }

    /// The secrets that the owner has revealed, this commitment's the last.
    pub fn store(&mut self) -> SecretStore {
        let mut store = SecretStore::new();
        while let Some(number) = store.next().filter(|number| *number <= NUMBER) {
            store.insert(number, self.generator.secret(number)).unwrap();
        }
        store
    }

    /// The other node's signature of the HTLC transaction of an output; any one for other outputs.
    pub fn remote_signature(&self, output: usize) -> &Signature {
        let htlcs = self.commitment.htlc_transactions();
        let mut signatures = htlcs.zip(&self.signatures.htlc_signatures);
        let found = signatures.find(|(htlc, _)| htlc.previous_output.vout as usize == output);
        found.map_or(&self.signatures.signature, |(_, signature)| signature)
    }

    /// The preimage of an output; any one for other outputs.
    pub fn preimage(&self, output: usize) -> &Preimage {
        let htlc = self.commitment.outputs()[output].kind.htlc();
        &self.preimages[htlc.unwrap_or_default()]
    }

    /// The path of the owner's HTLC transaction.
    pub fn htlc_path(&self, output: usize) -> Path<'_> {
        let preimage = Some(self.preimage(output));
        Path::HtlcTransaction { remote_signature: self.remote_signature(output), preimage }
    }

    /// The outputs of a kind.
    pub fn outputs(&self, is: impl Fn(OutputKind) -> bool) -> Vec<usize> {
        let outputs = self.commitment.outputs().iter().enumerate();
        outputs.filter(|(_, output)| is(output.kind)).map(|(index, _)| index).collect()
    }

    /// Every HTLC transaction as its owner publishes it, alone: with a wallet's input where it brings no fee.
    pub fn htlc_transactions(&self) -> Vec<(Transaction, Vec<Coin>)> {
        let outputs = self.outputs(|kind| kind.htlc().is_some());
        if self.channel.format != Format::StaticRemotekey {
            let claims = outputs
                .iter()
                .map(|output| self.commitment.claim(*output, &self.htlc_path(*output)).unwrap());
            return claims
                .map(|claim| {
                    let spend = self.spend(self.owner, vec![claim, self.wallet(0)], 2000);
                    (spend.transaction, spend.coins)
                })
                .collect();
        }
        let htlcs = self.commitment.htlc_transactions().zip(&self.signatures.htlc_signatures);
        let signed = htlcs.map(|(htlc, remote)| {
            let output = htlc.previous_output.vout as usize;
            let point = self.commitment.keys().per_commitment_point;
            let origin = keelbolt::commitment::spend::KeyOrigin::Htlc { per_commitment_point: point };
            let key = self.keys(self.owner).derive(&origin).unwrap();
            let local = self.context.sign(&htlc.local_digest(), &key).unwrap();
            let spent = &self.commitment.outputs()[output];
            let script_pubkey = ScriptBuf::from_bytes(spent.script_pubkey.to_vec());
            let preimage = Some(self.preimage(output));
            (htlc.signed(&local, remote, preimage).unwrap(), vec![coin(spent.value, script_pubkey)])
        });
        signed.collect()
    }

    /// An output of the host's wallet: P2WPKH of 200,000 sat.
    pub fn wallet(&self, index: u32) -> Claim {
        let key = self.context.public_key(&secret_key(WALLET)).unwrap();
        let script = ScriptBuf::from_bytes(ScriptPubkey::p2wpkh(&key).to_vec());
        let outpoint = OutPoint { txid: Txid([0x77; 32]), vout: index };
        Claim::wallet(outpoint, Sat(200_000), script, WALLET_WITNESS)
    }

    /// Sweeps to a P2WSH output.
    pub fn spend(&self, node: Node, claims: Vec<Claim>, feerate: u32) -> Spend {
        self.signed(node, Sweep::new(claims, destination()).unwrap(), feerate)
    }

    /// Builds a sweep and signs it.
    pub fn signed(&self, node: Node, sweep: Sweep, feerate: u32) -> Spend {
        let unsigned = sweep.build(feerate).unwrap();
        let (predicted, fee) = (unsigned.weight(), unsigned.fee());
        let claims = unsigned.claims().to_vec();
        let signed = unsigned.sign(&self.keys(node), &self.context).unwrap();
        let mut transaction = signed.transaction().clone();
        self.sign_wallet(&mut transaction, &claims);
        let coins = claims.iter().map(coin_of).collect();
        Spend { transaction, coins, claims, predicted, fee, signed }
    }

    /// Adds the witnesses of the wallet's inputs.
    pub fn sign_wallet(&self, transaction: &mut Transaction, claims: &[Claim]) {
        let key = secret_key(WALLET);
        let public_key = self.context.public_key(&key).unwrap().to_bytes();
        let code = key_hash_code(&public_key);
        for (input, claim) in claims.iter().enumerate() {
            if claim.previous_output.txid == Txid([0x77; 32]) {
                let digest = digest(transaction, input, &code, claim.amount);
                let signature = self.context.sign(&digest, &key).unwrap();
                transaction.input[input].witness =
                    Witness::from_slice(&[with_type(&signature), public_key.to_vec()]);
            }
        }
    }
}

impl Party {
    fn new(first: u8, context: &SigningContext) -> Self {
        let key = |number| secret_key(first + number);
        let secrets = ChannelSecrets {
            funding: key(0),
            revocation_basepoint: key(1),
            payment_basepoint: key(2),
            delayed_payment_basepoint: key(3),
            htlc_basepoint: key(4),
            per_commitment_seed: Secret::new([first; 32]),
        };
        let basepoints = secrets.basepoints(context).unwrap();
        Self { secrets, basepoints }
    }
}

/// A signed sweep, and what it spends.
pub struct Spend {
    pub transaction: Transaction,
    pub coins: Vec<Coin>,
    pub claims: Vec<Claim>,
    /// The weight that was known before signing.
    pub predicted: u64,
    pub fee: Sat,
    pub signed: SignedSweep,
}

impl Spend {
    /// The interpreter and the rules of relay take it; nothing is lost; the weight is exact.
    pub fn check(&self, what: &str) {
        consensus(&self.transaction, &self.coins).unwrap_or_else(|input| panic!("{what}: input {input}"));
        assert_eq!(relay::check(&self.transaction, &self.coins, &LATER), Ok(self.fee), "{what}");
        let wallets = self.claims.iter().filter(|claim| claim.key().is_none() && claim.witness_weight() > 1);
        let (wallets, keys) =
            (wallets.count() as u64, self.claims.iter().filter(|claim| claim.key().is_some()).count() as u64);
        let weight = self.transaction.weight().to_wu();
        // A signature of DER is seldom shorter than two bytes less than the longest.
        let slack = self.predicted.checked_sub(weight).unwrap_or_else(|| panic!("{what}: heavier than said"));
        assert!(slack <= 3 * (wallets + keys), "{what}: {slack} for {keys} and {wallets}");
        let exact = self.signed.weight();
        assert!((weight..=weight + 3 * wallets).contains(&exact), "{what}: {exact} of {weight}");
    }
}

/// What a claim spends, as it stands in the chain.
pub fn coin_of(claim: &Claim) -> Coin {
    coin(claim.amount, claim.script_pubkey())
}

pub fn coin(value: Sat, script_pubkey: ScriptBuf) -> Coin {
    let output = TxOut { value: Amount::from_sat(value.0), script_pubkey };
    Coin { output, created: Created::Confirmed(CONFIRMED) }
}

pub fn destination() -> ScriptBuf {
    ScriptBuf::from_bytes(ScriptPubkey::p2wsh(b"somewhere").to_vec())
}

/// Bitcoin Core's verdict: the first input that it refuses.
pub fn consensus(transaction: &Transaction, coins: &[Coin]) -> Result<(), usize> {
    let bytes = serialize(transaction);
    assert_eq!(coins.len(), transaction.input.len());
    coins.iter().enumerate().try_for_each(|(input, coin)| {
        let script = coin.output.script_pubkey.as_bytes();
        bitcoinconsensus::verify(script, coin.output.value.to_sat(), &bytes, None, input).map_err(|_| input)
    })
}

/// What a signature of an input covers.
pub fn digest(transaction: &Transaction, input: usize, script_code: &[u8], value: Sat) -> Sha256 {
    let inputs: Vec<TxIn> = transaction
        .input
        .iter()
        .map(|input| TxIn {
            previous_output: OutPoint {
                txid: Txid(input.previous_output.txid.to_byte_array()),
                vout: input.previous_output.vout,
            },
            sequence: input.sequence.0,
        })
        .collect();
    let outputs: Vec<_> = transaction
        .output
        .iter()
        .map(|output| transaction::TxOut {
            value: Sat(output.value.to_sat()),
            script_pubkey: output.script_pubkey.as_bytes(),
        })
        .collect();
    let transaction = TransactionRef {
        version: transaction.version.0.try_into().unwrap(),
        inputs: &inputs,
        outputs: &outputs,
        lock_time: transaction.lock_time.to_consensus_u32(),
    };
    SegwitV0::new(transaction).digest(input, script_code, value, SighashType::All).unwrap()
}

/// What a signature of P2WPKH covers of the output (BIP 143).
pub fn key_hash_code(public_key: &[u8]) -> Vec<u8> {
    let code = Script::new().op(Op::DUP).op(Op::HASH160).push(&hash160(public_key));
    code.op(Op::EQUALVERIFY).op(Op::CHECKSIG).to_vec()
}

/// A signature of all, as witnesses have it.
pub fn with_type(signature: &Signature) -> Vec<u8> {
    [&*signature.to_der(), &[1][..]].concat()
}

fn preimage(number: u16) -> Preimage {
    let mut bytes = [0x0f; 32];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    Preimage(Secret::new(bytes))
}

fn index(node: Node) -> usize {
    usize::from(node == Node::Accepter)
}

/// The key of the wallet.
const WALLET: u8 = 0x33;

/// A count, a signature of at most 72 bytes and a key of 33, each with its length.
const WALLET_WITNESS: u64 = 1 + 73 + 34;
