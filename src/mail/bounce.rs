//! Reports that come back by mail (people.md 9.3, Bounces): a delivery report (RFC 3464) says that a message failed, a
//! feedback report (RFC 5965) that its recipient complained. Anything else, such as an automatic reply, says nothing.

use rusqlite::Transaction;
use serde::Serialize;

use super::address;
use crate::error::Result;
use crate::i18n::{Language, text};
use crate::msg;
use crate::text::{email_hash, is_email};

/// The longest reason that is kept, in characters.
const REASON_MAX: usize = 300;

/// What a report says of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The address does not exist.
    Hard,
    /// It could not be reached.
    Soft,
    /// Its owner takes the message for spam.
    Complaint,
    /// Nothing: no report, or one about an address that was never written to.
    Ignored,
}

/// A report that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub kind: Kind,
    pub address: String,
    /// What the other mail server said.
    pub reason: String,
}

impl Report {
    /// Reads a raw message; `None` if it is no report of a failure or a complaint.
    pub fn read(raw: &str) -> Option<Self> {
        let unfolded = raw.replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ");
        let value = |name: &str| {
            let of_line = |line: &str| {
                let (key, value) = line.split_once(':')?;
                key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
            };
            unfolded.lines().find_map(of_line)
        };
        if value("Feedback-Type").is_some_and(|kind| kind.eq_ignore_ascii_case("abuse")) {
            let address = value("Original-Rcpt-To").or_else(|| value("Removal-Recipient"))?;
            return Some(Report { kind: Kind::Complaint, address: bare(&address)?, reason: String::new() });
        }
        if !value("Action").is_some_and(|action| action.eq_ignore_ascii_case("failed")) {
            return None;
        }
        // The original one is the address that was written to, before any forwarding.
        let address = value("Original-Recipient").or_else(|| value("Final-Recipient"))?;
        let status = value("Status").unwrap_or_default();
        let reason = value("Diagnostic-Code").unwrap_or_else(|| status.clone());
        let is_about_address = ["5.1.", "5.2.1", "5.4.4"].iter().any(|code| status.starts_with(code))
            || status == "5.0.0" && !reason.contains("5.7.");
        let kind = if is_about_address { Kind::Hard } else { Kind::Soft };
        Some(Report { kind, address: bare(&address)?, reason: reason.chars().take(REASON_MAX).collect() })
    }
}

/// The address in `rfc822; <a@b.fr>`.
fn bare(value: &str) -> Option<String> {
    let address = value.rsplit(';').next().unwrap_or_default().trim().trim_matches(['<', '>']);
    is_email(address).then(|| address.to_owned())
}

/// Counts what a report says; gives what it was taken for. `moment` is a local date-time.
pub fn apply(tx: &Transaction<'_>, raw: &str, moment: &str) -> Result<Kind> {
    let Some(report) = Report::read(raw) else { return Ok(Kind::Ignored) };
    let hash = email_hash(&report.address).unwrap_or_default();
    if address::find(tx, &hash)?.is_none() {
        return Ok(Kind::Ignored);
    }
    match report.kind {
        Kind::Complaint => {
            address::complained(tx, &hash, &text(Language::default(), &msg!("mail-log-complaint")), moment)?;
        }
        kind => address::failed(tx, &hash, kind == Kind::Hard, &report.reason, moment)?,
    }
    Ok(report.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(status: &str, diagnostic: &str) -> String {
        format!(
            "From: MAILER-DAEMON@b.fr\r\nSubject: Undelivered\r\nContent-Type: multipart/report;\r\n report-type=delivery-status\r\n\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; b.fr\r\n\r\n\
             Final-Recipient: rfc822; Ada@example.org\r\nAction: failed\r\nStatus: {status}\r\n\
             Diagnostic-Code: smtp;\r\n {diagnostic}\r\n\r\n--b--\r\n"
        )
    }

    #[test]
    fn a_delivery_report_names_its_address_and_whether_it_exists() {
        for (status, diagnostic, kind) in [
            ("5.1.1", "550 5.1.1 no such user", Kind::Hard),
            ("5.0.0", "550 unknown", Kind::Hard),
            ("5.2.2", "552 5.2.2 mailbox full", Kind::Soft),
            ("5.7.1", "554 5.7.1 spam", Kind::Soft),
            ("4.4.1", "connection timed out", Kind::Soft),
        ] {
            let read = Report::read(&report(status, diagnostic)).unwrap();
            assert_eq!((read.kind, read.address.as_str()), (kind, "Ada@example.org"), "{status}");
            assert_eq!(read.reason, format!("smtp; {diagnostic}"));
        }
    }

    #[test]
    fn a_complaint_is_known_and_anything_else_says_nothing() {
        let complaint = "Subject: x\n\nFeedback-Type: abuse\nOriginal-Rcpt-To: <ada@example.org>\n";
        assert_eq!(Report::read(complaint).unwrap().kind, Kind::Complaint);
        for other in [
            "",
            "Subject: Absent\nAuto-Submitted: auto-replied\n\nJe suis en vacances.",
            "Final-Recipient: rfc822; a@b.fr\nAction: delayed\nStatus: 4.4.1\n",
            "Final-Recipient: rfc822; personne\nAction: failed\nStatus: 5.1.1\n",
            "Action: failed\nStatus: 5.1.1\n",
        ] {
            assert_eq!(Report::read(other), None, "{other}");
        }
    }
}
