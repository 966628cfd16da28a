//! Commitments: a node keeps the secrets that the peer revoked with, derives the point and the keys of its own
//! commitment, and signs the transaction that takes back an HTLC.

use cortex_m_semihosting::hprintln;
use keelbolt::amount::Sat;
use keelbolt::bytes::Hex;
use keelbolt::codec::script::Script;
use keelbolt::codec::sighash::{SegwitV0, SighashType};
use keelbolt::codec::transaction::{OutPoint, TransactionRef, TxIn, TxOut, Txid};
use keelbolt::commitment::{
    Basepoints, CommitmentKeys, CommitmentNumber, Error, Format, HtlcTemplate, PerCommitmentSecret,
    SecretGenerator, SecretStore, Template, derive_privkey,
};
use keelbolt::crypto::{PaymentHash, PublicKey, SecretKey, Sha256, SigningContext, sha256};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;

/// The peer's seed in an example of BOLT 3, appendix D. Each node knows only its own.
const PEER_SEED: [u8; 32] = [0xff; 32];

/// How many commitments the peer revokes.
const REVOKED: u64 = 1000;

/// The secret of the commitment in BOLT 3, appendix C. A device makes its own with a [`SecretGenerator`].
const PER_COMMITMENT_SECRET: [u8; 32] = [
    0x1f, 0x1e, 0x1d, 0x1c, 0x1b, 0x1a, 0x19, 0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11, 0x10, 0x0f,
    0x0e, 0x0d, 0x0c, 0x0b, 0x0a, 0x09, 0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01, 0x00,
];

/// The secrets of the basepoints there, each a byte 32 times, known to everybody. A device keeps its own in secure
/// memory, and of the peer's knows the points alone.
const LOCAL_HTLC: u8 = 0x11;
const LOCAL_DELAYED: u8 = 0x33;
const REMOTE_HTLC: u8 = 0x44;
const REMOTE_REVOCATION: u8 = 0x22;

/// That commitment at a feerate of 648, with the HTLC that it offers in its first output.
const FORMAT: Format = Format::StaticRemotekey;
const TO_SELF_DELAY: u16 = 144;
const FEERATE_PER_KW: u32 = 648;
const COMMITMENT: Txid = Txid([
    0x0f, 0x44, 0x04, 0x1f, 0xdf, 0xba, 0x17, 0x59, 0x87, 0xcf, 0x4e, 0x61, 0x35, 0xba, 0x2a, 0x15, 0x4e,
    0x3b, 0x7f, 0xb9, 0x64, 0x83, 0xdc, 0x0e, 0xd5, 0xef, 0xc0, 0x67, 0x8e, 0x5b, 0x6b, 0xf1,
]);
const AMOUNT: Sat = Sat(2000);
const CLTV_EXPIRY: u32 = 502;
const PREIMAGE: [u8; 32] = [2; 32];

/// Blinds the curve operations; no result depends on it. A device asks its random number generator.
const BLINDING: [u8; 32] = [7; 32];

/// What a node does for its channel: with the secrets of the peer, and with its own.
pub fn run() -> Result<(), Error> {
    keep()?;
    let context = SigningContext::new(Entropy::new(BLINDING));
    let keys = derive(&context)?;
    let digest = digest(&keys);
    sign(&digest, &keys.per_commitment_point, &context)
}

/// The peer revokes one commitment after the other, and any secret of them is found again.
#[inline(never)]
fn keep() -> Result<(), Error> {
    let mut peer = SecretGenerator::new(Secret::new(PEER_SEED));
    let mut store = SecretStore::new();
    let mut last = CommitmentNumber::FIRST;
    while let Some(number) = store.next().filter(|next| next.to_u64() < REVOKED) {
        store.insert(number, peer.secret(number))?;
        last = number;
    }
    for number in [CommitmentNumber::FIRST, last] {
        if let Some(PerCommitmentSecret(secret)) = store.secret(number) {
            hprintln!("secret {}: {}", number, Hex(secret.expose()));
        }
    }
    Ok(())
}

/// The point of this node's commitment, and the keys that follow from it and both nodes' basepoints.
#[inline(never)]
fn derive(context: &SigningContext) -> Result<CommitmentKeys, Error> {
    let point = PerCommitmentSecret(Secret::new(PER_COMMITMENT_SECRET)).point(context)?;
    hprintln!("point: {}", point);
    let local = basepoints(LOCAL_HTLC, LOCAL_DELAYED, context)?;
    let remote = basepoints(REMOTE_HTLC, REMOTE_REVOCATION, context)?;
    CommitmentKeys::derive(point, &local, &remote)
}

/// What a node shows. In the example its payment and HTLC basepoints are one; and the keys of a commitment need either
/// its delayed or its revocation basepoint, whichever node it is, and none of its funding key.
fn basepoints(htlc: u8, other: u8, context: &SigningContext) -> Result<Basepoints, Error> {
    let (htlc, other) = (point(htlc, context)?, point(other, context)?);
    Ok(Basepoints {
        funding_pubkey: htlc,
        revocation_basepoint: other,
        payment_basepoint: htlc,
        delayed_payment_basepoint: other,
        htlc_basepoint: htlc,
    })
}

fn point(byte: u8, context: &SigningContext) -> Result<PublicKey, Error> {
    context.public_key(&secret_key(byte)?).map_err(Error::Key)
}

fn secret_key(byte: u8) -> Result<SecretKey, Error> {
    SecretKey::parse(Secret::new([byte; 32])).map_err(Error::Key)
}

/// What is signed to take back the HTLC after its time: the digest of the HTLC-timeout transaction.
#[inline(never)]
fn digest(keys: &CommitmentKeys) -> Sha256 {
    let script = offered(keys);
    let paid_to = Template::to_local(keys, TO_SELF_DELAY).script_pubkey();
    let value = Sat(AMOUNT.0.saturating_sub(FORMAT.htlc_timeout_fee(FEERATE_PER_KW).0));
    let transaction = TransactionRef {
        version: FORMAT.transaction_version(),
        inputs: &[TxIn { previous_output: OutPoint { txid: COMMITMENT, vout: 0 }, sequence: 0 }],
        outputs: &[TxOut { value, script_pubkey: &paid_to }],
        lock_time: CLTV_EXPIRY,
    };
    let digest = SegwitV0::new(transaction).digest(0, &script, AMOUNT, SighashType::All);
    // Never absent: there is an input 0.
    digest.unwrap_or(Sha256([0; 32]))
}

/// The script of the HTLC's output.
#[inline(never)]
fn offered(keys: &CommitmentKeys) -> Script {
    let payment_hash = PaymentHash(sha256(&PREIMAGE).0);
    Template::OfferedHtlc(HtlcTemplate::new(keys, &payment_hash, FORMAT)).write()
}

/// The owner's signature, by the key of this commitment.
#[inline(never)]
fn sign(digest: &Sha256, per_commitment_point: &PublicKey, context: &SigningContext) -> Result<(), Error> {
    let key = derive_privkey(&secret_key(LOCAL_HTLC)?, &point(LOCAL_HTLC, context)?, per_commitment_point)?;
    let signature = context.sign(digest, &key).map_err(Error::Key)?;
    hprintln!("htlc digest: {}", digest);
    hprintln!("htlc signature: {}", Hex(&signature.to_compact()));
    Ok(())
}
