//! Tests over the rules that ship.

mod corrections;
mod engine;
mod follow_up;
mod learning;
mod oracle;
mod otherwise;
mod questions;
mod shipped;
mod sister_oracle;
mod sister_regime;
mod wording;
