//! Any bytes import as a design, or are an error.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = erdwall::format::sql::read(bytes, None);
});
