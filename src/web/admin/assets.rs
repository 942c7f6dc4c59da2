//! The style sheet and the script, built into the program. Their addresses hold a hash of their content, so that browsers
//! keep them for good.

use actix_web::HttpResponse;
use actix_web::http::header;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "static/admin/"]
struct Static;

const HASH_BYTES: usize = 6;
const FOREVER: &str = "public, max-age=31536000, immutable";
const SHORT: &str = "public, max-age=300";

/// The address of a file that is built in, with a hash of its content.
pub fn address(name: &str) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("/admin/{stem}.{}.{extension}", hash(name))
}

fn hash(name: &str) -> String {
    let hash = Static::get(name).map(|file| file.metadata.sha256_hash()).unwrap_or_default();
    crate::text::hexadecimal(&hash[..HASH_BYTES])
}

/// The answer for such an address, with the right hash or one of another version.
pub fn answer(path: &str) -> Option<HttpResponse> {
    let (stem, extension) = path.rsplit_once('.')?;
    let (stem, given) = stem.split_once('.')?;
    let name = format!("{stem}.{extension}");
    let file = Static::get(&name)?;
    let media_type = if extension == "js" { "text/javascript; charset=utf-8" } else { "text/css; charset=utf-8" };
    let keep = if given == hash(&name) { FOREVER } else { SHORT };
    let response = HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CACHE_CONTROL, keep))
        .body(file.data.into_owned());
    Some(response)
}
