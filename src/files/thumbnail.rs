//! Small pictures of pictures.

use std::collections::VecDeque;
use std::io::Cursor;
use std::sync::{Arc, Mutex};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use tokio::sync::Semaphore;

use crate::error::{Error, Result};
use crate::msg;

/// Files that are larger are not opened.
pub const FILE_BYTES_MAX: u64 = 64 << 20;
/// Pixels of a side; what is more is a bomb or a poster.
const SIDE_MAX: u32 = 20_000;
/// Bytes that one picture may take while it is read: 50 megapixels of a photograph.
const MEMORY_BYTES_MAX: u64 = 192 << 20;
/// Of 100.
const JPEG_QUALITY: u8 = 82;
/// Bytes of thumbnails kept in memory.
const CACHE_BYTES_MAX: usize = 16 << 20;

/// How large a thumbnail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Its longer side has at most so many pixels.
    Within(u32),
    /// A square of so many pixels, cut from the middle.
    Square(u32),
}

impl Size {
    /// `150`, `200`, `250`, `500`, `750`, or `crop-256`.
    pub fn parse(text: &str) -> Result<Self> {
        Ok(match text.strip_suffix("px").unwrap_or(text) {
            "150" => Size::Within(150),
            "200" => Size::Within(200),
            "250" => Size::Within(250),
            "500" => Size::Within(500),
            "750" => Size::Within(750),
            "crop-256" => Size::Square(256),
            _ => return Err(Error::invalid_field("thumbnail", msg!("file-thumbnail-size", size = text))),
        })
    }

    /// The word of [`Size::parse`].
    pub fn word(self) -> String {
        match self {
            Size::Within(pixels) => pixels.to_string(),
            Size::Square(pixels) => format!("crop-{pixels}"),
        }
    }
}

/// A picture to be sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Thumbnail {
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// Makes a thumbnail of a PNG, JPEG, GIF (its first picture) or WebP, upright whichever way the camera was held. It is
/// never larger than the picture. What has transparent parts becomes a PNG, all else a JPEG.
///
/// Errors: `Invalid` for what is none of these, is damaged, or is larger than can be opened safely.
pub fn make(picture: &[u8], size: Size) -> Result<Thumbnail> {
    let unreadable = |_| Error::invalid(msg!("file-thumbnail-unreadable"));
    let mut reader = ImageReader::new(Cursor::new(picture)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    if decoder.total_bytes() > MEMORY_BYTES_MAX {
        return Err(Error::invalid(msg!("file-thumbnail-unreadable")));
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    let mut small = shrink(image, size);
    small.apply_orientation(orientation);
    encode(&small)
}

fn shrink(image: DynamicImage, size: Size) -> DynamicImage {
    match size {
        Size::Within(pixels) if image.width().max(image.height()) <= pixels => image,
        // Fast first, then well: the large step loses nothing that the small one would keep.
        Size::Within(pixels) => {
            let rough = if image.width().max(image.height()) > pixels * 4 {
                image.thumbnail(pixels * 2, pixels * 2)
            } else {
                image
            };
            rough.resize(pixels, pixels, FilterType::CatmullRom)
        }
        Size::Square(pixels) => {
            let side = pixels.min(image.width()).min(image.height());
            image.resize_to_fill(side, side, FilterType::Triangle)
        }
    }
}

fn encode(image: &DynamicImage) -> Result<Thumbnail> {
    let mut bytes = Vec::new();
    let is_clear = image.color().has_alpha() && image.to_rgba8().pixels().any(|pixel| pixel.0[3] < 255);
    if is_clear {
        image.to_rgba8().write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).map_err(Error::internal)?;
        return Ok(Thumbnail { media_type: "image/png", bytes });
    }
    let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    image.to_rgb8().write_with_encoder(encoder).map_err(Error::internal)?;
    Ok(Thumbnail { media_type: "image/jpeg", bytes })
}

/// Thumbnails that were made lately, by the MD5 of their picture: a content has the same thumbnail wherever it is.
pub struct Cache {
    kept: Mutex<VecDeque<(String, Arc<Thumbnail>)>>,
    /// Making one takes much memory for a moment: one at a time.
    pub turn: Semaphore,
}

impl Default for Cache {
    fn default() -> Self {
        Cache { kept: Mutex::default(), turn: Semaphore::new(1) }
    }
}

impl Cache {
    pub fn get(&self, md5: &str, size: Size) -> Option<Arc<Thumbnail>> {
        let key = key(md5, size);
        let kept = self.kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        kept.iter().find(|(known, _)| *known == key).map(|(_, thumbnail)| thumbnail.clone())
    }

    pub fn keep(&self, md5: &str, size: Size, thumbnail: Arc<Thumbnail>) {
        let mut kept = self.kept.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        kept.push_back((key(md5, size), thumbnail));
        while kept.iter().map(|(_, thumbnail)| thumbnail.bytes.len()).sum::<usize>() > CACHE_BYTES_MAX {
            kept.pop_front();
        }
    }
}

fn key(md5: &str, size: Size) -> String {
    format!("{md5}-{}", size.word())
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    fn written(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        image.into().write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    fn dimensions(thumbnail: &Thumbnail) -> (u32, u32) {
        let image = image::load_from_memory(&thumbnail.bytes).unwrap();
        (image.width(), image.height())
    }

    #[test]
    fn pictures_get_smaller_and_never_larger() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
            let picture = written(RgbImage::from_pixel(1200, 600, Rgb([200, 100, 0])), format);
            for (size, expected) in [("150", (150, 75)), ("500px", (500, 250)), ("crop-256", (256, 256))] {
                let thumbnail = make(&picture, Size::parse(size).unwrap()).unwrap();
                assert_eq!(dimensions(&thumbnail), expected, "{format:?} {size}");
                assert_eq!(thumbnail.media_type, "image/jpeg", "{format:?}");
            }
            let tiny = written(RgbImage::new(20, 10), format);
            assert_eq!(dimensions(&make(&tiny, Size::Within(500)).unwrap()), (20, 10));
            assert_eq!(dimensions(&make(&tiny, Size::Square(256)).unwrap()), (10, 10));
        }
    }

    #[test]
    fn what_can_be_seen_through_stays_so() {
        let picture = written(RgbaImage::from_pixel(300, 300, Rgba([0, 0, 0, 100])), ImageFormat::Png);
        assert_eq!(make(&picture, Size::Within(150)).unwrap().media_type, "image/png");
        let opaque = written(RgbaImage::from_pixel(300, 300, Rgba([0, 0, 0, 255])), ImageFormat::Png);
        assert_eq!(make(&opaque, Size::Within(150)).unwrap().media_type, "image/jpeg");
    }

    #[test]
    fn bombs_and_what_is_no_picture_are_refused() {
        let mut bomb = written(RgbImage::new(1, 1), ImageFormat::Png);
        // The header claims 60000 × 60000 pixels.
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let mut wide = written(RgbImage::new(1, 1), ImageFormat::Png);
        wide[16..20].copy_from_slice(&19_000_u32.to_be_bytes());
        wide[20..24].copy_from_slice(&19_000_u32.to_be_bytes());
        let gif = b"GIF89a\xFF\xFF\xFF\xFF\0\0\0,\0\0\0\0\xFF\xFF\xFF\xFF\0\x02\x02D\x01\0;".to_vec();
        for picture in [bomb, wide, gif, b"<svg/>".to_vec(), Vec::new(), b"\x89PNG\r\n\x1a\n".to_vec()] {
            assert!(matches!(make(&picture, Size::Within(150)), Err(Error::Invalid { .. })));
        }
        for size in ["", "0", "100000", "crop", "-150"] {
            assert!(Size::parse(size).is_err(), "{size}");
        }
    }

    #[test]
    fn the_cache_keeps_a_bounded_number_of_bytes() {
        let cache = Cache::default();
        for number in 0..20 {
            let bytes = vec![0; CACHE_BYTES_MAX / 8];
            cache.keep(&number.to_string(), Size::Within(150), Arc::new(Thumbnail { media_type: "image/png", bytes }));
        }
        assert!(cache.get("0", Size::Within(150)).is_none() && cache.get("19", Size::Within(150)).is_some());
        assert!(cache.get("19", Size::Within(250)).is_none());
        assert!(cache.kept.lock().unwrap().len() <= 8);
    }
}
