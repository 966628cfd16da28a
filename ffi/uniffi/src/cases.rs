//! Enums that have the cases of one of the core's.

/// Turns an enum of ours into the core's and back, where both have the same cases.
macro_rules! same_cases {
    ($ours:ident, $core:path, [$($case:ident),+ $(,)?]) => {
        impl From<$core> for $ours {
            fn from(core: $core) -> Self {
                use $core as Core;
                match core {
                    $(Core::$case => Self::$case),+
                }
            }
        }

        impl From<$ours> for $core {
            fn from(ours: $ours) -> Self {
                match ours {
                    $($ours::$case => Self::$case),+
                }
            }
        }
    };
}

pub(crate) use same_cases;
