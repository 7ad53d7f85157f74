//! Whatever is to be laid out, nothing overlaps, no line touches what it should not, and what is placed by hand stays.
//!
//! Bytes choose a request as the seeds of the tests do, so that all of them mean something.

#![no_main]

#[path = "../../tests/layout/measures.rs"]
mod measures;
#[path = "../../tests/layout/random.rs"]
mod random;

use libfuzzer_sys::fuzz_target;

/// Choices that bytes make; the first ones when they run out.
struct Bytes<'a>(&'a [u8]);

impl random::Choices for Bytes<'_> {
    fn below(&mut self, bound: usize) -> usize {
        let mut number = 0;
        for _ in 0..if bound > 256 { 3 } else { 1 } {
            if let Some((&first, rest)) = self.0.split_first() {
                (number, self.0) = (number << 8 | usize::from(first), rest);
            }
        }
        number % bound
    }
}

fuzz_target!(|bytes: &[u8]| {
    let choices = &mut Bytes(bytes);
    let strewn = random::Choices::once_in(choices, 2);
    let (request, fault) = if strewn {
        let request = random::strewn(choices);
        let fault = measures::new_ones_lie_on_nothing(&request);
        (request, fault)
    } else {
        let request = random::request(choices);
        let fault = measures::good(&request);
        (request, fault)
    };
    assert_eq!(fault, Ok(()), "{request:#?}");
});
