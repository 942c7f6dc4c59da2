//! Ways to other pages.

use actix_web::{HttpRequest, HttpResponse};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::web::respond::see_other;

/// Leads to the sign-in page, and from there back to where somebody wanted to go.
pub fn to_sign_in(request: &HttpRequest) -> HttpResponse {
    let wanted = request.uri().path_and_query().map_or("", |path| path.as_str());
    let is_home = matches!(request.uri().path(), "/admin" | "/admin/");
    let next = utf8_percent_encode(wanted, NON_ALPHANUMERIC);
    see_other(&if is_home { "/admin/login".to_owned() } else { format!("/admin/login?next={next}") })
}
