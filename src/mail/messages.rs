//! Our own messages: one folder each in `templates/mail`, with `subject.txt`, `body.txt` and `body.html` in French and in
//! English. Values are escaped in HTML; a subject is one line.

use askama::Template;

use super::{Context, NewMessage};
use crate::error::{Error, Result};
use crate::i18n::Language;

/// A message with its values filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub subject: String,
    pub text: String,
    /// What is in the body of an HTML document.
    pub html: String,
}

impl Content {
    /// The message to one address, from the association. `pgp_key` is that of a recipient who wants no plain mail.
    pub fn to(self, recipient: &str, context: Context, pgp_key: Option<String>) -> NewMessage {
        NewMessage {
            sender: None,
            recipient: recipient.to_owned(),
            pgp_key,
            subject: self.subject,
            text: self.text,
            html: Some(self.html),
            context,
            attachments: Vec::new(),
        }
    }
}

/// A message of the program.
pub trait MailTemplate {
    /// The message in that language; `association` is the name of the association.
    ///
    /// # Errors
    ///
    /// None in practice: a template writes into memory.
    fn write(&self, language: Language, association: &str) -> Result<Content>;
}

fn content(
    subject: askama::Result<String>,
    text: askama::Result<String>,
    html: askama::Result<String>,
) -> Result<Content> {
    let subject = subject.map_err(Error::internal)?;
    Ok(Content {
        subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
        text: text.map_err(Error::internal)?,
        html: html.map_err(Error::internal)?,
    })
}

/// Declares a message with its values and its six files. A template names the association `association`, and a value
/// `values.NAME`.
macro_rules! message {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $field:ident,)* }
        fr: $fr_subject:tt $fr_text:tt $fr_html:tt en: $en_subject:tt $en_text:tt $en_html:tt) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name { $($(#[$doc])* pub $field: String,)* }

        impl MailTemplate for $name {
            fn write(&self, language: Language, association: &str) -> Result<Content> {
                message!(@file FrenchSubject $name $fr_subject);
                message!(@file FrenchText $name $fr_text);
                message!(@file FrenchHtml $name $fr_html);
                message!(@file EnglishSubject $name $en_subject);
                message!(@file EnglishText $name $en_text);
                message!(@file EnglishHtml $name $en_html);
                let values = self;
                match language {
                    Language::French => content(
                        FrenchSubject { values, association }.render(),
                        FrenchText { values, association }.render(),
                        FrenchHtml { values, association }.render(),
                    ),
                    Language::English => content(
                        EnglishSubject { values, association }.render(),
                        EnglishText { values, association }.render(),
                        EnglishHtml { values, association }.render(),
                    ),
                }
            }
        }
    };
    (@file $file:ident $name:ident $path:tt) => {
        // Not every file names every value.
        #[allow(dead_code)]
        #[derive(Template)]
        #[template(path = $path)]
        struct $file<'a> { values: &'a $name, association: &'a str }
    };
}

message! {
    /// Shows that mail goes out (`ruche mail test`).
    Test {
        /// Date and time.
        moment,
    }
    fr: "mail/test/fr/subject.txt" "mail/test/fr/body.txt" "mail/test/fr/body.html"
    en: "mail/test/en/subject.txt" "mail/test/en/body.txt" "mail/test/en/body.html"
}

message! {
    /// Confirms that the owner of an address accepts messages again.
    Preferences {
        /// The link that does it, good for a day.
        link,
    }
    fr: "mail/preferences/fr/subject.txt" "mail/preferences/fr/body.txt" "mail/preferences/fr/body.html"
    en: "mail/preferences/en/subject.txt" "mail/preferences/en/body.txt" "mail/preferences/en/body.html"
}

message! {
    /// Asks the owner of an address that failed to prove that it exists.
    Verification {
        link,
    }
    fr: "mail/verification/fr/subject.txt" "mail/verification/fr/body.txt" "mail/verification/fr/body.html"
    en: "mail/verification/en/subject.txt" "mail/verification/en/body.txt" "mail/verification/en/body.html"
}

message! {
    /// Lets a member choose a new password.
    NewPassword {
        /// The link, good for an hour and once.
        link,
    }
    fr: "mail/password/fr/subject.txt" "mail/password/fr/body.txt" "mail/password/fr/body.html"
    en: "mail/password/en/subject.txt" "mail/password/en/body.txt" "mail/password/en/body.html"
}

message! {
    /// The code of a second factor.
    SignInCode {
        code,
    }
    fr: "mail/code/fr/subject.txt" "mail/code/fr/body.txt" "mail/code/fr/body.html"
    en: "mail/code/en/subject.txt" "mail/code/en/body.txt" "mail/code/en/body.html"
}

message! {
    /// Says that a key of the API expires soon.
    KeyEnds {
        label,
        key,
        /// Date and time from which it is refused.
        moment,
    }
    fr: "mail/key/fr/subject.txt" "mail/key/fr/body.txt" "mail/key/fr/body.html"
    en: "mail/key/en/subject.txt" "mail/key/en/body.txt" "mail/key/en/body.html"
}

message! {
    /// Tells a member that the password was changed.
    PasswordChanged {
        login,
        /// Date and time, with the word before them.
        moment,
        /// Of the network, from which it was done.
        address,
    }
    fr: "mail/password-changed/fr/subject.txt" "mail/password-changed/fr/body.txt" "mail/password-changed/fr/body.html"
    en: "mail/password-changed/en/subject.txt" "mail/password-changed/en/body.txt" "mail/password-changed/en/body.html"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(value: &str) -> Vec<Box<dyn MailTemplate>> {
        let value = || value.to_owned();
        vec![
            Box::new(Test { moment: value() }),
            Box::new(Preferences { link: value() }),
            Box::new(Verification { link: value() }),
            Box::new(NewPassword { link: value() }),
            Box::new(SignInCode { code: value() }),
            Box::new(KeyEnds { label: value(), key: value(), moment: value() }),
            Box::new(PasswordChanged { login: value(), moment: value(), address: value() }),
        ]
    }

    #[test]
    fn every_message_says_its_value_in_both_forms_and_both_languages() {
        for language in Language::ALL {
            for message in all("https://a.example/?x=1") {
                let content = message.write(language, "Les Abeilles").unwrap();
                assert!(content.subject.contains("Les Abeilles"), "{content:?}");
                assert!(content.text.contains("https://a.example/?x=1"), "{content:?}");
                assert!(content.html.contains("https://a.example/?x=1"), "{content:?}");
            }
        }
    }

    #[test]
    fn no_value_becomes_a_tag_or_a_second_line_of_a_subject() {
        for language in Language::ALL {
            for message in all("<b>\"x\"</b>") {
                let content = message.write(language, "A <i> &\r\nBcc: x@example.org").unwrap();
                assert!(!content.html.contains("<b>") && !content.html.contains("<i>"), "{content:?}");
                assert!(!content.subject.contains(['\r', '\n']), "{content:?}");
            }
        }
    }

    #[test]
    fn every_folder_of_a_message_has_its_six_files() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/mail");
        let folders = std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
        let mut count = 0;
        for folder in folders {
            for file in ["subject.txt", "body.txt", "body.html"] {
                for language in Language::ALL {
                    assert!(folder.join(language.code()).join(file).is_file(), "{} {file}", folder.display());
                }
            }
            count += 1;
        }
        assert_eq!(count, all("").len());
    }
}
