//! Every clause of every policy: it spends, and what it forbids is refused.

use super::judge::accepts;
use super::keys::{DESTINATION, SERVER, STRANGER, USER, context, pair, preimage, together};
use bitcoin::{Amount, ScriptBuf, Sequence, Transaction, TxOut, Witness, absolute};
use keelbolt::amount::Sat;
use keelbolt::codec::sighash::{Taproot, TaprootSighashType};
use keelbolt::codec::spend::Funding;
use keelbolt::codec::transaction::{self, OutPoint, TransactionRef, TxIn, Txid};
use keelbolt::crypto::{PaymentHash, SchnorrSignature, Sha256, sha256};
use keelbolt::entropy::Entropy;
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::{Clause, Policy, PolicyOutput, UserPolicy};
use keelbolt::vtxo::{HashLockVersion, LockDelta, LockHeight, Terms, UnlockHash};

const VALUE: u64 = 100_000;
const OUTPOINT: OutPoint = OutPoint { txid: Txid([5; 32]), vout: 1 };

/// Terms with delays and heights whose pushes have every length.
fn terms() -> impl Iterator<Item = Terms> {
    let pairs = [(16, 1), (17, 16), (127, 17), (128, 144), (900_000, 16_383), (499_934_467, 6)];
    pairs.into_iter().map(|(height, blocks)| Terms {
        server_pubkey: pair(SERVER).public_key(),
        expiry_height: LockHeight::new(BlockHeight(height)).unwrap(),
        exit_delta: LockDelta::new(blocks).unwrap(),
    })
}

/// All policies that have a clause, with this hash wherever there is one.
fn policies(terms: &Terms, hash: Sha256) -> Vec<Policy> {
    use HashLockVersion::{V0, V1};
    let user_pubkey = pair(USER).public_key();
    let (payment_hash, unlock_hash) = (PaymentHash(hash.0), UnlockHash(hash.0));
    let (htlc_expiry, htlc_expiry_delta) = (terms.expiry_height, terms.exit_delta);
    let versioned = |version| {
        [
            Policy::User(UserPolicy::LightningSend { version, user_pubkey, payment_hash, htlc_expiry }),
            Policy::User(UserPolicy::LightningReceive {
                version,
                user_pubkey,
                payment_hash,
                htlc_expiry,
                htlc_expiry_delta,
            }),
            Policy::HarkLeaf { version, user_pubkey, unlock_hash },
            Policy::HarkForfeit { version, user_pubkey, unlock_hash },
        ]
    };
    let internal_key = pair(STRANGER).x_only_public_key();
    let others = [
        Policy::User(UserPolicy::Pubkey { user_pubkey }),
        Policy::Checkpoint { user_pubkey },
        Policy::Expiry { internal_key },
    ];
    [V0, V1].into_iter().flat_map(versioned).chain(others).collect()
}

/// An output and one of its clauses.
struct Coin {
    output: PolicyOutput,
    clause: Clause,
}

/// Every clause of every policy under all terms.
fn coins(hash: Sha256) -> impl Iterator<Item = Coin> {
    terms().flat_map(move |terms| {
        policies(&terms, hash).into_iter().flat_map(move |policy| {
            let output = policy.output(&terms).unwrap();
            let clauses = policy.clauses(&terms).unwrap().to_vec();
            clauses.into_iter().map(move |clause| Coin { output, clause })
        })
    })
}

impl Coin {
    fn spent(&self) -> TxOut {
        let script_pubkey = ScriptBuf::from_bytes(self.output.script_pubkey().to_vec());
        TxOut { value: Amount::from_sat(VALUE), script_pubkey }
    }

    /// Whoever the clause is for signs: one of the two, or both as one.
    fn sign(&self, message: &Sha256) -> SchnorrSignature {
        let single = [SERVER, USER].map(pair);
        match single.iter().find(|pair| pair.x_only_public_key() == *self.clause.pubkey()) {
            Some(signer) => context().sign_schnorr(&message.0, signer, Entropy::new([8; 32])).unwrap(),
            None => together(&single, None, message),
        }
    }

    /// The spend that the library builds.
    fn right(&self) -> Transaction {
        let funding = Funding { outpoint: OUTPOINT, value: Sat(VALUE) };
        let spend = self.output.spend(&self.clause, &funding, Some(&preimage()), DESTINATION, 1_000).unwrap();
        let weight = spend.weight();
        let signature = self.sign(&spend.sighash());
        let transaction = spend.finish(&signature).unwrap().transaction();
        assert_eq!(transaction.weight().to_wu(), weight, "{:?}", self.clause);
        transaction
    }

    /// The same spend, changed and then signed again.
    fn changed(&self, change: impl FnOnce(&mut Transaction)) -> Transaction {
        let mut transaction = self.right();
        change(&mut transaction);
        let input = &transaction.input[0];
        let inputs = [TxIn { previous_output: OUTPOINT, sequence: input.sequence.0 }];
        let output = &transaction.output[0];
        let outputs = [transaction::TxOut {
            value: Sat(output.value.to_sat()),
            script_pubkey: output.script_pubkey.as_bytes(),
        }];
        let lock_time = transaction.lock_time.to_consensus_u32();
        let view = TransactionRef { version: 2, inputs: &inputs, outputs: &outputs, lock_time };
        let script_pubkey = self.output.script_pubkey();
        let spent = [transaction::TxOut { value: Sat(VALUE), script_pubkey: &script_pubkey }];
        let sighashes = Taproot::new(view, &spent).unwrap();
        let message =
            sighashes.script_path(0, &self.clause.leaf_hash(), TaprootSighashType::Default).unwrap();
        with_element(&mut transaction, 0, self.sign(&message).as_bytes());
        transaction
    }
}

fn with_element(transaction: &mut Transaction, index: usize, element: &[u8]) {
    let mut elements = transaction.input[0].witness.to_vec();
    elements[index] = element.to_vec();
    transaction.input[0].witness = Witness::from_slice(&elements);
}

#[test]
fn every_clause_is_spent() {
    for coin in coins(sha256(preimage().0.expose())) {
        assert!(accepts(&coin.right(), &coin.spent()), "{:?}", coin.clause);
        // What is changed below only in what it shows spends when nothing is changed.
        assert!(accepts(&coin.changed(|_| ()), &coin.spent()), "{:?}", coin.clause);
    }
}

#[test]
fn nobody_spends_before_its_time() {
    for coin in coins(sha256(preimage().0.expose())) {
        let refused = |what, transaction| {
            assert!(!accepts(&transaction, &coin.spent()), "{what}: {:?}", coin.clause);
        };
        if let Some(height) = coin.clause.height() {
            let early = absolute::LockTime::from_consensus(height.to_u32() - 1);
            refused("too low", coin.changed(|transaction| transaction.lock_time = early));
            // A time is no height.
            let time = absolute::LockTime::from_consensus(500_000_000);
            refused("a time", coin.changed(|transaction| transaction.lock_time = time));
        }
        if let Some(delta) = coin.clause.delta() {
            let early = Sequence(u32::from(delta) - 1);
            refused("too early", coin.changed(|transaction| transaction.input[0].sequence = early));
            let time = Sequence(u32::from(delta) | 1 << 22);
            refused("a time", coin.changed(|transaction| transaction.input[0].sequence = time));
            refused("none", coin.changed(|transaction| transaction.input[0].sequence = Sequence::MAX));
        }
    }
}

#[test]
fn nobody_else_spends() {
    for coin in coins(sha256(preimage().0.expose())) {
        let right = coin.right();
        let count = right.input[0].witness.len();
        let with = |index, element: &[u8]| {
            let mut changed = right.clone();
            with_element(&mut changed, index, element);
            changed
        };
        let stranger = context().sign_schnorr(&[1; 32], &pair(STRANGER), Entropy::new([8; 32])).unwrap();
        let mut block = right.input[0].witness.to_vec()[count - 1].clone();
        *block.last_mut().unwrap() ^= 1;
        let mut rows = vec![
            ("no signature", with(0, &[])),
            ("a stranger's signature", with(0, stranger.as_bytes())),
            ("another script", with(count - 2, &[0x51])),
            ("another control block", with(count - 1, &block)),
        ];
        if coin.clause.hash().is_some() {
            rows.push(("another preimage", with(1, &[8; 32])));
            rows.push(("no preimage", with(1, &[])));
        }
        for (what, transaction) in rows {
            assert!(!accepts(&transaction, &coin.spent()), "{what}: {:?}", coin.clause);
        }
    }
}

/// A preimage of 33 bytes opens locks of version 0 alone: nobody could show it where 32 are asked for.
#[test]
fn long_preimages_open_old_locks_alone() {
    let long = [9; 33];
    let locked = coins(sha256(&long)).filter(|coin| coin.clause.hash().is_some());
    let mut versions = Vec::new();
    for coin in locked {
        let hash = *coin.clause.hash().unwrap();
        versions.push(hash.version);
        // The library spends with preimages of 32 bytes only, so that this is built beside it.
        let transaction = built(&coin, &long);
        let expected = hash.version == HashLockVersion::V0;
        assert_eq!(accepts(&transaction, &coin.spent()), expected, "{:?}", coin.clause);
    }
    assert!(versions.contains(&HashLockVersion::V0) && versions.contains(&HashLockVersion::V1));
}

/// A spend with any preimage.
fn built(coin: &Coin, preimage: &[u8]) -> Transaction {
    let sequence = coin.clause.delta().map_or(0xffff_fffd, u32::from);
    let inputs = [TxIn { previous_output: OUTPOINT, sequence }];
    let outputs = [transaction::TxOut { value: Sat(VALUE - 1_000), script_pubkey: DESTINATION }];
    let view = TransactionRef { version: 2, inputs: &inputs, outputs: &outputs, lock_time: 0 };
    let script_pubkey = coin.output.script_pubkey();
    let spent = [transaction::TxOut { value: Sat(VALUE), script_pubkey: &script_pubkey }];
    let sighashes = Taproot::new(view, &spent).unwrap();
    let message = sighashes.script_path(0, &coin.clause.leaf_hash(), TaprootSighashType::Default).unwrap();
    let signature = coin.sign(&message);
    let mut buffer = [0; 65];
    let block = coin.output.control_block(&coin.clause).unwrap();
    let block = block.write(&mut buffer).unwrap();
    let script = coin.clause.script();
    let witness: [&[u8]; 4] = [signature.as_bytes(), preimage, &script, block];
    Transaction {
        version: bitcoin::transaction::Version::TWO,
        lock_time: absolute::LockTime::ZERO,
        input: vec![bitcoin::TxIn {
            previous_output: bitcoin::OutPoint {
                txid: bitcoin::hashes::Hash::from_byte_array(OUTPOINT.txid.0),
                vout: OUTPOINT.vout,
            },
            script_sig: ScriptBuf::new(),
            sequence: Sequence(sequence),
            witness: Witness::from_slice(&witness),
        }],
        output: vec![TxOut {
            value: Amount::from_sat(VALUE - 1_000),
            script_pubkey: ScriptBuf::from_bytes(DESTINATION.to_vec()),
        }],
    }
}
