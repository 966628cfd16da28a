//! Errors of one kind that also stand in another.

/// Takes over the listed errors of `$theirs` under their names, and gives them back for their text and their blame; all
/// others of them become `Unlisted`.
macro_rules! shared_errors {
    ($ours:ident, $theirs:ident, $of:ident: $($case:ident $({ $($field:ident),+ })?),+ $(,)?) => {
        impl From<$theirs> for $ours {
            fn from(error: $theirs) -> Self {
                match error {
                    $($theirs::$case $({ $($field),+ })? => Self::$case $({ $($field),+ })?,)+
                    $theirs::Unlisted { text } => Self::Unlisted { text },
                    other => Self::unlisted(other),
                }
            }
        }

        impl $ours {
            pub(super) fn $of(&self) -> Option<$theirs> {
                Some(match *self {
                    $(Self::$case $({ $($field),+ })? => $theirs::$case $({ $($field),+ })?,)+
                    _ => return None,
                })
            }
        }
    };
}

pub(crate) use shared_errors;
