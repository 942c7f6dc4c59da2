//! Files: documents, receipts of entries, portraits of members, the logo, pictures of pages.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use md5::{Digest, Md5};
use rusqlite::{OptionalExtension, Transaction, params};

use super::books::Receipt;
use super::calendar::{Calendar, shift, text};
use super::sequence::Sequence;
use super::{pictures, settings};
use crate::association;
use crate::error::{Error, Result};
use crate::text::hexadecimal;

/// The texts, with their age in days.
const TEXTS: [(&str, i64, &str); 6] = [
    ("documents/Vie associative/Statuts.md", 400, include_str!("documents/statuts.md")),
    ("documents/Vie associative/Règlement intérieur.txt", 320, include_str!("documents/reglement.txt")),
    ("documents/Vie associative/Comptes rendus/Assemblée générale.md", 75, include_str!("documents/assemblee.md")),
    ("documents/Rucher/Inventaire du matériel.csv", 40, include_str!("documents/inventaire.csv")),
    ("documents/Rucher/Registre d'élevage.csv", 12, include_str!("documents/registre.csv")),
    ("documents/Jardin/Plan de culture.md", 28, include_str!("documents/jardin.md")),
];

/// How many entries get their receipt.
const RECEIPTS_MAX: usize = 12;

const HONEY: pictures::Palette = [[255, 250, 235], [242, 182, 50], [138, 90, 0]];

/// Stores all files.
pub fn fill(tx: &Transaction<'_>, calendar: &Calendar, receipts: &[Receipt], sequence: &mut Sequence) -> Result<()> {
    let mut shelf = Shelf { tx, sequence, made: calendar.midnight() };
    let ago = |days: i64| shift(calendar.today, -days).at(17, 45, 0, 0);
    for (path, days, content) in TEXTS {
        shelf.put(path, content.as_bytes(), ago(days))?;
    }
    shelf.folder("documents/Archives")?;
    shelf.put("documents/Rucher/Vue du rucher.png", &pictures::apiary()?, ago(200))?;
    for receipt in receipts.iter().rev().take(RECEIPTS_MAX) {
        let name = format!("transaction/{}/Facture {}.pdf", receipt.entry, receipt.date);
        let file = shelf.put(&name, &pictures::pdf(&printed(receipt)), receipt.date.at(12, 0, 0, 0))?;
        tx.execute(
            "INSERT INTO acc_transactions_files (id_file, id_transaction) VALUES (?1, ?2)",
            [file, receipt.entry],
        )?;
    }
    for (member, palette) in
        [(1, [[222, 235, 247], [247, 214, 180], [49, 99, 149]]), (7, [[230, 245, 225], [198, 150, 110], [35, 120, 70]])]
    {
        let path = format!("user/{member}/portrait/portrait.png");
        let file = shelf.put(&path, &pictures::portrait(palette), ago(90))?;
        tx.execute("INSERT INTO users_files (id_file, id_user, field) VALUES (?1, ?2, 'portrait')", [file, member])?;
    }
    shelf.put("web/nos-ruches/ruches.png", &pictures::apiary()?, ago(150))?;
    let programme = pictures::pdf(&["Rucher-école".to_owned(), "Dix samedis, de mars à octobre".to_owned()]);
    shelf.put("web/rucher-ecole/programme.pdf", &programme, ago(60))?;
    let logo_made = ago(300);
    shelf.put("config/logo.png", &pictures::honeycomb(HONEY), logo_made)?;
    use_logo(tx, logo_made)
}

/// The lines printed on a receipt.
fn printed(receipt: &Receipt) -> Vec<String> {
    let amount = format!("{},{:02} €", receipt.amount / 100, receipt.amount % 100);
    vec![
        format!("Facture du {}", receipt.date.strftime("%d/%m/%Y")),
        format!("À l'attention de : {}", settings::NAME),
        receipt.label.clone(),
        format!("Total : {amount}"),
        "Facture d'exemple, sans valeur.".to_owned(),
    ]
}

/// Records in the settings that there is a logo, and when it was stored.
fn use_logo(tx: &Transaction<'_>, made: DateTime) -> Result<()> {
    let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    let time = made.to_zoned(zone).map_err(Error::internal)?.timestamp().as_second().max(0);
    association::set_custom_file(tx, "logo", Some(time))
}

/// Stores files with the rows that go with them (database.md 6).
struct Shelf<'a> {
    tx: &'a Transaction<'a>,
    sequence: &'a mut Sequence,
    /// The modification time of folders.
    made: DateTime,
}

impl Shelf<'_> {
    /// Stores a file, and the folders above it, and gives its identifier.
    fn put(&mut self, path: &str, content: &[u8], modified: DateTime) -> Result<i64> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        self.folder(folder)?;
        let mime = mime(name);
        self.tx
            .prepare_cached(
                "INSERT INTO files (hash_id, path, parent, name, type, mime, size, modified, image, md5)
                 VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                self.sequence.word(12),
                path,
                folder,
                name,
                mime,
                i64::try_from(content.len()).map_err(Error::internal)?,
                text(modified),
                mime == "image/png",
                hexadecimal(&Md5::digest(content)),
            ])?;
        let id = self.tx.last_insert_rowid();
        self.tx.execute("INSERT INTO files_contents (id, content) VALUES (?1, ?2)", params![id, content])?;
        if let Some(words) = std::str::from_utf8(content).ok().filter(|_| mime.starts_with("text/")) {
            let words: Vec<&str> = words.split_whitespace().collect();
            self.tx.execute("UPDATE files_search SET content = ?2 WHERE docid = ?1", params![id, words.join(" ")])?;
        }
        Ok(id)
    }

    /// Creates a folder and its ancestors unless they exist.
    fn folder(&mut self, path: &str) -> Result<()> {
        let exists = self.tx.query_row("SELECT 1 FROM files WHERE path = ?1", [path], |_| Ok(())).optional()?.is_some();
        if exists {
            return Ok(());
        }
        let (parent, name) = match path.rsplit_once('/') {
            Some((parent, name)) => {
                self.folder(parent)?;
                (Some(parent), name)
            }
            None => (None, path),
        };
        self.tx.execute(
            "INSERT INTO files (hash_id, path, parent, name, type, modified) VALUES (?1, ?2, ?3, ?4, 2, ?5)",
            params![self.sequence.word(12), path, parent, name, text(self.made)],
        )?;
        Ok(())
    }
}

/// The media type of the files made here.
fn mime(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "png" => "image/png",
        "pdf" => "application/pdf",
        "csv" => "text/csv",
        _ => "text/plain",
    }
}
