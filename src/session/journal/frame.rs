//! Frames: how records stand in a journal one after the other, so that a torn or damaged end is told from a whole one.

/// What a journal starts with; the digit is the version of what follows.
pub(super) const MAGIC: &[u8] = b"erdwall journal 1\n";

/// Length and checksum, four bytes each.
const HEAD: usize = 8;

/// Puts a record behind others.
pub(super) fn push(bytes: &mut Vec<u8>, record: &[u8]) {
    bytes.extend((record.len() as u32).to_le_bytes());
    bytes.extend(crc32fast::hash(record).to_le_bytes());
    bytes.extend(record);
}

/// The whole records of a journal up to the first that is not.
pub(super) struct Frames<'b> {
    bytes: &'b [u8],
    /// Where the next record starts: how much of the journal is whole.
    pub at: usize,
}

impl<'b> Frames<'b> {
    /// None if these bytes are no journal of this version.
    pub fn of(bytes: &'b [u8]) -> Option<Self> {
        bytes.starts_with(MAGIC).then_some(Self {
            bytes,
            at: MAGIC.len(),
        })
    }

    /// Whether all bytes were in whole records.
    pub fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// Whether the bytes end before the next record does, as they do when the program was killed while it wrote.
    pub fn is_torn(&self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        match rest.first_chunk::<4>() {
            None => !rest.is_empty(),
            Some(length) => rest.len() < HEAD + u32::from_le_bytes(*length) as usize,
        }
    }
}

impl<'b> Iterator for Frames<'b> {
    type Item = &'b [u8];

    fn next(&mut self) -> Option<&'b [u8]> {
        let rest = self.bytes.get(self.at..)?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (checksum, rest) = rest.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let record = rest.get(..length)?;
        if crc32fast::hash(record) != u32::from_le_bytes(*checksum) {
            return None;
        }
        self.at += HEAD + length;
        Some(record)
    }
}
