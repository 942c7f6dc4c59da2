//! `Range: bytes=…` (RFC 9110, 14).

use std::ops::Range;

use actix_web::HttpRequest;
use actix_web::http::header;

/// What a request wants of a content.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted {
    Whole,
    /// The bytes from the first to before the last; never none.
    Part(Range<u64>),
    /// Only bytes that are not there.
    Nothing,
}

/// Several ranges, other units and what cannot be read ask for the whole: a server may ignore them (14.2).
pub fn wanted(request: &HttpRequest, size: u64) -> Wanted {
    let header = request.headers().get(header::RANGE).and_then(|value| value.to_str().ok());
    header.map_or(Wanted::Whole, |value| read(value, size).unwrap_or(Wanted::Whole))
}

fn read(value: &str, size: u64) -> Option<Wanted> {
    let (unit, set) = value.split_once('=')?;
    let (first, last) = set.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>().ok())?;
    if first.is_empty() {
        // The last bytes.
        let count = number(last)?;
        return Some(if count == 0 || size == 0 {
            Wanted::Nothing
        } else {
            Wanted::Part(size.saturating_sub(count)..size)
        });
    }
    let first = number(first)?;
    let last = if last.is_empty() { u64::MAX } else { number(last)? };
    if last < first {
        return None;
    }
    Some(if first >= size { Wanted::Nothing } else { Wanted::Part(first..last.saturating_add(1).min(size)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_of_bytes_is_a_part_with_its_last_byte() {
        for (value, expected) in [
            ("bytes=0-6", Wanted::Part(0..7)),
            ("bytes=8-", Wanted::Part(8..20)),
            ("BYTES=-6", Wanted::Part(14..20)),
            ("bytes=-600", Wanted::Part(0..20)),
            ("bytes=19-18446744073709551615", Wanted::Part(19..20)),
            ("bytes=20-", Wanted::Nothing),
            ("bytes=50-60", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
        ] {
            assert_eq!(read(value, 20), Some(expected), "{value}");
        }
    }

    #[test]
    fn what_is_no_single_range_asks_for_the_whole() {
        for value in [
            "x=1",
            "bytes",
            "bytes=",
            "bytes=6-0",
            "bytes=0-1,3-4",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=1-99999999999999999999",
        ] {
            assert_eq!(read(value, 20), None, "{value}");
        }
    }
}
