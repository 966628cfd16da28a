//! Stand-alone contracts: what is recognised is what would be written, and whatever is spent pays what it says, weighs
//! what was said, and shows the preimage if and only if it claims.
#![no_main]

use keelbolt::amount::Sat;
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::crypto::{KeyPair, Preimage, SchnorrSignature, SecretKey, Signature};
use keelbolt::entropy::Entropy;
use keelbolt::htlc::{
    ClaimLeaf, Error, Funding, HashLock, LockTime, P2wshHtlc, RefundLeaf, Signed, TaprootHtlc, Terms,
};
use keelbolt::secret::Secret;
use keelbolt_fuzz::{CONTEXT, Depths, NODES, bytes, case, flip, number};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

/// By how many bytes a signature may be shorter than the longest: each byte less is 256 times as seldom.
const SLACK: u64 = 8;

/// Keys to choose from: making them takes long.
static KEYS: LazyLock<Vec<KeyPair>> = LazyLock::new(|| {
    let pair = |key: &SecretKey| CONTEXT.key_pair(key).expect("a key");
    NODES.iter().take(4).map(|node| pair(&node.key)).collect()
});

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    check(input);
    let lengthened = case(input);
    // The source never errs: when the bytes run out it gives zeros.
    let depth = run(&mut Unstructured::new(lengthened.as_deref().unwrap_or(input)));
    DEPTHS.count("htlc", depth.unwrap_or("cut short"));
});

/// Any bytes.
fn check(script: &[u8]) {
    if let Some(contract) = P2wshHtlc::recognise(script) {
        assert_eq!(*contract.witness_script(), *script);
    }
    if let Some(leaf) = ClaimLeaf::recognise(script) {
        assert_eq!(*leaf.script(), *script);
    }
    if let Some(leaf) = RefundLeaf::recognise(script) {
        assert_eq!(*leaf.script(), *script);
    }
}

fn run(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let preimage = Preimage(Secret::new(source.arbitrary()?));
    let receiver = source.choose_index(KEYS.len())?;
    // Another's key, seldom the same.
    let apart =
        if source.int_in_range(0..=15)? == 15 { 0 } else { source.int_in_range(1..=KEYS.len() - 1)? };
    let sender = (receiver + apart) % KEYS.len();
    let terms = match terms(source, &preimage, &KEYS[receiver], &KEYS[sender])? {
        Ok(terms) => terms,
        Err(error) => {
            assert!(error == Error::SameKey && receiver == sender);
            return Ok("no terms");
        }
    };
    let (p2wsh, taproot) = (P2wshHtlc::new(terms), TaprootHtlc::new(terms).expect("two keys"));
    check_recognised(source, &p2wsh, &taproot)?;
    let funding = Funding {
        outpoint: OutPoint { txid: Txid(source.arbitrary()?), vout: source.arbitrary()? },
        value: Sat(number(source)? >> source.int_in_range(0..=20)?),
    };
    let destination = destination(source)?;
    let feerate = if source.ratio(1, 16)? { source.arbitrary()? } else { source.int_in_range(0..=20_000)? };
    // Another preimage opens nothing.
    let given =
        if source.ratio(7, 8)? { preimage.clone() } else { Preimage(Secret::new(source.arbitrary()?)) };
    let auxiliary = || Entropy::new([3; 32]);
    let path = source.int_in_range(0..=4)?;
    let (receiver, sender) = (&KEYS[receiver], &KEYS[sender]);
    let signed = match path {
        0 | 1 => {
            let claims = path == 0;
            let spend = match claims {
                true => p2wsh.claim(&funding, &given, &destination, feerate),
                false => p2wsh.refund(&funding, &destination, feerate),
            };
            spend.map(|spend| {
                let said = (spend.weight(), spend.fee(), spend.txid());
                let wrong = Signature::parse(&[1; 64]).expect("small numbers");
                assert!(matches!(spend.clone().finish(&wrong), Err(Error::Signature(_))));
                let other = spend.clone().sign(&NODES[4].key, &CONTEXT);
                assert!(matches!(other, Err(Error::WrongKey)));
                let key = if claims { receiver } else { sender };
                let key = NODES.iter().find(|node| node.id == key.public_key()).expect("one of them");
                (spend.sign(&key.key, &CONTEXT).expect("the signer's"), said, SLACK)
            })
        }
        2 | 3 => {
            let claims = path == 2;
            let spend = match claims {
                true => taproot.claim(&funding, &given, &destination, feerate),
                false => taproot.refund(&funding, &destination, feerate),
            };
            spend.map(|spend| {
                let said = (spend.weight(), spend.fee(), spend.txid());
                let wrong = SchnorrSignature::new([1; 64]);
                assert!(matches!(spend.clone().finish(&wrong), Err(Error::Signature(_))));
                let key = if claims { receiver } else { sender };
                let other = if claims { sender } else { receiver };
                assert!(matches!(spend.clone().sign(other, auxiliary(), &CONTEXT), Err(Error::WrongKey)));
                (spend.sign(key, auxiliary(), &CONTEXT).expect("the signer's"), said, 0)
            })
        }
        _ => match taproot.cooperate(&funding, &destination, feerate) {
            Ok(spend) => {
                assert!(matches!(spend.clone().sign(sender, auxiliary(), &CONTEXT), Err(Error::WrongKey)));
                let wrong = SchnorrSignature::new([1; 64]);
                assert!(matches!(spend.finish(&wrong), Err(Error::Signature(_))));
                return Ok("to be signed by both");
            }
            Err(error) => Err(error),
        },
    };
    let is_claim = path == 0 || path == 2;
    match signed {
        Ok((signed, said, slack)) => {
            check_signed(&signed, said, slack, &funding, feerate);
            let shown = terms.hash().preimage_in(signed.witness());
            assert_eq!(shown, is_claim.then_some(preimage));
            Ok(if is_claim { "claimed" } else { "refunded" })
        }
        Err(Error::WrongPreimage) => {
            assert!(is_claim && given != preimage);
            Ok("wrong preimage")
        }
        Err(Error::EmptyDestination) => {
            assert!(destination.is_empty());
            Ok("nowhere to go")
        }
        Err(error) => {
            assert!(matches!(
                error,
                Error::FundingValue { .. } | Error::FeeAboveValue { .. } | Error::BelowDustLimit { .. }
            ));
            Ok("not enough")
        }
    }
}

fn terms(
    source: &mut Unstructured<'_>,
    preimage: &Preimage,
    receiver: &KeyPair,
    sender: &KeyPair,
) -> Result<std::result::Result<Terms, Error>> {
    let hash = preimage.payment_hash();
    let hash = if source.arbitrary()? { HashLock::Sha256(hash) } else { HashLock::hash160(&hash) };
    let number = source.arbitrary::<u32>()? >> source.int_in_range(0..=31)?;
    let lock_time = LockTime::from_u32(number.max(1)).expect("not zero");
    Ok(Terms::new(hash, receiver.public_key(), sender.public_key(), lock_time))
}

/// What is written is recognised; with a bit flipped it is not the same.
fn check_recognised(source: &mut Unstructured<'_>, p2wsh: &P2wshHtlc, taproot: &TaprootHtlc) -> Result<()> {
    let script = p2wsh.witness_script();
    assert_eq!(P2wshHtlc::recognise(&script), Some(*p2wsh));
    let mut changed = script.to_vec();
    flip(source, &mut changed)?;
    check(&changed);
    assert_ne!(P2wshHtlc::recognise(&changed), Some(*p2wsh));

    let terms = taproot.terms();
    let (claim, refund) = (taproot.claim_leaf().script(), taproot.refund_leaf().script());
    assert_eq!(ClaimLeaf::recognise(&claim), Some(taproot.claim_leaf()));
    assert_eq!(RefundLeaf::recognise(&refund), Some(taproot.refund_leaf()));
    let recognise =
        |claim: &[u8], refund: &[u8]| TaprootHtlc::recognise(claim, refund, terms.receiver(), terms.sender());
    assert_eq!(recognise(&claim, &refund), Some(*taproot));
    assert_eq!(recognise(&refund, &claim), None);
    let (mut claim, mut refund) = (claim.to_vec(), refund.to_vec());
    let changed = if source.arbitrary()? { &mut claim } else { &mut refund };
    flip(source, changed)?;
    check(changed);
    if let Some(other) = recognise(&claim, &refund) {
        assert_ne!(other.program(), taproot.program());
    }
    Ok(())
}

fn check_signed(
    signed: &Signed<'_>,
    (weight, fee, txid): (u64, Sat, Txid),
    slack: u64,
    funding: &Funding,
    feerate: u32,
) {
    let transaction = signed.transaction();
    assert_eq!((signed.fee(), signed.txid()), (fee, txid));
    assert_eq!(AsRef::<[u8; 32]>::as_ref(&transaction.compute_txid()), &txid.0);
    assert_eq!(transaction.output[0].value.to_sat() + fee.0, funding.value.0);
    assert!(u128::from(fee.0) * 1000 >= u128::from(weight) * u128::from(feerate));
    let found = transaction.weight().to_wu();
    assert!((weight - slack..=weight).contains(&found), "{found} of {weight}");
}

/// Short ones mostly.
fn destination(source: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    if source.ratio(1, 16)? {
        return Ok(vec![0x51; source.int_in_range(0..=70_000)?]);
    }
    bytes(source, 40)
}
