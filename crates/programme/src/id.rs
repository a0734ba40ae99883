//! Identities. No bare text crosses a crate.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! identity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    };
}

identity! {
    /// What is judged: a city or district by its GB/T 2260 code (`430300`), anything else by a slug (`ningdong`, `zone-hunan-zhongbu`).
    UnitId
}
identity! {
    /// A measured thing, as `indicators.toml` names it (`gdp`, `share_tertiary`).
    IndicatorId
}
identity! {
    /// A grade, as the method names it (`excellent`, `good`, `fair`, `poor`).
    GradeId
}
