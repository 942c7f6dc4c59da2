//! Operations on members, their categories, searches, imports and messages.

use super::operation::{Answer, Operation, SUCCESS, content, delete, download, get, post, put, table};

const HISTORY: &str = "{history:[HistoryEvent]}";
/// What the preview of an import of any kind has; the lines differ from kind to kind.
pub const PREVIEW: &str = "{errors:[any] warnings:[any] token:text}";
pub const IMPORT: &str = "mode:auto|create|update column:object skip_lines:int token formulas:raw|escape";
const CATEGORY: &str = "name perm_users:none|read|write|admin perm_accounting:none|read|write|admin \
    perm_documents:none|read|write|admin perm_web:none|read|write|admin perm_config:none|admin perm_connect:flag \
    hidden:flag force_otp:flag force_pgp:flag allow_passwordless_login:flag";
const MANY: &str = "users:ids category:int search:id field! value token";
const MAILING: &str = "subject body sender_name sender_email all:flag id_category:id id_service:id search:id users:ids";
const CATEGORY_COUNTED: &str = "<{id:int name:text perm_web:int perm_documents:int perm_users:int perm_accounting:int \
    perm_subscribe:int perm_connect:int perm_config:int hidden:int allow_passwordless_login:int force_otp:int \
    force_pgp:int count:int}>";

pub const SAVED: &str = "label description type:json|sql|sql_unprotected content public:flag";
pub const SAVED_LIST: &str = "{searches:[Search]}";
pub const FOUND: &str = "{count:int page?:int limit?:int unknown?:[text] results:[object]}";
pub const RUN: &str = "page:int limit:int format:json|csv|ods|xlsx formulas:raw|escape";

const OWN_SUBSCRIPTIONS: &str = "{subscriptions:[{id:int id_user:int id_service:int service:text id_fee:int? fee:text? \
    date:text expiry_date:text? paid:int expected_amount:int? paid_amount:int left_to_pay:int? state:text? payments:any}]}";

pub const OPERATIONS: &[Operation] = &[
    get("me", "Member"),
    post("me", "@member", "Member"),
    get("me/subscriptions", OWN_SUBSCRIPTIONS),
    download("me/export", "application/zip"),
    get("me/addresses", "{addresses:[KnownAddress]}"),
    post(
        "me/addresses",
        "email mailings:flag messages:flag reminders:flag",
        "{mailings:flag messages:flag reminders:flag}",
    ),
    table("user", "{count:int page:int limit:int next:text? members:[Member]}")
        .query("q category:int sort page:int limit:int format:json|csv|ods|xlsx formulas:raw|escape"),
    get("user/search", "[Member]").query("q! category:int limit:int"),
    get("user/categories", CATEGORY_COUNTED),
    table("user/category/*", "[object]").query("formulas:raw|escape"),
    post("user/categories/new", CATEGORY, "Category"),
    get("user/categories/choosable", "{categories:[int]}"),
    get("user/categories/{id}", "Category"),
    post("user/categories/{id}", CATEGORY, "Category"),
    delete("user/categories/{id}"),
    post("user/categories/{id}/members", "users:ids!", "MovedMembers"),
    get("user/duplicates", "{duplicates:[Duplicates]}"),
    post("user/bulk", MANY, "{import:int? changed:int unchanged:int}"),
    post("user/bulk/preview", MANY, "object"),
    get("user/searches", SAVED_LIST),
    post("user/searches", SAVED, "Search"),
    post("user/searches/run", "content:object! type page:int limit:int", FOUND).answers(Answer::Table(FOUND)),
    get("user/searches/{id}", "Search"),
    post("user/searches/{id}", SAVED, "Search"),
    delete("user/searches/{id}"),
    table("user/searches/{id}/run", FOUND).query(RUN),
    post("user/new", "@member", "Member"),
    get("user/{id}", "Member"),
    post("user/{id}", "@member", "Member"),
    get("user/{id}/identities", "[object]"),
    post("user/{id}/identities", "subject! issuer", "{id:int}"),
    delete("user/{id}/identities/{identity}"),
    delete("user/{id}"),
    get("user/{id}/subscriptions", "{subscriptions:[ListedSubscription]}"),
    get("user/{id}/reminders", "{sent:[SentReminder]}"),
    post("user/{id}/category", "id_category:id!", "MovedMembers"),
    post("user/{id}/merge", "users:ids! fill:flag", "MergedMembers"),
    delete("user/{id}/password"),
    delete("user/{id}/otp"),
    delete("user/{id}/pgp_key"),
    get("user/{id}/history", HISTORY),
    download("user/{id}/export", "application/zip"),
    post("user/{id}/anonymize", "", "{success:flag still_named_in:object}"),
    content("user/{id}/{field}/{file}", "any"),
    post("user/{id}/message", "subject! body! copy:flag", SUCCESS),
    get("user/{id}/addresses", "{addresses:[KnownAddress]}"),
    post(
        "user/{id}/addresses",
        "email mailings:flag messages:flag reminders:flag",
        "{mailings:flag messages:flag reminders:flag}",
    ),
    post("user/{id}/addresses/verify", "email", SUCCESS),
    put("user/import", "application/octet-stream", "").query(IMPORT).answers(Answer::Empty),
    post("user/import", IMPORT, "").with_file().answers(Answer::Empty),
    put("user/import/preview", "application/octet-stream", PREVIEW).query(IMPORT),
    post("user/import/preview", IMPORT, PREVIEW).with_file(),
    get("user/imports", "{imports:[ImportRecord]}"),
    get("user/imports/{id}", "object"),
    post("user/imports/{id}/undo", "", "ImportRecord"),
    get("mailings", "{mailings:[Mailing]}"),
    post("mailings", MAILING, "Mailing"),
    get("mailings/{id}", "Mailing"),
    post("mailings/{id}", "subject body sender_name sender_email", "Mailing"),
    delete("mailings/{id}"),
    get("mailings/{id}/preview", "{email:text? text:text? html:text?}").query("recipient:id"),
    post("mailings/{id}/send", "again:flag", "SendingReport"),
    get("mailings/{id}/recipients", "{recipients:[Recipient]}"),
    delete("mailings/{id}/recipients/{recipient}"),
];
