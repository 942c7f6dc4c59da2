//! Small drawings beside words, of our own, as lines in a square of 24.

/// The drawing as SVG for a page; nothing for a name that is none.
pub fn svg(name: &str) -> String {
    let Some((_, paths)) = ICONS.iter().find(|(known, _)| *known == name) else { return String::new() };
    format!(r#"<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{paths}"/></svg>"#)
}

const ICONS: &[(&str, &str)] = &[
    ("home", "M4 11 12 4l8 7v9h-5v-6H9v6H4z"),
    (
        "people",
        "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.4-4 3-6 6.5-6s6.1 2 6.5 6M16 4.5a3.3 3.3 0 0 1 0 6.2M18 14.5c2 .8 3.2 2.700 3.5 5.5",
    ),
    ("person", "M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.5-4.3 3.5-6.5 7.5-6.5s7 2.2 7.5 6.5"),
    ("activity", "M4 5h16v15H4zM4 9.5h16M8 3v4M16 3v4M8.5 14l2.5 2.5 4.5-4.5"),
    ("import", "M12 3v11M7.5 9.5 12 14l4.5-4.5M4 16v4.5h16V16"),
    ("search", "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20.5 20.5"),
    ("plus", "M12 5v14M5 12h14"),
    ("edit", "M4 20l1-4.5L16.5 4 20 7.5 8.5 19z"),
    ("leave", "M14 4h5.5v16H14M10 8l-4 4 4 4M6 12h9"),
];
