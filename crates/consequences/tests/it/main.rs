//! Tests over the rules that ship.

mod shipped;
