//! Policies of Ark: what is written is read back, and every clause is spent at the weight that was told before.

#![cfg(feature = "alloc")]

mod ark;
mod variants;

use ark::{any_policy, any_terms, context, pair, policies, preimage, terms};
use keelbolt::amount::Sat;
use keelbolt::blame::Blame;
use keelbolt::codec::spend::{self, Funding};
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::crypto::{self, Preimage, SchnorrSignature};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::vtxo::policy::{Clause, Policy, SpendError, UserPolicy};
use keelbolt::vtxo::{Error, HashLockVersion};
use proptest::prelude::*;

const FUNDING: Funding = Funding { outpoint: OutPoint { txid: Txid([5; 32]), vout: 1 }, value: Sat(100_000) };

/// A P2WPKH script.
const DESTINATION: &[u8] = &[0, 20, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6];

proptest! {
    #[test]
    fn what_is_written_is_read_back(policy in any_policy(), terms in any_terms()) {
        let mut buffer = [0; 80];
        let written = policy.write(&mut buffer).unwrap();
        prop_assert_eq!(written.len(), policy.length());
        prop_assert_eq!(Policy::parse(written), Ok(policy));
        let is_user = matches!(policy, Policy::User(_));
        prop_assert_eq!(UserPolicy::parse(written).is_ok(), is_user);
        for length in 0..written.len() {
            prop_assert!(matches!(Policy::parse(&written[..length]), Err(Error::Bytes(_))));
        }
        let longer = [written, &[0]].concat();
        prop_assert_eq!(Policy::parse(&longer), Err(Error::TrailingBytes { found: 1 }));

        let output = policy.output(&terms).unwrap();
        prop_assert_eq!(policy.output_with(&policy.internal_key(&terms).unwrap(), &terms), Ok(output));
        for clause in policy.clauses(&terms).unwrap().iter() {
            let script = clause.script();
            prop_assert_eq!(Clause::recognise(&script), Some(*clause));
            output.control_block(clause).unwrap().verify(output.output_key(), &script).unwrap();
            // No script with a byte changed or left out is a clause of this output.
            for index in 0..script.len() {
                let mut changed = script.to_vec();
                changed[index] ^= 1;
                let changed = Clause::recognise(&changed);
                prop_assert!(changed.is_none_or(|changed| output.control_block(&changed).is_none()));
                prop_assert_eq!(Clause::recognise(&script[..index]), None);
            }
        }
    }
}

/// The number of clauses that each of [`policies`] has.
const CLAUSES: &[usize] = &[2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 0];

#[test]
fn every_clause_is_spent_at_its_weight() {
    for (policy, expected) in policies().iter().zip(CLAUSES) {
        let clauses = policy.clauses(&terms()).unwrap();
        assert_eq!(clauses.len(), *expected, "{policy:?}");
        clauses.iter().for_each(|clause| spent(policy, clause));
    }
}

/// Spends a clause by a signature from elsewhere, which for those of a single key is checked by `sign` as well.
fn spent(policy: &Policy, clause: &Clause) {
    let output = policy.output(&terms()).unwrap();
    let spend = output.spend(clause, &FUNDING, Some(&preimage()), DESTINATION, 1_000).unwrap();
    assert_eq!(spend.fee(), Sat(spend.weight()));
    let Some(signer) = [1, 2].map(pair).into_iter().find(|pair| pair.x_only_public_key() == *clause.pubkey())
    else {
        // Both sign together: `every_clause_is_spent` in the examples' consensus tests has the keys.
        assert_eq!(clause.pubkey(), output.internal_key());
        return;
    };
    let (weight, txid) = (spend.weight(), spend.txid());
    let signed = spend.sign(&signer, Entropy::new([8; 32]), &context()).unwrap();
    let transaction = signed.transaction();
    assert_eq!((transaction.weight().to_wu(), signed.txid()), (weight, txid), "{clause:?}");
    let witness: Vec<&[u8]> = signed.witness().collect();
    let elements: u64 = witness.iter().map(|element| element.len() as u64 + 1).sum();
    assert_eq!(output.witness_weight(clause), Some(elements + 1));
    assert_eq!(transaction.input[0].sequence.0, clause.delta().map_or(0xffff_fffd, u32::from));
    assert_eq!(transaction.lock_time.to_consensus_u32(), clause.height().map_or(0, |height| height.to_u32()));
    let shown = clause.hash().and_then(|hash| hash.preimage_in(witness));
    assert_eq!(shown, clause.hash().map(|_| preimage()));
}

/// What is refused, and why.
fn refusals() -> Vec<(&'static str, Result<(), SpendError>, SpendError)> {
    let receive = policies()[1];
    let (output, clauses) = (receive.output(&terms()).unwrap(), receive.clauses(&terms()).unwrap());
    let wrong = Preimage(Secret::new([8; 32]));
    let spend = |clause: &Clause, funding: Funding, preimage: Option<&Preimage>, feerate| {
        output.spend(clause, &funding, preimage, DESTINATION, feerate)
    };
    let right = || spend(&clauses[0], FUNDING, Some(&preimage()), 253).unwrap();
    let empty = Funding { value: Sat(0), ..FUNDING };
    let small = Funding { value: Sat(500), ..FUNDING };
    let other = policies()[8].clauses(&terms()).unwrap()[0];
    let signature = SchnorrSignature::new([1; 64]);
    vec![
        ("another output's clause", spend(&other, FUNDING, None, 253).map(drop), SpendError::NotAClause),
        ("no preimage", spend(&clauses[0], FUNDING, None, 253).map(drop), SpendError::WrongPreimage),
        ("another", spend(&clauses[0], FUNDING, Some(&wrong), 253).map(drop), SpendError::WrongPreimage),
        (
            "no money",
            spend(&clauses[1], empty, None, 253).map(drop),
            SpendError::Spend(spend::Error::FundingValue { found: Sat(0) }),
        ),
        (
            "nowhere to go",
            output.spend(&clauses[1], &FUNDING, None, &[], 253).map(drop),
            SpendError::Spend(spend::Error::EmptyDestination),
        ),
        (
            "dust left",
            spend(&clauses[1], small, None, 500).map(drop),
            SpendError::Spend(spend::Error::BelowDustLimit { limit: Sat(294), found: Sat(246) }),
        ),
        (
            "the server's key",
            right().sign(&pair(1), Entropy::new([8; 32]), &context()).map(drop),
            SpendError::WrongKey,
        ),
        (
            "no signature of it",
            right().finish(&signature).map(drop),
            SpendError::Signature(crypto::Error::SignatureMismatch),
        ),
    ]
}

#[test]
fn wrong_spends_are_refused() {
    let rows = refusals();
    for (name, found, expected) in &rows {
        assert_eq!(found, &Err(*expected), "{name}");
        assert_eq!(expected.blame(), Blame::Caller);
    }
    // No valid key pair fails to sign.
    let source = include_str!("../src/vtxo/policy/error.rs");
    variants::assert_complete(source, rows.iter().map(|(_, _, error)| error), &["Key"]);
}

#[test]
fn an_output_is_recognised_among_candidates() {
    for policy in policies() {
        let script = policy.output(&terms()).unwrap().script_pubkey();
        let found = Policy::recognise(&script, policies(), &terms()).unwrap();
        assert_eq!(found.map(|(policy, output)| (policy, output.script_pubkey())), Some((policy, script)));
        let others = policies().into_iter().filter(|other| *other != policy);
        assert_eq!(Policy::recognise(&script, others, &terms()), Ok(None));
    }
}

/// Scripts that only look like clauses.
#[test]
fn other_scripts_are_no_clauses() {
    let UserPolicy::LightningSend { version, .. } = user(policies()[4]) else { panic!("a payment") };
    assert_eq!(version, HashLockVersion::V1);
    let script = policies()[4].clauses(&terms()).unwrap()[0].script().to_vec();
    let twice = [script.clone(), script.clone()].concat();
    let rows: [(&str, &[u8]); 5] = [
        ("nothing", &[]),
        ("a key alone", &script[script.len() - 34..]),
        ("twice", &twice),
        ("an operation behind it", &[script.as_slice(), &[0x75]].concat()),
        ("cut data", &[0x4c]),
    ];
    for (name, script) in rows {
        assert_eq!(Clause::recognise(script), None, "{name}");
    }
}

fn user(policy: Policy) -> UserPolicy {
    let Policy::User(user) = policy else { panic!("a user's policy") };
    user
}
