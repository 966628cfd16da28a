//! Policies: what is read from an encoding, and the Taproot output with its clauses.

use super::{refused, same_hex};
use crate::conformance::case::{array, public_key, text};
use crate::conformance::{Case, same};
use keelbolt::codec::taproot::ControlBlock;
use keelbolt::crypto::PublicKey;
use keelbolt::crypto::musig::{KeyAggregation, sort_keys};
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::policy::{Clause, Clauses, Policy, PolicyOutput, UserPolicy};
use keelbolt::vtxo::{HashLockVersion, LockDelta, LockHeight, Terms};
use serde_json::Value;

/// `policy_encoding`, `server_pubkey`, `exit_delta` and `expiry_height` give all else.
pub(in crate::conformance) fn policy(case: &mut Case) -> Result<(), String> {
    if !case.flag("valid") {
        let encoding = case.needed("policy_encoding")?;
        return refused(case, Policy::parse(&encoding));
    }
    let policy = encoded(case)?;
    same("kind_label", case.text("kind_label").as_deref(), Some(label(&policy)))?;
    same("user_policy", case.flag("user_policy"), matches!(policy, Policy::User(_)))?;
    let terms = terms(case)?;
    let output = output(case, &policy, &terms)?;
    same(
        "recognised",
        Policy::recognise(&output.script_pubkey(), [Policy::ServerOwned, policy], &terms),
        Ok(Some((policy, output))),
    )?;
    clauses(case, "clauses", &policy, &output, &terms)
}

/// `policy_encoding`, and its contents in `policy`.
pub(super) fn encoded(case: &mut Case) -> Result<Policy, String> {
    let encoding = case.needed("policy_encoding")?;
    let policy = Policy::parse(&encoding).map_err(text)?;
    let mut buffer = vec![0; policy.length()];
    same("written back", policy.write(&mut buffer).map_err(text)?, encoding.as_slice())?;
    if case.has("policy") {
        let contents = case.value("policy").unwrap_or_default();
        contains(&contents, &policy)?;
    }
    Ok(policy)
}

/// The fields of a policy, as an object.
pub(super) fn contains(value: &Value, policy: &Policy) -> Result<(), String> {
    let mut case = Case::inner(value, "policy")?;
    same("type_byte", case.number("type_byte"), Some(policy.type_byte().into()))?;
    let (kind, key, hash) = match policy {
        Policy::User(user) => {
            let (kind, hash) = user_fields(&mut case, user)?;
            (kind, Some(user.user_pubkey()), hash.map(|hash| ("payment_hash", hash)))
        }
        Policy::Checkpoint { user_pubkey } => ("checkpoint", Some(user_pubkey), None),
        Policy::HarkLeaf { version, user_pubkey, unlock_hash } => (
            versioned(*version, ["hark_leaf_v0", "hark_leaf"]),
            Some(user_pubkey),
            Some(("unlock_hash", unlock_hash.0)),
        ),
        Policy::HarkForfeit { version, user_pubkey, unlock_hash } => (
            versioned(*version, ["hark_forfeit_v0", "hark_forfeit"]),
            Some(user_pubkey),
            Some(("unlock_hash", unlock_hash.0)),
        ),
        Policy::Expiry { internal_key } => {
            same_hex(&mut case, "internal_key", &internal_key.to_bytes())?;
            ("expiry", None, None)
        }
        Policy::ServerOwned => ("server_owned", None, None),
    };
    same("type", case.text("type").as_deref(), Some(kind))?;
    if let Some(key) = key {
        same_hex(&mut case, "user_pubkey", &key.to_bytes())?;
    }
    if let Some((name, hash)) = hash {
        same_hex(&mut case, name, &hash)?;
    }
    case.finish()
}

/// What only a user's policy has; its name and its payment hash.
fn user_fields(case: &mut Case, policy: &UserPolicy) -> Result<(&'static str, Option<[u8; 32]>), String> {
    Ok(match policy {
        UserPolicy::Pubkey { .. } => ("pubkey", None),
        UserPolicy::LightningSend { version, payment_hash, htlc_expiry, .. } => {
            same("htlc_expiry", case.number("htlc_expiry"), Some(htlc_expiry.to_u32().into()))?;
            (versioned(*version, ["server_htlc_send_v0", "server_htlc_send"]), Some(payment_hash.0))
        }
        UserPolicy::LightningReceive { version, payment_hash, htlc_expiry, htlc_expiry_delta, .. } => {
            same("htlc_expiry", case.number("htlc_expiry"), Some(htlc_expiry.to_u32().into()))?;
            let delta = htlc_expiry_delta.blocks();
            same("htlc_expiry_delta", case.number("htlc_expiry_delta"), Some(delta.into()))?;
            (versioned(*version, ["server_htlc_recv_v0", "server_htlc_recv"]), Some(payment_hash.0))
        }
    })
}

const fn versioned(version: HashLockVersion, names: [&'static str; 2]) -> &'static str {
    let [v0, v1] = names;
    match version {
        HashLockVersion::V0 => v0,
        HashLockVersion::V1 => v1,
    }
}

/// The name that logs show.
pub(super) const fn label(policy: &Policy) -> &'static str {
    match policy {
        Policy::User(UserPolicy::Pubkey { .. }) => "pubkey",
        Policy::User(UserPolicy::LightningSend { version, .. }) => {
            versioned(*version, ["server-htlc-send", "server-htlc-send-v1"])
        }
        Policy::User(UserPolicy::LightningReceive { version, .. }) => {
            versioned(*version, ["server-htlc-receive", "server-htlc-receive-v1"])
        }
        Policy::Checkpoint { .. } => "checkpoint",
        Policy::Expiry { .. } => "expiry",
        Policy::HarkLeaf { version, .. } => versioned(*version, ["hark-leaf", "hark-leaf-v1"]),
        Policy::HarkForfeit { version, .. } => versioned(*version, ["hark-forfeit", "hark-forfeit-v1"]),
        Policy::ServerOwned => "server-owned",
    }
}

/// `server_pubkey`, `exit_delta`, `expiry_height`
pub(super) fn terms(case: &mut Case) -> Result<Terms, String> {
    let server_pubkey = public_key(case, "server_pubkey")?;
    terms_of(case, server_pubkey)
}

/// `exit_delta` and `expiry_height` beside a server's key.
pub(super) fn terms_of(case: &mut Case, server_pubkey: PublicKey) -> Result<Terms, String> {
    let expiry = case.number("expiry_height").and_then(|height| u32::try_from(height).ok());
    let delta = case.number("exit_delta").and_then(|delta| u16::try_from(delta).ok());
    Ok(Terms {
        server_pubkey,
        expiry_height: case.must("expiry_height", expiry.map(BlockHeight).and_then(LockHeight::new))?,
        exit_delta: case.must("exit_delta", delta.and_then(LockDelta::new))?,
    })
}

/// `taproot`
pub(super) fn output(case: &mut Case, policy: &Policy, terms: &Terms) -> Result<PolicyOutput, String> {
    let output = policy.output(terms).map_err(text)?;
    let mut taproot = Case::inner(&case.value("taproot").unwrap_or_default(), "taproot")?;
    same_hex(&mut taproot, "internal_key", &output.internal_key().to_bytes())?;
    same("merkle_root", taproot.text("merkle_root"), output.merkle_root().map(|root| root.to_string()))?;
    same_hex(&mut taproot, "output_key", &output.output_key().to_bytes())?;
    same("parity", taproot.number("output_key_parity"), Some(output.parity().to_u8().into()))?;
    same_hex(&mut taproot, "script_pubkey", &output.script_pubkey())?;
    taproot.finish()?;
    Ok(output)
}

/// A list of clauses, each with its control block.
pub(super) fn clauses(
    case: &mut Case,
    key: &str,
    policy: &Policy,
    output: &PolicyOutput,
    terms: &Terms,
) -> Result<(), String> {
    let clauses: Clauses = policy.clauses(terms).map_err(text)?;
    let expected = case.list(key);
    same(key, expected.len(), clauses.len())?;
    for (value, found) in expected.iter().zip(clauses.iter()) {
        clause(value, found, policy, output, terms)?;
    }
    Ok(())
}

fn clause(
    value: &Value,
    found: &Clause,
    policy: &Policy,
    output: &PolicyOutput,
    terms: &Terms,
) -> Result<(), String> {
    let mut case = Case::inner(value, "clause")?;
    let script = found.script();
    same_hex(&mut case, "script", &script)?;
    same("recognised", Clause::recognise(&script), Some(*found))?;
    same("sequence", case.number("sequence"), found.delta().map(u64::from))?;
    // The script has the x coordinate alone.
    let pubkey = PublicKey::parse(&array(&mut case, "pubkey")?).map_err(text)?;
    same("pubkey", pubkey.x_only().0, *found.pubkey())?;
    same("pubkey", signers(policy, terms)?.contains(&pubkey), true)?;
    let block = output.control_block(found).ok_or("no clause of the output")?;
    block.verify(output.output_key(), &script).map_err(text)?;
    let mut buffer = vec![0; block.length()];
    let block = block.write(&mut buffer).map_err(text)?;
    same_hex(&mut case, "control_block", block)?;
    same("read back", ControlBlock::parse(block).map(|_| ()), Ok(()))?;
    case.finish()
}

/// Those who may sign for a clause: the user, the server, both together.
fn signers(policy: &Policy, terms: &Terms) -> Result<Vec<PublicKey>, String> {
    let user = match policy {
        Policy::User(policy) => *policy.user_pubkey(),
        Policy::Checkpoint { user_pubkey }
        | Policy::HarkLeaf { user_pubkey, .. }
        | Policy::HarkForfeit { user_pubkey, .. } => *user_pubkey,
        Policy::Expiry { .. } | Policy::ServerOwned => return Ok(vec![terms.server_pubkey]),
    };
    let mut both = [user, terms.server_pubkey];
    sort_keys(&mut both);
    let aggregate = KeyAggregation::new(&both).map_err(text)?.public_key();
    Ok(vec![user, terms.server_pubkey, aggregate])
}
