//! Operations on the server and the association, signing in, jobs and mail.

use super::operation::{Answer, Operation, SUCCESS, delete, download, get, post, table};

const SIGNED_IN: &str = "{accessToken?:text tokenType?:text expiresIn?:text refreshToken?:text refreshExpiresIn?:text \
    formToken?:text id_user?:int needsSecondFactor?:flag \
    secondFactor?:{challenge:text methods:[text] expiresIn:text}}";
const TOKENS: &str = "{accessToken:text tokenType:text expiresIn:text refreshToken:text refreshExpiresIn:text}";
const RECOVERY_CODES: &str = "{recoveryCodes:[text]}";
const ROWS: &str = "{count:int results:[object]}";
const STATUS: &str = "{version:text database:{bytes:int? fault:text? user_version:int ruche_schema:int} \
    temporary:{bytes:int fault:text?} log:{lost_lines:int} last_backup:{name:text bytes:int date:text?}? \
    uptime_seconds:int queue:{waiting:int failing:int given_up:int given_up_kinds:[text]}? \
    mail:{transport:text waiting:int? uncertain:int?} \
    jobs:[{name:text last_run:text last_success:text? failures:int last_error:text?}]}";
const AUTHENTICATED: &str =
    "{kind:text name:text rights:<text> id_user?:int session?:int needsSecondFactor?:flag formToken?:text}";
const SETTINGS: &str = "org_name org_email org_phone org_address org_web org_infos org_business_number country currency \
    timezone color1 color2 site_disabled:flag default_category:id auto_logout:int log_retention:int backup_limit:int \
    backup_frequency:int file_versioning_policy:none|min|avg|max file_versioning_max_size:int";

pub const OPERATIONS: &[Operation] = &[
    get("version", "{name:text version:text compatible_with:text}"),
    get("status", STATUS),
    get("association", "<any>"),
    post("association", SETTINGS, "<any>"),
    table("sql.{format}", ROWS).query("sql! header:flag formulas:raw|escape"),
    post("sql.{format}", "sql! header:flag formulas:raw|escape", ROWS).answers(Answer::Table(ROWS)),
    table("sql/*", ROWS).query("sql! format:json|csv|ods|xlsx header:flag formulas:raw|escape"),
    post("sql/*", "sql! format:json|csv|ods|xlsx header:flag formulas:raw|escape", ROWS).answers(Answer::Table(ROWS)),
    download("download", "application/vnd.sqlite3"),
    download("download/files", "application/zip"),
    get("errors/log", "[any]"),
    post("errors/report", "context:object!", "").answers(Answer::Empty),
    get("history", "{history:[RecordedEvent] next:text?}").query("entity id:int who since after:id limit:int"),
    post("auth/login", "login! password! code cookie:flag remember:flag", SIGNED_IN),
    post("auth/second-factor", "challenge! code! cookie:flag remember:flag", SIGNED_IN),
    post("auth/second-factor/code", "challenge!", SUCCESS),
    post("auth/refresh-token", "refreshToken!", TOKENS),
    post("auth/reset-password", "login token password", "{success:flag message?:text}"),
    get("auth/authenticated", AUTHENTICATED),
    post("auth/logout", "", SUCCESS),
    post("auth/change-password", "current_password! password! password_confirmed", SUCCESS),
    get("auth/identities", "[object]"),
    post("auth/identities/link", "current_password next", "{location:text}"),
    delete("auth/identities/{id}"),
    get("auth/sessions", "[Session]"),
    delete("auth/sessions"),
    delete("auth/sessions/{id}"),
    post("auth/second-factor/propose", "", "SecondFactor"),
    post("auth/second-factor/enable", "secret! code! current_password!", RECOVERY_CODES),
    post("auth/second-factor/disable", "current_password!", SUCCESS),
    post("auth/recovery-codes", "current_password!", RECOVERY_CODES),
    get("jobs", "{count:int page:int limit:int jobs:[Job]}").query("given_up:flag page:int limit:int"),
    post("jobs/retry", "", "{success:flag retried:int}"),
    post("jobs/{id}/retry", "", SUCCESS),
    delete("jobs/{id}"),
    get("mail/queue", "{count:int page:int limit:int messages:[WaitingMessage]}").query("page:int limit:int"),
    get("mail/uncertain", "{count:int page:int limit:int messages:[UncertainMessage]}").query("page:int limit:int"),
    post("mail/uncertain/{id}/resend", "", "{success:flag message:int}"),
    delete("mail/uncertain/{id}"),
    post("mail/bounce", "message!", "{kind:text}"),
    post("mail/test", "address!", "{success:flag message_id:text}"),
];
