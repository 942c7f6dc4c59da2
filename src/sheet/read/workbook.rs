//! What an XLSX file says about its sheets: which is active, where it stands, how its numbers are shown.

use super::archive::{Archive, damaged};
use super::date::Calendar;
use super::markup::{Markup, Piece};
use super::refused;
use crate::error::Result;
use crate::msg;
use crate::sheet::xml::escaped;

/// More sheets or links than any workbook has.
const LINKS_MAX: usize = 20_000;

/// More styles than spreadsheet programs allow (65,490).
const STYLES_MAX: usize = 100_000;

/// The most characters of a format code that is kept; programs allow 255.
const CODE_CHARACTERS_MAX: usize = 1024;

/// Names of parts, all from the root of the archive.
pub(super) struct Workbook {
    pub(super) sheet: String,
    /// As its tab shows it.
    pub(super) sheet_name: String,
    pub(super) shared_strings: Option<String>,
    pub(super) calendar: Calendar,
    pub(super) formats: Formats,
}

/// A line from one part to another.
struct Relationship {
    /// The last word of its type, which is an address.
    kind: String,
    id: String,
    target: String,
}

impl Workbook {
    /// Reads the workbook whose main part, an XML file, has that name.
    pub(super) fn open(archive: &mut Archive, name: &str) -> Result<Self> {
        let contents = Contents::read(archive, name)?;
        let links = Links::of_part(archive, name)?;
        let (sheet, sheet_name) = links.sheet(&contents.sheets, contents.active)?;
        Ok(Workbook {
            sheet,
            sheet_name,
            shared_strings: links.target("sharedStrings").filter(|name| archive.has(name)).map(str::to_owned),
            calendar: contents.calendar,
            formats: match links.target("styles").filter(|name| archive.has(name)) {
                Some(styles) => Formats::read(archive, styles)?,
                None => Formats::default(),
            },
        })
    }
}

/// The main part of a file of an office program; `None` if the archive is another kind of file.
pub(super) fn main_part(archive: &mut Archive) -> Result<Option<String>> {
    const ROOT: &str = "_rels/.rels";
    if !archive.has(ROOT) {
        return Ok(None);
    }
    let links = relationships(archive, "", ROOT)?;
    Ok(links.into_iter().find(|link| link.kind == "officeDocument").map(|link| link.target))
}

/// A tab of a workbook.
pub(super) struct Tab {
    /// Of a relationship.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) is_hidden: bool,
}

/// Where a part points to.
pub(super) struct Links(Vec<Relationship>);

impl Links {
    pub(super) fn of_part(archive: &mut Archive, name: &str) -> Result<Self> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        Ok(Links(relationships(archive, folder, &format!("{folder}/_rels/{file}.rels"))?))
    }

    pub(super) fn target(&self, kind: &str) -> Option<&str> {
        self.0.iter().find(|link| link.kind == kind).map(|link| link.target.as_str())
    }

    /// The part and the name of the sheet that a person sees: the active one, else the first that is not hidden. A chart can be in
    /// front as well: then the first sheet with cells.
    pub(super) fn sheet(&self, tabs: &[Tab], active: usize) -> Result<(String, String)> {
        let sheet = |tab: &Tab| self.0.iter().find(|link| link.id == tab.id && link.kind == "worksheet");
        let visible =
            |tab: &Tab| sheet(tab).filter(|_| !tab.is_hidden).map(|link| (link.target.clone(), tab.name.clone()));
        let chosen = tabs.get(active).and_then(visible).or_else(|| tabs.iter().find_map(visible));
        match chosen {
            Some(found) => Ok(found),
            None if tabs.iter().any(|tab| sheet(tab).is_some()) => Err(refused(msg!("sheet-read-hidden"))),
            None => Err(refused(msg!("sheet-read-empty"))),
        }
    }
}

/// The part that lists the sheets.
#[derive(Default)]
struct Contents {
    sheets: Vec<Tab>,
    active: usize,
    calendar: Calendar,
}

impl Contents {
    fn read(archive: &mut Archive, name: &str) -> Result<Self> {
        let mut workbook = Markup::new(archive.small_part(name)?, name);
        let mut contents = Contents::default();
        let mut views = 0;
        loop {
            let depth = workbook.depth();
            match workbook.next()? {
                Piece::Start(tag) => match tag.local_name() {
                    name if depth == 0 && name != "workbook" => return Err(refused(msg!("sheet-read-not-a-table"))),
                    "workbookPr" if matches!(tag.local_attribute("date1904").as_deref(), Some("1" | "true")) => {
                        contents.calendar = Calendar::From1904;
                    }
                    "workbookView" => {
                        views += 1;
                        let active = tag.local_attribute("activeTab").and_then(|tab| tab.trim().parse().ok());
                        contents.active = active.filter(|_| views == 1).unwrap_or(contents.active);
                    }
                    "sheet" => {
                        let id = tag.local_attribute("id").unwrap_or_default().into_owned();
                        let is_hidden = tag.local_attribute("state").is_some_and(|state| state != "visible");
                        let name = tag.local_attribute("name").unwrap_or_default().into_owned();
                        contents.sheets.push(Tab { id, name, is_hidden });
                    }
                    _ => {}
                },
                Piece::Nothing => return Ok(contents),
                Piece::End | Piece::Text(_) => {}
            }
            if contents.sheets.len() > LINKS_MAX {
                return Err(damaged(name));
            }
        }
    }
}

/// The relationships of a part in that folder; empty if the archive has no list of them.
fn relationships(archive: &mut Archive, folder: &str, name: &str) -> Result<Vec<Relationship>> {
    let mut found = Vec::new();
    if !archive.has(name) {
        return Ok(found);
    }
    let mut list = Markup::new(archive.small_part(name)?, name);
    loop {
        match list.next()? {
            Piece::Start(_) if found.len() > LINKS_MAX => return Err(damaged(name)),
            Piece::Start(tag) if tag.local_name() == "Relationship" => {
                let attribute = |name| tag.local_attribute(name).unwrap_or_default().into_owned();
                if attribute("TargetMode") != "External" {
                    let kind = attribute("Type").rsplit('/').next().unwrap_or_default().to_owned();
                    found.push(Relationship {
                        kind,
                        id: attribute("Id"),
                        target: full_name(folder, &attribute("Target")),
                    });
                }
            }
            Piece::Nothing => return Ok(found),
            _ => {}
        }
    }
}

/// A target as seen from a folder, seen from the root: `../a.xml` from `b/c` is `b/a.xml`.
fn full_name(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.join("/")
}

/// The formats of numbers, and which of them each style has.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Formats {
    /// Codes of formats by their identifier.
    codes: Vec<(u32, String)>,
    /// By the number of the style, the identifier of its format.
    styles: Vec<u32>,
}

impl Formats {
    fn read(archive: &mut Archive, name: &str) -> Result<Self> {
        let mut part = Markup::new(archive.small_part(name)?, name);
        let mut formats = Formats::default();
        let mut in_cells = false;
        loop {
            let number = |value: Option<std::borrow::Cow<'_, str>>| value.and_then(|value| value.trim().parse().ok());
            match part.next()? {
                Piece::Start(tag) => match tag.local_name() {
                    "numFmt" => {
                        let code = tag.local_attribute("formatCode").unwrap_or_default();
                        let id = number(tag.local_attribute("numFmtId")).filter(|_| code.len() <= CODE_CHARACTERS_MAX);
                        formats.codes.extend(id.map(|id| (id, code.into_owned())));
                    }
                    "xf" if in_cells => formats.styles.push(number(tag.local_attribute("numFmtId")).unwrap_or(0)),
                    // Their alignment and protection stand below them.
                    "alignment" | "protection" | "extLst" | "ext" => {}
                    name => in_cells = name == "cellXfs",
                },
                Piece::Nothing => return Ok(formats),
                Piece::End | Piece::Text(_) => {}
            }
            if formats.codes.len().max(formats.styles.len()) > STYLES_MAX {
                return Err(damaged(name));
            }
        }
    }

    /// The same in a part of our own: the formats first, which calamine wants, and nothing else. A style of a file can
    /// name fonts of any size, and calamine copies them into each style.
    pub(super) fn part(&self) -> String {
        let mut part = "<styleSheet><numFmts>".to_owned();
        for (id, code) in &self.codes {
            part.push_str(&format!("<numFmt numFmtId=\"{id}\" formatCode=\"{}\"/>", escaped(code)));
        }
        part.push_str("</numFmts><cellXfs>");
        for id in &self.styles {
            part.push_str(&format!("<xf numFmtId=\"{id}\"/>"));
        }
        part.push_str("</cellXfs></styleSheet>");
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_their_folder() {
        for (folder, target, name) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/a.xml", "xl/a.xml"),
            ("a/b", "../c.xml", "a/c.xml"),
            ("", "./xl/workbook.xml", "xl/workbook.xml"),
            ("a", "../../../b", "b"),
        ] {
            assert_eq!(full_name(folder, target), name);
        }
    }
}
