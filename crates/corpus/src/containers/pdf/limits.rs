//! What a PDF may ask for, counted before its objects and drawings are taken apart: each takes a hundred times its bytes in memory.

use memchr::memmem;

/// Objects that a file may hold; a paper of a thousand pages has some ten thousand.
const OBJECTS_MAX: usize = 200_000;
/// Operands and operators that one page, and all pages together, may draw with.
pub(super) const PAGE_TOKENS_MAX: usize = 200_000;
pub(super) const TOKENS_MAX: usize = 600_000;

/// Returns whether the file holds more objects than a paper, one by one or by what its object streams say they hold.
pub(super) fn too_many_objects(bytes: &[u8]) -> bool {
    let single = memmem::find_iter(bytes, b" obj").count();
    let in_streams = memmem::find_iter(bytes, b"/N").map(|at| number(&bytes[at + 2..])).fold(0, usize::saturating_add);
    single.saturating_add(in_streams) > OBJECTS_MAX
}

/// Returns about how many operands and operators a drawing has.
pub(super) fn tokens(drawing: &[u8]) -> usize {
    let mut inside = false;
    drawing
        .iter()
        .filter(|byte| {
            let before = inside;
            inside = !byte.is_ascii_whitespace() && !matches!(byte, b')' | b'>' | b']');
            matches!(byte, b'(' | b'<' | b'[' | b'/') || (inside && !before)
        })
        .count()
}

/// Returns the number that stands next, after white space; 0 if there is none.
fn number(bytes: &[u8]) -> usize {
    let digits = bytes.trim_ascii_start().iter().take(9).take_while(|byte| byte.is_ascii_digit());
    digits.fold(0, |number, digit| number * 10 + usize::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_counted_by_what_object_streams_declare() {
        assert!(!too_many_objects(b"1 0 obj\n<</Type/ObjStm/N 500/First 10>>"));
        assert!(too_many_objects(b"1 0 obj\n<</Type/ObjStm /N  500000/First 10>>"));
        assert!(too_many_objects(&b"<</N 100000>>".repeat(3)));
        assert!(too_many_objects(&b"1 0 obj 1 endobj\n".repeat(300_000)));
    }

    #[test]
    fn what_is_drawn_is_counted_before_it_is_taken_apart() {
        for (drawing, count) in [("", 0), ("q Q\nq", 3), ("BT /F1 12 Tf (a)Tj ET", 7), ("[(a)1(b)]TJ", 5)] {
            assert_eq!(tokens(drawing.as_bytes()), count, "{drawing}");
        }
    }
}
