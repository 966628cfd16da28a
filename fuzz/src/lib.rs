//! What the fuzz targets of onions, channels, contracts and Ark share.

pub mod ark;
pub mod channel;

use keelbolt::crypto::{PublicKey, SecretKey, SharedSecret, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use keelbolt::sphinx::SessionKey;
use keelbolt_benches::random_bytes;
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

/// How many runs lie between two reports.
const REPORT_EVERY: u64 = 1000;

/// The curve with a fixed blinding.
pub static CONTEXT: LazyLock<SigningContext> = LazyLock::new(|| SigningContext::new(Entropy::new([1; 32])));

/// More nodes than any route here has hops.
pub static NODES: LazyLock<Vec<Node>> = LazyLock::new(|| (1..=32).map(Node::new).collect());

/// A node with its key.
pub struct Node {
    pub key: SecretKey,
    pub id: PublicKey,
}

impl Node {
    fn new(byte: u8) -> Self {
        let key = SecretKey::parse(Secret::new([byte; 32])).expect("below the group order");
        let id = CONTEXT.public_key(&key).expect("a valid key");
        Self { key, id }
    }
}

/// The bytes from which a case is drawn: the input, and what its first ones seed, so that short inputs go deep too.
/// `None` when the input is to be taken as it comes, as one of sixteen is.
pub fn case(input: &[u8]) -> Option<Vec<u8>> {
    const LENGTH: usize = 4096;
    let (seed, rest) = input.split_at_checked(2)?;
    let seed = u64::from(seed[0]) << 8 | u64::from(seed[1]);
    (seed & 15 != 0).then(|| [rest, &random_bytes(seed, LENGTH)].concat())
}

/// The shared secrets of a route whose keys do not matter.
pub fn secrets(count: usize) -> Vec<SharedSecret> {
    (1_u8..).take(count).map(|byte| SharedSecret::new(Secret::new([byte; 32]))).collect()
}

/// Entropy that makes a valid key.
pub fn entropy(source: &mut Unstructured<'_>) -> Result<Entropy> {
    let mut bytes: [u8; 32] = source.arbitrary()?;
    bytes[0] &= 0x7f;
    bytes[31] |= 1;
    Ok(Entropy::new(bytes))
}

/// The key of an onion.
pub fn session_key(source: &mut Unstructured<'_>) -> Result<SessionKey> {
    Ok(SessionKey::new(entropy(source)?).expect("below the group order"))
}

/// Up to `most` bytes.
pub fn bytes(source: &mut Unstructured<'_>, most: usize) -> Result<Vec<u8>> {
    let length = source.int_in_range(0..=most)?;
    (0..length).map(|_| source.arbitrary()).collect()
}

/// A number of any size: small ones are as likely as large ones.
pub fn number(source: &mut Unstructured<'_>) -> Result<u64> {
    let size = source.int_in_range(0..=64)?;
    Ok(source.arbitrary::<u64>()?.checked_shr(size).unwrap_or_default())
}

/// Flips one bit; of nothing it flips nothing.
pub fn flip(source: &mut Unstructured<'_>, bytes: &mut [u8]) -> Result<()> {
    if !bytes.is_empty() {
        let at = source.int_in_range(0..=bytes.len() - 1)?;
        bytes[at] ^= 1 << source.int_in_range(0..=7)?;
    }
    Ok(())
}

/// How far the runs of a target came.
pub struct Depths(Mutex<(u64, BTreeMap<&'static str, u64>)>);

impl Depths {
    #[expect(clippy::new_without_default, reason = "a default is not const, and this stands in a static")]
    pub const fn new() -> Self {
        Self(Mutex::new((0, BTreeMap::new())))
    }

    /// Counts a run of `target`, which came to this depth.
    pub fn count(&self, target: &str, depth: &'static str) {
        let mut depths = self.0.lock().expect("never poisoned: a panic ends the run");
        depths.0 += 1;
        *depths.1.entry(depth).or_default() += 1;
        if depths.0.is_multiple_of(REPORT_EVERY) {
            let share = |count: &u64| format!("{:.1} %", 100.0 * *count as f64 / depths.0 as f64);
            let shares: Vec<String> =
                depths.1.iter().map(|(depth, count)| format!("{} {depth}", share(count))).collect();
            eprintln!("> {target}: {} runs, {}", depths.0, shares.join(", "));
        }
    }
}
