//! The target `lexicon`; what it checks is told in the library.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| newsprint_fuzz::lexicon(bytes));
