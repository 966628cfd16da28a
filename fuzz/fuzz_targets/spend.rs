//! Claims of any outputs of any commitments by any paths: whatever is signed pays what it says, weighs no more than was
//! said before, and no replacement pays less.
#![no_main]

use bitcoin::hashes::Hash as _;
use bitcoin::{ScriptBuf, Transaction};
use keelbolt::amount::{Msat, Sat};
use keelbolt::codec::transaction::{OutPoint, Txid};
use keelbolt::commitment::spend::{
    Attempt, Claim, ClaimKind, Error, Parent, Path, Revocation, Revoked, Sweep, UnsignedSweep,
};
use keelbolt::commitment::{
    ChannelParameters, Commitment, CommitmentDraft, CommitmentNumber, CommitmentSignatures, Format, Htlc,
    Node, OutputKind, PeerKeys, SecretGenerator, SecretStore,
};
use keelbolt::secret::Secret;
use keelbolt::time::BlockHeight;
use keelbolt_fuzz::channel::{amount, channel, node, preimage, spend_keys};
use keelbolt_fuzz::{CONTEXT, Depths, case, number};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

/// By how many bytes a signature may be shorter than the longest: each byte less is 256 times as seldom.
const SLACK: u64 = 8;

/// As many satoshi as an HTLC or a balance has at most, so that all of them are less than there are.
const MOST: u64 = 1 << 32;

static DEPTHS: Depths = Depths::new();

fuzz_target!(|input: &[u8]| {
    let lengthened = case(input);
    // The source never errs: when the bytes run out it gives zeros.
    let depth = run(&mut Unstructured::new(lengthened.as_deref().unwrap_or(input)));
    DEPTHS.count("spend", depth.unwrap_or("cut short"));
});

/// A commitment that the other node has signed.
struct Published {
    channel: ChannelParameters,
    commitment: Commitment,
    htlcs: Vec<Htlc>,
    signatures: CommitmentSignatures,
    generator: SecretGenerator,
}

fn run(source: &mut Unstructured<'_>) -> Result<&'static str> {
    let Some(mut published) = published(source)? else { return Ok("no commitment") };
    check_revoked(source, &mut published)?;
    let Some(claims) = claims(source, &mut published)? else { return Ok("no claims") };
    let destination = destination(source)?;
    let sweep = match Sweep::new(claims.clone(), destination) {
        Ok(sweep) => sweep,
        Err(error) => {
            check_refused(&claims, &error);
            return Ok("claims refused");
        }
    };
    let parent = Parent { fee: Sat(number(source)?), weight: number(source)? };
    let parent = source.ratio(1, 4)?.then_some(parent);
    let sweep = match parent {
        Some(parent) => sweep.with_parent(parent),
        None => sweep,
    };
    let feerate = feerate(source)?;
    let batches = sweep.clone().batches().map(|batches| check_batches(&sweep, &batches, feerate));
    match sweep.build(feerate) {
        Ok(unsigned) => {
            assert_eq!(batches, Ok(1), "what is built is not split");
            check_built(&unsigned, feerate, parent);
            sign(source, &published, unsigned)
        }
        Err(Error::Weight { .. }) => Ok("too heavy"),
        Err(error) => {
            assert!(matches!(
                error,
                Error::Feerate { .. } | Error::FeeExceedsAmount { .. } | Error::Dust { .. }
            ));
            Ok("fee refused")
        }
    }
}

fn published(source: &mut Unstructured<'_>) -> Result<Option<Published>> {
    let htlcs = htlcs(source)?;
    let (opener_balance, accepter_balance) = (amount(source, MOST)?, amount(source, MOST)?);
    let amounts = htlcs.iter().map(|htlc| htlc.amount.0);
    let sum = amounts.sum::<u64>() + opener_balance.0 + accepter_balance.0;
    // What is no whole satoshi is the accepter's.
    let accepter_balance = Msat(accepter_balance.0 + sum.next_multiple_of(1000) - sum);
    let channel = channel(source, Sat(sum.div_ceil(1000)))?;
    let owner = node(source)?;
    let number = CommitmentNumber::new(source.int_in_range(0..=4)?).expect("48 bits");
    let mut generator = SecretGenerator::new(Secret::new([0x5e; 32]));
    let feerate_per_kw =
        if channel.format == Format::ZeroFee { 0 } else { source.int_in_range(0..=5_000)? };
    let draft = CommitmentDraft {
        owner,
        number,
        per_commitment_point: generator.secret(number).point(&CONTEXT).expect("a key"),
        opener_balance,
        accepter_balance,
        feerate_per_kw,
        htlcs: &htlcs,
    };
    let Ok(commitment) = draft.build(&channel) else { return Ok(None) };
    let remote = spend_keys(owner.other());
    let keys = PeerKeys { funding: remote.funding, htlc_basepoint: remote.htlc_basepoint };
    let signatures = commitment.sign(&keys, &CONTEXT).expect("valid keys");
    Ok(Some(Published { channel, commitment, htlcs, signatures, generator }))
}

/// Few mostly; now and then as many as one transaction of version 3 cannot take.
fn htlcs(source: &mut Unstructured<'_>) -> Result<Vec<Htlc>> {
    if source.int_in_range(0..=255)? == 255 {
        let htlc = htlc(source)?;
        return Ok(vec![Htlc { amount: Msat(20_000_000), ..htlc }; source.int_in_range(80..=114)?]);
    }
    let count = source.int_in_range(0..=5)?;
    (0..count).map(|_| htlc(source)).collect()
}

fn htlc(source: &mut Unstructured<'_>) -> Result<Htlc> {
    Ok(Htlc {
        offered_by: node(source)?,
        amount: amount(source, MOST)?,
        payment_hash: preimage(source.int_in_range(1..=3)?).payment_hash(),
        cltv_expiry: BlockHeight(source.int_in_range(500_000..=500_002)?),
    })
}

/// Whoever has the secrets sees in the transaction what the commitment says of itself; what is changed does no harm.
fn check_revoked(source: &mut Unstructured<'_>, published: &mut Published) -> Result<()> {
    let Published { channel, commitment, htlcs, signatures, generator } = published;
    let mut store = SecretStore::new();
    while let Some(number) = store.next().filter(|number| *number <= commitment.number()) {
        store.insert(number, generator.secret(number)).expect("in order");
    }
    let owner = commitment.owner();
    let mut transaction = commitment.signed(&signatures.signature, &signatures.signature);
    let seen = Revoked::recognise(channel, owner, &transaction, &store, htlcs, &CONTEXT).expect("revoked");
    assert_eq!((seen.number(), seen.unknown()), (commitment.number(), &[][..]));
    let revocation = Revocation::new(generator.secret(commitment.number()), &CONTEXT).expect("a key");
    let path = Path::Revocation(&revocation);
    let outputs = 0..commitment.outputs().len();
    let expected: Vec<Claim> = outputs.filter_map(|output| commitment.claim(output, &path).ok()).collect();
    assert_eq!(seen.claims(), expected);
    assert_eq!(seen.to_remote().is_some(), kinds(commitment).any(|kind| kind == OutputKind::ToRemote));

    change(source, &mut transaction)?;
    if let Ok(seen) = Revoked::recognise(channel, owner, &transaction, &store, htlcs, &CONTEXT) {
        let known = seen.claims().len() + usize::from(seen.to_remote().is_some()) + seen.unknown().len();
        assert!(known <= transaction.output.len());
    }
    assert!(commitment.revealed_preimages(&transaction).is_empty());
    let claims = commitment.second_stage_claims(&transaction, &path).expect("revoked");
    assert!(
        claims.iter().all(|claim| claim.previous_output.txid.0 == transaction.compute_txid().to_byte_array())
    );
    Ok(())
}

fn kinds(commitment: &Commitment) -> impl Iterator<Item = OutputKind> + '_ {
    commitment.outputs().iter().map(|output| output.kind)
}

/// One change of a transaction, at any place.
fn change(source: &mut Unstructured<'_>, transaction: &mut Transaction) -> Result<()> {
    let output = source.choose_index(transaction.output.len().max(1))?;
    match source.int_in_range(0..=5)? {
        0 => transaction.lock_time = bitcoin::absolute::LockTime::from_consensus(source.arbitrary()?),
        1 => transaction.input[0].sequence.0 = source.arbitrary()?,
        2 => transaction.input[0].previous_output.vout ^= 1,
        3 => transaction.input[0].previous_output.txid = transaction.compute_txid(),
        4 => transaction.output.truncate(output),
        _ => {
            if let Some(output) = transaction.output.get_mut(output) {
                let mut script = output.script_pubkey.to_bytes();
                keelbolt_fuzz::flip(source, &mut script)?;
                output.script_pubkey = ScriptBuf::from_bytes(script);
            }
        }
    }
    Ok(())
}

/// What one node, or both, can take, with outputs of a wallet; `None` when it is nothing.
fn claims(source: &mut Unstructured<'_>, published: &mut Published) -> Result<Option<Vec<Claim>>> {
    let commitment = &published.commitment;
    let number = source.int_in_range(0..=commitment.number().to_u64())?;
    let number = if source.ratio(15, 16)? {
        commitment.number()
    } else {
        CommitmentNumber::new(number).expect("48 bits")
    };
    let revocation = Revocation::new(published.generator.secret(number), &CONTEXT).expect("a key");
    let revokes = source.arbitrary()?;
    let mut claims = Vec::new();
    for (output, kind) in kinds(commitment).enumerate() {
        let shown = match kind.htlc() {
            Some(htlc) if source.ratio(15, 16)? => {
                (1..=3).map(preimage).find(|known| known.payment_hash() == published.htlcs[htlc].payment_hash)
            }
            _ => source.ratio(1, 2)?.then(|| preimage(9)),
        };
        let shown = shown.as_ref();
        let htlc_signatures = commitment.htlc_transactions().zip(&published.signatures.htlc_signatures);
        let of_output =
            |htlc: &keelbolt::commitment::HtlcTransaction| htlc.previous_output.vout as usize == output;
        let signature = htlc_signatures.into_iter().find(|(htlc, _)| of_output(htlc));
        let signature = signature.map_or(&published.signatures.signature, |(_, signature)| signature);
        let path = match (source.int_in_range(0..=15)?, kind) {
            (0, _) => any_path(source, &revocation, signature)?,
            (_, OutputKind::LocalAnchor | OutputKind::RemoteAnchor) if source.ratio(1, 4)? => {
                Path::AbandonedAnchor
            }
            (_, OutputKind::LocalAnchor | OutputKind::RemoteAnchor | OutputKind::SharedAnchor) => {
                Path::Anchor
            }
            (_, OutputKind::ToRemote) => Path::Payment,
            _ if revokes => Path::Revocation(&revocation),
            (_, OutputKind::ToLocal) => Path::Delayed,
            (1..=8, _) => Path::HtlcTransaction { remote_signature: signature, preimage: shown },
            (_, OutputKind::ReceivedHtlc(_)) => Path::Timeout,
            (_, OutputKind::OfferedHtlc(_)) => match shown {
                Some(preimage) => Path::Preimage(preimage),
                None => continue,
            },
        };
        match commitment.claim(output, &path) {
            Ok(claim) => claims.push(claim),
            Err(error) => check_not_claimed(&error, &revocation, commitment),
        }
    }
    if claims.is_empty() {
        return Ok(None);
    }
    // Some are left, some come twice, some have been taken before.
    claims.retain(|_| source.ratio(7, 8).unwrap_or(true));
    if source.ratio(1, 32)? {
        claims.extend(claims.first().cloned());
    }
    for at in 0..source.int_in_range(0..=2)? {
        claims.push(wallet(source, at)?);
    }
    for claim in &mut claims {
        if source.ratio(1, 8)? {
            let txid = Txid([source.int_in_range(0..=1)?; 32]);
            claim.replaces =
                Some(Attempt { txid, fee: Sat(self::number(source)? % MOST), weight: self::number(source)? });
        }
        if source.ratio(1, 64)? {
            claim.amount = Sat(source.arbitrary()?);
        }
    }
    Ok(Some(claims))
}

fn any_path<'a>(
    source: &mut Unstructured<'_>,
    revocation: &'a Revocation,
    remote_signature: &'a keelbolt::crypto::Signature,
) -> Result<Path<'a>> {
    Ok(match source.int_in_range(0..=5)? {
        0 => Path::Delayed,
        1 => Path::Payment,
        2 => Path::Anchor,
        3 => Path::AbandonedAnchor,
        4 => Path::HtlcTransaction { remote_signature, preimage: None },
        _ => Path::Revocation(revocation),
    })
}

/// Each refusal has its reason.
fn check_not_claimed(error: &Error, revocation: &Revocation, commitment: &Commitment) {
    assert!(!error.to_string().is_empty());
    match error {
        Error::NotRevoked { number } => {
            assert_eq!(*number, commitment.number());
            let path = Path::Revocation(revocation);
            assert!((0..commitment.outputs().len()).all(|output| commitment.claim(output, &path).is_err()));
        }
        Error::NotCombinable { .. } => assert_eq!(commitment.channel().format, Format::StaticRemotekey),
        Error::Path { .. } | Error::Preimage { .. } => (),
        error => panic!("{error}"),
    }
}

fn wallet(source: &mut Unstructured<'_>, vout: u32) -> Result<Claim> {
    let outpoint = OutPoint { txid: Txid([0x77; 32]), vout };
    let script = ScriptBuf::from_bytes([vec![0, 20], vec![9; 20]].concat());
    let witness_weight = if source.ratio(1, 16)? { number(source)? } else { 108 };
    Ok(Claim::wallet(outpoint, Sat(number(source)? % MOST), script, witness_weight))
}

fn destination(source: &mut Unstructured<'_>) -> Result<ScriptBuf> {
    let length = if source.ratio(1, 32)? { source.int_in_range(0..=50_000)? } else { 32 };
    Ok(ScriptBuf::from_bytes([vec![0x51, 32], vec![7; length]].concat()))
}

fn feerate(source: &mut Unstructured<'_>) -> Result<u32> {
    if source.ratio(1, 16)? { source.arbitrary() } else { source.int_in_range(240..=20_000) }
}

fn check_refused(claims: &[Claim], error: &Error) {
    let bound = |claim: &&Claim| matches!(claim.kind, ClaimKind::HtlcSuccess | ClaimKind::HtlcTimeout);
    let highest = claims.iter().map(|claim| claim.lock_time).max();
    match error {
        Error::NoClaims => assert!(claims.iter().all(|claim| claim.kind == ClaimKind::Wallet)),
        Error::DuplicateClaim { outpoint } => {
            assert_eq!(claims.iter().filter(|claim| claim.previous_output == *outpoint).count(), 2);
        }
        Error::LockTime { found, .. } => {
            assert_eq!(highest, Some(*found));
            assert!(claims.iter().filter(bound).any(|claim| claim.lock_time != *found));
        }
        Error::Amount { .. } => assert!(claims.iter().any(|claim| claim.amount.0 > MOST)),
        error => panic!("{error}"),
    }
}

/// Every claim is in one batch, and no batch is too heavy.
fn check_batches(whole: &Sweep, batches: &[Sweep], feerate: u32) -> usize {
    for batch in batches {
        let built = batch.clone().build(feerate);
        assert!(!matches!(built, Err(Error::Weight { .. })), "{whole:?}");
    }
    batches.len()
}

/// What it pays is what it says, enough for its weight, its parent, and all that it replaces.
fn check_built(unsigned: &UnsignedSweep, feerate: u32, parent: Option<Parent>) {
    let transaction = unsigned.transaction();
    let spent: u64 = unsigned.claims().iter().map(|claim| claim.amount.0).sum();
    let paid: u64 = transaction.output.iter().map(|output| output.value.to_sat()).sum();
    assert_eq!(Some(unsigned.fee().0), spent.checked_sub(paid));
    let (fee, weight) = (u128::from(unsigned.fee().0), u128::from(unsigned.weight()));
    let parent = parent.unwrap_or(Parent { fee: Sat(0), weight: 0 });
    assert!(fee * 1000 >= 250 * weight);
    let (package_fee, package) = (fee + u128::from(parent.fee.0), weight + u128::from(parent.weight));
    // Weights that cannot be counted stand for the most that can.
    if package <= u128::from(u64::MAX) / u128::from(feerate) {
        assert!(package_fee * 1000 >= u128::from(feerate) * package);
    }
    let mut replaced: Vec<Attempt> = unsigned.claims().iter().filter_map(|claim| claim.replaces).collect();
    replaced.sort_unstable();
    replaced.dedup_by_key(|attempt| attempt.txid);
    let sum: u128 = replaced.iter().map(|attempt| u128::from(attempt.fee.0)).sum();
    assert!(replaced.is_empty() || fee >= sum + weight.div_ceil(4));
}

/// Signs with the keys of both nodes in turn: one has them all, unless the claims are of both.
fn sign(
    source: &mut Unstructured<'_>,
    published: &Published,
    unsigned: UnsignedSweep,
) -> Result<&'static str> {
    let (predicted, fee) = (unsigned.weight(), unsigned.fee());
    let requests = unsigned.signature_requests().len();
    let others =
        [Node::Opener, Node::Accepter].map(|node| unsigned.clone().sign(&spend_keys(node), &CONTEXT));
    let owners: Vec<_> = others.iter().flatten().collect();
    let Some(signed) = owners.first() else {
        assert!(others.iter().all(|other| matches!(other, Err(Error::WrongKey { .. }))));
        return Ok("of both nodes");
    };
    assert_eq!(owners.len() == 2, requests == 0);
    assert!(signed.fee() == fee && signed.weight() <= predicted);
    assert!(predicted - signed.weight() <= SLACK * requests as u64);
    // The witnesses of the wallet are the host's to add.
    let is_whole = unsigned.claims().iter().all(|claim| claim.kind != ClaimKind::Wallet);
    let (txid, attempt) = (signed.transaction().compute_txid(), signed.attempt());
    if is_whole && signed.transaction().input.iter().any(|input| !input.witness.is_empty()) {
        assert_eq!(signed.transaction().weight().to_wu(), signed.weight());
    }
    assert_eq!((attempt.txid.0, attempt.fee), (txid.to_byte_array(), fee));
    for (_, preimage) in published.commitment.revealed_preimages(signed.transaction()) {
        assert!(published.htlcs.iter().any(|htlc| htlc.payment_hash == preimage.payment_hash()));
    }

    let claims = (*signed).clone().into_claims();
    assert!(claims.iter().all(|claim| claim.replaces == Some(attempt)));
    let again = Sweep::new(claims, destination(source)?).expect("the same claims");
    let Ok(next) = again.build(feerate(source)?) else { return Ok("signed, not replaced") };
    assert!(next.fee().0 >= fee.0 + next.weight().div_ceil(4));
    let (old, new) = (attempt.weight.div_ceil(4), next.weight().div_ceil(4));
    assert!(u128::from(next.fee().0) * u128::from(old) > u128::from(fee.0) * u128::from(new));
    Ok("signed and replaced")
}
