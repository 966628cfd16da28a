//! Ids and signature hashes of any transaction are those that the crate `bitcoin` computes.
#![cfg(feature = "alloc")]

use bitcoin::absolute::LockTime;
use bitcoin::hashes::Hash as _;
use bitcoin::sighash::{EcdsaSighashType, SighashCache};
use bitcoin::transaction::Version;
use bitcoin::{Amount, ScriptBuf, Sequence, Transaction, Witness};
use keelbolt::amount::Sat;
use keelbolt::codec::sighash::{SegwitV0, SighashType};
use keelbolt::codec::transaction::{OutPoint, TransactionRef, TxIn, TxOut, Txid};
use proptest::collection::vec;
use proptest::prelude::*;

/// Lengths around those at which a compact size gets longer.
const LENGTHS: &[usize] = &[0, 1, 22, 34, 0xfc, 0xfd, 0xfe, 0xff, 0x100, 0xffff, 0x1_0000];

/// Both kinds, and what `bitcoin` calls them.
const TYPES: &[(SighashType, EcdsaSighashType)] = &[
    (SighashType::All, EcdsaSighashType::All),
    (SighashType::SingleAnyoneCanPay, EcdsaSighashType::SinglePlusAnyoneCanPay),
];

/// A transaction whose outputs have scripts of their own.
#[derive(Clone, Debug)]
struct Contents {
    version: u32,
    inputs: Vec<TxIn>,
    outputs: Vec<(u64, Vec<u8>)>,
    lock_time: u32,
}

impl Contents {
    fn view<R>(&self, read: impl FnOnce(TransactionRef<'_>) -> R) -> R {
        let outputs: Vec<TxOut<'_>> = self
            .outputs
            .iter()
            .map(|(value, script_pubkey)| TxOut { value: Sat(*value), script_pubkey })
            .collect();
        let (version, lock_time) = (self.version, self.lock_time);
        read(TransactionRef { version, inputs: &self.inputs, outputs: &outputs, lock_time })
    }

    fn theirs(&self) -> Transaction {
        let input = |input: &TxIn| bitcoin::TxIn {
            previous_output: bitcoin::OutPoint {
                txid: bitcoin::Txid::from_byte_array(input.previous_output.txid.0),
                vout: input.previous_output.vout,
            },
            script_sig: ScriptBuf::new(),
            sequence: Sequence(input.sequence),
            witness: Witness::new(),
        };
        let output = |(value, script): &(u64, Vec<u8>)| bitcoin::TxOut {
            value: Amount::from_sat(*value),
            script_pubkey: ScriptBuf::from_bytes(script.clone()),
        };
        Transaction {
            version: Version(self.version as i32),
            lock_time: LockTime::from_consensus(self.lock_time),
            input: self.inputs.iter().map(input).collect(),
            output: self.outputs.iter().map(output).collect(),
        }
    }
}

fn contents() -> impl Strategy<Value = Contents> {
    let input = (any::<[u8; 32]>(), any::<u32>(), any::<u32>()).prop_map(|(txid, vout, sequence)| TxIn {
        previous_output: OutPoint { txid: Txid(txid), vout },
        sequence,
    });
    let counts = prop_oneof![8 => 0..6_usize, 1 => 0xfb..0x100_usize];
    // `bitcoin` writes a transaction without inputs in the form that has witnesses, which has another id.
    let parts = (
        any::<u32>(),
        vec(input, 1..6),
        counts.prop_flat_map(move |count| vec((any::<u64>(), script()), count)),
    );
    (parts, any::<u32>()).prop_map(|((version, inputs, outputs), lock_time)| Contents {
        version,
        inputs,
        outputs,
        lock_time,
    })
}

fn script() -> impl Strategy<Value = Vec<u8>> {
    let edge = prop::sample::select(LENGTHS).prop_map(|length| vec![0x51; length]);
    prop_oneof![1 => edge, 16 => vec(any::<u8>(), 0..40)].boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn ids_and_digests_are_those_of_bitcoin(
        contents in contents(), script_code in script(), value in any::<u64>()
    ) {
        let theirs = contents.theirs();
        let mut cache = SighashCache::new(&theirs);
        contents.view(|transaction| {
            prop_assert_eq!(transaction.txid().0, theirs.compute_txid().to_byte_array());
            let digests = SegwitV0::new(transaction);
            for index in 0..contents.inputs.len() {
                for (ours, theirs) in TYPES {
                    let script = ScriptBuf::from_bytes(script_code.clone());
                    let expected = cache.p2wsh_signature_hash(index, &script, Amount::from_sat(value), *theirs);
                    let found = digests.digest(index, &script_code, Sat(value), *ours);
                    prop_assert_eq!(found.unwrap().0, expected.unwrap().to_byte_array());
                }
            }
            let beyond = digests.digest(contents.inputs.len(), &script_code, Sat(value), SighashType::All);
            prop_assert_eq!(beyond, None);
            Ok(())
        })?;
    }

    /// BIP 69 as `bitcoin` has it: it sorts by what is shown of an id too.
    #[test]
    fn the_order_is_that_of_bip_69(contents in contents(), txids in vec((0..4_u8, 0..4_u8, 0..3_u32), 0..20)) {
        let mut theirs = contents.theirs();
        let outpoint = |(first, last, vout): &(u8, u8, u32)| {
            let mut txid = [0; 32];
            (txid[0], txid[31]) = (*first, *last);
            OutPoint { txid: Txid(txid), vout: *vout }
        };
        let mut inputs: Vec<OutPoint> = txids.iter().map(outpoint).collect();
        inputs.sort_by(OutPoint::bip69_cmp);
        let shown = inputs.iter().map(|input| (input.txid.to_string(), input.vout));
        prop_assert!(shown.is_sorted());

        theirs.output.sort_by(|a, b| a.value.cmp(&b.value).then(a.script_pubkey.cmp(&b.script_pubkey)));
        contents.view(|transaction| {
            let mut outputs = transaction.outputs.to_vec();
            outputs.sort_by(TxOut::bip69_cmp);
            let found = outputs.iter().map(|output| (output.value.0, output.script_pubkey));
            prop_assert!(found.eq(theirs.output.iter().map(|output| (output.value.to_sat(), output.script_pubkey.as_bytes()))));
            Ok(())
        })?;
    }
}
