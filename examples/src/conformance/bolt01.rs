//! BOLT 1: BigSize, integers, TLV streams, the extension of `init`.

use super::{Case, same};
use keelbolt::bytes::{Reader, Writer};
use keelbolt::codec::short_channel_id::ShortChannelId;
use keelbolt::codec::tlv::{Record, RecordWriter, Records};
use keelbolt::codec::{bigsize, integer};
use keelbolt::crypto::PublicKey;
use serde_json::{Value, json};

/// `kind` decode or encode, `bytes`, `value`; both directions for a valid one.
pub(super) fn bigsize(case: &mut Case) -> Result<(), String> {
    let bytes = case.bytes("bytes")?;
    let bytes = case.must("bytes", bytes)?;
    let kind = case.text("kind");
    if !matches!(kind.as_deref(), Some("decode" | "encode")) {
        return Err(format!("unknown kind {kind:?}"));
    }
    let mut reader = Reader::new(&bytes);
    let read = bigsize::read(&mut reader);
    if !case.flag("valid") {
        return refused(case, read);
    }
    let value = case.number("value");
    let value = case.must("value", value)?;
    same("value", Ok(value), read)?;
    same("bytes left over", 0, reader.rest().len())?;
    same("length", bytes.len(), bigsize::length(value))?;
    same("bytes", bytes, written(|writer| bigsize::write(value, writer).map_err(|error| error.to_string()))?)
}

/// `type` tu16 to tu64, `value`, `bytes`.
pub(super) fn truncated_integer(case: &mut Case) -> Result<(), String> {
    let bytes = case.bytes("bytes")?;
    let bytes = case.must("bytes", bytes)?;
    let read = match case.text("type").as_deref() {
        Some("tu16") => integer::read_truncated::<2>(&bytes),
        Some("tu32") => integer::read_truncated::<4>(&bytes),
        Some("tu64") => integer::read_truncated::<8>(&bytes),
        other => return Err(format!("unknown type {other:?}")),
    };
    if !case.flag("valid") {
        return refused(case, read);
    }
    let value = case.number("value");
    let value = case.must("value", value)?;
    same("value", Ok(value), read)?;
    let write =
        |writer: &mut Writer<'_>| integer::write_truncated(value, writer).map_err(|error| error.to_string());
    same("bytes", bytes, written(write)?)
}

/// `type` s8 to s64, `value`, `bytes`.
pub(super) fn signed_integer(case: &mut Case) -> Result<(), String> {
    let bytes = case.bytes("bytes")?;
    let bytes = case.must("bytes", bytes)?;
    let value = case.value("value").and_then(|value| value.as_i64());
    let value = case.must("value", value)?;
    match case.text("type").as_deref() {
        Some("s8") => signed::<1>(&bytes, value),
        Some("s16") => signed::<2>(&bytes, value),
        Some("s32") => signed::<4>(&bytes, value),
        Some("s64") => signed::<8>(&bytes, value),
        other => Err(format!("unknown type {other:?}")),
    }
}

fn signed<const WIDTH: usize>(bytes: &[u8], value: i64) -> Result<(), String> {
    same("value", Ok(value), integer::read_signed::<WIDTH>(bytes))?;
    let write = |writer: &mut Writer<'_>| {
        let result = integer::write_signed::<WIDTH>(value, writer).ok_or("value does not fit")?;
        result.map_err(|error| error.to_string())
    };
    same("bytes", bytes.to_vec(), written(write)?)
}

/// `stream` in `namespace` n1, n2 or any (both), as the source defines them; `records` and decoded `fields`.
pub(super) fn tlv_stream(case: &mut Case) -> Result<(), String> {
    let stream = case.bytes("stream")?;
    let stream = case.must("stream", stream)?;
    let namespace = case.text("namespace");
    let spaces: &[Namespace] = match namespace.as_deref() {
        Some("n1") => &[Namespace::N1],
        Some("n2") => &[Namespace::N2],
        Some("any") => &[Namespace::N1, Namespace::N2],
        other => return Err(format!("unknown namespace {other:?}")),
    };
    for space in spaces {
        let decoded = space.decode(&stream);
        if !case.flag("valid") {
            refused(case, decoded)?;
            continue;
        }
        let (records, fields) = decoded?;
        same("records", case.list("records"), records.iter().map(shown).collect())?;
        let expected = case.value("fields").unwrap_or(json!({}));
        same("fields", expected, fields)?;
        same("stream", stream.clone(), rewritten(&records)?)?;
    }
    Ok(())
}

/// A whole `init` message: type, two feature vectors, then a TLV stream.
pub(super) fn init_extension(case: &mut Case) -> Result<(), String> {
    const INIT: u64 = 16;
    let message = case.bytes("message")?;
    let message = case.must("message", message)?;
    let mut reader = Reader::new(&message);
    let head = |reader: &mut Reader<'_>| {
        let (number, payload) = (reader.u16()?, reader.rest().to_vec());
        let length = reader.u16()?;
        let global = reader.take(length.into())?.to_vec();
        let length = reader.u16()?;
        Ok((number, payload, global, reader.take(length.into())?.to_vec()))
    };
    let (number, payload, global, features) =
        head(&mut reader).map_err(|error: keelbolt::bytes::Error| error.to_string())?;
    same("type", Some(INIT), Some(number.into()))?;
    same("type", case.number("type"), Some(number.into()))?;
    same("payload", case.bytes("payload")?, Some(payload))?;
    let records = Records::new(reader.rest(), |_| false).collect::<Result<Vec<_>, _>>();
    if !case.flag("valid") {
        return refused(case, records);
    }
    let records = records.map_err(|error| error.to_string())?;
    same("global_features", case.bytes("global_features")?, Some(global))?;
    same("features", case.bytes("features")?, Some(features))?;
    same("records", case.list("records"), records.iter().map(shown).collect())?;
    same("stream", reader.rest().to_vec(), rewritten(&records)?)
}

/// The namespaces of BOLT 1's appendix B.
#[derive(Clone, Copy)]
enum Namespace {
    N1,
    N2,
}

impl Namespace {
    fn knows(self, number: u64) -> bool {
        match self {
            Self::N1 => matches!(number, 1 | 2 | 3 | 254),
            Self::N2 => matches!(number, 0 | 11),
        }
    }

    /// The records and the named fields.
    fn decode(self, stream: &[u8]) -> Result<(Vec<Record<'_>>, Value), String> {
        let records: Vec<_> = Records::new(stream, |number| self.knows(number))
            .collect::<Result<_, _>>()
            .map_err(|error| error.to_string())?;
        let mut fields = serde_json::Map::new();
        for record in &records {
            match (self, record.number) {
                (Self::N1, 1) => {
                    let value =
                        integer::read_truncated::<8>(record.value).map_err(|error| error.to_string())?;
                    fields.insert("amount_msat".into(), value.into());
                }
                (Self::N1, 2) => {
                    let id = u64::from_be_bytes(exactly(record.value)?);
                    fields.insert("scid".into(), ShortChannelId(id).to_string().into());
                }
                (Self::N1, 3) => n1_type3(record.value, &mut fields)?,
                (Self::N1, 254) => {
                    fields.insert("cltv_delta".into(), u16::from_be_bytes(exactly(record.value)?).into());
                }
                (Self::N2, 0) => {
                    let value =
                        integer::read_truncated::<8>(record.value).map_err(|error| error.to_string())?;
                    fields.insert("amount_msat".into(), value.into());
                }
                (Self::N2, 11) => {
                    let value =
                        integer::read_truncated::<4>(record.value).map_err(|error| error.to_string())?;
                    fields.insert("cltv_expiry".into(), value.into());
                }
                _ => {}
            }
        }
        Ok((records, Value::Object(fields)))
    }
}

/// point ‖ u64 ‖ u64
fn n1_type3(value: &[u8], fields: &mut serde_json::Map<String, Value>) -> Result<(), String> {
    let whole: [u8; 49] = exactly(value)?;
    let mut reader = Reader::new(&whole);
    let mut read = || Ok((reader.array()?, reader.u64()?, reader.u64()?));
    let (point, first, second) = read().map_err(|error: keelbolt::bytes::Error| error.to_string())?;
    let point = PublicKey::parse(&point).map_err(|error| error.to_string())?;
    fields.insert("node_id".into(), point.to_string().into());
    fields.insert("amount_msat_1".into(), first.into());
    fields.insert("amount_msat_2".into(), second.into());
    Ok(())
}

fn exactly<const N: usize>(value: &[u8]) -> Result<[u8; N], String> {
    value.try_into().map_err(|_| format!("expected {N} bytes, found {}", value.len()))
}

/// Passes when the input was refused. The label of the reason is the file's own wording and no figure.
fn refused<T, E>(case: &mut Case, result: Result<T, E>) -> Result<(), String> {
    let label = case.text("error");
    case.must("error", label)?;
    result.map_or(Ok(()), |_| Err("was accepted".to_owned()))
}

fn shown(record: &Record<'_>) -> Value {
    json!({ "type": record.number, "value": keelbolt::bytes::Hex(record.value).to_string() })
}

fn rewritten(records: &[Record<'_>]) -> Result<Vec<u8>, String> {
    written(|writer| {
        let mut stream = RecordWriter::new(writer);
        records
            .iter()
            .try_for_each(|record| stream.put(record.number, record.value))
            .map_err(|error| error.to_string())
    })
}

fn written(write: impl FnOnce(&mut Writer<'_>) -> Result<(), String>) -> Result<Vec<u8>, String> {
    let mut out = [0; 4096];
    let mut writer = Writer::new(&mut out);
    write(&mut writer)?;
    Ok(writer.finish().to_vec())
}
