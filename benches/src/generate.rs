//! Invoices drawn from bytes: mostly sound ones of every kind of field, now and then one that breaks a rule.

use crate::parts::{self, Parts, Signature, field, pack};
use arbitrary::{Result, Unstructured};

/// Draws an invoice from bytes. When they run out, what is left is drawn from zeros.
///
/// # Errors
///
/// None that the bytes can cause; the type of the source allows for one.
pub fn generate(source: &mut Unstructured<'_>) -> Result<Parts> {
    // Three of four are sound throughout.
    let odd = source.ratio(1, 4)?;
    let hrp = [network(source, odd)?, amount(source, odd)?].concat();
    let signature = match source.int_in_range(0..=15)? {
        0..=11 => Signature::Valid,
        12..=13 => Signature::HighS,
        _ => Signature::Words(signature(source, odd)?),
    };
    let upper = source.ratio(1, 8)?;
    let mut fields = essential(source, odd)?;
    for _ in 0..source.int_in_range(0..=6)? {
        let at = source.int_in_range(0..=fields.len())?;
        fields.insert(at, any_field(source, odd)?);
    }
    let mut words = [words(source, 7..=7)?, fields.concat()].concat();
    if odd && source.ratio(1, 16)? {
        words.truncate(source.int_in_range(0..=words.len())?);
    }
    Ok(Parts { hrp, words, signature, upper })
}

/// A signature of nobody's; unless it is odd, its recovery id is one.
fn signature(source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    let mut words = words(source, 104..=104)?;
    if !odd {
        // The last eight bits, of which the upper six must be zero.
        words[102] &= 0b11000;
        words[103] &= 0b00011;
    }
    Ok(words)
}

fn network(source: &mut Unstructured<'_>, odd: bool) -> Result<String> {
    const NETWORKS: [&str; 4] = ["lnbc", "lntb", "lntbs", "lnbcrt"];
    const ODD: [&str; 3] = ["lnsb", "lnltc", "ln"];
    let odd = odd && source.ratio(1, 8)?;
    Ok(String::from(if odd { *source.choose(&ODD)? } else { *source.choose(&NETWORKS)? }))
}

fn amount(source: &mut Unstructured<'_>, odd: bool) -> Result<String> {
    const MULTIPLIERS: [&str; 5] = ["", "m", "u", "n", "p"];
    if source.ratio(1, 4)? {
        return Ok(String::new());
    }
    let multiplier = *source.choose(&MULTIPLIERS)?;
    // Fewer digits for the large units: there are 21 million bitcoin.
    let most = match multiplier {
        "" => 7,
        "m" => 10,
        _ => 12,
    };
    let digits = source.int_in_range(1..=most)?;
    let number = source.int_in_range(1..=10_u64.pow(digits) - 1)?;
    let last = if multiplier == "p" { "0" } else { "" };
    if !(odd && source.ratio(1, 4)?) {
        return Ok(format!("{number}{last}{multiplier}"));
    }
    Ok(match source.int_in_range(0..=5)? {
        0 => format!("0{number}{last}{multiplier}"),
        1 => format!("{number}p"),
        2 => format!("0{multiplier}"),
        3 => format!("{}{last}{multiplier}", source.arbitrary::<u64>()?),
        4 => format!("{}0p", u128::from(source.arbitrary::<u64>()?) * 10),
        _ => format!("{number}{}", char::from(source.int_in_range(b' '..=b'~')?.to_ascii_lowercase())),
    })
}

/// The fields that a payer asks for, of which few invoices lack one.
fn essential(source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<Vec<u8>>> {
    let mut fields = Vec::new();
    let description = if source.ratio(1, 3)? { description_hash } else { description };
    for essential in [payment_hash, payment_secret, description, features] {
        if !source.ratio(1, 16)? {
            fields.push(essential(source, odd)?);
        }
    }
    Ok(fields)
}

type Draw = fn(&mut Unstructured<'_>, bool) -> Result<Vec<u8>>;

fn any_field(source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    const FIELDS: [Draw; 14] = [
        expiry,
        min_final_cltv_expiry_delta,
        fallback,
        fallback,
        route,
        route,
        metadata,
        payee,
        unknown,
        payment_hash,
        payment_secret,
        description,
        description_hash,
        features,
    ];
    // The last five are duplicates of what is there, and so drawn less often.
    let index = match source.ratio(1, 8)? {
        true => source.int_in_range(9..=13)?,
        false => source.int_in_range(0..=8)?,
    };
    FIELDS[index](source, odd)
}

fn payment_hash(source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    hash(1, source, odd)
}

fn payment_secret(source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    hash(16, source, odd)
}

fn description_hash(source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    hash(23, source, odd)
}

fn hash(tag: u8, source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    let data = pack(&source.arbitrary::<[u8; 32]>()?);
    finish(tag, data, source, odd)
}

fn payee(source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    let key = match source.int_in_range(0..=7)? {
        0 => parts::point(source.arbitrary()?),
        1 if odd => source.arbitrary()?,
        _ => parts::public_key(),
    };
    finish(19, pack(&key), source, odd)
}

fn description(source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    const TEXTS: [&str; 6] =
        ["", "1 cup coffee", "ナンセンス 1杯", "\0", "\u{10ffff}\u{7ff}\u{800}", "\"<b>'; --"];
    let text = match source.ratio(1, 2)? {
        true => String::from(*source.choose(&TEXTS)?),
        false => String::from_utf8_lossy(&bytes(source, 0..=90)?).into_owned(),
    };
    let text = if odd && source.ratio(1, 4)? { bytes(source, 0..=40)? } else { text.into_bytes() };
    finish(13, pack(&text), source, odd)
}

fn metadata(source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    let data = pack(&bytes(source, 0..=80)?);
    finish(27, data, source, odd)
}

fn expiry(source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    integer(6, source, odd)
}

fn min_final_cltv_expiry_delta(source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    integer(24, source, odd)
}

fn integer(tag: u8, source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    let value = source.arbitrary::<u64>()? >> source.int_in_range(0..=63)?;
    let mut data: Vec<u8> = (0..13).rev().map(|word| (value >> (5 * word) & 31) as u8).collect();
    data.drain(..data.iter().position(|word| *word != 0).unwrap_or(data.len()));
    leading_zero(&mut data, source, odd)?;
    finish(tag, data, source, odd)
}

fn features(source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    /// Even bits of features that are known in invoices, or to the peer, or not at all.
    const FEATURES: [u16; 9] = [8, 14, 16, 24, 36, 48, 50, 56, 130];
    let mut data = vec![0_u8; 60];
    let mut set = |bit: u16| data[59 - usize::from(bit / 5)] |= 1 << (bit % 5);
    if !source.ratio(1, 16)? {
        [8, 14].into_iter().for_each(&mut set);
    }
    for _ in 0..source.int_in_range(0..=2)? {
        let optional = u16::from(!source.ratio(1, 8)?);
        set(*source.choose(&FEATURES)? + optional);
    }
    if odd && source.ratio(1, 8)? {
        set(source.int_in_range(0..=299)?);
    }
    data.drain(..data.iter().position(|word| *word != 0).unwrap_or(data.len()));
    leading_zero(&mut data, source, odd)?;
    finish(5, data, source, odd)
}

fn fallback(source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    let version = source.int_in_range(0..=31)?;
    let program = match version {
        0 if odd => bytes(source, 0..=42)?,
        0 => match source.ratio(1, 2)? {
            true => bytes(source, 20..=20)?,
            false => bytes(source, 32..=32)?,
        },
        1..=16 if odd => bytes(source, 0..=42)?,
        1..=16 => bytes(source, 2..=40)?,
        17 | 18 => bytes(source, 20..=20)?,
        _ => {
            let words = words(source, 0..=60)?;
            return Ok(field(9, &[&[version], &words[..]].concat()));
        }
    };
    finish(9, [&[version], &pack(&program)[..]].concat(), source, odd)
}

fn route(source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    let mut hops = Vec::new();
    for _ in 0..source.int_in_range(u8::from(!odd)..=3)? {
        let key = match odd && source.ratio(1, 8)? {
            true => source.arbitrary()?,
            false => parts::point(source.arbitrary()?),
        };
        hops.extend(key);
        hops.extend(source.arbitrary::<[u8; 18]>()?);
    }
    finish(3, pack(&hops), source, odd)
}

/// A field of a type that no specification names.
fn unknown(source: &mut Unstructured<'_>, _odd: bool) -> Result<Vec<u8>> {
    const KNOWN: [u8; 11] = [1, 3, 5, 6, 9, 13, 16, 19, 23, 24, 27];
    let tags: Vec<u8> = (0..32).filter(|tag| !KNOWN.contains(tag)).collect();
    let most = if source.ratio(1, 32)? { 1023 } else { 40 };
    let tag = *source.choose(&tags)?;
    Ok(field(tag, &words(source, 0..=most)?))
}

/// Puts data under its type; when it may be odd, perhaps with a wrong length or a padding that is not zero.
fn finish(tag: u8, mut data: Vec<u8>, source: &mut Unstructured<'_>, odd: bool) -> Result<Vec<u8>> {
    if odd {
        match source.int_in_range(0..=31)? {
            0 => data.push(source.int_in_range(0..=31)?),
            1 => _ = data.pop(),
            2..=3 => {
                if let Some(last) = data.last_mut() {
                    *last |= source.int_in_range(0..=15)?;
                }
            }
            _ => {}
        }
    }
    Ok(field(tag, &data))
}

fn leading_zero(data: &mut Vec<u8>, source: &mut Unstructured<'_>, odd: bool) -> Result<()> {
    if odd && source.ratio(1, 8)? {
        data.insert(0, 0);
    }
    Ok(())
}

fn bytes(source: &mut Unstructured<'_>, length: std::ops::RangeInclusive<usize>) -> Result<Vec<u8>> {
    let length = source.int_in_range(length)?;
    (0..length).map(|_| source.arbitrary()).collect()
}

fn words(source: &mut Unstructured<'_>, count: std::ops::RangeInclusive<usize>) -> Result<Vec<u8>> {
    let count = source.int_in_range(count)?;
    (0..count).map(|_| source.arbitrary::<u8>().map(|byte| byte & 31)).collect()
}
