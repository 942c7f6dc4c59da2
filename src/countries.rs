//! Countries: their ISO 3166-1 codes and names.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::transliterate_to_ascii;

/// One country of `data/countries.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2, upper case: `FR`.
    pub code: String,
    /// The name that exports show (fields.md 9), kept letter for letter so that files compare between servers.
    pub french: String,
    pub english: String,
    /// Other French names that people type.
    pub other_french_names: Vec<String>,
}

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(include_str!("../data/countries.csv").as_bytes());
    let country = |row: csv::StringRecord| Country {
        code: row[0].to_owned(),
        french: row[1].to_owned(),
        english: row[2].to_owned(),
        other_french_names: row[3].split('|').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
    };
    // The file is part of the program: a test counts its rows and the reader gives each as many cells as the heading.
    reader.records().filter_map(Result::ok).map(country).collect()
});

static BY_CODE: LazyLock<HashMap<&'static str, &'static Country>> =
    LazyLock::new(|| COUNTRIES.iter().map(|country| (country.code.as_str(), country)).collect());

static BY_FRENCH_NAME: LazyLock<HashMap<String, &'static Country>> = LazyLock::new(|| {
    let names = |country: &'static Country| {
        let all = std::iter::once(&country.french).chain(&country.other_french_names);
        all.map(move |name| (comparable(name), country))
    };
    COUNTRIES.iter().flat_map(names).collect()
});

/// All countries, by code.
pub fn all() -> &'static [Country] {
    &COUNTRIES
}

/// The country with that two-letter code, upper or lower case.
pub fn by_code(code: &str) -> Option<&'static Country> {
    BY_CODE.get(code.to_ascii_uppercase().as_str()).copied()
}

/// The country with that French name; case, accents, the kind of apostrophe and extra blanks do not count.
pub fn by_french_name(name: &str) -> Option<&'static Country> {
    BY_FRENCH_NAME.get(&comparable(name)).copied()
}

fn comparable(name: &str) -> String {
    transliterate_to_ascii(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_complete_and_sorted_by_distinct_codes() {
        assert_eq!(all().len(), 249);
        assert!(all().windows(2).all(|pair| pair[0].code < pair[1].code));
        for Country { code, french, english, .. } in all() {
            assert!(code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase()), "{code}");
            assert!(!french.is_empty() && !english.is_empty(), "{code}");
        }
    }

    #[test]
    fn no_two_countries_share_a_french_name() {
        let names = all().iter().map(|country| 1 + country.other_french_names.len()).sum::<usize>();
        assert_eq!(BY_FRENCH_NAME.len(), names);
    }

    #[test]
    fn a_name_is_found_however_it_is_typed() {
        for (name, code) in [
            (" ÉTATS-UNIS ", "US"),
            ("etats-unis", "US"),
            ("Côte d’Ivoire", "CI"),
            ("Tchéquie", "CZ"),
            ("Sainte-Hélène, Ascension et Tristan da Cunha", "SH"),
            ("Curaçao", "CW"),
        ] {
            assert_eq!(by_french_name(name).map(|country| country.code.as_str()), Some(code), "{name}");
        }
        assert_eq!(by_french_name("Ruritanie"), None);
    }

    #[test]
    fn codes_are_found_in_either_case_and_unknown_ones_are_not() {
        assert_eq!(by_code("de").map(|country| country.french.as_str()), Some("Allemagne"));
        assert_eq!(by_code("ZZ"), None);
        assert_eq!(by_code(""), None);
    }
}
