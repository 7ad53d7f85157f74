//! Bytes → text. DDL files come as UTF-8, as UTF-16 (the default of SQL Server's tools), and from
//! older systems as Windows-1252.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ImportError;

/// How much of a file is looked at to tell UTF-16 without a byte order mark.
const SAMPLE: usize = 4096;

/// The text of a file in any of the encodings DDL is found in.
///
/// Any sequence of bytes is valid Windows-1252, so what is left to refuse is what is no text at
/// all: a null byte in text that is not UTF-16 means that some other kind of file was named.
pub fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, ImportError> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return text_only(encoding.decode_with_bom_removal(bytes).0);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return text_only(encoding.decode_without_bom_handling(bytes).0);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text_only(Cow::Borrowed(text)),
        Err(_) => text_only(WINDOWS_1252.decode_without_bom_handling(bytes).0),
    }
}

fn text_only(text: Cow<'_, str>) -> Result<Cow<'_, str>, ImportError> {
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return Err(ImportError::NotText);
    }
    Ok(text)
}

/// SQL is mostly ASCII, so in UTF-16 nearly every other byte is null.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..SAMPLE.min(bytes.len()))?;
    let pairs = sample.len() / 2;
    let zeros = |parity: usize| {
        sample
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if pairs < 4 || !bytes.len().is_multiple_of(2) {
        None
    } else if odd * 10 > pairs * 7 && even * 10 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 7 && odd * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQL: &str = "CREATE TABLE t (straße int);";

    fn utf16(text: &str, bytes_of: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let latin1: Vec<u8> = SQL.chars().map(|c| c as u8).collect();
        let marked_le = utf16(&format!("\u{feff}{SQL}"), u16::to_le_bytes);
        let marked_be = utf16(&format!("\u{feff}{SQL}"), u16::to_be_bytes);
        for bytes in [
            SQL.as_bytes().to_vec(),
            format!("\u{feff}{SQL}").into_bytes(),
            marked_le,
            marked_be,
            utf16(SQL, u16::to_le_bytes),
            utf16(SQL, u16::to_be_bytes),
            latin1,
        ] {
            assert_eq!(decode(&bytes).unwrap(), SQL, "{bytes:x?}");
        }
    }

    #[test]
    fn a_picture_is_refused() {
        let error = decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").unwrap_err();
        assert!(error.to_string().contains("not a text file"), "{error}");
    }
}
