//! The access that requests about files need: section and level follow from the paths in the request.

use std::future::ready;

use crate::auth::{Access, Level, Section};
use crate::error::Result;
use crate::files::{CONTEXTS, FilePath, trash};
use crate::members::field_access::FieldAccess;
use crate::members::fields::Fields;
use crate::web::api::files::{is_for_good, path_in, required};
use crate::web::api::me;
use crate::web::call::Call;
use crate::web::params::decode_path;
use crate::web::route::{Requirements, Resolving};

/// GET: read access. The list of spaces needs the access of the route's row.
pub fn read(call: &mut Call, usual: Access) -> Resolving<'_> {
    resolved(Ok(path_in(call).map_or_else(|_| Requirements::access(usual), shown)))
}

/// PUT.
pub fn put(call: &mut Call, usual: Access) -> Resolving<'_> {
    // The handler reports an invalid path.
    resolved(Ok(path_in(call).map_or_else(|_| Requirements::access(usual), written)))
}

/// DELETE. Permanent deletion needs a higher level.
pub fn delete(call: &mut Call, usual: Access) -> Resolving<'_> {
    let Ok(path) = path_in(call) else { return resolved(Ok(Requirements::access(usual))) };
    resolved(is_for_good(call, &path).map(|for_good| {
        let access = if for_good { path.to_delete_for_good() } else { path.to_write() };
        Requirements { accesses: vec![access], ..written(path) }
    }))
}

/// `path`: a new folder.
pub fn folder(call: &mut Call, _: Access) -> Resolving<'_> {
    Box::pin(async move { Ok(written(FilePath::parse(&required(&call.peek_params().await?, "path")?)?)) })
}

/// `from`, `to`: write access to both.
pub fn rename(call: &mut Call, _: Access) -> Resolving<'_> {
    Box::pin(async move {
        let (from, to) = from_and_to(call).await?;
        Ok(written(from).and(written(to)))
    })
}

/// `from`, `to`: read access to the first, write access to the second.
pub fn copy(call: &mut Call, _: Access) -> Resolving<'_> {
    Box::pin(async move {
        let (from, to) = from_and_to(call).await?;
        Ok(Requirements { reads: vec![from.clone()], ..Requirements::access(from.to_read()) }.and(written(to)))
    })
}

/// `path`: something in the trash; `to`: another place than where it was.
pub fn restore(call: &mut Call, _: Access) -> Resolving<'_> {
    Box::pin(async move {
        let params = call.peek_params().await?;
        let path = FilePath::parse(&required(&params, "path")?)?;
        let taken_out = Requirements { reads: vec![path.clone()], ..Requirements::access(path.to_write()) };
        let place = match params.has("to") {
            true => FilePath::parse(&required(&params, "to")?).ok(),
            false => trash::original(path.as_str()).and_then(|original| FilePath::parse(original).ok()),
        };
        Ok(place.map_or_else(Requirements::default, written).and(taken_out))
    })
}

/// `path`: a version, which replaces the present content of its file.
pub fn restore_version(call: &mut Call, _: Access) -> Resolving<'_> {
    Box::pin(async move {
        let path = FilePath::parse(&required(&call.peek_params().await?, "path")?)?;
        let file = path.as_str().strip_prefix("versions/").and_then(|rest| rest.rsplit_once('/')).map(|(file, _)| file);
        let file = file.and_then(|file| FilePath::parse(file).ok());
        Ok(written(file.unwrap_or(path)))
    })
}

/// `within`: a folder. The handler leaves out what the principal may not read.
pub fn search(call: &mut Call, usual: Access) -> Resolving<'_> {
    let within = call.query().and_then(|query| Ok(query.raw("within")?.map(|within| FilePath::parse(&within))));
    let within = within.ok().flatten().and_then(Result::ok);
    resolved(Ok(within.map_or_else(|| Requirements::access(usual), shown)))
}

/// `web/attachment/{PATH}`: the file of a page, or any file by its whole path.
pub fn attachment(call: &mut Call, usual: Access) -> Resolving<'_> {
    let path = decode_path(call.part("*")).unwrap_or_default();
    let path = path.trim_matches('/');
    let is_whole = CONTEXTS.contains(&path.split('/').next().unwrap_or_default()) || path.split('/').count() > 2;
    let whole = is_whole.then(|| FilePath::parse(path).ok()).flatten();
    resolved(Ok(whole.map_or_else(|| Requirements::access(usual), shown)))
}

/// `user/{ID}/{FIELD}/{FILE}`: the level from which managers of members see that field; members themselves see what of
/// their own record is shown to them.
pub fn member_field(call: &mut Call, usual: Access) -> Resolving<'_> {
    let is_own = me::own_id(call).is_ok_and(|member| call.id().is_ok_and(|id| id == member));
    let fields = call.app.db.read_inline(Fields::read);
    let access = fields.map(|fields| {
        let field = fields.get(call.part("field"));
        if is_own && field.is_some_and(|field| FieldAccess::Oneself.sees(field)) {
            return Requirements::access(Access::read(Section::Connect, Level::Read));
        }
        let level = field.map_or(usual.level, |field| Level::of_right(field.management_level));
        Requirements::access(Access { level: level.max(usual.level), ..usual })
    });
    resolved(access)
}

/// What a folder holds is looked at one by one where it is shown.
fn shown(path: FilePath) -> Requirements {
    let access = Requirements::access(path.to_read());
    let reads = if path.is_above_member_fields() { Vec::new() } else { vec![path] };
    Requirements { reads, ..access }
}

fn written(path: FilePath) -> Requirements {
    Requirements {
        accesses: vec![path.to_write()],
        members: path.member().into_iter().collect(),
        files: vec![path],
        reads: Vec::new(),
    }
}

async fn from_and_to(call: &mut Call) -> Result<(FilePath, FilePath)> {
    let params = call.peek_params().await?;
    Ok((FilePath::parse(&required(&params, "from")?)?, FilePath::parse(&required(&params, "to")?)?))
}

fn resolved<'a>(requirements: Result<Requirements>) -> Resolving<'a> {
    Box::pin(ready(requirements))
}
