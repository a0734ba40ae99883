//! Tests over the rules that ship.

mod engine;
mod oracle;
mod otherwise;
mod questions;
mod shipped;
mod sister_oracle;
mod sister_regime;
