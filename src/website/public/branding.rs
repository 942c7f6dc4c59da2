//! How the association presents itself: its name, its address, its colours, its pictures (database.md 5).

use std::collections::HashMap;

use rusqlite::Connection;

use super::palette::Colour;
use crate::association::Settings;
use crate::error::Result;
use crate::files;

/// A picture of the association that replaces a default one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    Logo,
    Icon,
    Favicon,
}

impl Picture {
    pub const ALL: [Picture; 3] = [Picture::Logo, Picture::Icon, Picture::Favicon];

    /// The picture of that file name.
    pub fn named(name: &str) -> Option<Self> {
        Picture::ALL.into_iter().find(|picture| picture.file_name() == name)
    }

    /// Its key in `config.files`.
    fn key(self) -> &'static str {
        match self {
            Picture::Logo => "logo",
            Picture::Icon => "icon",
            Picture::Favicon => "favicon",
        }
    }

    /// Its file name, the same in the folder of settings and on the site.
    pub fn file_name(self) -> &'static str {
        match self {
            Picture::Logo => "logo.png",
            Picture::Icon => "icon.png",
            Picture::Favicon => "favicon.png",
        }
    }
}

/// Countries whose associations are taken to write in French.
const FRENCH: [&str; 3] = ["FR", "BE", "CH"];

#[derive(Debug, Clone)]
pub struct Branding {
    pub name: String,
    /// The postal address for everybody, line by line.
    pub address: Vec<String>,
    /// The main colour, and the one beside it.
    pub colours: [Option<Colour>; 2],
    /// The existing pictures, each with a prefix of its MD5 as version.
    pub pictures: Vec<(Picture, String)>,
    /// Whether visitors may see the site.
    pub site_on: bool,
    /// The language of its texts, if the country tells (a code such as `fr`).
    pub language: Option<&'static str>,
}

impl Branding {
    pub fn read(connection: &Connection) -> Result<Self> {
        let settings = Settings::read(connection)?;
        let lines = settings.public_address.as_deref().unwrap_or_default().lines().map(str::trim);
        Ok(Branding {
            name: settings.name,
            address: lines.filter(|line| !line.is_empty()).map(str::to_owned).collect(),
            colours: settings.colours.map(|colour| colour.as_deref().and_then(Colour::parse)),
            pictures: pictures(connection, &settings.custom_files)?,
            site_on: settings.site_is_open,
            language: settings.country.is_some_and(|code| FRENCH.contains(&code.as_str())).then_some("fr"),
        })
    }

    /// The address of a picture, versioned by its content; `None` if the association has none.
    pub fn picture(&self, wanted: Picture) -> Option<String> {
        let (picture, digits) = self.pictures.iter().find(|(picture, _)| *picture == wanted)?;
        Some(format!("/{}?h={digits}", picture.file_name()))
    }
}

/// The pictures that the settings name and that are there.
fn pictures(connection: &Connection, custom: &HashMap<String, u64>) -> Result<Vec<(Picture, String)>> {
    let mut found = Vec::new();
    for picture in Picture::ALL.into_iter().filter(|picture| custom.contains_key(picture.key())) {
        if let Some(file) = stored(connection, picture)? {
            let digits = file.md5.as_deref().and_then(|md5| md5.get(..10)).unwrap_or_default().to_owned();
            found.push((picture, digits));
        }
    }
    Ok(found)
}

/// The file of a picture, when it is one.
pub fn stored(connection: &Connection, picture: Picture) -> Result<Option<files::File>> {
    let file = files::find(connection, &format!("config/{}", picture.file_name()))?;
    Ok(file.filter(|file| file.media_type.starts_with("image/")))
}
