//! Files that are built into the program. Their addresses hold a hash of their content, so that browsers keep them for good.

use actix_web::HttpResponse;
use actix_web::http::header;
use rust_embed::RustEmbed;

/// Bytes of the hash in an address.
pub const HASH_BYTES: usize = 6;
/// For what its address changes with.
pub const FOREVER: &str = "public, max-age=31536000, immutable";
/// For an address without the right hash: of a page that somebody kept since another version of the program.
const SHORT: &str = "public, max-age=300";

/// The hash of a file's content, in hexadecimal.
pub fn hash<Files: RustEmbed>(name: &str) -> String {
    let hash = Files::get(name).map(|file| file.metadata.sha256_hash()).unwrap_or_default();
    crate::text::hexadecimal(&hash[..HASH_BYTES])
}

/// The address of a file below a path: `/admin/` and `admin.css` give `/admin/admin.1f2e3d4c5b6a.css`.
pub fn address<Files: RustEmbed>(below: &str, name: &str) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{below}{stem}.{}.{extension}", hash::<Files>(name))
}

/// The file at such an address, without the path before it: with the right hash, or that of another version.
pub fn find<Files: RustEmbed>(address: &str) -> Option<HttpResponse> {
    let (stem, extension) = address.rsplit_once('.')?;
    let (stem, given) = stem.split_once('.')?;
    let name = format!("{stem}.{extension}");
    Files::get(&name)?;
    Some(answer::<Files>(&name, given == hash::<Files>(&name)))
}

/// A file by its name, at an address that is current or not.
pub fn answer<Files: RustEmbed>(name: &str, is_current: bool) -> HttpResponse {
    let content = Files::get(name).map(|file| file.data.into_owned()).unwrap_or_default();
    let media_type = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        _ => "image/svg+xml",
    };
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CACHE_CONTROL, if is_current { FOREVER } else { SHORT }))
        .body(content)
}
