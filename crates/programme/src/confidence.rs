//! How sure an entry is.

use serde::{Deserialize, Serialize};

/// How well the sources support an entry of the folder; the doubts of the sources stay visible in every output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Two independent sources say the same.
    TwoAgree,
    OneSource,
    /// Concluded from what the sources say, or leave out.
    Inferred,
    /// A choice of this folder, made where the papers leave one open.
    Chosen,
    /// Known to exist, but no source names it.
    NotFound,
}
