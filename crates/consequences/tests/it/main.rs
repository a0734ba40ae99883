//! Tests over the rules that ship.

mod oracle;
mod otherwise;
mod questions;
mod shipped;
mod sister_regime;
