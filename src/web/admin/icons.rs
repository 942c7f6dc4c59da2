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
    ("message", "M4 5.5h16v13H4zM4.5 6l7.5 6.5L19.5 6"),
    ("import", "M12 3v11M7.5 9.5 12 14l4.5-4.5M4 16v4.5h16V16"),
    ("settings", "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5"),
    ("search", "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 20.5 20.5"),
    ("plus", "M12 5v14M5 12h14"),
    ("edit", "M4 20l1-4.5L16.5 4 20 7.5 8.5 19z"),
    ("trash", "M5 7h14M9.5 7V4h5v3M7 7l1 13.5h8L17 7"),
    ("key", "M8.5 16a4.5 4.5 0 1 1 4.2-6H21v4h-3v3h-3.5v-3h-1.800a4.5 4.5 0 0 1-4.2 2z"),
    ("book", "M5 4h11.5A2.5 2.5 0 0 1 19 6.5V20H7.5A2.5 2.5 0 0 1 5 17.5zM5 17.5A2.5 2.5 0 0 1 7.5 15H19"),
    ("file", "M6 3h8l4.5 4.5V21H6zM13.5 3v5h5"),
    ("check", "M5 12.5l4.5 4.5L19 7"),
    ("clock", "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7v5.5l3.5 2"),
    ("more", "M5 12h.01M12 12h.01M19 12h.01"),
    ("leave", "M14 4h5.5v16H14M10 8l-4 4 4 4M6 12h9"),
];
