//! The public site as visitors, search engines and feed readers see it (web.md 5).

use std::collections::{BTreeMap, BTreeSet};

use ruche::{db, demo};
use scraper::{Html, Selector};
use serde_json::json;
use tempfile::TempDir;

use crate::support::{Answer, Server};
use crate::website::create;

fn set(server: &Server, key: &str, value: &str) {
    let connection = db::open_shared(&server.file()).unwrap();
    assert_eq!(connection.execute("UPDATE config SET value = ?2 WHERE key = ?1", (key, value)).unwrap(), 1);
}

fn site() -> Server {
    let server = Server::start();
    set(&server, "site_disabled", "0");
    server
}

fn visit(server: &Server, path: &str) -> Answer {
    server.request("GET", path).send()
}

fn put_file(server: &Server, path: &str, kind: &str, content: &[u8]) {
    let answer = server.request("PUT", &format!("/api/web/{path}")).key("write").body(kind, content).send();
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn texts(html: &Html, selector: &str) -> Vec<String> {
    html.select(&Selector::parse(selector).unwrap()).map(|element| element.text().collect::<String>()).collect()
}

fn attributes(html: &Html, selector: &str, name: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    html.select(&selector).filter_map(|element| element.attr(name)).map(str::to_owned).collect()
}

/// What any page must be: valid, one title, identifiers once, pictures with words, fields with labels, nothing that acts.
fn assert_valid(path: &str, answer: &Answer) -> Html {
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}");
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'self' 'sha256-"), "{path}: {policy}");
    assert!(policy.ends_with("form-action 'self'; frame-ancestors 'none'; base-uri 'none'"), "{path}: {policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("script-src") && !policy.contains('*'), "{path}: {policy}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    let html = Html::parse_document(&answer.text());
    assert!(html.errors.is_empty(), "{path}: {:?}\n{}", html.errors, answer.text());
    assert_eq!(texts(&html, "h1").len(), 1, "{path}");
    assert_eq!(attributes(&html, "html", "lang"), ["fr"], "{path}");
    let ids = attributes(&html, "[id]", "id");
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{path}: {ids:?}");
    assert!(texts(&html, "img:not([alt]), iframe:not([title])").is_empty(), "{path}");
    for id in attributes(&html, "input", "id") {
        assert_eq!(texts(&html, &format!("label[for={id}]")).len(), 1, "{path}: {id}");
    }
    assert!(texts(&html, "script, [style], [onclick], [onload], [onerror], base").is_empty(), "{path}");
    assert!(attributes(&html, "[href]", "href").iter().all(|href| !href.starts_with("//")), "{path}");
    html
}

#[test]
fn a_new_association_says_its_name_and_that_it_has_no_site() {
    let server = Server::start();
    create(&server, &json!({"title": "Contact"}));
    put_file(&server, "contact/a.txt", "text/plain", b"x");
    let html = assert_valid("/", &visit(&server, "/"));
    assert_eq!(texts(&html, "h1"), ["Les Abeilles"]);
    assert!(texts(&html, "main")[0].contains("pas de site public"));
    assert!(texts(&html, "nav, form").is_empty());
    for path in ["/contact", "/contact/a.txt", "/atom.xml", "/sitemap.xml", "/?q=x"] {
        assert_eq!(visit(&server, path).status, 404, "{path}");
    }
    assert_eq!(visit(&server, "/robots.txt").text(), "User-agent: *\nDisallow: /\n");
    assert_eq!(visit(&server, "/content.css").header("content-type"), "text/css; charset=utf-8");
}

#[test]
fn the_home_page_leads_to_categories_and_latest_pages() {
    let server = site();
    assert!(texts(&assert_valid("/", &visit(&server, "/")), "main")[0].contains("pas encore de page"));
    create(&server, &json!({"title": "Actualité", "type": "category", "content": "Ce qui se *passe*."}));
    create(&server, &json!({"title": "Bourse aux vélos", "id_parent": "actualite", "content": "# Venez\nPar ici."}));
    create(&server, &json!({"title": "Plus tard", "published": "2026-03-02 00:00:00"}));
    create(&server, &json!({"title": "Brouillon", "status": "draft"}));
    create(&server, &json!({"title": "Secret", "status": "private"}));
    let html = assert_valid("/", &visit(&server, "/"));
    assert_eq!(attributes(&html, ".cards a", "href"), ["/actualite"]);
    assert_eq!(texts(&html, ".cards p"), ["Ce qui se passe."]);
    assert_eq!(attributes(&html, ".list a", "href"), ["/bourse-aux-velos"]);
    assert_eq!(texts(&html, ".list time"), ["1er mars 2026"]);
    assert_eq!(texts(&html, ".list p:last-child"), ["Par ici."]);
    let category = assert_valid("/actualite", &visit(&server, "/actualite"));
    assert_eq!(attributes(&category, ".list a", "href"), ["/bourse-aux-velos"]);
    assert_eq!(attributes(&category, "nav [aria-current]", "href"), ["/actualite"]);
    let page = assert_valid("/bourse-aux-velos", &visit(&server, "/bourse-aux-velos"));
    assert_eq!(texts(&page, "h1, article h2"), ["Bourse aux vélos", "Venez"]);
    assert_eq!(attributes(&page, ".crumbs a", "href"), ["/", "/actualite"]);
    assert_eq!(visit(&server, "/plus-tard").status, 200, "whoever knows the address may look");
}

#[test]
fn a_long_category_is_shown_part_by_part() {
    let server = site();
    create(&server, &json!({"title": "Liste", "type": 1}));
    for number in 1..=21 {
        let published = format!("2026-01-{number:02} 00:00:00");
        create(&server, &json!({"title": format!("p{number}"), "id_parent": "liste", "published": published}));
    }
    let first = assert_valid("/liste", &visit(&server, "/liste"));
    assert_eq!(
        (texts(&first, ".list li").len(), attributes(&first, ".paging a", "href")),
        (20, vec!["/liste?page=2".to_owned()])
    );
    let second = assert_valid("/liste?page=2", &visit(&server, "/liste?page=2"));
    assert_eq!(
        (texts(&second, ".list h3"), attributes(&second, ".paging a", "href")),
        (vec!["p1".to_owned()], vec!["/liste".to_owned()])
    );
    assert_eq!(visit(&server, "/liste?page=3").status, 404);
    for odd in ["0", "-1", "x", "99999999999999999999"] {
        assert_eq!(visit(&server, &format!("/liste?page={odd}")).status, 200, "{odd}");
    }
}

#[test]
fn drafts_are_nowhere_and_pages_for_members_say_so() {
    let server = site();
    create(&server, &json!({"title": "Brouillon", "status": "draft", "content": "miel caché"}));
    create(&server, &json!({"title": "Sous brouillon", "id_parent": "brouillon", "content": "miel caché"}));
    create(&server, &json!({"title": "Secret", "status": "private", "content": "miel caché"}));
    for page in ["brouillon", "sous-brouillon", "secret"] {
        put_file(&server, &format!("{page}/a.txt"), "text/plain", b"miel");
    }
    for (path, status) in [
        ("/brouillon", 404),
        ("/sous-brouillon", 404),
        ("/brouillon/a.txt", 404),
        ("/sous-brouillon/a.txt", 404),
        ("/secret", 403),
        ("/secret/a.txt", 403),
    ] {
        let answer = visit(&server, path);
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        let page = assert_valid(path, &answer);
        assert!(!answer.text().contains("miel") && !texts(&page, "title")[0].contains("ecret"), "{path}");
    }
    assert!(visit(&server, "/secret").text().contains("réservée aux membres"));
    for path in ["/", "/?q=miel", "/atom.xml"] {
        let text = visit(&server, path).text();
        assert!(!text.contains("cache") && !text.contains("ecret") && !text.contains("rouillon"), "{path}");
    }
}

#[test]
fn former_addresses_lead_to_the_page_and_nowhere_else() {
    let server = site();
    create(&server, &json!({"title": "Ancien"}));
    put_file(&server, "ancien/l%27%C3%A9t%C3%A9.txt", "text/plain", b"x");
    server.post("/api/web/ancien", "application/x-www-form-urlencoded", "uri=nouveau");
    for (path, target) in [
        ("/ancien", "/nouveau"),
        ("/ancien/", "/nouveau"),
        ("/nouveau/", "/nouveau"),
        ("/ancien/l%27%C3%A9t%C3%A9.txt", "/nouveau/l%27%C3%A9t%C3%A9.txt"),
        ("/feed/atom/", "/atom.xml"),
    ] {
        let answer = visit(&server, path);
        assert_eq!((answer.status, answer.header("location")), (301, target), "{path}");
    }
    create(&server, &json!({"title": "Ancien"}));
    assert_eq!(visit(&server, "/ancien").status, 200, "a page wins over what led away from its address");
    for path in [
        "//evil.example",
        "//evil.example/",
        "//evil.example/nouveau",
        "/%5cevil.example",
        "/%2fevil.example/",
        "/NOUVEAU",
        "/nouveau/../x",
        "/%2e%2e/",
    ] {
        let answer = visit(&server, path);
        assert_eq!((answer.status, answer.header("location")), (404, ""), "{path}");
    }
}

#[test]
fn files_of_pages_are_sent_and_run_nothing() {
    let server = site();
    create(&server, &json!({"title": "a"}));
    for (name, kind) in [("x.html", "text/html"), ("x.svg", "image/svg+xml"), ("x.xhtml", "application/xhtml+xml")] {
        put_file(
            &server,
            &format!("a/{name}"),
            kind,
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        );
        let answer = visit(&server, &format!("/a/{name}"));
        assert_eq!(answer.status, 200);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    put_file(&server, "a/plan.txt", "text/plain", b"0123456789");
    let plain = visit(&server, "/a/plan.txt");
    assert_eq!((plain.text().as_str(), plain.header("cache-control")), ("0123456789", "public, max-age=300"));
    let again = server.request("GET", "/a/plan.txt").header("if-none-match", plain.header("etag")).send();
    assert_eq!((again.status, again.body.len()), (304, 0));
    let part = server.request("GET", "/a/plan.txt").header("range", "bytes=2-3").send();
    assert_eq!((part.status, part.text().as_str()), (206, "23"));
    assert_eq!(visit(&server, "/a/none.txt").status, 404);
    assert_eq!(visit(&server, "/documents/x.txt").status, 404, "other files are not of the site");
    // What the text does not mention is shown below it.
    let page = assert_valid("/a", &visit(&server, "/a"));
    assert!(attributes(&page, ".orphans a", "href").contains(&"/a/plan.txt".to_owned()));
    put_file(&server, "a/photo.png", "image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let unreadable = visit(&server, "/a/photo.png.250px.webp");
    assert_eq!((unreadable.header("content-type"), unreadable.body.len()), ("image/png", 16), "it is sent as it is");
    let mut large = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(1000, 400).write_to(&mut large, image::ImageFormat::Png).unwrap();
    put_file(&server, "a/large.png", "image/png", large.get_ref());
    let smaller = image::load_from_memory(&visit(&server, "/a/large.png.250px.webp").body).unwrap();
    assert_eq!((smaller.width(), smaller.height()), (250, 100));
    assert_eq!(visit(&server, "/a/photo.png.999px.webp").status, 404);
    assert_eq!(visit(&server, "/a/plan.txt.250px.webp").status, 404);
}

#[test]
fn words_are_found_and_questions_are_only_words() {
    let server = site();
    create(&server, &json!({"title": "La fête du miel", "content": "Une **journée** avec <b>tous</b> & l'abeille."}));
    create(&server, &json!({"title": "Contact", "content": "Le miel se vend ici."}));
    let html = assert_valid("/?q=miel", &visit(&server, "/?q=miel"));
    assert_eq!(attributes(&html, ".list a", "href"), ["/la-fete-du-miel", "/contact"]);
    assert_eq!(texts(&html, "mark"), ["miel"]);
    assert_eq!(attributes(&html, "input", "value"), ["miel"]);
    let found =
        |question: &str| texts(&assert_valid(question, &visit(&server, &format!("/?q={question}"))), ".list li").len();
    assert_eq!(found("journ+abeil"), 1, "beginnings of words, all of them");
    assert_eq!(found("miel+zzz"), 0);
    for hostile in
        ["%22", "*", "a+OR", "NEAR/2", "-", "%27%29%3B--", "%3Cscript%3Ealert(1)%3C/script%3E", "title:x", "", "%00"]
    {
        let answer = visit(&server, &format!("/?q={hostile}"));
        assert_eq!(answer.status, 200, "{hostile}");
        assert_valid(hostile, &answer);
    }
    assert_eq!(visit(&server, "/?q=miel").header("cache-control"), "public, no-cache");
    assert!(texts(&html, "meta[name=robots]").len() == 1, "results are in no index");
}

/// Element names of an XML text, after checking that it is one.
fn xml(text: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut names = Vec::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {text}")) {
            quick_xml::events::Event::Start(tag) => names.push(tag.name().as_ref().to_owned()),
            quick_xml::events::Event::Eof => return names,
            _ => {}
        }
    }
}

#[test]
fn feed_and_map_are_xml_whatever_the_pages_hold() {
    let server = Server::start_with(|sources| sources.with_flag("site_url", "https://abeilles.example"));
    set(&server, "site_disabled", "0");
    create(&server, &json!({"title": "A & <b>\u{1}", "content": "]]> & <i>x</i> \u{2} 😀", "uri": "a"}));
    create(&server, &json!({"title": "Brouillon", "status": "draft"}));
    let feed = visit(&server, "/atom.xml");
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    assert_eq!(xml(&feed.text()).iter().filter(|name| *name == "entry").count(), 1);
    assert!(
        feed.text().contains("href=\"https://abeilles.example/a\"")
            && feed.text().contains("<updated>2026-03-01T09:00:00Z</updated>")
    );
    let map = visit(&server, "/sitemap.xml");
    assert_eq!(xml(&map.text()).iter().filter(|name| *name == "loc").count(), 2);
    assert!(map.text().contains("<loc>https://abeilles.example/a</loc>"));
    assert!(visit(&server, "/robots.txt").text().ends_with("Sitemap: https://abeilles.example/sitemap.xml\n"));
    let id = feed.text().split("<id>").nth(2).unwrap().split('<').next().unwrap().to_owned();
    server.post("/api/web/a", "application/x-www-form-urlencoded", "uri=b");
    assert!(visit(&server, "/atom.xml").text().contains(&id), "a page with another address is no other page");
}

#[test]
fn a_forged_host_reaches_no_address() {
    let server = site();
    create(&server, &json!({"title": "a", "content": "[b](b) <<file|x.txt>>"}));
    put_file(&server, "a/x.txt", "text/plain", b"x");
    for path in ["/", "/a", "/?q=a", "/atom.xml", "/robots.txt", "/nope", "/a/"] {
        let answer = server
            .request("GET", path)
            .header("host", "evil.example")
            .header("x-forwarded-host", "evil.example")
            .send();
        assert!(!answer.text().contains("evil") && !answer.header("location").contains("evil"), "{path}");
    }
    assert_eq!(visit(&server, "/sitemap.xml").status, 404, "without an address of the site there is no map of it");
}

#[test]
fn pages_are_kept_until_something_changes() {
    let server = site();
    create(&server, &json!({"title": "a", "content": "un"}));
    let first = visit(&server, "/a");
    assert_eq!(first.header("cache-control"), "public, no-cache");
    let with = |tag: &str| server.request("GET", "/a").header("if-none-match", tag).send();
    let again = with(first.header("etag"));
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, first.header("etag")));
    assert!(again.header("vary").contains("accept-language"));
    let english = server.request("GET", "/a").header("accept-language", "en").send();
    assert!(english.text().contains("<html lang=\"en\">") && english.text().contains("lang=\"fr\""));
    server.request("PUT", "/api/web/a").key("write").body("text/plain", "deux").send();
    let changed = with(first.header("etag"));
    assert_eq!(changed.status, 200);
    assert!(changed.text().contains("deux"));
    set(&server, "org_name", "Les Guêpes & <Cie>");
    assert!(visit(&server, "/a").text().contains("Les Guêpes &#38; &#60;Cie&#62;"));
    set(&server, "site_disabled", "1");
    assert_eq!(visit(&server, "/a").status, 404);
}

#[test]
fn the_colours_and_the_logo_are_those_of_the_association() {
    let server = site();
    set(&server, "color1", "#ffff00");
    set(&server, "color2", "red;} body { display: none");
    let text = visit(&server, "/").text();
    assert!(text.contains("--main:#ffff00;--main-ink:#000000;--accent:#f2b632") && !text.contains("display"), "{text}");
    assert_eq!(visit(&server, "/logo.png").status, 404);
    let sheet = attributes(&Html::parse_document(&text), "link[rel=stylesheet]", "href").remove(0);
    let answer = visit(&server, &sheet);
    assert_eq!((answer.status, answer.header("cache-control")), (200, "public, max-age=31536000, immutable"));
}

#[test]
fn the_site_is_read_and_nothing_else() {
    let server = site();
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let answer = server.request(method, "/").send();
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method}");
    }
    let head = server.request("HEAD", "/").header("accept-encoding", "identity").send();
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert!(head.header("content-type").starts_with("text/html"));
    assert_eq!(visit(&server, "/api/nope").header("content-type"), "application/json; charset=utf-8");
}

/// Everything that pages are made of, and what tries to leave them.
const NASTY: &str = "# Site main\n# Site main\n### <b>x</b> {#site-search}\n#### Quatre\n[toc]\n\n\
    </main></div><script>alert(1)</script> <b>ouvert\n\n<<grid !##!>>\na\n<<grid row=\"1\" bgcolor=\"red\">>\n| a | b |\n|-|:-:|\n| c |\n\n\
    <<center>>\n> * x\n>   1. y\n<<color red blue>>z\n\n<iframe src=\"https://films.example/x\"></iframe>\n\n\
    <object data=\"https://objets.example/y\" type=\"application/pdf\"></object>\n\n<video src=\"https://films.example/z.webm\"></video>\n\n\
    ![](https://images.example/a.png) ![x](b.png) <<image|none.png>> <<inconnue>>\n\n<<button href=/x label=ok color=red>>\n\n\
    [^1] et [^1]\n\n[^1]: note\n[^2]: autre\n\n<<gallery>>\n\n```x\"><i>\ncode\n```\n<kbd>a</kbd> <acronym title=\"x\">b</acronym> <u>c\n\n{{{.a .b\nd\n}}}\n\n<a href=\"x\">a <a href=\"y\">b</a></a>\n\n------\n\n\t\tfin &eacute; &amp; \u{202e}";

#[test]
fn a_nasty_page_is_a_valid_one() {
    let server = site();
    create(&server, &json!({"title": "<script>\"'&", "uri": "a", "content": NASTY}));
    put_file(&server, "a/<x>.txt".replace(['<', '>'], "").as_str(), "text/plain", b"x");
    put_file(
        &server,
        "a/été \"1\".png".replace('"', "'").replace('é', "e").replace(' ', "%20").as_str(),
        "image/png",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    );
    let answer = visit(&server, "/a");
    let html = assert_valid("/a", &answer);
    let policy = answer.header("content-security-policy");
    for wanted in [
        "frame-src https://films.example;",
        "object-src https://objets.example;",
        "img-src 'self' https://images.example;",
    ] {
        assert!(policy.contains(wanted), "{policy}");
    }
    assert_eq!(texts(&html, "h1"), ["<script>\"'&"]);
    assert!(texts(&html, "head style")[0].contains("[data-s="), "styles of the text are rules");
    for format in ["skriv", "encrypted"] {
        let connection = db::open_shared(&server.file()).unwrap();
        connection.execute("UPDATE web_pages SET format = ?1", [format]).unwrap();
        assert_valid(format, &visit(&server, "/a"));
    }
}

#[test]
fn every_page_of_the_demonstration_is_valid_and_every_link_leads_somewhere() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("demo.sqlite");
    demo::create(&file, "2026-03-01T10:00:00".parse().unwrap()).unwrap();
    let server = Server::start_on(folder, &file, |sources| sources);
    let mut waiting = vec!["/".to_owned(), "/nope".to_owned(), "/?q=miel".to_owned(), "/espace-membres".to_owned()];
    let mut seen: BTreeMap<String, u16> = BTreeMap::new();
    while let Some(path) = waiting.pop() {
        let answer = visit(&server, &path);
        seen.insert(path.clone(), answer.status);
        if !answer.header("content-type").starts_with("text/html") {
            continue;
        }
        let html = assert_valid(&path, &answer);
        let addresses =
            attributes(&html, "a[href], link[href]", "href").into_iter().chain(attributes(&html, "[src]", "src"));
        for address in addresses.filter(|address| address.starts_with('/')) {
            let address = address.split('#').next().unwrap().to_owned();
            if !seen.contains_key(&address) && !waiting.contains(&address) {
                waiting.push(address);
            }
        }
    }
    assert!(seen.len() > 15, "{seen:?}");
    let odd: Vec<_> = seen.iter().filter(|(_, status)| **status != 200).collect();
    assert_eq!(odd, [(&"/espace-membres".to_owned(), &403), (&"/nope".to_owned(), &404)]);
}

#[test]
fn pages_at_reserved_addresses_are_below_page_and_only_they() {
    let server = site();
    create(&server, &json!({"title": "Connexion", "content": "[plan](connexion/plan.txt) [contact](contact)"}));
    create(&server, &json!({"title": "Contact", "content": "[entrer](login#a) [plan](login/plan.txt)"}));
    put_file(&server, "connexion/plan.txt", "text/plain", b"x");
    let connection = db::open_shared(&server.file()).unwrap();
    connection
        .execute_batch(
            "UPDATE web_pages SET uri = 'login' WHERE uri = 'connexion';
             UPDATE files SET path = 'web/login' WHERE path = 'web/connexion';
             UPDATE files SET path = 'web/login/plan.txt' WHERE name = 'plan.txt'",
        )
        .unwrap();
    let html = assert_valid("/page/login", &visit(&server, "/page/login"));
    assert_eq!(texts(&html, "h1"), ["Connexion"]);
    assert_eq!(visit(&server, "/page/login/plan.txt").text(), "x");
    for (former, path) in [
        ("/login", "/page/login"),
        ("/page/login/", "/page/login"),
        ("/login/", "/page/login"),
        ("/page/contact", "/contact"),
    ] {
        let moved = visit(&server, former);
        assert_eq!((moved.status, moved.header("location")), (301, path), "{former}");
    }
    for path in ["/page/nothing", "/page/admin", "/page", "/page/"] {
        assert_eq!(visit(&server, path).status, 404, "{path}");
    }
    let home = assert_valid("/", &visit(&server, "/"));
    assert!(attributes(&home, "main a", "href").contains(&"/page/login".to_owned()));
    let contact = assert_valid("/contact", &visit(&server, "/contact"));
    let links = attributes(&contact, "main a", "href");
    assert!(
        ["/page/login#a", "/page/login/plan.txt"].iter().all(|link| links.contains(&(*link).to_owned())),
        "{links:?}"
    );
    assert!(visit(&server, "/atom.xml").text().contains("/page/login"));
}
