//! HMAC, streams and authenticated encryption give the figures of their specifications, and refuse what is not theirs.

use keelbolt::crypto::{
    Error, HmacSha256, KeyStream, PublicKey, SecretKey, SharedSecret, SigningContext, hmac_sha256, open,
    seal, sha256, tags_equal,
};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;

/// RFC 4231, section 4: key, message, code.
const HMACS: &[(&[u8], &[u8], &str)] = &[
    (&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    (
        b"Jefe",
        b"what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (&[0xaa; 20], &[0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    (
        &[0xaa; 131], // longer than a block
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
];

#[test]
fn hmacs() {
    for (key, message, expected) in HMACS {
        let whole = hmac_sha256(key, message);
        assert_eq!(hex(whole.expose()), *expected);
        let mut engine = HmacSha256::new(key);
        message.chunks(7).for_each(|piece| engine.input(piece));
        assert!(engine.finish() == whole, "in pieces: {expected}");
    }
}

/// RFC 8439, appendix A.1, vectors 1 and 3: the key, where the stream is read, its bytes there.
const STREAMS: &[([u8; 32], u64, &str)] = &[
    (
        [0; 32],
        0,
        "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7da41597c5157488d7724e03fb8d84a37\
         6a43b8f41518a11cc387b669b2ee6586",
    ),
    (
        ONE,
        64,
        "3aeb5224ecf849929b9d828db1ced4dd832025e8018b8160b82284f3c949aa5a8eca00bbb4a73bdad192b5c42f73f2fd\
         4e273644c8b36125a64addeb006c13a0",
    ),
];

/// The key of vector 3: 31 zeros and a one.
const ONE: [u8; 32] = {
    let mut key = [0; 32];
    key[31] = 1;
    key
};

#[test]
fn streams() {
    for (key, position, expected) in STREAMS {
        let key = Secret::new(*key);
        let mut there = [0; 64];
        KeyStream::at(&key, *position).unwrap().apply(&mut there).unwrap();
        assert_eq!(hex(&there), *expected);
        let mut all = vec![0; *position as usize + there.len()];
        let mut stream = KeyStream::new(&key);
        all.chunks_mut(13).for_each(|piece| stream.apply(piece).unwrap());
        assert_eq!(all[*position as usize..], there, "in pieces from the start");
    }
}

/// How long a stream is, in bytes.
const STREAM: u64 = (1 << 38) - 64;

/// Where a stream is opened and how many bytes are taken, and whether there are as many.
const ENDS: &[(u64, usize, bool)] =
    &[(0, 64, true), (STREAM - 64, 64, true), (STREAM - 64, 65, false), (STREAM + 64, 1, false)];

#[test]
fn streams_end() {
    for (position, length, enough) in ENDS {
        let mut bytes = vec![0; *length];
        let taken =
            KeyStream::at(&Secret::new([1; 32]), *position).and_then(|mut stream| stream.apply(&mut bytes));
        assert_eq!(taken, enough.then_some(()).ok_or(Error::KeyStreamExhausted), "{length} from {position}");
        assert!(*enough || bytes.iter().all(|byte| *byte == 0), "unchanged");
    }
}

/// RFC 8439, section 2.8.2.
const SUNSCREEN: &[u8] =
    b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the \
future, sunscreen would be it.";
const ASSOCIATED_DATA: &[u8] = &[0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7];
const NONCE: [u8; 12] = [7, 0, 0, 0, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47];

#[test]
fn a_sealed_text_opens() {
    let key = Secret::new(core::array::from_fn(|index| 0x80 + index as u8));
    let mut buffer = SUNSCREEN.to_vec();
    let tag = seal(&key, &NONCE, ASSOCIATED_DATA, &mut buffer).unwrap();
    assert_eq!(hex(&tag), "1ae10b594f09e26a7e902ecbd0600691");
    assert_eq!(hex(&buffer[..16]), "d31a8d34648e60db7b86afbc53ef7ec2");
    open(&key, &NONCE, ASSOCIATED_DATA, &mut buffer, &tag).unwrap();
    assert_eq!(buffer, SUNSCREEN);
}

#[test]
fn a_changed_text_does_not_open() {
    let key = Secret::new([1; 32]);
    let mut sealed = SUNSCREEN.to_vec();
    let tag = seal(&key, &NONCE, ASSOCIATED_DATA, &mut sealed).unwrap();
    let mut other_tag = tag;
    other_tag[15] ^= 1;
    let mut other_text = sealed.clone();
    other_text[0] ^= 1;
    let opened = |key: &Secret<32>, nonce, data, text: &[u8], tag| {
        let mut buffer = text.to_vec();
        let opened = open(key, nonce, data, &mut buffer, tag);
        assert!(opened.is_ok() || buffer == text, "unchanged");
        opened
    };
    let refused = Err(Error::NotAuthentic);
    assert_eq!(opened(&key, &NONCE, ASSOCIATED_DATA, &sealed, &tag), Ok(()));
    assert_eq!(opened(&Secret::new([2; 32]), &NONCE, ASSOCIATED_DATA, &sealed, &tag), refused);
    assert_eq!(opened(&key, &[0; 12], ASSOCIATED_DATA, &sealed, &tag), refused);
    assert_eq!(opened(&key, &NONCE, b"", &sealed, &tag), refused);
    assert_eq!(opened(&key, &NONCE, ASSOCIATED_DATA, &other_text, &tag), refused);
    assert_eq!(opened(&key, &NONCE, ASSOCIATED_DATA, &sealed, &other_tag), refused);
}

/// Two tags and whether they are equal.
const TAGS: &[(&[u8], &[u8], bool)] = &[
    (&[1; 32], &[1; 32], true),
    (&[1; 32], &[2; 32], false),
    (&[1; 4], &[1; 4], true),
    (&[1; 4], &[1; 5], false),
    (&[], &[], true),
];

#[test]
fn tags() {
    TAGS.iter().for_each(|(a, b, equal)| assert_eq!(tags_equal(a, b), *equal, "{a:?} and {b:?}"));
}

/// Factors, and whether a key can be multiplied by them.
const TWEAKS: &[([u8; 32], bool)] =
    &[([3; 32], true), (ONE, true), ([0; 32], false), ([0xff; 32], false), (ORDER, false)];

/// The order of the group (SEC 2, section 2.4.1).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xba,
    0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
];

#[test]
fn tweaks() {
    let key = secret_key(5);
    for (tweak, valid) in TWEAKS {
        let expected = valid.then_some(()).ok_or(Error::TweakOutOfRange);
        let product = key.mul_tweak(&Secret::new(*tweak));
        assert_eq!(product.as_ref().map(|_| ()).map_err(|error| *error), expected, "{tweak:?}");
        let point = public_key(&key).mul_tweak(tweak);
        assert_eq!(point.map(|_| ()), expected, "{tweak:?}");
        assert_eq!(point.ok(), product.ok().map(|product| public_key(&product)), "{tweak:?}");
    }
}

#[test]
fn both_sides_share_the_secret() {
    for (ours, theirs) in [(1, 2), (7, 7), (0x41, 0x42)] {
        let shared = SharedSecret::derive(&secret_key(ours), &public_key(&secret_key(theirs)));
        assert!(shared == SharedSecret::derive(&secret_key(theirs), &public_key(&secret_key(ours))));
        let point = public_key(&secret_key(ours)).mul_tweak(&[theirs; 32]).unwrap();
        assert_eq!(shared.expose(), &sha256(&point.to_bytes()).0);
    }
}

fn secret_key(byte: u8) -> SecretKey {
    SecretKey::parse(Secret::new([byte; 32])).unwrap()
}

fn public_key(key: &SecretKey) -> PublicKey {
    SigningContext::new(Entropy::new([9; 32])).public_key(key).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
