#![no_main]

use observations::Table;
use observations::check::Panel;
use observations::import::{Kept, Vocabulary, import};

// The first byte says which container the rest is put into.
libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((kind, rest)) = data.split_first() else { return };
    let bytes = match kind % 3 {
        0 => rest.to_vec(),
        1 => [b"PK\x03\x04", rest].concat(),
        _ => [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", rest].concat(),
    };
    let table = Table { name: "table".to_owned(), bytes, known_on: None };
    let read = import(&table, &Vocabulary::shipped(), &Kept::nothing());
    assert!(read.values.iter().all(|value| value.value.is_finite()));
    let _ = Panel::read(&table);
});
