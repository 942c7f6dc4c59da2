//! `Range: bytes=…` (RFC 9110, 14).

use std::ops::Range;

use actix_web::HttpRequest;
use actix_web::http::header;

/// The part of a content that a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted {
    Whole,
    /// A range that is not empty.
    Part(Range<u64>),
    /// Only bytes beyond the end.
    Nothing,
}

/// Several ranges, other units and ranges that cannot be read ask for the whole: a server may ignore them (14.2).
pub fn wanted(request: &HttpRequest, size: u64) -> Wanted {
    let header = request.headers().get(header::RANGE).and_then(|value| value.to_str().ok());
    header.map_or(Wanted::Whole, |value| read(value, size))
}

fn read(value: &str, size: u64) -> Wanted {
    // The library leaves out what it cannot read of a list and takes signs before numbers; units have no case.
    if value.contains([',', '+']) {
        return Wanted::Whole;
    }
    let Ok(header::Range::Bytes(ranges)) = value.to_ascii_lowercase().parse() else { return Wanted::Whole };
    match ranges.first().map(|range| range.to_satisfiable_range(size)) {
        Some(Some((first, last))) => Wanted::Part(first..last + 1),
        Some(None) => Wanted::Nothing,
        None => Wanted::Whole,
    }
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
            assert_eq!(read(value, 20), expected, "{value}");
        }
    }

    #[test]
    fn anything_but_a_single_range_asks_for_the_whole() {
        for value in [
            "x=1",
            "bytes",
            "bytes=",
            "bytes=6-0",
            "bytes=0-1,3-4",
            "bytes=0-1,x",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=1-99999999999999999999",
        ] {
            assert_eq!(read(value, 20), Wanted::Whole, "{value}");
        }
    }
}
