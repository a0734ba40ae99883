#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let bytes: Vec<u8> = data.to_vec();
    let reading = corpus::read("paper.txt", &bytes);
    for (start, end) in reading.headings.iter().flat_map(|heading| &heading.at) {
        assert!(start <= end && *end as usize <= bytes.len());
    }
});
