//! VTXOs: all that an encoding says, the transactions of an exit, and whether they lead to it.

use super::policy::{clauses, contains, encoded, label, output, terms};
use super::{refused, same_hex};
use crate::conformance::case::{context, secret_key, text};
use crate::conformance::{Case, same};
use bitcoin::consensus::encode::{self, serialize};
use keelbolt::amount::Sat;
use keelbolt::bytes::Hex;
use keelbolt::codec::transaction::TxOut;
use keelbolt::crypto::PublicKey;
use keelbolt::vtxo::policy::Policy;
use keelbolt::vtxo::{
    BareVtxo, ChainError, GenesisItem, GenesisRef, HashLockVersion, Keys, Transition, Unlock, Vtxo, VtxoId,
    VtxoRef,
};
use serde_json::Value;

/// `encoding` and `chain_anchor_tx` give all else.
pub(in crate::conformance) fn vtxo(case: &mut Case) -> Result<(), String> {
    same("kind", case.text("kind").as_deref(), Some("valid_vtxo"))?;
    same("valid", case.flag("valid"), true)?;
    let encoding = case.needed("encoding")?;
    let vtxo = VtxoRef::parse(&encoding).map_err(text)?;
    decoded(case, &vtxo, &encoding)?;
    same("vtxo_id", case.text("vtxo_id"), Some(vtxo.id().to_string()))?;
    let policy = Policy::User(*vtxo.policy());
    same("policy_encoding", encoded(case)?, policy)?;
    same("policy_kind", case.text("policy_kind").as_deref(), Some(label(&policy)))?;
    let output = output(case, &policy, vtxo.terms())?;
    clauses(case, "claim_clauses", &policy, &output, vtxo.terms())?;
    same("exit_depth", case.number("exit_depth"), u64::try_from(vtxo.genesis().len()).ok())?;
    exit(case, &vtxo)?;
    encodings(case, &vtxo, &encoding)?;
    same("unlock_hash", case.text("unlock_hash"), vtxo.unlock_hash().map(|hash| hash.to_string()))?;
    let past: Vec<Value> = vtxo.past_arkoor_pubkeys().map(|keys| keys_of(&keys)).collect();
    same("past_arkoor_pubkeys", case.list("past_arkoor_pubkeys"), past)?;
    same("standard", case.flag("standard"), vtxo.check_standard().is_ok())?;
    same("has_all_witnesses", case.flag("has_all_witnesses"), vtxo.is_complete())?;
    chain(case, &vtxo)?;
    owners(case, &vtxo)?;
    // Where the figures come from is no figure.
    case.text("vector_origin");
    Ok(())
}

/// An encoding that is refused, or a VTXO to which its genesis does not lead.
pub(in crate::conformance) fn invalid(case: &mut Case) -> Result<(), String> {
    same("valid", case.flag("valid"), false)?;
    let encoding = case.needed("encoding")?;
    let parsed = VtxoRef::parse(&encoding);
    if case.text("kind").as_deref() == Some("invalid_encoding") {
        same("decodes_as_bare", case.flag("decodes_as_bare"), BareVtxo::parse(&encoding).is_ok())?;
        return refused(case, parsed);
    }
    let vtxo = parsed.map_err(text)?;
    let (verdict, unsigned) = on_anchor(&chain_anchor_tx(case)?, &vtxo)?;
    same("validates_unsigned", case.flag("validates_unsigned"), unsigned.is_ok())?;
    refused(case, verdict)
}

/// The fields, one by one.
fn decoded(case: &mut Case, vtxo: &VtxoRef<'_>, encoding: &[u8]) -> Result<(), String> {
    let mut decoded = Case::inner(&case.value("decoded").unwrap_or_default(), "decoded")?;
    same("version", decoded.number("version"), encoding.first().map(|version| u64::from(*version)))?;
    same("amount_sat", decoded.number("amount_sat"), Some(vtxo.amount().0))?;
    same("terms", &terms(&mut decoded)?, vtxo.terms())?;
    same("chain_anchor", decoded.text("chain_anchor"), Some(VtxoId(vtxo.chain_anchor()).to_string()))?;
    same("point", decoded.text("point"), Some(VtxoId(vtxo.bare().point).to_string()))?;
    contains(&decoded.value("policy").unwrap_or_default(), &Policy::User(*vtxo.policy()))?;
    let items = decoded.list("genesis");
    same("genesis", items.len(), vtxo.genesis().len())?;
    items.iter().zip(vtxo.genesis().items()).try_for_each(|(value, item)| item_of(value, &item))?;
    decoded.finish()
}

fn item_of(value: &Value, item: &GenesisItem<'_>) -> Result<(), String> {
    let mut case = Case::inner(value, "genesis item")?;
    let count = u64::try_from(item.siblings.len()).map_err(text)? + 1;
    same("output_count", case.number("output_count"), Some(count))?;
    same("output_index", case.number("output_index"), Some(item.output_index.into()))?;
    same("fee_sat", case.number("fee_sat"), Some(item.fee.0))?;
    let siblings = item.siblings.iter().map(|sibling| {
        serde_json::json!({
            "amount_sat": sibling.value.0,
            "script_pubkey": Hex(sibling.script_pubkey).to_string(),
        })
    });
    same("other_outputs", case.list("other_outputs"), siblings.collect())?;
    let signature = item.transition.signature().map(|signature| Hex(signature.as_bytes()).to_string());
    same("signature", case.text("signature"), signature)?;
    let (kind, name) = match &item.transition {
        Transition::Cosigned { pubkeys, .. } => {
            same("pubkeys", case.value("pubkeys"), Some(keys_of(pubkeys)))?;
            (1, "cosigned")
        }
        Transition::Arkoor { client_pubkeys, tap_tweak, .. } => {
            same("client_cosigners", case.value("client_cosigners"), Some(keys_of(client_pubkeys)))?;
            same_hex(&mut case, "tap_tweak", tap_tweak)?;
            (2, "arkoor")
        }
        Transition::HashLocked { version, user_pubkey, unlock, .. } => {
            same_hex(&mut case, "user_pubkey", &user_pubkey.to_bytes())?;
            match unlock {
                Unlock::Preimage(preimage) => same_hex(&mut case, "unlock_preimage", *preimage)?,
                Unlock::Hash(hash) => same_hex(&mut case, "unlock_hash", &hash.0)?,
            }
            match version {
                HashLockVersion::V0 => (3, "hash_locked_cosigned_v0"),
                HashLockVersion::V1 => (4, "hash_locked_cosigned"),
            }
        }
    };
    same("transition_type", case.number("transition_type"), Some(kind))?;
    same("transition", case.text("transition").as_deref(), Some(name))?;
    case.finish()
}

fn keys_of(keys: &Keys<'_>) -> Value {
    keys.iter().map(|key| Value::from(key.to_string())).collect()
}

/// The transactions, with their witnesses, and the outputs between them.
fn exit(case: &mut Case, vtxo: &VtxoRef<'_>) -> Result<(), String> {
    let hops: Vec<_> = vtxo.hops().map_err(text)?.collect::<Result<_, _>>().map_err(text)?;
    let transactions = hops.iter().map(|hop| {
        let transaction = hop.transaction();
        // The weight is known before the witness is.
        let expected = transaction.weight().to_wu();
        if vtxo.is_complete() && hop.weight() != expected {
            return Err(format!("weight: expected {expected}, found {}", hop.weight()));
        }
        Ok(serde_json::json!({
            "output_index": hop.outpoint().vout,
            "tx": Hex(&serialize(&transaction)).to_string(),
            "txid": hop.txid().to_string(),
        }))
    });
    let transactions = transactions.collect::<Result<Vec<_>, String>>()?;
    same("exit_transactions", case.list("exit_transactions"), transactions)?;
    let (_, ancestors) = hops.split_last().ok_or("a genesis")?;
    let ancestors = ancestors.iter().map(|hop| Value::from(VtxoId(hop.outpoint()).to_string()));
    same("ancestor_ids", case.list("ancestor_ids"), ancestors.collect())
}

/// Written again: whole, bare, and in two parts.
fn encodings(case: &mut Case, vtxo: &VtxoRef<'_>, encoding: &[u8]) -> Result<(), String> {
    let expected = case.bytes("reencoding")?.unwrap_or_else(|| encoding.to_vec());
    let mut buffer = vec![0; vtxo.length()];
    same("reencoding", vtxo.write(&mut buffer).map_err(text)?, expected.as_slice())?;
    let owned = Vtxo::from(*vtxo);
    same("owned", owned.to_vec(), expected)?;
    same("owned", owned.as_ref(), *vtxo)?;

    let mut buffer = vec![0; vtxo.bare().length()];
    let bare = vtxo.bare().write(&mut buffer).map_err(text)?;
    same_hex(case, "bare_encoding", bare)?;
    same("bare", &BareVtxo::parse(encoding).map_err(text)?, vtxo.bare())?;
    same_hex(case, "genesis_encoding", owned.genesis_bytes())?;
    let bare = BareVtxo::parse(bare).map_err(text)?;
    let genesis = GenesisRef::parse(owned.genesis_bytes()).map_err(text)?;
    same("joined", VtxoRef::new(bare, genesis), Ok(*vtxo))
}

/// Whether it leads from the chain to its point, and whether it would with its signatures left out.
fn chain(case: &mut Case, vtxo: &VtxoRef<'_>) -> Result<(), String> {
    let transaction = chain_anchor_tx(case)?;
    let expected = vtxo.chain_anchor().txid.to_string();
    same("chain_anchor_tx", transaction.compute_txid().to_string(), expected)?;
    let (signed, unsigned) = on_anchor(&transaction, vtxo)?;
    same("validates", case.flag("validates"), signed.is_ok())?;
    same("validates_unsigned", case.flag("validates_unsigned"), unsigned.is_ok())
}

type Verdict = Result<(), ChainError>;

fn chain_anchor_tx(case: &mut Case) -> Result<bitcoin::Transaction, String> {
    encode::deserialize(&case.needed("chain_anchor_tx")?).map_err(text)
}

fn on_anchor(transaction: &bitcoin::Transaction, vtxo: &VtxoRef<'_>) -> Result<(Verdict, Verdict), String> {
    let output =
        transaction.output.get(vtxo.chain_anchor().vout as usize).ok_or("the anchor is an output")?;
    let output = TxOut { value: Sat(output.value.to_sat()), script_pubkey: output.script_pubkey.as_bytes() };
    Ok((vtxo.check_chain(&output), vtxo.check_chain_unsigned(&output)))
}

/// The secret keys are those of the server and of the user.
fn owners(case: &mut Case, vtxo: &VtxoRef<'_>) -> Result<(), String> {
    let owners: [(&str, PublicKey); 3] = [
        ("server_privkey", vtxo.terms().server_pubkey),
        ("user_privkey", *vtxo.policy().user_pubkey()),
        ("leaf_privkey", *vtxo.policy().user_pubkey()),
    ];
    for (name, expected) in owners {
        if case.has(name) {
            let key = context().public_key(&secret_key(case, name)?).map_err(text)?;
            same(name, key, expected)?;
        }
    }
    Ok(())
}
