//! VTXOs: a signer for Ark is shown one, checks all of it before it counts it as money, and says how an exit goes and
//! until when; and it reads the address that it is asked to pay.

use core::fmt;
use cortex_m_semihosting::hprintln;
use keelbolt::bytes::Hex;
use keelbolt::codec::serialized::{self, SerializedTransaction};
use keelbolt::crypto::{self, PublicKey, sha256};
use keelbolt::time::BlockHeight;
use keelbolt::vtxo::{
    AcceptedVtxo, Address, AddressError, ChainFacts, Expectation, ExpectedPolicy, LockDelta, NotAccepted,
    VtxoRef,
};

/// A leaf of a tree from the vectors of Ark, complete. The same file serves the example in C.
static VTXO: &[u8; 1136] = include_bytes!("../vtxo.bin");

/// The transaction on chain that holds the tree. The device is told of it by whoever watches the chain for it.
static ANCHOR: &[u8; 94] = include_bytes!("../anchor.bin");

/// The server's key, and the one with which it signed the tree; the device's own.
const SERVER: [u8; 33] = [
    0x03, 0x65, 0xa8, 0x12, 0x33, 0x74, 0x18, 0x93, 0xbb, 0xe2, 0x46, 0x1b, 0x8d, 0x47, 0x9d, 0xad, 0xc5,
    0x88, 0x05, 0x94, 0xfe, 0x6f, 0x74, 0x79, 0x18, 0x0d, 0x58, 0x43, 0x82, 0x0a, 0xf7, 0x2b, 0x62,
];
const SERVER_COSIGN: [u8; 33] = [
    0x02, 0x44, 0x82, 0x03, 0x9e, 0xbf, 0x36, 0x24, 0x52, 0x50, 0x61, 0xf8, 0x8a, 0xa0, 0x1d, 0x4a, 0x02,
    0xb3, 0xf2, 0x22, 0x4e, 0xee, 0x8b, 0x40, 0x60, 0xae, 0x0c, 0xbf, 0x03, 0x6b, 0x24, 0x27, 0x43,
];
const OWN: [u8; 33] = [
    0x03, 0x74, 0xa3, 0xec, 0x37, 0xcc, 0x4c, 0xcd, 0x29, 0x71, 0x73, 0x88, 0xe6, 0xdc, 0x24, 0xf2, 0xaa,
    0x36, 0x66, 0x32, 0xf1, 0xa3, 0x6a, 0x49, 0xe7, 0x3c, 0xd7, 0x67, 0x1b, 0x23, 0x17, 0x92, 0x98,
];

/// The last block, and how many blocks are to be left when an exit is through.
const TIP: BlockHeight = BlockHeight(98_000);
const MARGIN: u16 = 36;

/// The longest that this device waits for its money.
const EXIT_DELTA: u16 = 2016;

/// Room for a transaction of an exit.
const TRANSACTION: usize = 512;

/// An address of the vectors, of another server.
const ADDRESS: &str = "ark1pwh9vsmezqqpharv69q4z8m6x364d5m5prnmcalcalq9pdmzw0y7mpveck4pcfhezqypczkrrj3lkx5ue4qrf4jc7ztpt9h\
                       tdttmh2judhqnu7aue8p0y9mqkr4cf5";

/// What a signer does with a VTXO and with an address, and what it refuses.
#[inline(never)]
pub fn run() -> Result<(), Error> {
    let server = PublicKey::parse(&SERVER)?;
    let vtxo = accept(VTXO, &server, TIP)?;
    hprintln!("vtxo: {}", vtxo.id());
    hprintln!("vtxo amount: {}", vtxo.amount());
    exit(&vtxo)?;
    refuse(&server)?;
    address(&server)
}

/// Makes all checks on a VTXO.
#[inline(never)]
fn accept<'a>(bytes: &'a [u8], server: &PublicKey, tip: BlockHeight) -> Result<AcceptedVtxo<'a>, Error> {
    let (own, cosign) = ([PublicKey::parse(&OWN)?], [PublicKey::parse(&SERVER_COSIGN)?]);
    let expected = Expectation {
        own_keys: &own,
        server_pubkey: *server,
        server_cosign_pubkeys: &cosign,
        policy: ExpectedPolicy::Own,
        amount: None,
        unlock_hash: None,
        confirmations: 6,
        tip,
        exit_delta: LockDelta::new(EXIT_DELTA).unwrap_or_default(),
        margin: MARGIN,
        max_depth: 8,
    };
    let anchor = SerializedTransaction::parse(ANCHOR)?;
    let facts = ChainFacts { anchor, confirmations: 6, unspent: true };
    Ok(VtxoRef::parse(bytes)?.accept(&expected, &facts)?)
}

/// The transactions that put it on chain, as they are published, and until when that must begin.
#[inline(never)]
fn exit(vtxo: &AcceptedVtxo<'_>) -> Result<(), Error> {
    let mut buffer = [0; TRANSACTION];
    for package in vtxo.exit()?.packages()? {
        let package = package?;
        let bytes = package.parent.write(&mut buffer)?;
        let (depth, txid) = (package.depth, package.parent.txid());
        hprintln!("exit {}: {}, {} bytes of sha256 {}", depth, txid, bytes.len(), Hex(&sha256(bytes).0));
    }
    let deadline = vtxo.deadline(MARGIN);
    hprintln!("exit must begin by {}, all is lost from {}", deadline.begin, deadline.lost);
    Ok(())
}

/// A VTXO with one bit of the first signature changed, and the right one when it is too late for an exit.
#[inline(never)]
fn refuse(server: &PublicKey) -> Result<(), Error> {
    let signature = VtxoRef::parse(VTXO)?.genesis().items().next().and_then(|item| {
        let signature = item.transition.signature()?;
        VTXO.windows(64).position(|bytes| bytes == signature.as_bytes())
    });
    let mut changed = *VTXO;
    if let Some(byte) = signature.and_then(|at| changed.get_mut(at)) {
        *byte ^= 1;
    }
    for (bytes, tip) in [(&changed, TIP), (VTXO, BlockHeight(99_000))] {
        if let Err(error) = accept(bytes, server, tip) {
            hprintln!("refused: {}", error);
        }
    }
    Ok(())
}

/// Whom an address pays, and whether this server takes payments for it.
#[inline(never)]
fn address(server: &PublicKey) -> Result<(), Error> {
    let address = Address::parse(ADDRESS)?;
    hprintln!("address: pays {}", address.policy().user_pubkey());
    hprintln!("address: of server {}, this one: {}", Hex(&address.ark_id().0), address.is_of(server));
    let mut flipped = [0; ADDRESS.len()];
    flipped.copy_from_slice(ADDRESS.as_bytes());
    if let Some(last) = flipped.last_mut() {
        *last ^= 1;
    }
    if let Err(error) = core::str::from_utf8(&flipped).map_or(Ok(()), |text| Address::parse(text).map(drop)) {
        hprintln!("refused: {}", error);
    }
    Ok(())
}

/// Why a VTXO or an address is refused.
pub enum Error {
    Key(crypto::Error),
    Anchor(serialized::Error),
    Vtxo(keelbolt::vtxo::Error),
    NotAccepted(NotAccepted),
    Address(AddressError),
}

/// Each cause by the type of the library's error.
macro_rules! causes {
    ($($variant:ident($cause:ty)),+) => {
        $(
            impl From<$cause> for Error {
                fn from(error: $cause) -> Self {
                    Self::$variant(error)
                }
            }
        )+

        impl fmt::Display for Error {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$variant(error) => fmt::Display::fmt(error, f)),+
                }
            }
        }
    };
}

causes!(
    Key(crypto::Error),
    Anchor(serialized::Error),
    Vtxo(keelbolt::vtxo::Error),
    NotAccepted(NotAccepted),
    Address(AddressError)
);
