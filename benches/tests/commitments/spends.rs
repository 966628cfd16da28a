//! What takes the outputs of commitments: the peer signs Keelbolt's sweeps input by input; its signatures are of the same
//! digests and keys, its witnesses the same, and the weights those that it expects.

use crate::nodes::{CONTEXT, Node as Keys, SECP, theirs};
use crate::peer;
use crate::plan::Plan;
use arbitrary::{Result, Unstructured};
use bitcoin::consensus::serialize;
use bitcoin::hashes::Hash as _;
use bitcoin::secp256k1::SecretKey as PeerSecret;
use bitcoin::secp256k1::ecdsa::Signature as PeerSignature;
use bitcoin::{Amount, ScriptBuf, Transaction, TxOut, Txid, Witness};
use keelbolt::commitment::spend::{
    Claim, ClaimKind, Error, KeyOrigin, Path, Revocation, SpendKeys, Sweep, UnsignedSweep,
};
use keelbolt::commitment::{
    Commitment, CommitmentSignatures, Format, OutputKind, PeerKeys, PerCommitmentSecret,
};
use keelbolt::crypto::{Preimage, Signature};
use keelbolt::secret::Secret;
use keelbolt_benches::{cases, random_bytes};
use lightning::chain::transaction::OutPoint as PeerOutPoint;
use lightning::ln::chan_utils::{
    ANCHOR_INPUT_WITNESS_WEIGHT, ChannelTransactionParameters, CommitmentTransaction, HTLCOutputInCommitment,
    TxCreationKeys, aggregated_htlc_success_input_output_pair_weight,
    aggregated_htlc_timeout_input_output_pair_weight, build_keyed_anchor_input_witness,
    get_htlc_redeemscript, get_revokeable_redeemscript,
};
use lightning::sign::ecdsa::EcdsaChannelSigner as _;
use lightning::sign::{
    ChannelDerivationParameters, DelayedPaymentOutputDescriptor, HTLCDescriptor,
    StaticPaymentOutputDescriptor,
};
use lightning::types::payment::PaymentPreimage;
use std::collections::BTreeMap;

/// By how many bits the greatest number of HTLCs is lowered, case by case.
const FEWER: [u32; 4] = [5, 6, 7, 8];

/// What a sweep is built at: little, so that few are not worth it.
const FEERATE: u32 = 253;

#[test]
fn sweeps_are_signed_alike() {
    let (mut inputs, mut poor) = (BTreeMap::<ClaimKind, u64>::new(), 0);
    for seed in 0..cases() {
        let bytes = random_bytes(seed, 8 * 1024);
        let source = &mut Unstructured::new(&bytes);
        let mut plan = Plan::draw(source, FEWER[seed as usize % FEWER.len()]).unwrap();
        let preimages = plan.show_preimages();
        // Whether the opener can pay is compared elsewhere.
        let Ok(commitment) = plan.draft().build(&plan.channel) else { continue };
        let case = Case::new(&plan, &preimages, &commitment);
        for claims in case.sweeps(source).unwrap() {
            match Sweep::new(claims, destination()).and_then(|sweep| sweep.build(FEERATE)) {
                Ok(unsigned) => case.check(unsigned, seed, &mut inputs),
                Err(Error::FeeExceedsAmount { .. } | Error::Dust { .. } | Error::Weight { .. }) => poor += 1,
                Err(error) => panic!("seed {seed}: {error}"),
            }
        }
    }
    println!("> {} commitments, inputs by kind: {inputs:?}; {poor} sweeps not worth their fee", cases());
    assert_eq!(inputs.len(), 9, "{inputs:?}");
    assert!(inputs.values().all(|count| *count >= cases() / 20), "{inputs:?}");
}

/// A commitment with everything that both need to spend it.
struct Case<'a> {
    plan: &'a Plan,
    preimages: &'a [Preimage],
    ours: &'a Commitment,
    theirs: CommitmentTransaction,
    signatures: CommitmentSignatures,
    /// The channel as the owner sees it, and as the other node does.
    owners: ChannelTransactionParameters,
    others: ChannelTransactionParameters,
    /// The owner, and the other node.
    owner: &'a Keys,
    other: &'a Keys,
}

impl<'a> Case<'a> {
    fn new(plan: &'a Plan, preimages: &'a [Preimage], ours: &'a Commitment) -> Self {
        let others = peer::parameters(plan);
        let theirs = peer::commitment(plan, &others);
        let (owner, other) = plan.owner_and_signer();
        let keys = PeerKeys { funding: &other.funding, htlc_basepoint: &other.htlc_basepoint };
        let signatures = ours.sign(&keys, &CONTEXT).unwrap();
        let owners = peer::owners_parameters(plan);
        Self { plan, preimages, ours, theirs, signatures, owners, others, owner, other }
    }

    /// The claims that go together: justice for everything, what the other node takes, what the owner takes.
    fn sweeps(&self, source: &mut Unstructured<'_>) -> Result<Vec<Vec<Claim>>> {
        let secret = PerCommitmentSecret(Secret::new(*self.plan.secret.expose()));
        let revocation = Revocation::new(secret, &CONTEXT).unwrap();
        let (mut justice, mut others, mut owners) = (Vec::new(), Vec::new(), Vec::new());
        // HTLC transactions go with those of the same lock time.
        let mut htlc_transactions = BTreeMap::<u32, Vec<Claim>>::new();
        for (output, kind) in self.ours.outputs().iter().map(|output| output.kind).enumerate() {
            let claim = |path: &Path<'_>| self.ours.claim(output, path).unwrap();
            let preimage = kind.htlc().map(|htlc| &self.preimages[htlc]);
            match kind {
                OutputKind::ToLocal => {
                    owners.push(claim(&Path::Delayed));
                    justice.push(claim(&Path::Revocation(&revocation)));
                }
                OutputKind::ToRemote => {
                    let claim = claim(&Path::Payment);
                    if source.arbitrary()? { &mut justice } else { &mut others }.push(claim);
                }
                OutputKind::LocalAnchor => owners.push(claim(&Path::Anchor)),
                OutputKind::RemoteAnchor => others.push(claim(&Path::Anchor)),
                OutputKind::SharedAnchor => {}
                OutputKind::OfferedHtlc(_) | OutputKind::ReceivedHtlc(_) => {
                    justice.push(claim(&Path::Revocation(&revocation)));
                    others.push(claim(&match kind {
                        OutputKind::OfferedHtlc(_) => Path::Preimage(preimage.unwrap()),
                        _ => Path::Timeout,
                    }));
                    if self.plan.channel.format != Format::StaticRemotekey {
                        let path =
                            Path::HtlcTransaction { remote_signature: self.signature(output), preimage };
                        let claim = claim(&path);
                        htlc_transactions.entry(claim.lock_time).or_default().push(claim);
                    }
                }
            }
        }
        // HTLC transactions bring no fee: what the owner has waited for does.
        let with_fees = htlc_transactions.into_values().map(|claims| [claims, owners.clone()].concat());
        let mut sweeps: Vec<_> = with_fees.filter(|claims| agree(claims)).take(2).collect();
        sweeps.extend([justice, others, owners]);
        sweeps.retain(|claims| !claims.is_empty());
        Ok(sweeps)
    }

    /// The other node's signature of the HTLC transaction of an output.
    fn signature(&self, output: usize) -> &Signature {
        let mut htlcs = self.ours.htlc_transactions().zip(&self.signatures.htlc_signatures);
        htlcs.find(|(htlc, _)| htlc.previous_output.vout as usize == output).unwrap().1
    }

    /// The peer signs each input; the transactions are the same.
    fn check(&self, unsigned: UnsignedSweep, seed: u64, inputs: &mut BTreeMap<ClaimKind, u64>) {
        let transaction = unsigned.transaction();
        let mut expected = transaction.clone();
        let mut signatures = Vec::new();
        for (input, claim) in unsigned.claims().iter().enumerate() {
            let witness = self.witness(&transaction, input, claim);
            let signature = if is_htlc_transaction(claim) { &witness[2] } else { &witness[0] };
            signatures.push(Signature::parse_der(&signature[..signature.len() - 1]).unwrap());
            expected.input[input].witness = witness;
            self.check_weight(claim, seed);
            *inputs.entry(claim.kind).or_default() += 1;
        }
        for request in unsigned.signature_requests() {
            // The peer does not show the secret of its `payment_basepoint`.
            if request.key.origin != KeyOrigin::Payment {
                let keys = [self.owner, self.other].map(spend_keys);
                let public = |keys: &SpendKeys<'_>| {
                    CONTEXT.public_key(&keys.derive(&request.key.origin).unwrap()).unwrap()
                };
                assert!(keys.iter().any(|keys| public(keys) == request.key.public_key), "seed {seed}");
            }
        }
        // The peer's nonces are its own: what it signed is what is verified here.
        let signed = unsigned.complete(&signatures).unwrap();
        assert_eq!(serialize(signed.transaction()), serialize(&expected), "seed {seed}");
        assert_eq!(signed.weight(), expected.weight().to_wu(), "seed {seed}");
    }

    /// The witness that the peer makes for an input.
    fn witness(&self, transaction: &Transaction, input: usize, claim: &Claim) -> Witness {
        let (owners, others) = (&self.owners, &self.others);
        let (owner, other) = (&self.owner.signer, &self.other.signer);
        let (point, amount) = (theirs(&self.plan.point), claim.amount.0);
        let secret = PeerSecret::from_slice(self.plan.secret.expose()).unwrap();
        let script = || get_htlc_redeemscript(&self.htlc(claim), self.features(), self.keys());
        match claim.kind {
            ClaimKind::RevokedToLocal => {
                let signature =
                    other.sign_justice_revoked_output(others, transaction, input, amount, &secret, &SECP);
                witness(&signature.unwrap(), Some(&[1]), self.to_local_script())
            }
            ClaimKind::RevokedHtlc => {
                let htlc = self.htlc(claim);
                let signature = other.sign_justice_revoked_htlc(
                    others,
                    transaction,
                    input,
                    amount,
                    &secret,
                    &htlc,
                    &SECP,
                );
                let key = self.keys().revocation_key.to_public_key().serialize();
                witness(&signature.unwrap(), Some(&key), script())
            }
            ClaimKind::Preimage | ClaimKind::Timeout => {
                let htlc = self.htlc(claim);
                let signature = other
                    .sign_counterparty_htlc_transaction(
                        others,
                        transaction,
                        input,
                        amount,
                        &point,
                        &htlc,
                        &SECP,
                    )
                    .unwrap();
                let preimage = self.preimage(claim).filter(|_| claim.kind == ClaimKind::Preimage);
                let choice = preimage.map_or_else(Vec::new, |preimage| preimage.0.to_vec());
                witness(&signature, Some(&choice), script())
            }
            ClaimKind::ToRemote => {
                let descriptor = self.static_payment(claim);
                other.sign_counterparty_payment_input(transaction, input, &descriptor, &SECP).unwrap()
            }
            ClaimKind::ToLocal => {
                let descriptor = self.delayed_payment(claim);
                owner.sign_dynamic_p2wsh_input(transaction, input, &descriptor, &SECP).unwrap()
            }
            ClaimKind::Anchor => {
                let local =
                    self.ours.outputs()[claim.previous_output.vout as usize].kind == OutputKind::LocalAnchor;
                let (signer, parameters) = if local { (owner, owners) } else { (other, others) };
                let signature = signer.sign_holder_keyed_anchor_input(parameters, transaction, input, &SECP);
                build_keyed_anchor_input_witness(
                    &parameters.holder_pubkeys.funding_pubkey,
                    &signature.unwrap(),
                )
            }
            ClaimKind::HtlcSuccess | ClaimKind::HtlcTimeout => {
                let descriptor = self.htlc_descriptor(claim);
                assert_eq!(descriptor.unsigned_tx_input(), transaction.input[input]);
                assert_eq!(descriptor.tx_output(&SECP), transaction.output[input]);
                assert_eq!(descriptor.previous_utxo(&SECP).script_pubkey, claim.script_pubkey());
                let signature = owner.sign_holder_htlc_transaction(transaction, input, &descriptor, &SECP);
                descriptor.tx_input_witness(&signature.unwrap(), &descriptor.witness_script(&SECP))
            }
            kind => panic!("{kind:?}"),
        }
    }

    /// What the peer expects of a witness is never less, and no more than its longer signatures, delays and expiries.
    fn check_weight(&self, claim: &Claim, seed: u64) {
        /// The output of an HTLC transaction.
        const OUTPUT: u64 = 172;
        let (expected, slack) = match claim.kind {
            ClaimKind::ToLocal => (DelayedPaymentOutputDescriptor::MAX_WITNESS_LENGTH, 4),
            ClaimKind::ToRemote => (self.static_payment(claim).max_witness_length(), 0),
            ClaimKind::Anchor => (ANCHOR_INPUT_WITNESS_WEIGHT, 0),
            ClaimKind::HtlcSuccess => {
                (aggregated_htlc_success_input_output_pair_weight(self.features()) - OUTPUT - 4 * 41, 12)
            }
            ClaimKind::HtlcTimeout => {
                (aggregated_htlc_timeout_input_output_pair_weight(self.features()) - OUTPUT - 4 * 41, 12)
            }
            _ => return,
        };
        let found = claim.witness_weight();
        assert!(
            (expected - slack..=expected).contains(&found),
            "seed {seed}: {found} of {expected}, {claim:?}"
        );
    }

    fn keys(&self) -> &TxCreationKeys {
        self.theirs.trust().keys()
    }

    fn features(&self) -> &lightning::types::features::ChannelTypeFeatures {
        &self.others.channel_type_features
    }

    fn htlc(&self, claim: &Claim) -> HTLCOutputInCommitment {
        let vout = Some(claim.previous_output.vout);
        let mut htlcs = self.theirs.nondust_htlcs().iter();
        htlcs.find(|htlc| htlc.transaction_output_index == vout).unwrap().clone()
    }

    fn preimage(&self, claim: &Claim) -> Option<PaymentPreimage> {
        let htlc = self.ours.outputs()[claim.previous_output.vout as usize].kind.htlc()?;
        Some(PaymentPreimage(*self.preimages[htlc].0.expose()))
    }

    fn to_local_script(&self) -> ScriptBuf {
        let delay = self.plan.channel.node(self.plan.owner).to_self_delay;
        get_revokeable_redeemscript(
            &self.keys().revocation_key,
            delay,
            &self.keys().broadcaster_delayed_payment_key,
        )
    }

    fn delayed_payment(&self, claim: &Claim) -> DelayedPaymentOutputDescriptor {
        DelayedPaymentOutputDescriptor {
            outpoint: outpoint(claim),
            per_commitment_point: theirs(&self.plan.point),
            to_self_delay: self.plan.channel.node(self.plan.owner).to_self_delay,
            output: output(claim),
            revocation_pubkey: self.keys().revocation_key,
            channel_keys_id: [0; 32],
            channel_value_satoshis: self.plan.channel.funding_amount.0,
            channel_transaction_parameters: Some(self.owners.clone()),
        }
    }

    fn static_payment(&self, claim: &Claim) -> StaticPaymentOutputDescriptor {
        StaticPaymentOutputDescriptor {
            outpoint: outpoint(claim),
            output: output(claim),
            channel_keys_id: [0; 32],
            channel_value_satoshis: self.plan.channel.funding_amount.0,
            channel_transaction_parameters: Some(self.others.clone()),
        }
    }

    fn htlc_descriptor(&self, claim: &Claim) -> HTLCDescriptor {
        let signature = self.signature(claim.previous_output.vout as usize).to_compact();
        HTLCDescriptor {
            channel_derivation_parameters: ChannelDerivationParameters {
                value_satoshis: self.plan.channel.funding_amount.0,
                keys_id: [0; 32],
                transaction_parameters: self.owners.clone(),
            },
            commitment_txid: Txid::from_byte_array(claim.previous_output.txid.0),
            per_commitment_number: 0,
            per_commitment_point: theirs(&self.plan.point),
            feerate_per_kw: 0,
            htlc: self.htlc(claim),
            preimage: self.preimage(claim).filter(|_| claim.kind == ClaimKind::HtlcSuccess),
            counterparty_sig: PeerSignature::from_compact(&signature).unwrap(),
        }
    }
}

/// Whether no claim has a higher lock time than the HTLC transactions, which their signatures cover.
fn agree(claims: &[Claim]) -> bool {
    claims.iter().all(|claim| {
        !is_htlc_transaction(claim) || claims.iter().all(|other| other.lock_time <= claim.lock_time)
    })
}

fn is_htlc_transaction(claim: &Claim) -> bool {
    matches!(claim.kind, ClaimKind::HtlcSuccess | ClaimKind::HtlcTimeout)
}

/// `<signature> <choice> <script>`
fn witness(signature: &PeerSignature, choice: Option<&[u8]>, script: ScriptBuf) -> Witness {
    let signature = [&*signature.serialize_der(), &[1]].concat();
    let choice = choice.map(<[u8]>::to_vec);
    Witness::from_slice(
        &[signature].into_iter().chain(choice).chain([script.into_bytes()]).collect::<Vec<_>>(),
    )
}

fn outpoint(claim: &Claim) -> PeerOutPoint {
    let txid = Txid::from_byte_array(claim.previous_output.txid.0);
    PeerOutPoint { txid, index: claim.previous_output.vout.try_into().unwrap() }
}

fn output(claim: &Claim) -> TxOut {
    TxOut { value: Amount::from_sat(claim.amount.0), script_pubkey: claim.script_pubkey() }
}

/// All secrets of a node but that of its `payment_basepoint`, for which another stands.
fn spend_keys(node: &Keys) -> SpendKeys<'_> {
    SpendKeys {
        basepoints: &node.basepoints,
        funding: &node.funding,
        revocation_basepoint: &node.revocation_basepoint,
        payment_basepoint: &node.funding,
        delayed_payment_basepoint: &node.delayed_payment_basepoint,
        htlc_basepoint: &node.htlc_basepoint,
    }
}

fn destination() -> ScriptBuf {
    ScriptBuf::from_bytes([vec![0, 20], vec![9; 20]].concat())
}
