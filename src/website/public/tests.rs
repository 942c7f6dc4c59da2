use super::lists;
use crate::website::page;
use crate::website::tests::database;

#[test]
fn an_excerpt_ends_between_two_words() {
    let connection = database();
    let long = "miel ".repeat(60);
    connection
        .execute(
            "INSERT INTO web_pages (id, uri, type, status, inherited_status, format, published, modified, title, content)
             VALUES (1, 'a', 2, 2, 2, 'markdown', '2026-01-01 00:00:00', '2026-01-01 00:00:00', 'A', ?1)",
            [format!("# Un **mot**\n| a | b |\nVoir [ici](x)[^1] :\n* un\n2. deux\n[^1]: note\n> cité\n```\ncode\n```\n{long}")],
        )
        .unwrap();
    let page = page::find(&connection, "a").unwrap().unwrap();
    let excerpt = lists::excerpt(&page);
    assert!(excerpt.starts_with("Voir ici : miel miel") && excerpt.ends_with(" miel…"), "{excerpt}");
}

#[test]
fn what_is_published_later_is_in_no_list_and_its_moment_is_known() {
    let connection = database();
    for (id, uri, status, published) in [
        (1, "now", 2, "2026-01-01"),
        (2, "later", 2, "2026-05-01"),
        (3, "draft", 0, "2026-01-01"),
        (4, "members", 1, "2026-01-01"),
    ] {
        connection
            .execute(
                "INSERT INTO web_pages (id, uri, type, status, inherited_status, format, published, modified, title, content)
                 VALUES (?1, ?2, 2, ?3, ?3, 'markdown', ?4 || ' 00:00:00', '2026-01-01 00:00:00', 'A', 'x')",
                (id, uri, status, published),
            )
            .unwrap();
    }
    let now = "2026-03-01 10:00:00";
    let uris =
        |now: &str| lists::latest(&connection, now, 9).unwrap().into_iter().map(|page| page.uri).collect::<Vec<_>>();
    assert_eq!(uris(now), ["now"]);
    assert_eq!(super::next_publication(&connection, now).unwrap().as_deref(), Some("2026-05-01 00:00:00"));
    assert_eq!(uris("2026-05-01 00:00:00"), ["later", "now"]);
}

#[test]
fn addresses_of_pages_stay_on_the_site() {
    assert_eq!(super::page_path("contact"), "/contact");
    assert_eq!(super::page_path("//evil.example"), "/evil.example");
    assert_eq!(super::page_path("\\evil"), "/%5Cevil");
    assert_eq!(super::file_path("a", "l'été.txt"), "/a/l%27%C3%A9t%C3%A9.txt");
}
