//! One case, and which of its figures have been asked for.

use keelbolt::crypto::{PublicKey, SecretKey, SigningContext};
use keelbolt::entropy::Entropy;
use keelbolt::secret::Secret;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// One case of a file. Asking for a key marks it as checked.
pub struct Case {
    name: String,
    values: Map<String, Value>,
    asked: BTreeSet<String>,
}

impl Case {
    /// Reads a case, which is an object with a name.
    ///
    /// # Errors
    ///
    /// When it is not.
    pub fn new(value: &Value) -> Result<Self, String> {
        let values = value.as_object().ok_or("a case is an object")?.clone();
        let name = values.get("name").and_then(Value::as_str).ok_or("a case has a name")?.to_owned();
        Ok(Self { name, values, asked: BTreeSet::from(["name".to_owned()]) })
    }

    /// The figures of an object inside a case, judged as a case of its own.
    ///
    /// # Errors
    ///
    /// When it is no object.
    pub fn inner(value: &Value, name: &str) -> Result<Self, String> {
        let values = value.as_object().ok_or(format!("{name} is an object"))?.clone();
        Ok(Self { name: name.to_owned(), values, asked: BTreeSet::new() })
    }

    /// The name, unique in its file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value of a key that may be absent.
    pub fn value(&mut self, key: &str) -> Option<Value> {
        self.asked.insert(key.to_owned());
        self.values.get(key).cloned()
    }

    /// A text that may be absent or null.
    pub fn text(&mut self, key: &str) -> Option<String> {
        self.value(key).and_then(|value| value.as_str().map(str::to_owned))
    }

    /// An unsigned number that may be absent.
    pub fn number(&mut self, key: &str) -> Option<u64> {
        self.value(key).and_then(|value| value.as_u64())
    }

    /// Bytes in hex that may be absent.
    ///
    /// # Errors
    ///
    /// When the value is not hex.
    pub fn bytes(&mut self, key: &str) -> Result<Option<Vec<u8>>, String> {
        self.text(key).map(|text| unhex(&text)).transpose()
    }

    /// Bytes in hex that must be there.
    ///
    /// # Errors
    ///
    /// When they are absent or no hex.
    pub fn needed(&mut self, key: &str) -> Result<Vec<u8>, String> {
        let bytes = self.bytes(key)?;
        self.must(key, bytes)
    }

    /// Whether the case has a key. It does not count as asked for.
    pub fn has(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    /// A truth value; absent is false.
    pub fn flag(&mut self, key: &str) -> bool {
        self.value(key).and_then(|value| value.as_bool()).unwrap_or(false)
    }

    /// The elements of a list; absent is empty.
    pub fn list(&mut self, key: &str) -> Vec<Value> {
        self.value(key).and_then(|value| value.as_array().cloned()).unwrap_or_default()
    }

    /// What must be there.
    ///
    /// # Errors
    ///
    /// When it is absent.
    pub fn must<T>(&self, key: &str, value: Option<T>) -> Result<T, String> {
        value.ok_or(format!("the case has no usable {key}"))
    }

    /// Ends the case.
    ///
    /// # Errors
    ///
    /// When there is a figure that nobody asked for.
    pub fn finish(&self) -> Result<(), String> {
        match self.values.keys().find(|key| !self.asked.contains(*key)) {
            Some(key) => Err(format!("{key} of {} was not checked", self.name)),
            None => Ok(()),
        }
    }
}

/// Bytes of one length that a case must have.
pub(in crate::conformance) fn array<const N: usize>(case: &mut Case, key: &str) -> Result<[u8; N], String> {
    let bytes = case.needed(key)?;
    let found = bytes.len();
    bytes.try_into().map_err(|_| format!("{key}: expected {N} bytes, found {found}"))
}

pub(in crate::conformance) fn secret_key(case: &mut Case, key: &str) -> Result<SecretKey, String> {
    SecretKey::parse(Secret::new(array(case, key)?)).map_err(text)
}

pub(in crate::conformance) fn public_key(case: &mut Case, key: &str) -> Result<PublicKey, String> {
    PublicKey::parse(&array(case, key)?).map_err(text)
}

/// Blinding changes no result, so that any entropy serves.
pub(in crate::conformance) fn context() -> SigningContext {
    SigningContext::new(Entropy::new([7; 32]))
}

pub(in crate::conformance) fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// The bytes of a hex text.
fn unhex(text: &str) -> Result<Vec<u8>, String> {
    let digit = |character: char| character.to_digit(16).ok_or(format!("`{character}` is no hex digit"));
    let digits: Vec<u32> = text.chars().map(digit).collect::<Result<_, _>>()?;
    match digits.len() % 2 {
        0 => Ok(digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect()),
        _ => Err("an odd number of hex digits".to_owned()),
    }
}
