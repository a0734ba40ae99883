#![warn(clippy::disallowed_methods)]
