//! Tests over the rules that ship.

mod oracle;
mod shipped;
mod sister_regime;
