//! `user/{id}/subscribe` (members.md 7).

use actix_web::HttpResponse;

use crate::audit::AuditLog;
use crate::auth::{Access, Level, Rights};
use crate::error::Result;
use crate::members::layout::Layout;
use crate::params::DateContext;
use crate::subscriptions::{self, Enrolment};
use crate::web::answer::Warned;
use crate::web::call::Call;
use crate::web::route::{Requirements, Resolving};

/// Administrators are subscribed by administrators only, which keys may be (members.md 7).
pub fn reach(call: &mut Call, access: Access) -> Resolving<'_> {
    let rights = call.app.db.read_inline(|conn| Rights::of_member(conn, call.id()?));
    let requirements = rights.map(|rights| {
        let is_administrator = rights.is_some_and(|rights| rights.manage_settings() || rights.manage_members());
        let level = if is_administrator { Level::Admin } else { access.level };
        Requirements::access(Access { level, ..access })
    });
    Box::pin(std::future::ready(requirements))
}

pub async fn enrol(mut call: Call) -> Result<HttpResponse> {
    let params = call.params().await?;
    let wanted = Enrolment::from_params(&params, &DateContext::of(&call.app.clock))?;
    let member = call.id()?;
    let (trace, language) = (call.trace(), call.language);
    call.write(move |tx| {
        let audit = AuditLog::open(tx, &trace)?;
        let (made, warnings) = subscriptions::enrol(tx, &Layout::read(tx)?, member, &wanted, &audit)?;
        Ok(Warned::new(made, &warnings, language))
    })
    .await
}
