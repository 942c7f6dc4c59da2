//! A message as it travels (people.md 9.3, Headers): both forms, a foot with which its recipient can refuse the next ones,
//! attachments.

use std::time::SystemTime;

use askama::Template;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as AttachmentPart, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};

use super::{Context, QueuedMessage, opt_out, text};
use crate::association::Settings;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::i18n::{Language, text as sentence};
use crate::msg;
use crate::text::normalise_email;

/// Who sends: the association, as its settings and those of the server say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    pub association: String,
    /// The association's own address.
    pub address: String,
    /// The address that the mail server asks for, if it is another one.
    pub configured: Option<String>,
    /// The address of the public site, ending in `/`.
    pub site: Option<String>,
    pub language: Language,
}

/// A file that goes with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// A message that is ready to go.
pub struct Composed {
    /// Where failures are reported to (`MAIL FROM`).
    pub from: Address,
    pub to: Address,
    pub message_id: String,
    /// Headers and body.
    pub bytes: Vec<u8>,
}

impl Sender {
    /// # Errors
    ///
    /// [`Error::Conflict`] if the association has no address.
    pub fn of(settings: &Settings, config: &Config) -> Result<Self> {
        let address = settings.email.clone().ok_or_else(|| Error::Conflict(msg!("mail-no-sender")))?;
        Ok(Sender {
            association: settings.name.clone(),
            address,
            configured: config.mail_from.as_ref().map(|address| address.as_str().to_owned()),
            site: config.site_url.as_ref().map(|site| site.as_str().to_owned()),
            language: language_of(settings),
        })
    }

    /// Where failures are reported to.
    pub fn envelope_address(&self) -> &str {
        self.configured.as_deref().unwrap_or(&self.address)
    }
}

/// The language of what the program itself writes to members: French where an association's country speaks it.
fn language_of(settings: &Settings) -> Language {
    match settings.country.as_deref() {
        None | Some("FR" | "BE" | "CH" | "LU" | "MC" | "CA") => Language::French,
        Some(_) => Language::English,
    }
}

/// The line From of a person: `"Ada Lovelace" <ada@example.org>`.
pub fn mailbox_line(name: &str, address: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control() && !matches!(c, '"' | '\\')).collect();
    format!("\"{name}\" <{address}>")
}

/// Makes a message of one that waits. `message_id` is without brackets.
///
/// # Errors
///
/// [`Error::Invalid`] if an address cannot be written into a header.
pub fn compose(
    message: &QueuedMessage,
    sender: &Sender,
    attachments: Vec<Attachment>,
    message_id: &str,
    date: SystemTime,
) -> Result<Composed> {
    let (from, reply_to) = from_and_reply_to(message, sender)?;
    let to = address(&message.recipient)?;
    let mut builder = Message::builder()
        .from(from)
        .to(Mailbox::new(None, to.clone()))
        .subject(message.subject.replace(['\r', '\n'], " "))
        .date(date)
        .message_id(Some(format!("<{message_id}>")));
    if let Some(reply_to) = reply_to {
        builder = builder.reply_to(reply_to);
    }
    let foot = Foot::of(message, sender);
    for (name, value) in foot.headers(sender) {
        builder = builder.raw_header(HeaderValue::new(name, value));
    }
    let both = MultiPart::alternative()
        .singlepart(SinglePart::plain(foot.under_text(&message.content)))
        .singlepart(SinglePart::html(foot.under_html(message)?));
    let body = if attachments.is_empty() { both } else { with_attachments(both, attachments) };
    let bytes = builder.multipart(body).map_err(Error::internal)?.formatted();
    Ok(Composed { from: address(sender.envelope_address())?, to, message_id: message_id.to_owned(), bytes })
}

/// With an address that the mail server asks for, From has that address with the real name, and answers go to the real one.
fn from_and_reply_to(message: &QueuedMessage, sender: &Sender) -> Result<(Mailbox, Option<Mailbox>)> {
    let association = || -> Result<Mailbox> { Ok(Mailbox::new(name(&sender.association), address(&sender.address)?)) };
    let real = match &message.sender {
        Some(line) => line.parse::<Mailbox>().map_or_else(|_| association(), Ok)?,
        None => association()?,
    };
    match &sender.configured {
        Some(configured) => {
            let from = Mailbox::new(real.name.clone(), address(configured)?);
            let reply_to = Some(real).filter(|real| real.email != from.email);
            Ok((from, reply_to))
        }
        None => Ok((real, None)),
    }
}

fn name(text: &str) -> Option<String> {
    let name: String = text.chars().filter(|c| !c.is_control()).collect();
    Some(name).filter(|name| !name.trim().is_empty())
}

/// An address with its domain in ASCII, so that every mail server takes it.
pub(super) fn address(text: &str) -> Result<Address> {
    let refused = || Error::invalid(msg!("mail-bad-address", address = text));
    let (local, _) = text.trim().rsplit_once('@').ok_or_else(refused)?;
    let ascii = normalise_email(text).ok_or_else(refused)?;
    let (_, domain) = ascii.rsplit_once('@').ok_or_else(refused)?;
    Address::new(local, domain).map_err(|_| refused())
}

fn with_attachments(both: MultiPart, attachments: Vec<Attachment>) -> MultiPart {
    attachments.into_iter().fold(MultiPart::mixed().multipart(both), |mixed, attachment| {
        let octets = || ContentType::parse("application/octet-stream").unwrap_or(ContentType::TEXT_PLAIN);
        let media_type = ContentType::parse(&attachment.media_type).unwrap_or_else(|_| octets());
        mixed.singlepart(AttachmentPart::new(attachment.name).body(attachment.bytes, media_type))
    })
}

/// What stands under a message that can be refused.
struct Foot {
    /// The association's name, and why the message came.
    lines: Vec<String>,
    /// The address of the page, or of the association, where to refuse further messages; empty for those that cannot be.
    link: String,
    is_automatic: bool,
    language: Language,
}

#[derive(Template)]
#[template(path = "mail/frame.html")]
struct Frame<'a> {
    language: &'static str,
    subject: &'a str,
    /// HTML.
    body: &'a str,
    foot: &'a str,
}

impl Foot {
    fn of(message: &QueuedMessage, sender: &Sender) -> Self {
        let language = sender.language;
        let is_automatic = matches!(message.context, Context::System | Context::Notification | Context::Reminder);
        if !message.context.is_refusable() {
            return Foot { lines: Vec::new(), link: String::new(), is_automatic, language };
        }
        let link = match &sender.site {
            Some(site) => opt_out::link(site, &message.recipient_hash, message.context),
            None => format!("mailto:{}?subject={}", sender.address, "unsubscribe"),
        };
        let why = sentence(language, &msg!("mail-foot", association = sender.association.as_str()));
        Foot { lines: vec![sender.association.clone(), why], link, is_automatic, language }
    }

    fn headers(&self, sender: &Sender) -> Vec<(HeaderName, String)> {
        let mut headers = vec![(HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"), "All".to_owned())];
        if self.is_automatic {
            // RFC 3834: no automatic reply to what no person wrote.
            headers.push((HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()));
        }
        if !self.link.is_empty() {
            headers.push((HeaderName::new_from_ascii_str("List-Unsubscribe"), format!("<{}>", self.link)));
            if sender.site.is_some() {
                // RFC 8058: one request without any confirmation.
                let one_click = "List-Unsubscribe=One-Click".to_owned();
                headers.push((HeaderName::new_from_ascii_str("List-Unsubscribe-Post"), one_click));
            }
        }
        headers
    }

    fn under_text(&self, content: &str) -> String {
        let content = content.trim_end();
        if self.link.is_empty() {
            return format!("{content}\n");
        }
        format!("{content}\n\n-- \n{}\n{}\n", self.lines.join("\n"), self.link)
    }

    fn under_html(&self, message: &QueuedMessage) -> Result<String> {
        let own;
        let body = match &message.content_html {
            Some(html) => html.as_str(),
            None => {
                own = text::html_of(&message.content);
                &own
            }
        };
        let foot = self.html();
        // A whole document of another program keeps its form.
        if let Some(end) = body.to_ascii_lowercase().rfind("</body>") {
            return Ok(format!("{}{foot}{}", &body[..end], &body[end..]));
        }
        let frame = Frame { language: self.language.code(), subject: &message.subject, body, foot: &foot };
        frame.render().map_err(Error::internal)
    }

    fn html(&self) -> String {
        if self.link.is_empty() {
            return String::new();
        }
        let mut html = String::from("<hr>\n<p class=\"foot\">");
        for line in &self.lines {
            text::push_escaped(&mut html, line);
            html.push_str("<br>\n");
        }
        html.push_str("<a href=\"");
        text::push_escaped(&mut html, &self.link);
        html.push_str("\">");
        text::push_escaped(&mut html, &sentence(self.language, &msg!("mail-foot-link")));
        html + "</a></p>\n"
    }
}
