//! Makes an invoice with a signer that keeps its key to itself, as a hardware signer does:
//! `cargo run -p keelbolt-examples --bin make_invoice`

use keelbolt::amount::Msat;
use keelbolt::crypto::{PaymentSecret, Preimage, RecoverableSignature, SecretKey, Sha256, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::invoice::{Description, Draft, InvoiceRef, Network, Text};
use keelbolt::secret::Secret;
use keelbolt::time::UnixTime;
use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

fn main() -> Result<(), Box<dyn Error>> {
    let preimage = Preimage(Secret::new(dice()?));
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut draft = Draft::new(
        Network::Regtest,
        UnixTime(now),
        preimage.payment_hash(),
        PaymentSecret(dice()?),
        Description::Text(Text::new("1 cup coffee")),
    );
    draft.amount = Some(Msat(250_000_000));
    draft.expiry = Some(Duration::from_secs(600));

    // Two steps: the digest goes to the signer, the signature comes back.
    let signer = Signer::new()?;
    let mut buffer = vec![0; draft.length()?];
    let unsigned = draft.write(&mut buffer)?;
    let signature = signer.sign(&unsigned.signature_hash())?;
    let text = unsigned.finish(&signature)?;

    println!("{text}");
    println!("payee {}", InvoiceRef::parse(text)?.payee()?);
    Ok(())
}

/// Stands for a signer somewhere else.
struct Signer {
    key: SecretKey,
    context: SigningContext,
}

impl Signer {
    fn new() -> Result<Self, Box<dyn Error>> {
        let key = SecretKey::parse(Secret::new(dice()?))?;
        Ok(Self { key, context: SigningContext::new(Entropy::new(dice()?)) })
    }

    fn sign(&self, digest: &Sha256) -> Result<RecoverableSignature, keelbolt::crypto::Error> {
        self.context.sign_recoverable(digest, &self.key)
    }
}

/// 32 bytes from the operating system's random number generator.
fn dice() -> std::io::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}
