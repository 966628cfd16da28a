//! Enumerations, which travel as numbers.

use crate::fault::Fault;

/// Gives an enumeration of C its number.
macro_rules! numbered {
    ($name:ty) => {
        impl $name {
            /// The number that C has for it.
            #[expect(
                clippy::as_conversions,
                reason = "an enumeration of i32 has no other conversion to its number"
            )]
            pub(crate) const fn number(self) -> i32 {
                self as i32
            }
        }
    };
}
pub(crate) use numbered;

/// An enumeration of C that says the same as one of the core's.
pub(crate) trait Mirror: Copy + PartialEq + 'static {
    /// Each of the core's, beside the number that C has for it.
    const ROWS: &'static [(Self, i32)];

    /// The number that C has for it; 0, which is none, for one that is newer than this library.
    fn number(self) -> i32 {
        Self::ROWS.iter().find(|row| row.0 == self).map_or(0, |row| row.1)
    }

    /// The one that has this number.
    fn of_number(found: i32) -> Result<Self, Fault> {
        let row = Self::ROWS.iter().find(|row| row.1 == found);
        row.map(|row| row.0).ok_or(Fault::UnknownEnumValue { found })
    }
}

/// Makes an enumeration of the core's travel as the numbers of one of C's.
macro_rules! mirror {
    ($core:ty, $name:ident, [$(($value:path, $constant:ident)),+ $(,)?]) => {
        $crate::number::numbered!($name);
        impl $crate::number::Mirror for $core {
            const ROWS: &'static [(Self, i32)] = &[$(($value, $name::$constant.number())),+];
        }
    };
}
pub(crate) use mirror;
