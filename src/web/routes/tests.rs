use super::*;

#[test]
fn a_path_fits_its_pattern_part_by_part() {
    assert_eq!(match_path("user/{id}", "user/2"), Some(vec![("id", "2".into())]));
    assert_eq!(match_path("sql.{format}", "sql.csv"), Some(vec![("format", "csv".into())]));
    assert_eq!(match_path("web/{uri}.html", "web/contact.html"), Some(vec![("uri", "contact".into())]));
    assert_eq!(match_path("sql/*", "sql"), Some(vec![("*", String::new())]));
    assert_eq!(match_path("sql/*", "sql/a/b"), Some(vec![("*", "a/b".into())]));
    for (pattern, path) in [
        ("user/{id}", "user"),
        ("user/{id}", "user/"),
        ("user/{id}", "user/new"),
        ("user/{id}", "user/-2"),
        ("user/{id}", "user/2/x"),
        ("a", "A"),
        ("sql/*", "sq"),
        ("web/{uri}.html", "web/.html"),
    ] {
        assert_eq!(match_path(pattern, path), None, "{pattern} {path}");
    }
}

#[test]
fn a_known_path_with_another_method_names_its_methods() {
    assert!(matches!(find(Method::Put, "download"), Match::OtherMethods(routes, _) if routes.len() == 1));
    assert!(matches!(find(Method::Get, "nope"), Match::Nothing));
}

#[test]
fn what_a_row_asks_can_be_held_and_reading_methods_do_not_write() {
    for Route { method, path, access, .. } in ROUTES {
        let Access { section, verb, level, .. } = *access;
        let is_sign_in = path.starts_with("auth/");
        assert!(level > Level::None || is_sign_in, "{path}");
        assert!(section != Section::Subscribe, "{path}");
        assert!(section != Section::Connect || level <= Level::Read, "{path}");
        // Whoever is signed in changes the own record, of which no key has one.
        let is_own = *path == "me" || path.starts_with("me/");
        assert!(verb == Verb::Read || level >= Level::Write || is_sign_in || is_own, "{path}: a reader must not write");
        assert!(verb == Verb::Read || *method != Method::Get, "{path}: GET changes nothing");
    }
}

#[test]
fn the_words_of_old_routes_are_no_pages() {
    assert!(matches!(find(Method::Put, "web/list"), Match::OtherMethods(routes, _) if routes.len() == 1));
    assert!(matches!(find(Method::Delete, "web/page/x"), Match::OtherMethods(routes, _) if routes.len() == 1));
    assert!(matches!(find(Method::Put, "web/contact"), Match::Route(..)));
}
