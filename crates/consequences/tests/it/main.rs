//! Tests over the rules that ship.

mod oracle;
mod otherwise;
mod shipped;
mod sister_regime;
