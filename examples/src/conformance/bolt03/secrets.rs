//! Appendix D.

use crate::conformance::case::Case;
use crate::conformance::{array, same};
use keelbolt::commitment::{CommitmentNumber, Error, PerCommitmentSecret, SecretGenerator, SecretStore};
use keelbolt::secret::Secret;

pub(in crate::conformance) fn generation(case: &mut Case) -> Result<(), String> {
    let mut generator = SecretGenerator::new(Secret::new(array(case, "seed")?));
    let number = number(case)?;
    let expected = PerCommitmentSecret(Secret::new(array(case, "secret")?));
    // Its way to other secrets changes none.
    let found = [number, CommitmentNumber::FIRST, number].map(|number| generator.secret(number));
    match found[0] == expected && found[2] == expected {
        true => Ok(()),
        false => Err("another secret".to_owned()),
    }
}

pub(in crate::conformance) fn storage(case: &mut Case) -> Result<(), String> {
    let (valid, error) = (case.flag("valid"), case.text("error"));
    let mut store = SecretStore::new();
    let mut kept = Vec::new();
    for insert in case.list("inserts") {
        let mut insert = Case::inner(&insert, "insert")?;
        let number = number(&mut insert)?;
        let secret = PerCommitmentSecret(Secret::new(array(&mut insert, "secret")?));
        match (store.insert(number, secret.clone()), insert.flag("accepted")) {
            (Ok(()), true) => kept.push((number, secret)),
            (Err(Error::SecretNotDerivable { found, .. }), false) => {
                same("refused", number, found)?;
                same("error", Some("secret_not_derivable_from_later_one"), error.as_deref())?;
                same("valid", false, valid)?;
            }
            (outcome, _) => return Err(format!("commitment {number}: {outcome:?}")),
        }
        insert.finish()?;
    }
    let all = kept.iter().all(|(number, secret)| store.secret(*number).as_ref() == Some(secret));
    let again = SecretStore::parse(store.to_bytes().expose());
    same("what is kept, and read back", (true, Ok(store)), (all, again))
}

fn number(case: &mut Case) -> Result<CommitmentNumber, String> {
    let index = case.number("index");
    let index = case.must("index", index)?;
    let number = CommitmentNumber::LAST.to_u64().checked_sub(index).and_then(CommitmentNumber::new);
    number.ok_or(format!("no commitment has index {index}"))
}
