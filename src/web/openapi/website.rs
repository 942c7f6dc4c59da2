//! Operations on pages and files.

use super::operation::{Answer, Operation, content, delete, download, get, post, put};

const PAGE: &str = "title uri id_parent type:category|page status:draft|private|online format:markdown|skriv published \
    modified content";
const SHOWN: &str = "{id:int id_parent:int? uri:text title:text type:int status:int inherited_status:int format:text \
    published:text modified:text content:text html?:text}";
const HTML: &str = "text/html";

pub const OPERATIONS: &[Operation] = &[
    get("web", "[Page]"),
    post("web", PAGE, "Page"),
    get("web/list/*", "Children"),
    get("web/page/*", SHOWN).query("html:flag"),
    download("web/html/*", HTML),
    content("web/attachment/*", "any"),
    download("web/{uri}.html", HTML),
    get("web/{uri}", SHOWN).query("html:flag"),
    put("web/{uri}", "text/plain", "Page"),
    post("web/{uri}", PAGE, "Page"),
    delete("web/{uri}"),
    get("web/{uri}/children", "Children"),
    get("web/{uri}/attachments", "[Attachment]"),
    content("web/{uri}/{file}", "any"),
    put("web/{uri}/{file}", "application/octet-stream", "Attachment"),
    delete("web/{uri}/{file}"),
    get("files/search", "[FoundFile]").query("q! within"),
    get("files/trash", "[Trashed]"),
    delete("files/trash").answers(Answer::Json("{success:flag files:int}")),
    post("files/trash/restore", "path! to", "FileEntry"),
    post("files/versions/restore", "path!", "FileEntry"),
    post("files/folder", "path!", "FileEntry"),
    post("files/move", "from! to! replace:flag", "FileEntry"),
    post("files/copy", "from! to! replace:flag", "FileEntry"),
    content("files/*", "[any]|any").query("zip:flag versions:flag thumbnail:150|200|250|500|750|crop-256"),
    put("files/*", "application/octet-stream", "FileEntry"),
    delete("files/*").query("permanent:flag").answers(Answer::Json("{success:flag trash?:text}")),
];
