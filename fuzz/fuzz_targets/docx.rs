#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let bytes: Vec<u8> = [b"PK\x03\x04", data].concat();
    let reading = corpus::read("paper.docx", &bytes);
    for (start, end) in reading.headings.iter().flat_map(|heading| &heading.at) {
        assert!(start <= end && *end as usize <= bytes.len());
    }
});
