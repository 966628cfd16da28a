//! Witness scripts: what is recognised is what would be written, and no script has two readings.
#![no_main]

use keelbolt::codec::script::{Instruction, Instructions, Op};
use keelbolt::commitment::{HtlcTemplate, ScriptPubkey, Template, dust_limit};
use keelbolt::crypto::PublicKey;
use keelbolt_benches::point;
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

/// Keys to choose from: making them takes long.
static KEYS: LazyLock<Vec<PublicKey>> =
    LazyLock::new(|| (1..=8).map(|seed| PublicKey::parse(&point(seed)).expect("a point")).collect());

fuzz_target!(|input: &[u8]| {
    check(input);
    // The source never errs: when the bytes run out it gives zeros.
    let _ = write(&mut Unstructured::new(input));
});

/// Any bytes.
fn check(script: &[u8]) {
    if let Some(template) = Template::recognise(script) {
        assert_eq!(*template.write(), *script, "{template:?}");
        assert_eq!(template.script_pubkey(), ScriptPubkey::p2wsh(script));
    }
    let mut walk = Instructions::new(script);
    let mut rest = script;
    while let Some(instruction) = walk.next() {
        let walked = &rest[..rest.len() - walk.rest().len()];
        match instruction {
            Instruction::Push(data) => assert!(walked.ends_with(data) && walked.len() == 1 + data.len()),
            Instruction::Number(number) => assert_eq!(walked, [0x50 + number]),
            Instruction::Op(Op(op)) => assert_eq!(walked, [op]),
        }
        rest = walk.rest();
    }
    assert!(dust_limit(script).0 <= 546);
}

/// Any template, and the same with a byte changed.
fn write(source: &mut Unstructured<'_>) -> Result<()> {
    let template = template(source)?;
    let mut script = template.write().to_vec();
    assert_eq!(Template::recognise(&script), Some(template));
    let at = source.int_in_range(0..=script.len() - 1)?;
    script[at] ^= source.int_in_range(1..=u8::MAX)?;
    check(&script);
    assert_ne!(Template::recognise(&script), Some(template));
    Ok(())
}

fn template(source: &mut Unstructured<'_>) -> Result<Template> {
    Ok(match source.int_in_range(0..=5)? {
        0 => Template::funding(key(source)?, key(source)?),
        1 => Template::ToLocal {
            revocation_pubkey: key(source)?,
            to_self_delay: source.arbitrary()?,
            local_delayedpubkey: key(source)?,
        },
        2 => Template::ToRemote { remotepubkey: key(source)? },
        3 => Template::Anchor { funding_pubkey: key(source)? },
        4 => Template::OfferedHtlc(htlc(source)?),
        _ => {
            let cltv_expiry = source.arbitrary::<u32>()? >> source.int_in_range(0..=31)?;
            Template::ReceivedHtlc { htlc: htlc(source)?, cltv_expiry }
        }
    })
}

fn htlc(source: &mut Unstructured<'_>) -> Result<HtlcTemplate> {
    Ok(HtlcTemplate {
        revocation_hash: source.arbitrary()?,
        local_htlcpubkey: key(source)?,
        remote_htlcpubkey: key(source)?,
        payment_hash160: source.arbitrary()?,
        delayed: source.arbitrary()?,
    })
}

fn key(source: &mut Unstructured<'_>) -> Result<PublicKey> {
    Ok(*source.choose(&KEYS)?)
}
