//! Members of a ZIP archive (DOCX, XLSX), unpacked within limits, with the place of each in the file.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::ByteRange;

/// No member of a paper is bigger; a bigger one is a bomb or no paper.
pub(super) const MEMBER_MAX: u64 = 24 << 20;

pub(super) struct Archive<'a>(ZipArchive<Cursor<&'a [u8]>>);

pub(super) struct Member {
    pub(super) text: String,
    /// Where the packed bytes stand in the file.
    pub(super) at: ByteRange,
    pub(super) cut: bool,
}

impl<'a> Archive<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        ZipArchive::new(Cursor::new(bytes)).ok().map(Self)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.index_for_name(name).is_some()
    }

    /// Returns whether all members together unpack to no more than the limit; what a member says of its own size is not believed unless it
    /// says too much.
    pub(super) fn is_bounded(&mut self) -> bool {
        let mut left = MEMBER_MAX;
        (0..self.0.len()).all(|index| {
            let Ok(file) = self.0.by_index(index) else { return true };
            if file.size() > left {
                return false;
            }
            let unpacked = std::io::copy(&mut file.take(left + 1), &mut std::io::sink());
            unpacked.is_ok_and(|length| left.checked_sub(length).map(|rest| left = rest).is_some())
        })
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn member(&mut self, name: &str) -> Option<Member> {
        let file = self.0.by_name(name).ok()?;
        let start = file.data_start().unwrap_or(0) as u32;
        let at = (start, start.saturating_add(file.compressed_size() as u32));
        let mut bytes = Vec::new();
        // A member that breaks off is read as far as it goes.
        let whole = file.take(MEMBER_MAX).read_to_end(&mut bytes).is_ok();
        let cut = !whole || bytes.len() as u64 == MEMBER_MAX;
        Some(Member { text: String::from_utf8_lossy(&bytes).into_owned(), at, cut })
    }
}
