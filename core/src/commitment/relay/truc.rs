//! Transactions of version 3 (BIP 431).

use crate::commitment::relay::{Coin, Created, Error, weight};
use bitcoin::Transaction;

/// What version 3 asks of a transaction, and of its unconfirmed parents.
pub(super) fn check(transaction: &Transaction, coins: &[Coin]) -> Result<(), Error> {
    let is_truc = transaction.version.0 == 3;
    // "4. A TRUC transaction cannot have a sigop-adjusted virtual size larger than 10,000 vB."
    check_weight(transaction, is_truc, MAX_WEIGHT)?;
    let mut parent = None;
    for (input, (spending, coin)) in transaction.input.iter().zip(coins).enumerate() {
        let Created::Unconfirmed { version, ancestors, children } = coin.created else { continue };
        // "2. Any TRUC transaction's unconfirmed ancestors must all be TRUC. Any descendant of an unconfirmed TRUC
        // transaction must also be TRUC."
        if is_truc != (version == 3) {
            return Err(Error::TrucParent { input, version });
        }
        if !is_truc {
            continue;
        }
        let other = parent.replace(spending.previous_output.txid);
        let others = usize::from(other.is_some_and(|other| other != spending.previous_output.txid));
        // "3. An unconfirmed TRUC transaction cannot have more than 1 unconfirmed ancestor. An unconfirmed TRUC
        // transaction cannot have more than 1 unconfirmed descendant."
        if others.saturating_add(ancestors) > 0 {
            return Err(Error::TrucAncestors { input });
        }
        if children > 0 {
            return Err(Error::TrucDescendants { input });
        }
    }
    // "5. A TRUC transaction that has an unconfirmed TRUC ancestor cannot have a sigop-adjusted virtual size larger than
    // 1000 vB." The scripts of channels have too few signature operations for an adjustment.
    check_weight(transaction, parent.is_some(), MAX_CHILD_WEIGHT)
}

const MAX_WEIGHT: u64 = 40_000;
const MAX_CHILD_WEIGHT: u64 = 4_000;

fn check_weight(transaction: &Transaction, applies: bool, expected: u64) -> Result<(), Error> {
    let found = weight(transaction);
    if applies && found > expected { Err(Error::Weight { expected, found }) } else { Ok(()) }
}
