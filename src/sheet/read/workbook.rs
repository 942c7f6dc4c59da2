//! What an XLSX file says about its sheets: which is active, where it stands, how its numbers are shown.

use std::collections::HashMap;

use super::archive::{Archive, damaged};
use super::date::{Calendar, Shown, builtin_format, format_code};
use super::markup::{Markup, Piece};
use super::{Limits, refused};
use crate::error::Result;
use crate::msg;

/// Names of parts, all from the root of the archive.
pub(super) struct Workbook {
    pub(super) sheet: String,
    pub(super) shared_strings: Option<String>,
    pub(super) calendar: Calendar,
    /// What cells are, by the number of their style.
    pub(super) styles: Vec<Shown>,
}

/// A line from one part to another.
struct Relationship {
    /// The last word of its type, which is an address.
    kind: String,
    id: String,
    target: String,
}

impl Workbook {
    /// `None` when the archive is no file of an office program.
    pub(super) fn open(archive: &mut Archive, _limits: &Limits) -> Result<Option<Self>> {
        const ROOT: &str = "_rels/.rels";
        if !archive.has(ROOT) {
            return Ok(None);
        }
        let document = relationships(archive, "", ROOT)?.into_iter().find(|link| link.kind == "officeDocument");
        let Some(Relationship { target: name, .. }) = document else { return Ok(None) };
        let contents = Contents::read(archive, &name)?;
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", &name));
        let links = relationships(archive, folder, &format!("{folder}/_rels/{file}.rels"))?;
        let target = |kind: &str| links.iter().find(|link| link.kind == kind).map(|link| link.target.clone());
        let is_sheet = |id: &&String| links.iter().any(|link| link.id == **id && link.kind == "worksheet");
        // A chart can be in front as well: then the first sheet with cells.
        let active = contents.sheets.get(contents.active).filter(is_sheet);
        let Some(id) = active.or_else(|| contents.sheets.iter().find(is_sheet)) else {
            return Err(refused(msg!("sheet-read-empty")));
        };
        let sheet = links.iter().find(|link| link.id == *id).map(|link| link.target.clone());
        Ok(Some(Workbook {
            sheet: sheet.ok_or_else(|| damaged(&name))?,
            shared_strings: target("sharedStrings").filter(|name| archive.has(name)),
            calendar: contents.calendar,
            styles: match target("styles").filter(|name| archive.has(name)) {
                Some(styles) => read_styles(archive, &styles)?,
                None => Vec::new(),
            },
        }))
    }
}

/// The part that lists the sheets.
#[derive(Default)]
struct Contents {
    /// Identifiers of relationships, in the order of the tabs.
    sheets: Vec<String>,
    active: usize,
    calendar: Calendar,
}

impl Contents {
    fn read(archive: &mut Archive, name: &str) -> Result<Self> {
        let mut workbook = Markup::new(archive.part(name)?, name);
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
                    "sheet" => contents.sheets.extend(tag.local_attribute("id").map(|id| id.into_owned())),
                    _ => {}
                },
                Piece::Nothing => return Ok(contents),
                Piece::End | Piece::Text(_) => {}
            }
        }
    }
}

/// The relationships of a part in that folder; none when there is no such list.
fn relationships(archive: &mut Archive, folder: &str, name: &str) -> Result<Vec<Relationship>> {
    let mut found = Vec::new();
    if !archive.has(name) {
        return Ok(found);
    }
    let mut list = Markup::new(archive.part(name)?, name);
    loop {
        match list.next()? {
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

/// What cells of each style are. Formats may be defined after the styles that use them.
fn read_styles(archive: &mut Archive, name: &str) -> Result<Vec<Shown>> {
    let mut part = Markup::new(archive.part(name)?, name);
    let mut codes: HashMap<u32, Shown> = HashMap::new();
    let mut formats: Vec<u32> = Vec::new();
    let mut in_cells = false;
    loop {
        let number = |value: Option<std::borrow::Cow<'_, str>>| value.and_then(|value| value.trim().parse().ok());
        match part.next()? {
            Piece::Start(tag) => match tag.local_name() {
                "numFmt" => {
                    let code = tag.local_attribute("formatCode").unwrap_or_default();
                    codes.extend(number(tag.local_attribute("numFmtId")).map(|id| (id, format_code(&code))));
                }
                "xf" if in_cells => formats.push(number(tag.local_attribute("numFmtId")).unwrap_or(0)),
                // Their alignment and protection stand below them.
                "alignment" | "protection" | "extLst" | "ext" => {}
                name => in_cells = name == "cellXfs",
            },
            Piece::Nothing => break,
            Piece::End | Piece::Text(_) => {}
        }
    }
    Ok(formats.iter().map(|id| codes.get(id).copied().unwrap_or_else(|| builtin_format(*id))).collect())
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
