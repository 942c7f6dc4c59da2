//! Operations on entries, years, charts and reports.

use super::members::{FOUND, PREVIEW, RUN, SAVED, SAVED_LIST};
use super::operation::{Answer, Operation, SUCCESS, delete, download, get, post, put, table};

const JOURNAL: &str = "[{id:int label:text date:text reference:text? lines:[{account_label:text account_code:text \
    label:text? reference:text? id_account:int credit:int debit:int id_year:int id_project:int? project_code:text?}]}]";
const ACCOUNT_JOURNAL: &str = "[{id:int id_line:int date:text debit:int credit:int change:int sum:int reference:text? \
    type:int label:text line_label:text? line_reference:text? id_project:int? project_code:text? files:int status:int}]";
const FINDINGS: &str = "[{level:text code:text entry:int? number:int? line:int? field:text? message:text}]";
const SEARCH: &str = "year from:date to:date account project:id user:id type q amount:amount min:amount max:amount \
    waiting:flag page:int limit:int format:json|csv|ods|xlsx";
const ENTRIES: &str = "{count:int page:int limit:int next_page:int? transactions:[FoundEntry]}";
const ENTRY: &str = "id_year type label date:date reference notes amount:amount debit credit payment_reference \
    id_project:id lines:list linked_users:ids linked_transactions:ids linked_subscriptions:ids status:int";
const IMPORT: &str = "type column:object skip_lines:int token formulas:raw|escape ignore_ids:flag create_accounts:flag \
    create_projects:flag number_per_journal:flag";
const SETTLEMENT: &str = "transactions:ids! account! date:date! label reference payment_reference mark:flag again:flag";
const DEPOSIT: &str = "lines:ids! account date:date label reference amount:amount mark_only:flag";
const STATEMENT: &str =
    "account! days:int account_in_file column:object skip_lines:int decimal:,|. date_order:dmy|mdy|ymd";
const YEAR: &str = "label start_date:date end_date:date id_chart:id";
const ACCOUNT: &str = "code type label description position bookmark:flag archived:flag";
const PROJECT: &str = "code label description archived:flag";
const REPORT: &str = "compare project member:id from:date to:date view:expert|simple formulas:raw|escape";
const OPENING: &str = "{from:int from_is_open:flag result:int lines:[OpeningLine] appropriation:[OpeningLine] \
    replaces:[int] warnings:[text]}";
const OPENED: &str = "{from:int from_is_open:flag result:int lines:[OpeningLine] appropriation:[OpeningLine] \
    replaces:[int] warnings:[text] transactions:[int]}";
const YEAR_OF_REPORT: &str = "{year:object accounts:[object] total:object}";

pub const OPERATIONS: &[Operation] = &[
    get("accounting/years/{year}/journal", JOURNAL),
    get("accounting/years/{year}/journal/{account}", ACCOUNT_JOURNAL),
    get("accounting/years/{year}/account/journal", ACCOUNT_JOURNAL).query("code id"),
    get("accounting/years/{year}/export/fec/check", FINDINGS).query("siren"),
    download("accounting/years/{year}/export/fec.txt", "text/plain").query("siren"),
    table("accounting/years/{year}/export/full.{format}", "[object]").query("formulas:raw|escape"),
    table("accounting/years/{year}/export/grouped.{format}", "[object]").query("formulas:raw|escape"),
    table("accounting/years/{year}/export/simple.{format}", "[object]").query("formulas:raw|escape"),
    table("accounting/years/{year}/export/fec.{format}", "[object]").query("formulas:raw|escape"),
    get("accounting/years/{year}/export/*", "any").refuses(),
    table("accounting/entries", ENTRIES).query(SEARCH),
    table("accounting/debts", ENTRIES).query(SEARCH),
    get("accounting/searches", SAVED_LIST),
    post("accounting/searches", SAVED, "Search"),
    post("accounting/searches/run", "content:object! type page:int limit:int", FOUND).answers(Answer::Table(FOUND)),
    get("accounting/searches/{id}", "Search"),
    post("accounting/searches/{id}", SAVED, "Search"),
    delete("accounting/searches/{id}"),
    table("accounting/searches/{id}/run", FOUND).query(RUN),
    post("accounting/transaction", ENTRY, "Entry"),
    get("accounting/transaction/{id}", "Entry"),
    post("accounting/transaction/{id}", ENTRY, "Entry"),
    delete("accounting/transaction/{id}"),
    post("accounting/transaction/{id}/seal", "", "Entry"),
    get("accounting/transaction/{id}/history", "{history:[HistoryEvent]}"),
    get("accounting/transaction/{id}/users", "[LinkedMember]"),
    post("accounting/transaction/{id}/users", "users:ids!", SUCCESS),
    delete("accounting/transaction/{id}/users"),
    get("accounting/transaction/{id}/transactions", "[int]"),
    post("accounting/transaction/{id}/transactions", "transactions:ids!", SUCCESS),
    delete("accounting/transaction/{id}/transactions"),
    get("accounting/transaction/{id}/subscriptions", "[LinkedSubscription]"),
    post("accounting/transaction/{id}/subscriptions", "subscriptions:ids!", SUCCESS),
    delete("accounting/transaction/{id}/subscriptions"),
    put("accounting/years/{year}/import", "application/octet-stream", "").query(IMPORT).answers(Answer::Empty),
    post("accounting/years/{year}/import", IMPORT, "").with_file().answers(Answer::Empty),
    put("accounting/years/{year}/import/preview", "application/octet-stream", PREVIEW).query(IMPORT),
    post("accounting/years/{year}/import/preview", IMPORT, PREVIEW).with_file(),
    get("accounting/imports", "{imports:[ImportRecord]}"),
    get("accounting/imports/{id}", "object"),
    post("accounting/imports/{id}/undo", "", "ImportRecord"),
    post("accounting/years/{year}/settlements", SETTLEMENT, "Entry"),
    post("accounting/years/{year}/letters", "lines:ids!", "Letter"),
    delete("accounting/letters/{id}"),
    get("accounting/years/{year}/deposits", "{lines:[WaitingLine]}").query("account! all:flag"),
    post("accounting/years/{year}/deposits", DEPOSIT, "Entry|Success"),
    put("accounting/years/{year}/statements", "application/octet-stream", "object").query(STATEMENT),
    post("accounting/years/{year}/statements", STATEMENT, "object").with_file(),
    post("accounting/years/{year}/reconcile", "reconciled:ids unreconciled:ids", "{success:flag changed:int}"),
    get("accounting/charts", "[Chart]"),
    post("accounting/charts", "install copy:id label country archived:flag", "Chart"),
    get("accounting/charts/shipped", "[ShippedChart]"),
    post("accounting/charts/import", "label country code", "object").with_file(),
    put("accounting/charts/import", "application/octet-stream", "object").query("label country code"),
    get("accounting/charts/{id}", "any").refuses(),
    post("accounting/charts/{id}", "label country archived:flag", "Chart"),
    delete("accounting/charts/{id}"),
    post("accounting/charts/{id}/update", "preview:flag", "{added:int changed:int accounts:[object]}"),
    table("accounting/charts/{id}/export.{format}", "[object]"),
    get("accounting/charts/{id}/accounts", "[Account]"),
    post("accounting/charts/{id}/accounts", ACCOUNT, "Account"),
    get("accounting/charts/*", "any").refuses(),
    get("accounting/accounts/{id}", "Account"),
    post("accounting/accounts/{id}", ACCOUNT, "Account"),
    delete("accounting/accounts/{id}"),
    get("accounting/projects", "[Project]"),
    post("accounting/projects", PROJECT, "Project"),
    get("accounting/projects/{id}", "Project"),
    post("accounting/projects/{id}", PROJECT, "Project"),
    delete("accounting/projects/{id}"),
    get("accounting/years", "[Year]"),
    post("accounting/years", YEAR, "Year"),
    get("accounting/years/next", "NextYear"),
    get("accounting/years/{id}", "any").refuses(),
    post("accounting/years/{id}", YEAR, "Year"),
    delete("accounting/years/{id}"),
    post("accounting/years/{id}/close", "force:flag", "Year"),
    post("accounting/years/{id}/lock", "", "Year"),
    post("accounting/years/{id}/unlock", "", "Year"),
    post("accounting/years/{id}/reopen", "", "Year"),
    get("accounting/years/{id}/open-balance", OPENING).query("from:id! appropriate:flag"),
    post("accounting/years/{id}/open-balance", "from:id! appropriate:flag accounts:object", OPENED),
    post("accounting/years/{id}/open-account", "account! amount:amount!", "Entry"),
    post("accounting/years/{id}/split", "to_year:id! from:date to:date", "{moved:int}"),
    get("accounting/years/{id}/budget", "Budget"),
    post("accounting/years/{id}/budget", "accounts:object!", "Budget"),
    table("accounting/years/{year}/trial-balance.{format}", YEAR_OF_REPORT).query(REPORT),
    table("accounting/years/{year}/ledger.{format}", "{year:object accounts:[object]}").query(REPORT),
    table(
        "accounting/years/{year}/income-statement.{format}",
        "{year:object expense:object revenue:object result:int}",
    )
    .query(REPORT),
    table(
        "accounting/years/{year}/balance-sheet.{format}",
        "{year:object assets:object liabilities:object result:int}",
    )
    .query(REPORT),
    table("accounting/years/{year}/projects.{format}", "{year:object projects:[object] total:object}").query(REPORT),
    get("accounting/years/*", "any").refuses(),
];
