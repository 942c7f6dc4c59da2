//! Every address of the API, on one screen, with what it asks.
//!
//! The first row whose path fits decides, with the other methods of that very path; `{name}` takes one part of the path,
//! `{id}` one of digits only, `*` at the end any parts. A row says its section, what it does there and the level that
//! this takes; `dispatch` checks it and nothing else does. `resolve` names the function that says it for rows whose path,
//! query or body decides. A key needs the scope that follows from section and verb too (`Scope::usual`), or the one behind
//! `as`. `precondition` refuses a path that names nothing, before method and level.
//! `once Refused` marks rows that do not honour `Idempotency-Key`. `tests/it/levels.rs` plays each row with each level.

use super::api::accounting::{
    accounts, charts, exports, found, journals, links, projects, reports, settlements, statements, transactions, years,
};
use super::api::{
    access, activities, association, attachments, categories, category_changes, datasets, download, errors,
    file_access, files, history, imports, jobs, mail, mailings, me, member_changes, members, odata, reminders,
    searches, sign_in, sql, status, subscribers, subscriptions, website,
};
use super::call::PathParts;
use super::route::{Idempotency, Method, Route};
use crate::auth::scopes::Scope;
use crate::auth::{Access, Level, Section, Verb};

macro_rules! routes {
    ($($method:ident $path:literal
        $(precondition $($existing:ident)::+)? $(early_check $($check:ident)::+)? $(resolve $($resolve:ident)::+)?
        $(once $once:ident)?,
        $section:ident $verb:ident $level:ident $(as $scope:ident)?, $handler:path;)*) => {
        &[$(Route {
            method: Method::$method,
            path: $path,
            access: Access::new(Section::$section, Verb::$verb, Level::$level)$(.with_scope(Scope::$scope))?,
            resolve: routes!(@optional $($($resolve)::+)?),
            precondition: &[$($($existing)::+)?],
            early_check: &[$($($check)::+)?],
            idempotency: routes!(@once $($once)?),
            run: |call| Box::pin($handler(call)),
        },)*]
    };
    (@once) => { Idempotency::Honoured };
    (@once $once:ident) => { Idempotency::$once };
    (@optional) => { None };
    (@optional $function:path) => { Some($function) };
}

pub const ROUTES: &[Route] = routes! {
    Get    "version",        Connect Read Read,  status::version;
    Get    "status",         Connect Read Read,  status::status;
    Get    "association",    Connect Read Read,  association::list;
    Post   "association",    Config Write Admin, association::change;
    Get    "sql.{format}",   Sql Read Read,      sql::in_format;
    Post   "sql.{format}",   Sql Read Read,      sql::in_format;
    Get    "sql/*",          Sql Read Read,      sql::any_format;
    Post   "sql/*",          Sql Read Read,      sql::any_format;
    Get    "download",       Download Read Read, download::database;
    Get    "download/files", Download Read Read as DownloadFiles, download::files;
    Get    "errors/log",     Errors Read Read,   errors::log;
    Get    "history" resolve history::reach, Connect Read Read, history::list;
    Post   "errors/report",  Errors Write Admin, errors::report;

    Post   "auth/login" once Refused,                             Connect Write None, sign_in::login;
    Post   "auth/second-factor" once Refused,                     Connect Write None, sign_in::second_factor;
    Post   "auth/second-factor/code" once Refused,                Connect Write None, sign_in::send_code;
    Post   "auth/refresh-token" once Refused,                     Connect Write None, sign_in::refresh;
    Post   "auth/reset-password" once Refused,                    Connect Write None, sign_in::reset_password;
    Get    "auth/authenticated",                                  Connect Read Read,  sign_in::authenticated;
    Post   "auth/logout" once Refused,                            Connect Write Read, sign_in::logout;
    Post   "auth/change-password" once Refused,                   Connect Write Read, sign_in::change_password;
    Get    "auth/sessions",                                       Connect Read Read,  sign_in::sessions;
    Delete "auth/sessions" once Refused,                          Connect Write Read, sign_in::end_other_sessions;
    Delete "auth/sessions/{id}" once Refused,                     Connect Write Read, sign_in::end_session;
    Post   "auth/second-factor/propose" once Refused,             Connect Read Read,  sign_in::propose_second_factor;
    Post   "auth/second-factor/enable" once Refused,              Connect Write Read, sign_in::enable_second_factor;
    Post   "auth/second-factor/disable" once Refused,             Connect Write Read, sign_in::disable_second_factor;
    Post   "auth/recovery-codes" once Refused,                    Connect Write Read, sign_in::new_recovery_codes;
    Get    "auth/identities",                                     Connect Read Read,  sign_in::identities::list_own;
    Post   "auth/identities/link" once Refused,                   Connect Write Read, sign_in::identities::begin_link;
    Delete "auth/identities/{id}" once Refused,                   Connect Write Read, sign_in::identities::remove_own;

    Get    "access",                            Access Read Admin,  access::list;
    Post   "access" once Refused,               Access Write Admin, access::create;
    Get    "access/presets",                    Access Read Admin,  access::presets;
    Get    "access/test",                       Connect Read Read,  access::test;
    Post   "access/test",                       Connect Read Read,  access::test_secret;
    Get    "access/{id}",                       Access Read Admin,  access::one;
    Post   "access/{id}",                       Access Write Admin, access::change;
    Delete "access/{id}",                       Access Write Admin, access::delete;
    Post   "access/{id}/rotate" once Refused,   Access Write Admin, access::rotate;
    Post   "access/{id}/enable",                Access Write Admin, access::enable;
    Post   "access/{id}/disable",               Access Write Admin, access::disable;
    Get    "echo",                              Connect Read Read,  access::echo;
    Post   "echo",                              Connect Read Read,  access::echo;
    Get    "v1/echo",                           Connect Read Read,  access::echo;
    Post   "v1/echo",                           Connect Read Read,  access::echo;
    Get    "me",               Connect Read Read,  me::record;
    Post   "me",               Connect Write Read, me::change;
    Get    "me/subscriptions", Connect Read Read,  me::subscriptions;
    Get    "me/export",        Connect Read Read,  me::export;
    Get    "me/addresses",     Connect Read Read,  me::addresses;
    Post   "me/addresses",     Connect Write Read, me::switch_off;

    Get    "jobs",                          Config Read Admin,  jobs::list;
    Post   "jobs/retry",                    Config Write Admin, jobs::retry_all;
    Post   "jobs/{id}/retry",               Config Write Admin, jobs::retry;
    Delete "jobs/{id}",                     Config Write Admin, jobs::delete;
    Get    "mail/queue",                    Config Read Admin,  mail::waiting;
    Get    "mail/uncertain",                Config Read Admin,  mail::uncertain_list;
    Post   "mail/uncertain/{id}/resend",    Config Write Admin, mail::send_again;
    Delete "mail/uncertain/{id}",           Config Write Admin, mail::forget;
    Post   "mail/bounce",                   Users Write Write as MessagesWrite,  mail::bounce;
    Post   "mail/test" once Refused,        Config Write Admin, mail::test;

    Get    "user",                                             Users Read Read,   members::list;
    Get    "user/search",                                      Users Read Read,   members::search;
    Get    "user/categories",                                  Users Read Read,   categories::list;
    Get    "user/category/*",                                  Users Read Read,   categories::export;
    Post   "user/categories/new",                              Config Write Admin, category_changes::create;
    Get    "user/categories/choosable",                        Users Read Read,   category_changes::choosable;
    Get    "user/categories/{id}",                             Users Read Read,   category_changes::one;
    Post   "user/categories/{id}",                             Config Write Admin, category_changes::change;
    Delete "user/categories/{id}",                             Config Write Admin, category_changes::delete;
    Post   "user/categories/{id}/members",                     Users Write Admin, category_changes::move_members;
    Get    "user/duplicates",                                  Users Read Write,  member_changes::duplicates;
    Post   "user/bulk",                                        Users Write Admin, member_changes::apply;
    Post   "user/bulk/preview",                                Users Read Admin,  member_changes::preview;
    Get    "user/searches",                                    Users Read Read,   searches::list;
    Post   "user/searches",                                    Users Write Write, searches::create;
    Post   "user/searches/run",                                Users Read Read,   searches::try_out;
    Get    "user/searches/{id}",                               Users Read Read,   searches::one;
    Post   "user/searches/{id}",                               Users Write Admin, searches::change;
    Delete "user/searches/{id}",                               Users Write Admin, searches::delete;
    Get    "user/searches/{id}/run",                           Users Read Read,   searches::run;
    Post   "user/new",                                         Users Write Write, members::create;
    Get    "user/{id}",                                        Users Read Read,   members::one;
    Post   "user/{id}" precondition members::existing resolve members::reach, Users Write Write, members::change;
    Delete "user/{id}" precondition members::existing resolve members::reach, Users Write Admin, members::delete;
    Post   "user/{id}/subscribe" precondition members::existing resolve subscriptions::reach, Users Write Write as SubscriptionsWrite, subscriptions::enrol;
    Get    "user/{id}/subscriptions" precondition members::existing, Users Read Read as SubscriptionsRead, subscribers::of_member;
    Get    "user/{id}/reminders" precondition members::existing, Users Read Read as SubscriptionsRead, reminders::of_member;
    Post   "user/{id}/category" precondition members::existing resolve members::reach, Users Write Write, category_changes::move_member;
    Post   "user/{id}/merge" precondition members::existing resolve member_changes::to_merge, Users Write Admin, member_changes::merge;
    Delete "user/{id}/password" precondition members::existing resolve members::reach, Config Write Admin, member_changes::remove_password;
    Delete "user/{id}/otp" precondition members::existing resolve members::reach, Config Write Admin, member_changes::remove_factor;
    Get    "user/{id}/identities" precondition members::existing, Config Read Admin, sign_in::identities::list_of_member;
    Post   "user/{id}/identities" precondition members::existing resolve members::reach, Config Write Admin, sign_in::identities::link_to_member;
    Delete "user/{id}/identities/{identity}" precondition members::existing resolve members::reach, Config Write Admin, sign_in::identities::remove_from_member;
    Delete "user/{id}/pgp_key" precondition members::existing resolve members::reach, Config Write Admin, member_changes::remove_pgp_key;
    Get    "user/{id}/history" precondition members::existing, Users Read Read,   members::history;
    Get    "user/{id}/export" precondition members::existing,  Users Read Admin,  members::export;
    Post   "user/{id}/anonymize" precondition members::existing resolve members::reach once Refused, Users Write Admin, members::anonymise;

    Post   "user/{id}/message" precondition members::existing,           Users Write Write as MessagesWrite, mailings::personal;
    Get    "user/{id}/addresses" precondition members::existing,         Users Read Read as MessagesRead,   mailings::addresses;
    Post   "user/{id}/addresses" precondition members::existing resolve members::reach, Users Write Write as MessagesWrite, mailings::switch_off;
    Post   "user/{id}/addresses/verify" precondition members::existing,  Users Write Write as MessagesWrite, mailings::verify;
    Get    "mailings",                                                   Users Read Write as MessagesRead,  mailings::list;
    Post   "mailings",                                                   Users Write Write as MessagesWrite, mailings::create;
    Get    "mailings/{id}",              Users Read Write as MessagesRead,  mailings::one;
    Post   "mailings/{id}",              Users Write Write as MessagesWrite, mailings::change;
    Delete "mailings/{id}",              Users Write Write as MessagesWrite, mailings::delete;
    Get    "mailings/{id}/preview",      Users Read Write as MessagesRead,  mailings::preview;
    Post   "mailings/{id}/send",         Users Write Write as MessagesWrite, mailings::send;
    Get    "mailings/{id}/recipients",   Users Read Write as MessagesRead,  mailings::recipients;
    Delete "mailings/{id}/recipients/{recipient}", Users Write Write as MessagesWrite, mailings::remove_recipient;
    Get    "user/{id}/{field}/{file}" precondition members::existing resolve file_access::member_field, Users Read Read, files::of_member;

    Put    "user/import" early_check imports::known_mode,         Users Write Admin as ImportsWrite,      imports::members::import;
    Post   "user/import",                                         Users Write Admin as ImportsWrite,      imports::members::import;
    Put    "user/import/preview" early_check imports::known_mode, Users Read Admin as ImportsRead,       imports::members::preview;
    Post   "user/import/preview",                                 Users Read Admin as ImportsRead,       imports::members::preview;
    Get    "user/imports",                                        Users Read Admin as ImportsRead,       imports::list;
    Get    "user/imports/{id}",                                   Users Read Admin as ImportsRead,       imports::one;
    Post   "user/imports/{id}/undo",                              Users Write Admin as ImportsWrite,      imports::undo;
    Get    "services/activities",                                 Users Read Read as SubscriptionsRead,        activities::list;
    Post   "services/activities",                                 Users Write Admin as SubscriptionsWrite,      activities::create;
    Get    "services/activities/{id}",                            Users Read Read as SubscriptionsRead,        activities::one;
    Post   "services/activities/{id}",                            Users Write Admin as SubscriptionsWrite,      activities::change;
    Delete "services/activities/{id}",                            Users Write Admin as SubscriptionsWrite,      activities::delete;
    Get    "services/activities/{id}/fees",                       Users Read Read as SubscriptionsRead,        activities::fees;
    Post   "services/activities/{id}/fees",                       Users Write Admin as SubscriptionsWrite,      activities::create_fee;
    Get    "services/activities/{id}/subscriptions",              Users Read Read as SubscriptionsRead,        subscribers::of_activity;
    Get    "services/activities/{id}/reminders",                  Users Read Admin as SubscriptionsRead,       reminders::list;
    Post   "services/activities/{id}/reminders",                  Users Write Admin as SubscriptionsWrite,      reminders::create;
    Get    "services/fees/{id}",                                  Users Read Read as SubscriptionsRead,        activities::fee;
    Post   "services/fees/{id}",                                  Users Write Admin as SubscriptionsWrite,      activities::change_fee;
    Delete "services/fees/{id}",                                  Users Write Admin as SubscriptionsWrite,      activities::delete_fee;
    Get    "services/fees/{id}/subscriptions",                    Users Read Read as SubscriptionsRead,        subscribers::of_fee;
    Get    "services/reminders/due",                              Users Read Admin as SubscriptionsRead,       reminders::due;
    Post   "services/reminders/send",                             Users Write Admin as MessagesWrite,      mailings::send_reminders;
    Get    "services/reminders/{id}",                             Users Read Admin as SubscriptionsRead,       reminders::one;
    Post   "services/reminders/{id}",                             Users Write Admin as SubscriptionsWrite,      reminders::change;
    Delete "services/reminders/{id}",                             Users Write Admin as SubscriptionsWrite,      reminders::delete;
    Get    "services/reminders/{id}/preview",                     Users Read Admin as SubscriptionsRead,       reminders::preview;
    Get    "services/reminders/{id}/sent",                        Users Read Admin as SubscriptionsRead,       reminders::sent;
    Get    "services/subscriptions",                              Users Read Read as SubscriptionsRead,        subscribers::of_everything;
    Post   "services/subscriptions",                              Users Write Write as SubscriptionsWrite,      subscribers::create_many;
    Get    "services/subscriptions/{id}",                         Users Read Read as SubscriptionsRead,        subscribers::one;
    Post   "services/subscriptions/{id}",                         Users Write Write as SubscriptionsWrite,      subscribers::change;
    Delete "services/subscriptions/{id}",                         Users Write Write as SubscriptionsWrite,      subscribers::delete;
    Post   "services/subscriptions/{id}/payment" resolve subscribers::to_pay, Users Write Write as SubscriptionsWrite, subscribers::pay;
    Get    "services/subscriptions/{id}/transactions" resolve subscribers::to_link, Users Read Read as SubscriptionsRead, subscribers::entries;
    Post   "services/subscriptions/{id}/transactions" resolve subscribers::to_link, Users Write Write as SubscriptionsWrite, subscribers::link;
    Delete "services/subscriptions/{id}/transactions" resolve subscribers::to_link, Users Write Write as SubscriptionsWrite, subscribers::unlink;
    Put    "services/subscriptions/import",                       Users Write Admin as ImportsWrite,      imports::subscriptions::import;
    Post   "services/subscriptions/import",                       Users Write Admin as ImportsWrite,      imports::subscriptions::import;
    Put    "services/subscriptions/import/preview",               Users Read Admin as ImportsRead,       imports::subscriptions::preview;
    Post   "services/subscriptions/import/preview",               Users Read Admin as ImportsRead,       imports::subscriptions::preview;
    Get    "accounting/years/{year}/journal",                     Accounting Read Read,   journals::of_year;
    Get    "accounting/years/{year}/journal/{account}",           Accounting Read Read,   journals::of_account_in_path;
    Get    "accounting/years/{year}/account/journal",             Accounting Read Read,   journals::of_account;
    Get    "accounting/years/{year}/export/fec/check",            Accounting Read Read,   exports::check_fec;
    Get    "accounting/years/{year}/export/fec.txt",              Accounting Read Read,   exports::fec_text;
    Get    "accounting/years/{year}/export/full.{format}",        Accounting Read Read,   exports::full;
    Get    "accounting/years/{year}/export/grouped.{format}",     Accounting Read Read,   exports::grouped;
    Get    "accounting/years/{year}/export/simple.{format}",      Accounting Read Read,   exports::simple;
    Get    "accounting/years/{year}/export/fec.{format}",         Accounting Read Read,   exports::fec;
    Get    "accounting/years/{year}/export/*",                    Accounting Read Read,   exports::unknown;
    Get    "accounting/entries",                                  Accounting Read Read,   found::list;
    Get    "accounting/debts",                                    Accounting Read Read,   found::debts;
    Get    "accounting/searches",                                 Accounting Read Read,   searches::list;
    Post   "accounting/searches",                                 Accounting Write Write, searches::create;
    Post   "accounting/searches/run",                             Accounting Read Read,   searches::try_out;
    Get    "accounting/searches/{id}",                            Accounting Read Read,   searches::one;
    Post   "accounting/searches/{id}",                            Accounting Write Admin, searches::change;
    Delete "accounting/searches/{id}",                            Accounting Write Admin, searches::delete;
    Get    "accounting/searches/{id}/run",                        Accounting Read Read,   searches::run;
    Post   "accounting/transaction",                              Accounting Write Write, transactions::create;
    Get    "accounting/transaction/{id}" precondition transactions::existing, Accounting Read Read,   transactions::one;
    Post   "accounting/transaction/{id}" precondition transactions::existing, Accounting Write Write, transactions::change;
    Delete "accounting/transaction/{id}" precondition transactions::existing, Accounting Write Admin, transactions::delete;
    Post   "accounting/transaction/{id}/seal" precondition transactions::existing, Accounting Write Admin as AccountingClose, transactions::seal;
    Get    "accounting/transaction/{id}/history" precondition transactions::existing, Accounting Read Read,   transactions::history;
    Get    "accounting/transaction/{id}/users" precondition transactions::existing, Accounting Read Read,   links::users;
    Post   "accounting/transaction/{id}/users" precondition transactions::existing, Accounting Write Write, links::set_users;
    Delete "accounting/transaction/{id}/users" precondition transactions::existing, Accounting Write Write, links::clear_users;
    Get    "accounting/transaction/{id}/transactions" precondition transactions::existing, Accounting Read Read,   links::transactions;
    Post   "accounting/transaction/{id}/transactions" precondition transactions::existing, Accounting Write Write, links::set_transactions;
    Delete "accounting/transaction/{id}/transactions" precondition transactions::existing, Accounting Write Write, links::clear_transactions;
    Get    "accounting/transaction/{id}/subscriptions" precondition transactions::existing, Accounting Read Read,   links::subscriptions;
    Post   "accounting/transaction/{id}/subscriptions" precondition transactions::existing, Accounting Write Write, links::set_subscriptions;
    Delete "accounting/transaction/{id}/subscriptions" precondition transactions::existing, Accounting Write Write, links::clear_subscriptions;

    Put    "accounting/years/{year}/import",         Accounting Write Admin, imports::entries::import;
    Post   "accounting/years/{year}/import",         Accounting Write Admin, imports::entries::import;
    Put    "accounting/years/{year}/import/preview", Accounting Read Admin,  imports::entries::preview;
    Post   "accounting/years/{year}/import/preview", Accounting Read Admin,  imports::entries::preview;
    Get    "accounting/imports",                     Accounting Read Admin,  imports::entries::list;
    Get    "accounting/imports/{id}",                Accounting Read Admin,  imports::entries::one;
    Post   "accounting/imports/{id}/undo",           Accounting Write Admin, imports::entries::undo;
    Post   "accounting/years/{year}/settlements",    Accounting Write Write, settlements::settle;
    Post   "accounting/years/{year}/letters",        Accounting Write Write, settlements::letter;
    Delete "accounting/letters/{id}",                Accounting Write Write, settlements::delete_letter;
    Get    "accounting/years/{year}/deposits",       Accounting Read Read,   settlements::waiting;
    Post   "accounting/years/{year}/deposits",       Accounting Write Write, settlements::deposit;
    Put    "accounting/years/{year}/statements",     Accounting Read Write,  statements::propose;
    Post   "accounting/years/{year}/statements",     Accounting Read Write,  statements::propose;
    Post   "accounting/years/{year}/reconcile",      Accounting Write Write, settlements::reconcile;

    Get    "web",                                              Web Read Read,   website::all;
    Post   "web",                                              Web Write Write, website::create;
    Get    "web/list/*",                                       Web Read Read,   website::list;
    Get    "web/page/*",                                       Web Read Read,   website::page_of_old_route;
    Get    "web/html/*",                                       Web Read Read,   website::html_of_old_route;
    Get    "web/attachment/*" resolve file_access::attachment, Web Read Read,   attachments::by_path;
    Get    "web/{uri}.html",                                   Web Read Read,   website::html;
    Get    "web/{uri}",                                        Web Read Read,   website::page;
    Put    "web/{uri}",                                        Web Write Write, website::set_content;
    Post   "web/{uri}",                                        Web Write Write, website::change;
    Delete "web/{uri}",                                        Web Write Admin, website::delete;
    Get    "web/{uri}/children",                               Web Read Read,   website::children;
    Get    "web/{uri}/attachments",                            Web Read Read,   attachments::list;
    Get    "web/{uri}/{file}",                                 Web Read Read,   attachments::one;
    Put    "web/{uri}/{file}",                                 Web Write Write, attachments::put;
    Delete "web/{uri}/{file}",                                 Web Write Admin, attachments::delete;

    Get    "datasets",                        Connect Read Read,    datasets::list;
    Get    "datasets/members.{format}",       Users Read Read as DatasetsRead,      datasets::members;
    Get    "datasets/subscriptions.{format}", Users Read Read as DatasetsRead,      datasets::subscriptions;
    Get    "datasets/transactions.{format}",  Accounting Read Read as DatasetsRead, datasets::transactions;
    Get    "datasets/lines.{format}",         Accounting Read Read as DatasetsRead, datasets::lines;
    Get    "datasets/balances.{format}",      Accounting Read Read as DatasetsRead, datasets::balances;
    Get    "datasets/pages.{format}",         Web Read Read as DatasetsRead,        datasets::pages;
    Get    "datasets/files.{format}",         Documents Read Read as DatasetsRead,  datasets::files;
    Get    "odata",                                   Connect Read Read, odata::service;
    Get    "odata/$metadata",                         Connect Read Read, odata::metadata;
    Get    "odata/{set}" resolve odata::reach,        Connect Read Read, odata::set;
    Get    "odata/{set}/$count" resolve odata::reach, Connect Read Read, odata::count;

    Get    "accounting/charts",                                        Accounting Read Read,   charts::list;
    Post   "accounting/charts" early_check charts::require_input,      Accounting Write Admin, charts::create;
    Get    "accounting/charts/shipped",                                Accounting Read Read,   charts::shipped;
    Post   "accounting/charts/import",                                 Accounting Write Admin, charts::import;
    Put    "accounting/charts/import",                                 Accounting Write Admin, charts::import;
    Get    "accounting/charts/{id}",                                   Accounting Read Read,   charts::not_found;
    Post   "accounting/charts/{id}" early_check charts::require_input, Accounting Write Admin, charts::change;
    Delete "accounting/charts/{id}",                                   Accounting Write Admin, charts::delete;
    Post   "accounting/charts/{id}/update",                            Accounting Write Admin, charts::update;
    Get    "accounting/charts/{id}/export.{format}",                   Accounting Read Read,   charts::export;
    Get    "accounting/charts/{id}/accounts",                          Accounting Read Read,   accounts::list;
    Post   "accounting/charts/{id}/accounts" early_check charts::require_input, Accounting Write Admin, accounts::create;
    Get    "accounting/charts/*",                                      Accounting Read Read,   charts::not_found;
    Get    "accounting/accounts/{id}",                                 Accounting Read Read,   accounts::one;
    Post   "accounting/accounts/{id}",                                 Accounting Write Admin, accounts::change;
    Delete "accounting/accounts/{id}",                                 Accounting Write Admin, accounts::delete;
    Get    "accounting/projects",                                      Accounting Read Read,   projects::list;
    Post   "accounting/projects",                                      Accounting Write Admin, projects::create;
    Get    "accounting/projects/{id}",                                 Accounting Read Read,   projects::one;
    Post   "accounting/projects/{id}",                                 Accounting Write Admin, projects::change;
    Delete "accounting/projects/{id}",                                 Accounting Write Admin, projects::delete;

    Get    "accounting/years",                                        Accounting Read Read,   years::list;
    Post   "accounting/years" early_check charts::require_input,      Accounting Write Admin, years::create;
    Get    "accounting/years/next",                                   Accounting Read Read,   years::next;
    Get    "accounting/years/{id}",                                   Accounting Read Read,   years::not_found;
    Post   "accounting/years/{id}" early_check charts::require_input, Accounting Write Admin, years::change;
    Delete "accounting/years/{id}",                                   Accounting Write Admin, years::delete;
    Post   "accounting/years/{id}/close",                             Accounting Write Admin as AccountingClose, years::close;
    Post   "accounting/years/{id}/lock",                              Accounting Write Admin as AccountingClose, years::lock;
    Post   "accounting/years/{id}/unlock",                            Accounting Write Admin as AccountingClose, years::unlock;
    Post   "accounting/years/{id}/reopen" resolve years::to_reopen,   Accounting Write Admin as AccountingClose, years::reopen;
    Get    "accounting/years/{id}/open-balance",                      Accounting Read Read,   years::preview_opening;
    Post   "accounting/years/{id}/open-balance",                      Accounting Write Admin, years::open_balance;
    Post   "accounting/years/{id}/open-account",                      Accounting Write Admin, years::open_account;
    Post   "accounting/years/{id}/split",                             Accounting Write Admin, years::split;
    Get    "accounting/years/{id}/budget",                            Accounting Read Read,   years::budget;
    Post   "accounting/years/{id}/budget",                            Accounting Write Admin, years::set_budget;
    Get    "accounting/years/{year}/trial-balance.{format}",          Accounting Read Read,   reports::trial_balance;
    Get    "accounting/years/{year}/ledger.{format}",                 Accounting Read Read,   reports::ledger;
    Get    "accounting/years/{year}/income-statement.{format}",       Accounting Read Read,   reports::income_statement;
    Get    "accounting/years/{year}/balance-sheet.{format}",          Accounting Read Read,   reports::balance_sheet;
    Get    "accounting/years/{year}/projects.{format}",               Accounting Read Read,   reports::projects;
    // The last row of the years: below them, recorded cases want the method checked before the path and the level.
    Get    "accounting/years/*",                                      Accounting Read Read,   years::not_found;

    Get    "files/search" resolve file_access::search,                Documents Read Read,    files::search;
    Get    "files/trash",                                             Documents Read Read,    files::trash;
    Delete "files/trash",                                             Documents Write Admin,  files::empty_trash;
    Post   "files/trash/restore" resolve file_access::restore,        Documents Write Write,  files::restore;
    Post   "files/versions/restore" resolve file_access::restore_version, Documents Write Write,  files::restore_version;
    Post   "files/folder" resolve file_access::folder,                Documents Write Write,  files::make_folder;
    Post   "files/move" resolve file_access::rename,                  Documents Write Write,  files::rename;
    Post   "files/copy" resolve file_access::copy,                    Documents Write Write,  files::copy;
    Get    "files/*" resolve file_access::read,                       Documents Read Read,    files::read;
    Put    "files/*" resolve file_access::put,                        Documents Write Write,  files::put;
    Delete "files/*" resolve file_access::delete,                     Documents Write Write,  files::delete;
};

/// What a path and a method lead to.
pub enum Match {
    Route(&'static Route, PathParts),
    /// The path exists, for these routes only.
    OtherMethods(Vec<&'static Route>, PathParts),
    Nothing,
}

/// Finds the route of a path (without `/api/`, no slash at its ends) and a method.
pub fn find(method: Method, path: &str) -> Match {
    let Some((first, parts)) = ROUTES.iter().find_map(|route| Some((route, match_path(route.path, path)?))) else {
        return Match::Nothing;
    };
    let mut same_path = ROUTES.iter().filter(|route| route.path == first.path);
    match same_path.clone().find(|route| route.method == method) {
        Some(route) => Match::Route(route, parts),
        None => Match::OtherMethods(same_path.by_ref().collect(), parts),
    }
}

fn match_path(pattern: &'static str, path: &str) -> Option<PathParts> {
    let mut parts = PathParts::new();
    let mut given = Some(path);
    for wanted in pattern.split('/') {
        if wanted == "*" {
            parts.push(("*", given.unwrap_or_default().to_owned()));
            return Some(parts);
        }
        let (part, rest) = given?.split_once('/').map_or((given?, None), |(part, rest)| (part, Some(rest)));
        match_segment(wanted, part, &mut parts)?;
        given = rest;
    }
    given.is_none().then_some(parts)
}

/// One part: `download`, `{id}`, `sql.{format}` or `{uri}.html`.
fn match_segment(wanted: &'static str, given: &str, parts: &mut PathParts) -> Option<()> {
    let Some((before, (name, after))) =
        wanted.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    else {
        return (wanted == given).then_some(());
    };
    let value = given.strip_prefix(before)?.strip_suffix(after).filter(|value| !value.is_empty())?;
    if name == "id" && !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    parts.push((name, value.to_owned()));
    Some(())
}

#[cfg(test)]
mod tests;
