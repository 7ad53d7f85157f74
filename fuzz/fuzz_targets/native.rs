//! Any bytes give a valid design, or an error; what is written of a design reads back as the same.
//!
//! `cargo +nightly fuzz run native -- -dict=fuzz/native.dict`, from `fuzz/corpus/native` or the examples.

#![no_main]

use erdwall::format::native::{Syntax, read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for syntax in [Syntax::Ron, Syntax::Json] {
        let Ok(loaded) = read(bytes, syntax) else {
            continue;
        };
        for syntax in [Syntax::Ron, Syntax::Json] {
            let text = write(&loaded.design, syntax);
            let again = read(text.as_bytes(), syntax).expect("what is written can be read");
            assert!(again.canonical, "{text}");
            assert_eq!(again.design, loaded.design);
        }
    }
});
