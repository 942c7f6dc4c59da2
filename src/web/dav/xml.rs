//! The XML that clients of the share send, looked at before the protocol's library makes a tree of it (threats.md 77).
//!
//! The library walks its tree by recursion, copies all namespaces that are known into each element, and answers a property
//! as often as it is asked for. So documents are bounded in depth and in the number of their parts, and one that asks for a
//! property twice is written anew.

use std::collections::HashSet;

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use crate::error::{Error, Result};
use crate::msg;

/// Bytes of a document.
pub const BYTES_MAX: usize = 64 << 10;
/// Elements within elements.
const DEPTH_MAX: usize = 50;
const ELEMENTS_MAX: usize = 1_000;
/// Declarations of namespaces and other attributes.
const ATTRIBUTES_MAX: usize = 200;
/// Properties that one request asks for.
const PROPERTIES_MAX: usize = 200;
/// Where they stand: `propfind`, `prop`, the property.
const PROPERTY_DEPTH: usize = 3;

/// The document as the library may read it.
///
/// # Errors
///
/// [`Error::Invalid`] for what is no XML, has a document type, or is beyond the limits.
pub fn checked(document: Vec<u8>, is_propfind: bool) -> Result<Vec<u8>> {
    if document.is_empty() {
        return Ok(document);
    }
    let mut wanted = Wanted::default();
    let (mut depth, mut elements, mut attributes) = (0_usize, 0_usize, 0_usize);
    let mut reader = NsReader::from_reader(document.as_slice());
    reader.config_mut().expand_empty_elements = true;
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|_| broken())?;
        match event {
            Event::Start(start) => {
                depth += 1;
                elements += 1;
                attributes += start.attributes().count();
                if depth > DEPTH_MAX || elements > ELEMENTS_MAX || attributes > ATTRIBUTES_MAX {
                    return Err(Error::invalid(msg!("dav-xml-too-complex", limit = DEPTH_MAX)));
                }
                wanted.element(depth, namespace, &start)?;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::DocType(_) => return Err(broken()),
            Event::Eof if depth > 0 || elements == 0 => return Err(broken()),
            Event::Eof => break,
            _ => {}
        }
    }
    if is_propfind { wanted.rewritten().map(|rewritten| rewritten.unwrap_or(document)) } else { Ok(document) }
}

fn broken() -> Error {
    Error::invalid(msg!("dav-xml-broken"))
}

/// The properties that a PROPFIND asks for.
#[derive(Default)]
struct Wanted {
    is_in_prop: bool,
    /// Each once, as an element.
    properties: Vec<String>,
    seen: HashSet<(String, String)>,
    asked: usize,
}

impl Wanted {
    fn element(&mut self, depth: usize, namespace: ResolveResult<'_>, start: &BytesStart<'_>) -> Result<()> {
        if depth == PROPERTY_DEPTH - 1 {
            self.is_in_prop = start.local_name().as_ref() == "prop";
        }
        if depth != PROPERTY_DEPTH || !self.is_in_prop {
            return Ok(());
        }
        let namespace = match namespace {
            ResolveResult::Bound(namespace) => namespace.as_ref().to_owned(),
            ResolveResult::Unbound => String::new(),
            ResolveResult::Unknown(_) => return Err(broken()),
        };
        self.asked += 1;
        if self.seen.insert((namespace.clone(), start.local_name().as_ref().to_owned())) {
            let (name, namespace) = (start.name(), namespace.replace('"', "&quot;"));
            let name = name.as_ref();
            let prefix = name.split_once(':').map_or(String::new(), |(prefix, _)| format!(":{prefix}"));
            // As it was written: it stands in quotes again.
            self.properties.push(format!("<{name} xmlns{prefix}=\"{namespace}\"/>"));
        }
        Ok(())
    }

    /// The document that asks for each property once; `None` when the one that was sent does.
    fn rewritten(self) -> Result<Option<Vec<u8>>> {
        if self.properties.len() > PROPERTIES_MAX {
            return Err(Error::invalid(msg!("dav-properties", limit = PROPERTIES_MAX)));
        }
        let rewritten = || {
            let properties = self.properties.concat();
            format!("<D:propfind xmlns:D=\"DAV:\"><D:prop>{properties}</D:prop></D:propfind>").into_bytes()
        };
        Ok((self.asked > self.properties.len()).then(rewritten))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn propfind(properties: &str) -> Vec<u8> {
        format!("<?xml version='1.0'?><propfind xmlns='DAV:' xmlns:x='urn:x'><prop>{properties}</prop></propfind>")
            .into()
    }

    fn nested(levels: usize) -> Vec<u8> {
        [propfind(""), "<a>".repeat(levels).into(), "</a>".repeat(levels).into()].concat()
    }

    #[test]
    fn ordinary_documents_pass_as_they_are() {
        for document in
            [propfind("<getetag/><x:colour/>"), propfind(""), b"<a b='c'>text<!-- x --></a>".to_vec(), Vec::new()]
        {
            assert_eq!(checked(document.clone(), true).unwrap(), document);
        }
    }

    #[test]
    fn a_property_asked_for_twice_is_asked_for_once_whatever_its_prefix() {
        let twice = propfind("<getetag/><D:getetag xmlns:D='DAV:'/><x:a/><y:a xmlns:y='urn:x'/><b xmlns=''/>");
        let once = String::from_utf8(checked(twice.clone(), true).unwrap()).unwrap();
        assert_eq!(
            once,
            "<D:propfind xmlns:D=\"DAV:\"><D:prop><getetag xmlns=\"DAV:\"/><x:a xmlns:x=\"urn:x\"/><b xmlns=\"\"/></D:prop></D:propfind>"
        );
        assert_eq!(checked(twice.clone(), false).unwrap(), twice, "other documents say what they say");
    }

    #[test]
    fn what_is_no_xml_too_deep_or_too_much_is_refused() {
        let many = |count: usize| (0..count).map(|n| format!("<x:a{n}/>")).collect::<String>();
        assert!(checked(propfind(&many(200)), true).is_ok());
        for document in [
            propfind(&many(201)),
            propfind(&"<getetag/>".repeat(1_001)),
            propfind(&(0..201).map(|n| format!("<x:a{n} xmlns:p{n}='u'/>")).collect::<String>()),
            nested(51),
            b"<a>".repeat(10_000),
            b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>".to_vec(),
            b"text".to_vec(),
            b"<a>".to_vec(),
            b"<a></b>".to_vec(),
            propfind("<unknown:a/>"),
            b"\xFF\xFE<\0a\0/\0>\0".to_vec(),
        ] {
            assert!(
                matches!(checked(document.clone(), true), Err(Error::Invalid { .. })),
                "{}",
                String::from_utf8_lossy(&document)
            );
        }
    }
}
