//! Addresses, and the mailboxes that they name.

use super::policy::encoded;
use super::{refused, same_hex};
use crate::conformance::case::{context, public_key, secret_key, text};
use crate::conformance::{Case, same};
use keelbolt::bytes::Hex;
use keelbolt::codec::bech32::{Bech32Ref, Variant};
use keelbolt::vtxo::policy::Policy;
use keelbolt::vtxo::{Address, BlindedMailboxId, Delivery, MailboxId};

/// `address` gives all that it says; keys beside it give its mailbox.
pub(in crate::conformance) fn address(case: &mut Case) -> Result<(), String> {
    let words = case.text("address");
    let words = case.must("address", words)?;
    let parsed = Address::parse(&words);
    if !case.flag("valid") {
        return refused(case, parsed);
    }
    let address = parsed.map_err(text)?;
    same("written back", address.to_string(), words.to_ascii_lowercase())?;
    same("length", address.length(), words.len())?;
    same_hex(case, "ark_id", &address.ark_id().0)?;
    same("policy_encoding", encoded(case)?, Policy::User(*address.policy()))?;
    let deliveries = address.deliveries().map(|delivery| {
        let (kind, data) = match delivery {
            Delivery::Mailbox(mailbox) => (1, mailbox.0.to_bytes().to_vec()),
            Delivery::Unknown { kind, data } => (kind, data.to_vec()),
        };
        serde_json::json!({ "type": kind, "data": Hex(&data).to_string() })
    });
    same("deliveries", case.list("deliveries"), deliveries.collect())?;
    same("testnet", case.flag("testnet"), address.is_for_tests())?;
    parts(case, &words)?;
    made(case, &address)
}

/// The prefix, the version and the payload, as bech32m has them.
fn parts(case: &mut Case, words: &str) -> Result<(), String> {
    let parts = Bech32Ref::parse_as(words, Variant::Bech32m).map_err(text)?;
    same("hrp", case.text("hrp"), Some(parts.human_readable_part.to_ascii_lowercase()))?;
    let (version, payload) = parts.data.split_at(1).ok_or("a version")?;
    same("version", case.number("version"), version.word(0).map(u64::from))?;
    same_hex(case, "payload", &payload.bytes().collect::<Vec<_>>())
}

/// The address made again from its server's key, and its mailbox blinded and unblinded.
fn made(case: &mut Case, address: &Address) -> Result<(), String> {
    if case.has("server_pubkey") {
        let server = public_key(case, "server_pubkey")?;
        let deliveries: Vec<_> = address.deliveries().collect();
        let again = Address::new(address.is_for_tests(), &server, *address.policy(), &deliveries);
        same("made again", again.as_ref(), Ok(address))?;
        same("server", address.is_of(&server), true)?;
    }
    if !case.has("mailbox_id") {
        return Ok(());
    }
    let mailbox = MailboxId(public_key(case, "mailbox_id")?);
    let (user, server) = (secret_key(case, "user_privkey")?, public_key(case, "mailbox_server_pubkey")?);
    let user_pubkey = context().public_key(&user).map_err(text)?;
    same("user_privkey", &user_pubkey, address.policy().user_pubkey())?;
    let blinded = mailbox.blind(&user, &server).map_err(text)?;
    same("mailbox", address.deliveries().next(), Some(Delivery::Mailbox(blinded)))?;
    if case.has("blinded_mailbox_id") {
        same("blinded_mailbox_id", BlindedMailboxId(public_key(case, "blinded_mailbox_id")?), blinded)?;
    }
    if case.has("mailbox_server_privkey") {
        let secret = secret_key(case, "mailbox_server_privkey")?;
        same("mailbox_server_privkey", context().public_key(&secret).map_err(text)?, server)?;
        same("unblinded", blinded.unblind(&secret, &user_pubkey), Ok(mailbox))?;
    }
    Ok(())
}
