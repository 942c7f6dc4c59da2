//! The XML of a part, piece by piece. No entity is expanded but those of XML itself, and no document type is read.

use std::borrow::Cow;
use std::io;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::archive::{Part, damaged};
use super::refused;
use crate::error::{Error, Result};
use crate::msg;

/// Spreadsheets nest their elements some twenty deep.
const MAX_DEPTH: usize = 50;

pub(super) struct Markup {
    reader: Reader<Part>,
    buffer: Vec<u8>,
    depth: usize,
    /// Which part this is, for sentences.
    part: String,
}

pub(super) enum Piece<'a> {
    /// An element without content is followed by its end as well.
    Start(Tag<'a>),
    End,
    Text(Cow<'a, str>),
    /// The end of the part.
    Nothing,
}

pub(super) struct Tag<'a>(BytesStart<'a>);

impl Tag<'_> {
    /// With its prefix. In OpenDocument every program uses the prefixes of the standard.
    pub(super) fn name(&self) -> &str {
        self.0.name().0
    }

    /// Without its prefix, which varies between the programs that write XLSX.
    pub(super) fn local_name(&self) -> &str {
        local(self.name())
    }

    /// An attribute by its name with prefix; `None` as well when it is malformed.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        self.find(|key| key == name)
    }

    /// An attribute by its name, whatever its prefix.
    pub(super) fn local_attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        self.find(|key| local(key) == name)
    }

    /// The first attribute that matches. Repeated ones are not looked for: that would take time for each pair of them.
    fn find(&self, matches: impl Fn(&str) -> bool) -> Option<Cow<'_, str>> {
        let mut attributes = self.0.attributes();
        let mut found = attributes.with_checks(false).filter_map(|attribute| attribute.ok());
        found.find(|attribute| matches(attribute.key.0))?.normalized_value(XmlVersion::Implicit1_0).ok()
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

impl Markup {
    pub(super) fn new(part: Part, name: &str) -> Self {
        let mut reader = Reader::from_reader(part);
        reader.config_mut().expand_empty_elements = true;
        Markup { reader, buffer: Vec::new(), depth: 0, part: name.to_owned() }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The next piece; comments and instructions are empty texts.
    pub(super) fn next(&mut self) -> Result<Piece<'_>> {
        self.buffer.clear();
        self.reader.get_mut().mark();
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| failure(error, &self.part))?;
        Ok(match event {
            Event::Start(_) if self.depth >= MAX_DEPTH => return Err(damaged(&self.part)),
            Event::Start(start) => {
                self.depth += 1;
                Piece::Start(Tag(start))
            }
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                Piece::End
            }
            Event::Text(text) => Piece::Text(text.xml10_content()),
            Event::CData(text) => Piece::Text(text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|error| failure(error, &self.part))?;
                let text = character.map(|character| Cow::Owned(character.to_string()));
                let named = || resolve_predefined_entity(&reference).map(Cow::Borrowed);
                Piece::Text(text.or_else(named).ok_or_else(|| refused(msg!("sheet-read-entities")))?)
            }
            Event::DocType(_) => return Err(refused(msg!("sheet-read-entities"))),
            Event::Eof if self.depth > 0 => return Err(damaged(&self.part)),
            Event::Eof => Piece::Nothing,
            Event::Empty(_) | Event::Comment(_) | Event::PI(_) | Event::Decl(_) => Piece::Text(Cow::Borrowed("")),
        })
    }

    /// After the start of an element: passes over it, its end included.
    pub(super) fn skip(&mut self) -> Result<()> {
        self.texts(&[], usize::MAX).map(drop)
    }

    /// After the start of an element: the texts directly in it, and those in elements of these local names below it,
    /// its end included. It is cut soon after `limit` bytes.
    pub(super) fn texts(&mut self, below: &[&str], limit: usize) -> Result<String> {
        let mut text = String::new();
        let mut levels = 1;
        // How many levels are above and within the one whose texts are left out.
        let mut left_out = None;
        while levels > 0 {
            match self.next()? {
                Piece::Start(tag) => {
                    levels += 1;
                    if left_out.is_none() && !below.contains(&tag.local_name()) {
                        left_out = Some(levels);
                    }
                }
                Piece::End => {
                    levels -= 1;
                    left_out = left_out.filter(|level| *level <= levels);
                }
                Piece::Text(piece) if left_out.is_none() && text.len() <= limit => text.push_str(&piece),
                Piece::Text(_) => {}
                Piece::Nothing => break,
            }
        }
        Ok(text)
    }

    /// Passes over the rest of the part, to know whether its checksum is right.
    pub(super) fn finish(&mut self) -> Result<()> {
        self.reader.get_mut().finish().map_err(|error| failure(error.into(), &self.part))
    }
}

/// What is wrong with a part: the machine, or what it holds.
fn failure(error: quick_xml::Error, part: &str) -> Error {
    match error {
        quick_xml::Error::Io(error) if error.raw_os_error().is_some() => io::Error::from(error.kind()).into(),
        _ => damaged(part),
    }
}
