//! Generates small valid PNG and PDF files.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::error::Result;

/// The side of a picture, in pixels.
const SIDE: i32 = 64;

/// Colours of a picture: background, first and second shape.
pub type Palette = [[u8; 3]; 3];

/// The portrait of someone: a head and shoulders.
pub fn portrait(palette: Palette) -> Vec<u8> {
    let within = |x: i32, y: i32, radius: i32| x * x + y * y < radius * radius;
    png(palette, |x, y| match () {
        () if within(x - 32, y - 24, 13) => 1,
        () if within(x - 32, y - 66, 26) => 2,
        () => 0,
    })
}

/// Three cells of a honeycomb.
pub fn honeycomb(palette: Palette) -> Vec<u8> {
    let within = |x: i32, y: i32| y.abs() < 13 && x.abs() * 7 + y.abs() * 4 < 105;
    png(palette, |x, y| match () {
        () if within(x - 32, y - 17) => 1,
        () if within(x - 19, y - 45) || within(x - 45, y - 45) => 2,
        () => 0,
    })
}

/// A PNG of 64 by 64 pixels with three colours (RFC 2083), each pixel one byte, not compressed.
fn png(palette: Palette, colour: impl Fn(i32, i32) -> u8) -> Vec<u8> {
    let mut pixels = Vec::new();
    for y in 0..SIDE {
        // Each row begins with its filter: none.
        pixels.push(0);
        pixels.extend((0..SIDE).map(|x| colour(x, y)));
    }
    chunks(SIDE, SIDE, palette.concat(), stored(&pixels))
}

/// Width and height of the view, in pixels.
const VIEW: (i32, i32) = (720, 450);

/// Hives on a meadow: the colours are those of the sky, the sun, two hills, a hive, its roof, and flowers.
pub fn apiary() -> Result<Vec<u8>> {
    const COLOURS: [[u8; 3]; 7] = [
        [214, 234, 243],
        [249, 205, 86],
        [150, 184, 112],
        [110, 152, 84],
        [242, 182, 50],
        [138, 90, 0],
        [255, 246, 220],
    ];
    let within = |x: i32, y: i32, wide: i32, high: i32| {
        i64::from(x).pow(2) * i64::from(high).pow(2) + i64::from(y).pow(2) * i64::from(wide).pow(2)
            < i64::from(wide).pow(2) * i64::from(high).pow(2)
    };
    let hive = |x: i32, y: i32| match (x.abs(), y) {
        (0..=62, -92..=-79) => Some(5),
        (0..=11, -20..=-12) => Some(5),
        (0..=52, -78..=0) if y.rem_euclid(26) > 2 => Some(4),
        (0..=52, -78..=0) => Some(5),
        (36..=44, 1..=18) => Some(5),
        _ => None,
    };
    let colour = |x: i32, y: i32| {
        let hives = [(170, 350), (360, 385), (550, 345)];
        let on_meadow = within(x - 250, y - 560, 640, 260);
        match hives.iter().find_map(|(left, foot)| hive(x - left, y - foot)) {
            Some(colour) => colour,
            None if on_meadow && (x * 7 + y * 13).rem_euclid(97) < 3 && (x + y * 3).rem_euclid(11) < 4 => 6,
            None if on_meadow => 3,
            None if within(x - 560, y - 480, 420, 210) => 2,
            None if within(x - 600, y - 90, 46, 46) => 1,
            None => 0,
        }
    };
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::best());
    for y in 0..VIEW.1 {
        let row: Vec<u8> = std::iter::once(0).chain((0..VIEW.0).map(|x| colour(x, y))).collect();
        rows.write_all(&row)?;
    }
    Ok(chunks(VIEW.0, VIEW.1, COLOURS.concat(), rows.finish()?))
}

/// A PNG from its size, its colours and its compressed rows.
fn chunks(width: i32, height: i32, palette: Vec<u8>, rows: Vec<u8>) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 3, 0, 0, 0]].concat();
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", header), (b"PLTE", palette), (b"IDAT", rows), (b"IEND", Vec::new())] {
        let content = [&kind[..], &data].concat();
        // A chunk is at most the pixels of the view, which are far below 4 GiB.
        file.extend(u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
        file.extend(&content);
        file.extend(crc32(&content).to_be_bytes());
    }
    file
}

/// A zlib stream of one stored block (RFC 1950, RFC 1951): for less than 64 KiB.
fn stored(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap_or(0);
    let mut stream = vec![0x78, 0x01, 0x01];
    stream.extend(length.to_le_bytes());
    stream.extend((!length).to_le_bytes());
    stream.extend(data);
    let (low, high) = data.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    stream.extend(((high << 16) | low).to_be_bytes());
    stream
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0, |crc: u32, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

/// A PDF of one page (ISO 32000-1) with these lines, the first one larger.
pub fn pdf(lines: &[String]) -> Vec<u8> {
    let mut text = b"BT /F1 16 Tf 60 770 Td 24 TL\n".to_vec();
    for (at, line) in lines.iter().enumerate() {
        text.push(b'(');
        text.extend(line.chars().flat_map(windows_1252).flat_map(|byte| match byte {
            b'(' | b')' | b'\\' => vec![b'\\', byte],
            _ => vec![byte],
        }));
        text.extend(b") Tj T*\n");
        if at == 0 {
            text.extend(b"/F1 11 Tf 16 TL\n");
        }
    }
    text.extend(b"ET");
    let stream = [format!("<< /Length {} >>\nstream\n", text.len()).as_bytes(), &text, b"\nendstream"].concat();
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_vec(),
        stream,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ];
    let mut file = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut places = String::new();
    for (number, object) in (1..).zip(&objects) {
        places += &format!("{:010} 00000 n \n", file.len());
        file.extend(format!("{number} 0 obj\n").as_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    let end = format!(
        "xref\n0 6\n0000000000 65535 f \n{places}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    file.extend(end.as_bytes());
    file
}

/// A character in the encoding of the page.
fn windows_1252(character: char) -> Option<u8> {
    match character {
        '€' => Some(0x80),
        'Œ' => Some(0x8C),
        '’' => Some(0x92),
        '—' => Some(0x97),
        'œ' => Some(0x9C),
        _ => u8::try_from(u32::from(character)).ok().filter(|byte| !(0x80..0xA0).contains(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(stored(b"Wikipedia")[12 + 4..], 0x11E6_0398_u32.to_be_bytes()[..]);
    }

    #[test]
    fn a_picture_has_all_its_pixels() {
        let file = portrait([[0, 0, 0], [1, 1, 1], [2, 2, 2]]);
        let data = file.windows(4).position(|name| name == b"IDAT").unwrap();
        assert_eq!(file[data - 4..data], (64 * 65_u32 + 11).to_be_bytes());
        assert!(file.ends_with(b"IEND\xae\x42\x60\x82"));
    }

    #[test]
    fn the_table_of_a_page_points_at_its_objects() {
        let file = pdf(&["Facture (n° 1)".to_owned(), "12 € — été".to_owned()]);
        let table = file.windows(7).position(|word| word == b"xref\n0 ").unwrap();
        let text = String::from_utf8_lossy(&file[table..]).into_owned();
        for (number, row) in (1..).zip(text.lines().skip(3).take(5)) {
            let place: usize = row[..10].parse().unwrap();
            assert!(file[place..].starts_with(format!("{number} 0 obj").as_bytes()), "{row}");
        }
        assert!(file.windows(16).any(|word| word == b"Facture \\(n\xb0 1\\)"));
        assert!(text.contains(&format!("startxref\n{table}\n")));
    }
}
