//! Fees are never lowered: whatever claims are put together, taken apart and put together again, each transaction
//! replaces the ones before it (BIP 125, rules 3 and 4).

use crate::world::{FORMATS, World, coin_of, consensus, destination};
use keelbolt::commitment::Node;
use keelbolt::commitment::spend::{Attempt, Claim, Path, Sweep};
use std::collections::BTreeSet;

/// A generator of numbers, always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        // Marsaglia's xorshift.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

#[test]
fn no_replacement_pays_less() {
    let mut replaced = 0;
    for format in FORMATS {
        let mut world = World::new(format, Node::Opener);
        let revocation = world.revocation();
        let outputs = 0..world.commitment.outputs().len();
        let claims =
            outputs.filter_map(|output| world.commitment.claim(output, &Path::Revocation(&revocation)).ok());
        let mut groups: Vec<Vec<Claim>> = claims.map(|claim| vec![claim]).collect();
        let mut dice = Dice(0x5eed);
        for _ in 0..150 {
            let next = regroup(&mut groups, &mut dice);
            // Feerates go up and down as they like.
            let feerate = 253 + dice.roll(4000) as u32;
            let attempts: BTreeSet<Attempt> = next.iter().filter_map(|claim| claim.replaces).collect();
            let Ok(unsigned) = Sweep::new(next.clone(), destination()).unwrap().build(feerate) else {
                // The fees of the past have eaten these up: they stay as they are.
                groups.push(next);
                continue;
            };
            let size = unsigned.weight().div_ceil(4);
            let spent = unsigned.claims().to_vec();
            let signed = unsigned.sign(&world.keys(Node::Accepter), &world.context).unwrap();
            assert!(signed.fee().0 >= u64::from(feerate) * signed.weight() / 1000);
            let sum: u64 = attempts.iter().map(|attempt| attempt.fee.0).sum();
            if !attempts.is_empty() {
                assert!(signed.fee().0 >= sum + size, "{} after {attempts:?}", signed.fee());
                replaced += 1;
            }
            for attempt in attempts {
                let (old, new) = (attempt.weight.div_ceil(4), signed.weight().div_ceil(4));
                assert!(
                    u128::from(signed.fee().0) * u128::from(old)
                        > u128::from(attempt.fee.0) * u128::from(new)
                );
            }
            let coins: Vec<_> = spent.iter().map(coin_of).collect();
            consensus(signed.transaction(), &coins).unwrap();
            assert_eq!(signed.transaction().weight().to_wu(), signed.weight());
            let attempt = signed.attempt();
            let again = signed.into_claims();
            assert!(again.iter().all(|claim| claim.replaces == Some(attempt)));
            groups.push(again);
        }
    }
    assert!(replaced > 200, "{replaced}");
}

/// Takes a group, and joins it with another or splits it.
fn regroup(groups: &mut Vec<Vec<Claim>>, dice: &mut Dice) -> Vec<Claim> {
    let mut next = groups.swap_remove(dice.roll(groups.len() as u64) as usize);
    match dice.roll(3) {
        0 if !groups.is_empty() => {
            next.extend(groups.swap_remove(dice.roll(groups.len() as u64) as usize));
        }
        1 if next.len() > 1 => groups.push(next.split_off(1)),
        _ => {}
    }
    next
}
