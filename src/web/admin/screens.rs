//! The table of screens.

use super::screen::{Door, Place, Screen};
use super::{account, home, members, password, sign_in};
use crate::auth::{Access, Level, Section};
use crate::web::call::PathParts;

/// `Get "members" Members "people", (Users Read), "admin-members", members::list;`: method, path, place in the menu and icon,
/// who may come in, title, handler. `Upload` is a POST whose form holds a file.
macro_rules! screens {
    ($($method:ident $path:literal $place:ident $icon:literal, ($($door:tt)+), $title:literal, $run:path;)*) => {
        &[$(Screen {
            method: method!($method),
            takes_file: takes_file!($method),
            path: $path,
            door: door!($($door)+),
            place: Place::$place,
            title: $title,
            icon: $icon,
            run: |visit| Box::pin($run(visit)),
        },)*]
    };
}

macro_rules! method {
    (Get) => {
        "GET"
    };
    (Post) => {
        "POST"
    };
    (Upload) => {
        "POST"
    };
}

macro_rules! takes_file {
    (Upload) => {
        true
    };
    ($method:ident) => {
        false
    };
}

macro_rules! door {
    (Anybody) => {
        Door::Anybody
    };
    (Member) => {
        Door::Member
    };
    ($section:ident $level:ident) => {
        Door::Rights(Access::read(Section::$section, Level::$level))
    };
    ($section:ident $level:ident writing) => {
        Door::Rights(Access::write(Section::$section, Level::$level))
    };
}

pub const SCREENS: &[Screen] = screens! {
    Get  "login"            None "", (Anybody), "admin-sign-in",         sign_in::page;
    Post "login"            None "", (Anybody), "admin-sign-in",         sign_in::send;
    Get  "login/code"       None "", (Anybody), "admin-code",            sign_in::code_page;
    Post "login/code"       None "", (Anybody), "admin-code",            sign_in::code;
    Post "login/code/mail"  None "", (Anybody), "admin-code",            sign_in::send_code;
    Get  "login/forgotten"  None "", (Anybody), "admin-forgotten",       password::forgotten_page;
    Post "login/forgotten"  None "", (Anybody), "admin-forgotten",       password::forgotten;
    Get  "password"         None "", (Anybody), "admin-choose-password", password::page;
    Post "password"         None "", (Anybody), "admin-choose-password", password::choose;
    Post "logout"           None "", (Member),  "admin-sign-out",        sign_in::leave;

    Get  ""                 Top  "home", (Member), "admin-home",         home::page;

    Get  "members"          Members "people", (Users Read), "admin-members", members::list::page;
    Get  "members/new"      None "", (Users Write), "admin-member-new",  members::edit::new_page;
    Post "members/new"      None "", (Users Write), "admin-member-new",  members::edit::create;
    Get  "members/import"   None "", (Users Admin), "admin-import",      members::import::page;
    Upload "members/import" None "", (Users Admin), "admin-import",      members::import::upload;
    Get  "members/import/{upload}" None "", (Users Admin), "admin-import-review", members::import::review;
    Post "members/import/{upload}" None "", (Users Admin), "admin-import-review", members::import::import;
    Post "imports/{id}/undo" None "", (Users Admin), "admin-import",     members::import::undo;
    Get  "members/{id}"     None "", (Users Read),  "admin-member",      members::card::page;
    Get  "members/{id}/edit"      None "", (Users Write), "admin-edit",      members::edit::edit_page;
    Post "members/{id}/edit"      None "", (Users Write), "admin-edit",      members::edit::change;
    Get  "members/{id}/delete"    None "", (Users Admin), "admin-member-delete", members::edit::delete_page;
    Post "members/{id}/delete"    None "", (Users Admin), "admin-member-delete", members::edit::delete;
    Get  "members/{id}/subscribe" None "", (Users Write), "admin-subscribe", members::subscribe::page;
    Post "members/{id}/subscribe" None "", (Users Write), "admin-subscribe", members::subscribe::subscribe;
    Get  "subscriptions"    Members "activity", (Users Read), "admin-subscriptions", members::subscriptions::page;
    Get  "subscriptions/{id}/payment" None "", (Users Write), "admin-cash",  members::subscribe::payment_page;
    Post "subscriptions/{id}/payment" None "", (Users Write), "admin-cash",  members::subscribe::pay;

    Get  "me"               Rest "person", (Member), "admin-me",         account::page;
    Get  "me/password"      None "", (Member), "admin-password-title",   account::password_page;
    Post "me/password"      None "", (Member), "admin-password-title",   account::password;
    Get  "me/second-factor" None "", (Member), "admin-code",             account::second_factor::page;
    Post "me/second-factor" None "", (Member), "admin-code",             account::second_factor::enable;
    Post "me/second-factor/remove" None "", (Member), "admin-code",      account::second_factor::disable;
    Post "me/second-factor/codes"  None "", (Member), "admin-code",      account::second_factor::renew_codes;
    Get  "me/sessions"      None "", (Member), "admin-sessions",         account::sessions::page;
    Post "me/sessions/end"  None "", (Member), "admin-sessions",         account::sessions::end_others;
    Post "me/sessions/{id}/end" None "", (Member), "admin-sessions",     account::sessions::end;
};

/// What a request leads to.
pub enum Match {
    Screen(&'static Screen, PathParts),
    OtherMethod,
    Nothing,
}

/// The screen at a path without `/admin/`.
pub fn find(method: &str, path: &str) -> Match {
    let method = if method == "HEAD" { "GET" } else { method };
    let mut is_known = false;
    for screen in SCREENS {
        if let Some(parts) = parts(screen.path, path) {
            if screen.method == method {
                return Match::Screen(screen, parts);
            }
            is_known = true;
        }
    }
    if is_known { Match::OtherMethod } else { Match::Nothing }
}

/// The named parts of a path, if it has that form.
fn parts(form: &'static str, path: &str) -> Option<PathParts> {
    let (mut wanted, mut given) = (form.split('/'), path.trim_end_matches('/').split('/'));
    let mut parts = PathParts::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(parts),
            (Some(form), Some(text)) => match form.strip_prefix('{').and_then(|form| form.strip_suffix('}')) {
                Some("id") if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                    parts.push(("id", text.to_owned()));
                }
                Some("id") => return None,
                Some(name) if !text.is_empty() => parts.push((name, text.to_owned())),
                Some(_) => return None,
                None if form == text => {}
                None => return None,
            },
            _ => return None,
        }
    }
}
