//! The words of the site itself, in each language once, and dates as people write them.

use std::sync::LazyLock;

use crate::i18n::{Argument, Language, text_by_id};

macro_rules! words {
    ($($name:ident $id:literal,)*) => {
        /// What the templates say.
        pub struct Strings { $(pub $name: String,)* }

        impl Strings {
            fn build(language: Language) -> Self {
                Strings { $($name: text_by_id(language, $id, &[]).unwrap_or_else(|| $id.to_owned()),)* }
            }

            #[cfg(test)]
            fn all(&self) -> Vec<&str> {
                vec![$(&self.$name),*]
            }
        }
    };
}

words! {
    skip "site-skip",
    menu "site-menu",
    search "site-search",
    search_label "site-search-label",
    home "site-home",
    breadcrumbs "site-breadcrumbs",
    categories "site-categories",
    recent "site-recent",
    subcategories "site-subcategories",
    pages "site-pages",
    published "site-published",
    modified "site-modified",
    pictures "site-pictures",
    files "site-files",
    empty "site-empty",
    empty_category "site-empty-category",
    paging "site-paging",
    newer "site-newer",
    older "site-older",
    feed "site-feed",
    powered "site-powered",
    table "site-table",
    frame "site-frame",
    film "site-film",
    search_title "site-search-title",
    search_help "site-search-help",
    not_found_title "site-not-found-title",
    not_found "site-not-found",
    not_found_help "site-not-found-help",
    members_title "site-members-title",
    members "site-members",
    members_help "site-members-help",
    off "site-off",
    method_title "site-method-title",
    method "site-method",
    failure_title "site-failure-title",
    mail_title "site-mail-title",
    mail_intro "site-mail-intro",
    mail_mailings "site-mail-mailings",
    mail_messages "site-mail-messages",
    mail_reminders "site-mail-reminders",
    mail_address "site-mail-address",
    mail_address_help "site-mail-address-help",
    mail_save "site-mail-save",
    mail_saved "site-mail-saved",
    mail_refused "site-mail-refused",
    mail_needs_address "site-mail-needs-address",
    mail_confirmation "site-mail-confirmation",
    mail_too_soon "site-mail-too-soon",
    mail_no_mail "site-mail-no-mail",
    mail_bad_link "site-mail-bad-link",
    mail_confirm "site-mail-confirm",
    mail_verify "site-mail-verify",
    mail_confirm_button "site-mail-confirm-button",
    mail_verified "site-mail-verified",
}

impl Strings {
    pub fn of(language: Language) -> &'static Self {
        static FRENCH: LazyLock<Strings> = LazyLock::new(|| Strings::build(Language::French));
        static ENGLISH: LazyLock<Strings> = LazyLock::new(|| Strings::build(Language::English));
        match language {
            Language::French => &FRENCH,
            Language::English => &ENGLISH,
        }
    }
}

/// A day, for machines (`2026-03-01`) and for people (`1er mars 2026`).
pub struct Day {
    pub machine: String,
    pub people: String,
}

impl Day {
    /// From a local date and time of the database; one that is none is shown as it is.
    pub fn of(moment: &str, language: Language) -> Self {
        let machine = moment.split(' ').next().unwrap_or_default().to_owned();
        let people = people_date(&machine, language).unwrap_or_else(|| machine.clone());
        Day { machine, people }
    }
}

fn people_date(date: &str, language: Language) -> Option<String> {
    let date: jiff::civil::Date = date.parse().ok()?;
    let month = text_by_id(language, &format!("site-month-{}", date.month()), &[])?;
    let arguments = [
        ("day", Argument::Number(date.day().into())),
        ("month", Argument::Text(month)),
        // Its digits are not grouped.
        ("year", Argument::Text(date.year().to_string())),
    ];
    text_by_id(language, "site-date", &arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_its_sentence_in_both_languages() {
        for language in Language::ALL {
            let missing: Vec<&str> =
                Strings::of(language).all().into_iter().filter(|word| word.starts_with("site-")).collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
    }

    #[test]
    fn dates_are_written_as_people_write_them() {
        for (moment, french, english) in [
            ("2026-03-01 10:00:00", "1er mars 2026", "1 March 2026"),
            ("2025-12-25 00:00:00", "25 décembre 2025", "25 December 2025"),
            ("hier", "hier", "hier"),
        ] {
            assert_eq!(Day::of(moment, Language::French).people, french);
            assert_eq!(Day::of(moment, Language::English).people, english);
        }
    }
}
