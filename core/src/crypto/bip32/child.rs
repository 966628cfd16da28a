//! Numbers of children, and paths of them.

use crate::crypto::bip32::Error;
use core::fmt;

/// Which child of a key: an index below 2³¹, hardened or normal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChildNumber(u32);

impl ChildNumber {
    /// The first normal child.
    pub(super) const FIRST: Self = Self(0);

    /// What marks a hardened child.
    const HARDENED: u32 = 1 << 31;

    /// A normal child, which the public side derives too.
    ///
    /// # Errors
    ///
    /// [`Error::ChildIndexTooLarge`] from 2³¹ on.
    pub const fn normal(index: u32) -> Result<Self, Error> {
        match index < Self::HARDENED {
            true => Ok(Self(index)),
            false => Err(Error::ChildIndexTooLarge { found: index }),
        }
    }

    /// A hardened child, which needs the secret side.
    ///
    /// # Errors
    ///
    /// [`Error::ChildIndexTooLarge`] from 2³¹ on.
    pub const fn hardened(index: u32) -> Result<Self, Error> {
        match index < Self::HARDENED {
            true => Ok(Self(index | Self::HARDENED)),
            false => Err(Error::ChildIndexTooLarge { found: index }),
        }
    }

    /// The index, without the mark of hardened ones.
    #[must_use]
    pub const fn index(self) -> u32 {
        self.0 & !Self::HARDENED
    }

    /// Whether only the secret side derives it.
    #[must_use]
    pub const fn is_hardened(self) -> bool {
        self.0 >= Self::HARDENED
    }

    /// The number as keys carry it: the index, plus 2³¹ for hardened children.
    #[must_use]
    pub const fn to_u32(self) -> u32 {
        self.0
    }

    /// The child of a number as keys carry it.
    #[must_use]
    pub const fn from_u32(number: u32) -> Self {
        Self(number)
    }
}

/// The index, with `'` behind it for hardened children.
impl fmt::Display for ChildNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.index(), if self.is_hardened() { "'" } else { "" })
    }
}

impl fmt::Debug for ChildNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChildNumber({self})")
    }
}

/// A path as people write it, such as `m/84'/0'/0'/1/7`, borrowed: an iterator over its children.
///
/// `'`, `h` and `H` mark hardened children; `m/` in front may be left out.
///
/// ```
/// use keelbolt::crypto::bip32::{ChildNumber, Path};
/// let path = Path::parse("m/1017'/0'/3")?;
/// assert_eq!(path.last(), Some(ChildNumber::normal(3)?));
/// assert!(Path::parse("m/1017''").is_err());
/// # Ok::<(), keelbolt::crypto::bip32::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path<'a>(&'a str);

impl<'a> Path<'a> {
    /// Checks every step.
    ///
    /// # Errors
    ///
    /// [`Error::Path`] with the step that is no child, counted from 0.
    pub fn parse(text: &'a str) -> Result<Self, Error> {
        let steps = match text.strip_prefix("m/") {
            Some(steps) => steps,
            None if text == "m" => "",
            None => text,
        };
        match steps.is_empty() {
            true if text == "m" => Ok(Self("")),
            _ => match steps.split('/').position(|step| child(step).is_none()) {
                Some(step) => Err(Error::Path { step }),
                None => Ok(Self(steps)),
            },
        }
    }
}

impl Iterator for Path<'_> {
    type Item = ChildNumber;

    fn next(&mut self) -> Option<ChildNumber> {
        let (step, rest) = self.0.split_once('/').unwrap_or((self.0, ""));
        self.0 = rest;
        child(step)
    }
}

/// A step of a path.
fn child(step: &str) -> Option<ChildNumber> {
    let index = step.strip_suffix(['\'', 'h', 'H']);
    let digits = index.unwrap_or(step);
    // The standard library's numbers may begin with a sign.
    let number = digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse().ok())??;
    match index {
        Some(_) => ChildNumber::hardened(number).ok(),
        None => ChildNumber::normal(number).ok(),
    }
}
