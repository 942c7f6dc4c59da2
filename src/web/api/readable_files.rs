//! Which of the files that a list or an archive names its reader may read.

use crate::auth::Principal;
use crate::error::Result;
use crate::files::FilePath;
use crate::members::field_access::FieldAccess;
use crate::members::fields::Fields;
use crate::web::call::Call;

/// Which files a principal reads, wherever they are listed.
pub struct ReadableFiles {
    principal: Principal,
    /// Fields of members that the principal does not see.
    hidden: Vec<String>,
}

impl ReadableFiles {
    pub fn of(call: &Call) -> Result<Self> {
        let (principal, access) = (call.principal.clone(), FieldAccess::of(&call.principal));
        let fields = call.app.db.read_inline(Fields::read)?;
        let hidden = fields.iter().filter(|field| !access.sees(field)).map(|field| field.name.to_string()).collect();
        Ok(ReadableFiles { principal, hidden })
    }

    /// What has a path that other programs made, of no form that we know, only those read who see every field.
    pub fn has(&self, path: &str) -> bool {
        let Ok(path) = FilePath::parse(path) else { return self.hidden.is_empty() };
        let is_hidden = path.member_field().flatten().is_some_and(|field| self.hidden.contains(&field));
        !is_hidden && self.principal.rights.allow(path.to_read())
    }
}
