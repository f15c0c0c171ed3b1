//! The target `pdf`; what it checks is told in the library.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: newsprint_fuzz::let_panics_be_caught(),
    |bytes: &[u8]| newsprint_fuzz::pdf(bytes)
);
