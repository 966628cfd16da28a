//! Appendices C and F, and the vectors of zero-fee commitments: the owner opened the channel.

use super::fees::format;
use crate::conformance::case::{Case, context, public_key, secret_key, text};
use crate::conformance::{array, same};
use bitcoin::consensus::serialize;
use keelbolt::amount::{Msat, Sat};
use keelbolt::bytes::Hex;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::commitment::{
    Basepoints, ChannelParameters, Commitment, CommitmentDraft, CommitmentNumber, CommitmentSignatures, Htlc,
    HtlcTransaction, Node, NodeParameters, ObscuringFactor, OutputKind, PeerKeys, PerCommitmentSecret, Stage,
    Template, derive_privkey,
};
use keelbolt::crypto::{PaymentHash, Preimage, PublicKey, SecretKey, Signature};
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;
use serde_json::Value;

/// The commitment of a case, and all keys.
struct Channel {
    commitment: Commitment,
    params: Case,
    htlcs: Vec<KnownHtlc>,
    local_funding: SecretKey,
    local_htlc: SecretKey,
    signatures: CommitmentSignatures,
}

/// An HTLC with what only a vector knows.
struct KnownHtlc {
    id: u64,
    htlc: Htlc,
    preimage: Option<Preimage>,
}

pub(in crate::conformance) fn commitment(case: &mut Case) -> Result<(), String> {
    let mut channel = Channel::read(case)?;
    channel.check_params()?;
    let commitment = &channel.commitment;
    for key in ["remote_signature", "local_signature"] {
        let signature = Signature::parse(&array(case, key)?).map_err(text)?;
        same("der", case.needed(&format!("{key}_der"))?, signature.to_der().to_vec())?;
    }
    let remote = Signature::parse(&array(case, "remote_signature")?).map_err(text)?;
    same("remote_signature", remote, channel.signatures.signature)?;
    let local = context().sign(&commitment.digest(), &channel.local_funding).map_err(text)?;
    same("local_signature", Signature::parse(&array(case, "local_signature")?).map_err(text)?, local)?;
    let signed = commitment.signed(&local, &remote);
    same("commitment_tx", shown(&case.needed("commitment_tx")?), shown(&serialize(&signed)))?;
    same("commitment_txid", case.text("commitment_txid"), Some(commitment.txid().to_string()))?;
    same("actual_fee_sat", case.number("actual_fee_sat"), Some(commitment.fee().0))?;
    if let Some(base_fee) = case.number("base_fee_sat") {
        let untrimmed = commitment.htlc_transactions().count() as u64;
        let format = commitment.channel().format;
        same("base_fee_sat", base_fee, format.commitment_fee(commitment.feerate_per_kw(), untrimmed).0)?;
    }
    channel.check_outputs(&case.list("outputs"))?;
    let transactions = case.list("htlc_txs");
    same("number of htlc_txs", transactions.len(), commitment.htlc_transactions().count())?;
    for ((value, htlc), remote) in
        transactions.iter().zip(commitment.htlc_transactions()).zip(&channel.signatures.htlc_signatures)
    {
        channel.check_htlc(&mut Case::inner(value, "htlc_txs")?, &htlc, remote)?;
    }
    channel.params.finish()
}

pub(in crate::conformance) fn commitment_zero_fee(case: &mut Case) -> Result<(), String> {
    let channel = Channel::read(case)?;
    let commitment = &channel.commitment;
    let local = context().sign(&commitment.digest(), &channel.local_funding).map_err(text)?;
    let signed = commitment.signed(&local, &channel.signatures.signature);
    same("commitment_tx", shown(&case.needed("commitment_tx")?), shown(&serialize(&signed)))?;
    for (stage, key) in [(Stage::Success, "htlc_success_txs"), (Stage::Timeout, "htlc_timeout_txs")] {
        let expected: Vec<_> = case.list(key).iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let transactions = commitment.htlc_transactions().zip(&channel.signatures.htlc_signatures);
        let found = transactions
            .filter(|(htlc, _)| htlc.stage == stage)
            .map(|(htlc, remote)| channel.signed(&htlc, remote).map(|bytes| shown(&bytes)))
            .collect::<Result<Vec<_>, _>>()?;
        same(key, expected, found)?;
    }
    channel.params.finish()
}

impl Channel {
    fn read(case: &mut Case) -> Result<Self, String> {
        let params = case.value("params");
        let mut params = Case::inner(&case.must("params", params)?, "params")?;
        let number = |case: &mut Case, key: &str| {
            let value = case.number(key);
            case.must(key, value)
        };
        let mut txid: [u8; 32] = array(&mut params, "funding_txid")?;
        txid.reverse();
        let vout = number(&mut params, "funding_output_index")? as u32;
        let dust_limit = Sat(number(case, "dust_limit_sat")?);
        let to_self_delay = number(&mut params, "local_delay")? as u16;
        let local = Secrets::read(&mut params, "local")?;
        let remote = Secrets::read(&mut params, "remote")?;
        let node = |basepoints| NodeParameters { basepoints, dust_limit, to_self_delay };
        let channel = ChannelParameters {
            format: format(case)?,
            funding: OutPoint { txid: Txid(txid), vout },
            funding_amount: Sat(number(&mut params, "funding_amount_sat")?),
            opener: node(local.basepoints),
            accepter: node(remote.basepoints),
        };
        let htlcs = case.list("htlcs").iter().map(KnownHtlc::read).collect::<Result<Vec<_>, _>>()?;
        let listed: Vec<Htlc> = htlcs.iter().map(|known| known.htlc).collect();
        let commitment_number = CommitmentNumber::new(number(&mut params, "commitment_number")?);
        let per_commitment_point = public_key(&mut params, "local_per_commitment_point")?;
        let draft = CommitmentDraft {
            owner: Node::Opener,
            number: params.must("commitment_number", commitment_number)?,
            per_commitment_point,
            opener_balance: Msat(number(case, "to_local_msat")?),
            accepter_balance: Msat(number(case, "to_remote_msat")?),
            feerate_per_kw: number(case, "feerate_per_kw")? as u32,
            htlcs: &listed,
        };
        let commitment = draft.build(&channel).map_err(text)?;
        let keys = PeerKeys { funding: &remote.funding, htlc_basepoint: &remote.htlc };
        let signatures = commitment.sign(&keys, &context()).map_err(text)?;
        commitment.verify(&signatures).map_err(text)?;
        let local_htlc = derive_privkey(&local.htlc, &local.basepoints.htlc_basepoint, &per_commitment_point)
            .map_err(text)?;
        Ok(Self { commitment, params, htlcs, local_funding: local.funding, local_htlc, signatures })
    }

    /// The figures of `params` that building does not need.
    fn check_params(&mut self) -> Result<(), String> {
        let (params, keys, channel) = (&mut self.params, self.commitment.keys(), self.commitment.channel());
        let secret = PerCommitmentSecret(Secret::new(array(params, "local_per_commitment_secret")?));
        same("point", keys.per_commitment_point, secret.point(&context()).map_err(text)?)?;
        let points = [
            ("local_htlcpubkey", keys.local_htlcpubkey),
            ("remote_htlcpubkey", keys.remote_htlcpubkey),
            ("local_delayedpubkey", keys.local_delayedpubkey),
            ("local_revocation_pubkey", keys.revocation_pubkey),
        ];
        for (key, found) in points {
            same(key, public_key(params, key)?, found)?;
        }
        same("local_htlc_privkey", secret_key(params, "local_htlc_privkey")?, self.local_htlc.clone())?;
        for (key, point) in [
            ("remote_htlc_privkey", keys.remote_htlcpubkey),
            ("local_delayed_privkey", keys.local_delayedpubkey),
        ] {
            same(key, point, context().public_key(&secret_key(params, key)?).map_err(text)?)?;
        }
        let factor = format!("{:012x}", channel.obscuring_factor().to_u64());
        same("obscuring_factor", params.text("obscuring_factor"), Some(factor))?;
        let funding = Template::funding(
            channel.opener.basepoints.funding_pubkey,
            channel.accepter.basepoints.funding_pubkey,
        );
        same("funding_witness_script", params.needed("funding_witness_script")?, funding.write().to_vec())?;
        // A transaction that is seen tells its number.
        let transaction = self.commitment.transaction();
        let seen = ObscuringFactor::derive(
            &channel.opener.basepoints.payment_basepoint,
            &channel.accepter.basepoints.payment_basepoint,
        )
        .number(transaction.lock_time.to_consensus_u32(), transaction.input[0].sequence.0);
        same("number", Some(self.commitment.number()), seen)
    }

    fn check_outputs(&self, outputs: &[Value]) -> Result<(), String> {
        same("number of outputs", outputs.len(), self.commitment.outputs().len())?;
        for (index, (value, found)) in outputs.iter().zip(self.commitment.outputs()).enumerate() {
            let mut expected = Case::inner(value, "outputs")?;
            same("amount_sat", expected.number("amount_sat"), Some(found.value.0))?;
            same("script_pubkey", expected.needed("script_pubkey")?, found.script_pubkey.to_vec())?;
            let (kind, htlc) = match found.kind {
                OutputKind::ToLocal => ("to_local", None),
                OutputKind::ToRemote => ("to_remote", None),
                OutputKind::LocalAnchor => ("local_anchor", None),
                OutputKind::RemoteAnchor => ("remote_anchor", None),
                OutputKind::SharedAnchor => ("shared_anchor", None),
                OutputKind::OfferedHtlc(htlc) => ("htlc_offered", Some(htlc)),
                OutputKind::ReceivedHtlc(htlc) => ("htlc_received", Some(htlc)),
            };
            same("kind", expected.text("kind").as_deref(), Some(kind))?;
            same("htlc_id", expected.number("htlc_id"), htlc.map(|htlc| self.htlcs[htlc].id))?;
            let template = self.commitment.template(index);
            let script = template.map(|template| template.write().to_vec());
            same("witness_script", expected.bytes("witness_script")?, script.clone())?;
            let recognised = script.as_deref().and_then(Template::recognise);
            same("recognised", template, recognised)?;
            if let Some(pubkey) = expected.bytes("pubkey")? {
                same("pubkey", pubkey, self.commitment.keys().remotepubkey.to_bytes().to_vec())?;
            }
            expected.finish()?;
        }
        Ok(())
    }

    fn check_htlc(
        &self,
        expected: &mut Case,
        htlc: &HtlcTransaction,
        remote: &Signature,
    ) -> Result<(), String> {
        same("output_index", expected.number("output_index"), Some(htlc.previous_output.vout.into()))?;
        same("htlc_id", expected.number("htlc_id"), Some(self.htlcs[htlc.htlc].id))?;
        let kind = match htlc.stage {
            Stage::Timeout => "timeout",
            Stage::Success => "success",
        };
        same("kind", expected.text("kind").as_deref(), Some(kind))?;
        let sighash_type = htlc.remote_sighash_type().to_u8();
        if let Some(number) = expected.number("remote_sighash_type") {
            same("remote_sighash_type", number, sighash_type.into())?;
        }
        let local = context().sign(&htlc.local_digest(), &self.local_htlc).map_err(text)?;
        for (key, found) in [("remote_signature", remote), ("local_signature", &local)] {
            same(key, expected.needed(key)?, found.to_compact().to_vec())?;
            same("der", expected.needed(&format!("{key}_der"))?, found.to_der().to_vec())?;
        }
        same("tx", shown(&expected.needed("tx")?), shown(&self.signed(htlc, remote)?))?;
        expected.finish()
    }

    fn signed(&self, htlc: &HtlcTransaction, remote: &Signature) -> Result<Vec<u8>, String> {
        let local = context().sign(&htlc.local_digest(), &self.local_htlc).map_err(text)?;
        let preimage = self.htlcs[htlc.htlc].preimage.as_ref();
        Ok(serialize(&htlc.signed(&local, remote, preimage).map_err(text)?))
    }
}

/// A node's secrets, and what it shows of them. Where a vector gives no secret, the point is given.
struct Secrets {
    funding: SecretKey,
    htlc: SecretKey,
    basepoints: Basepoints,
}

impl Secrets {
    fn read(params: &mut Case, side: &str) -> Result<Self, String> {
        let funding = secret_key(params, &format!("{side}_funding_privkey"))?;
        // In appendices C and F HTLC keys come from the payment basepoint.
        let payment = secret_key(params, &format!("{side}_payment_basepoint_secret"))?;
        let htlc = match params.has(&format!("{side}_htlc_basepoint_secret")) {
            true => secret_key(params, &format!("{side}_htlc_basepoint_secret"))?,
            false => payment.clone(),
        };
        let of = |key: &SecretKey| context().public_key(key).map_err(text);
        let mut shown = |name: &str, secret: Option<PublicKey>| {
            let key = format!("{side}_{name}");
            let found = match params.has(&key) {
                true => Some(public_key(params, &key)?),
                false => None,
            };
            let private = format!("{key}_secret");
            let secret = match params.has(&private) {
                true => Some(of(&secret_key(params, &private)?)?),
                false => secret,
            };
            match (found, secret) {
                (Some(found), Some(secret)) => same(&key, found, secret).map(|()| found),
                // A point that this commitment does not need is any.
                (found, secret) => Ok(found.or(secret).unwrap_or(of(&funding)?)),
            }
        };
        let basepoints = Basepoints {
            funding_pubkey: shown("funding_pubkey", Some(of(&funding)?))?,
            revocation_basepoint: shown("revocation_basepoint", None)?,
            payment_basepoint: shown("payment_basepoint", Some(of(&payment)?))?,
            delayed_payment_basepoint: shown("delayed_payment_basepoint", None)?,
            htlc_basepoint: shown("htlc_basepoint", Some(of(&htlc)?))?,
        };
        Ok(Self { funding, htlc, basepoints })
    }
}

impl KnownHtlc {
    fn read(value: &Value) -> Result<Self, String> {
        let mut case = Case::inner(value, "htlcs")?;
        let number = |case: &mut Case, key: &str| {
            let value = case.number(key);
            case.must(key, value)
        };
        let offered_by = match case.text("direction").as_deref() {
            Some("offered") => Node::Opener,
            Some("received") => Node::Accepter,
            other => return Err(format!("unknown direction {other:?}")),
        };
        let payment_hash = PaymentHash(array(&mut case, "payment_hash")?);
        let preimage = match case.has("payment_preimage") {
            true => Some(Preimage(Secret::new(array(&mut case, "payment_preimage")?))),
            false => None,
        };
        if let Some(preimage) = &preimage {
            same("payment_hash", payment_hash, preimage.payment_hash())?;
        }
        let htlc = Htlc {
            offered_by,
            amount: Msat(number(&mut case, "amount_msat")?),
            payment_hash,
            cltv_expiry: BlockHeight(number(&mut case, "cltv_expiry")? as u32),
        };
        let id = number(&mut case, "id")?;
        case.finish()?;
        Ok(Self { id, htlc, preimage })
    }
}

fn shown(bytes: &[u8]) -> String {
    Hex(bytes).to_string()
}
