use super::*;
use crate::i18n::Language;
use crate::website::sanitise;
use crate::website::tests::database;

/// The HTML of a text as it is sent, without line ends.
fn html(text: &str) -> String {
    let connection = database();
    let context = Context { connection: &connection, uri: "contact", site: "/", language: Language::French };
    sanitise::clean(&render(text, &context).unwrap()).replace('\n', "")
}

#[test]
fn emphasis_and_the_marks_of_this_dialect() {
    assert_eq!(
        html("*a* _b_ **c** __d__ ***e*** ~~f~~ ==g== `h <i>` a_b_c 2*3*4 ~x~"),
        "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <em><strong>e</strong></em> \
         <span style=\"text-decoration:line-through\">f</span> <mark>g</mark> <code>h &lt;i&gt;</code> a_b_c 2<em>3</em>4 ~x~</p>"
    );
}

#[test]
fn signs_keep_their_spaces_beside_bold_words_links_and_tags() {
    let tilde = |text: &str| html(text).replace("&nbsp;", "~").replace('\u{A0}', "~");
    for (text, shown) in [
        ("**Gras** : suite", "<p><strong>Gras</strong>~: suite</p>"),
        ("**Gras :** suite", "<p><strong>Gras~:</strong> suite</p>"),
        ("<b>Gras</b> : <b>si ?</b> oui", "<p><b>Gras</b>~: <b>si~?</b> oui</p>"),
        ("« **mot** » et «*mot*».", "<p>«~<strong>mot</strong>~» et «~<em>mot</em>~».</p>"),
        ("`code` ; [lien](contact) !", "<p><code>code</code>~; <a href=\"/contact\">lien</a>~!</p>"),
        ("a\n: b\n**c** **: d**", "<p>a<br>: b<br><strong>c</strong> <strong>: d</strong></p>"),
    ] {
        assert_eq!(tilde(text), shown, "{text}");
    }
}

#[test]
fn each_new_line_is_a_break_and_a_backslash_before_it_stays() {
    assert_eq!(html("un\ndeux\\\ntrois  \nfin"), "<p>un<br>deux\\<br>trois<br>fin</p>");
}

#[test]
fn headings_have_ids_unless_they_are_underlined_or_want_none() {
    assert_eq!(
        html("# Un\n##Deux d'été ##\n####### 7\n\nSous\n----\n# X {#y .z}\n## N {.no_toc}"),
        "<h1 id=\"un\">Un</h1><h2 id=\"deux-d-ete\">Deux d'été</h2><p>####### 7</p><h2>Sous</h2>\
         <h1 id=\"y\" class=\"z\">X</h1><h2 class=\"no_toc\">N</h2>"
    );
}

#[test]
fn lists_nest_by_two_blanks_and_have_no_boxes() {
    assert_eq!(
        html("3. a\n  * b\n  * [ ] c\n4. d\n\n+ p"),
        "<ol start=\"3\"><li>a<ul><li>b</li><li>[ ] c</li></ul></li><li>d</li></ol><ul><li>p</li></ul>"
    );
    assert_eq!(html("* a\n\n* b\n\n  para"), "<ul><li><p>a</p></li><li><p>b</p><p>para</p></li></ul>");
    assert_eq!(html("texte\n* a"), "<p>texte</p><ul><li>a</li></ul>");
}

#[test]
fn code_is_shown_as_it_was_written() {
    assert_eq!(
        html("    <b> &amp; <<toc>>\n\n```php\n<!-- c -->\n# x\n```\n\n`<kbd> \\& [^1]`\n\n[^1]: n"),
        "<pre><code>&lt;b&gt; &amp;amp; &lt;&lt;toc&gt;&gt;</code></pre>\
         <pre><code class=\"language-php\">&lt;!-- c --&gt;# x</code></pre><p><code>&lt;kbd&gt; \\&amp; [^1]</code></p>\
         <dl class=\"footnotes\"><dt id=\"fn-1\"><a href=\"#fn-ref-1\">1</a></dt><dd>n</dd></dl>"
    );
    assert_eq!(html("* a\n  ```\n  <b>\n    x\n  ```"), "<ul><li>a<pre><code>&lt;b&gt;  x</code></pre></li></ul>");
}

#[test]
fn tables_keep_bars_inside_code() {
    assert_eq!(
        html("x | y\n- | -\n1 | 2"),
        "<table><thead><tr><th>x</th><th>y</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    );
    assert_eq!(
        html("x | y\n:- | -:\n`a|b` | 2"),
        "<table><thead><tr><th style=\"text-align:left\">x</th><th style=\"text-align:right\">y</th></tr></thead>\
         <tbody><tr><td style=\"text-align:left\"><code>a|b</code></td><td style=\"text-align:right\">2</td></tr></tbody></table>"
    );
}

#[test]
fn links_lead_into_the_site_or_say_that_they_leave_it() {
    let rel = "rel=\"noreferrer noopener external\"";
    assert_eq!(
        html("[a](https://x.org/?a=1&b=2 \"T\") [p](contact) [/](/x) [#](#x) <a@b.fr> [r][1]\n\n[1]: https://r.org"),
        format!(
            "<p><a href=\"https://x.org/?a=1&amp;b=2\" {rel} title=\"T\">a</a> <a href=\"/contact\">p</a> <a href=\"/x\">/</a> \
             <a href=\"#x\">#</a> <a href=\"mailto:a@b.fr\">a@b.fr</a> <a href=\"https://r.org\" {rel}>r</a></p>"
        )
    );
    assert_eq!(html("a@b.fr www.x.org"), "<p>a@b.fr www.x.org</p>");
}

#[test]
fn some_tags_are_kept_and_all_others_are_text() {
    assert_eq!(
        html("<kbd>Ctrl</kbd> <b>x <u>u</u> <br>\n\n<div>block</div>\n\n<span class=\"c\" onclick=\"x\">s</span>"),
        "<p><kbd>Ctrl</kbd> <b>x &lt;u&gt;u&lt;/u&gt; &lt;br&gt;</b></p><p>&lt;div&gt;block&lt;/div&gt;</p>\
         <p><span class=\"c\">s</span></p>"
    );
    assert_eq!(html("a <!-- in\nb --> c\n\n<!-- x\n\ny -->\n\nd"), "<p>a  c</p><p>d</p>");
    assert_eq!(html("Tom &amp; &lt;b&gt; \\< \\\" &"), "<p>Tom &amp;amp; &amp;lt;b&amp;gt; &lt; \\\" &amp;</p>");
}

#[test]
fn notes_stand_where_they_were_written() {
    assert_eq!(
        html("Texte[^a].\n\n[^a]: Note **un**\nsuite\n\nfin [^z]"),
        "<p>Texte<a class=\"footnote-ref\" id=\"fn-ref-a\" href=\"#fn-a\">a</a>.</p><dl class=\"footnotes\">\
         <dt id=\"fn-a\"><a href=\"#fn-ref-a\">a</a></dt><dd>Note <strong>un</strong><br>suite</dd></dl><p>fin [^z]</p>"
    );
}

#[test]
fn the_contents_list_the_headings_before_or_behind_it() {
    assert_eq!(
        html("<<toc level=1>>\n# A\n## B\n# <img src=x onerror=alert(1)>"),
        "<div class=\"toc\"><ol><li><a href=\"#a\">A</a></li><li><a href=\"#img-src-x-onerror-alert-1\">\
         &lt;img src=x onerror=alert(1)&gt;</a></li></ol></div><h1 id=\"a\">A</h1><h2 id=\"b\">B</h2>\
         <h1 id=\"img-src-x-onerror-alert-1\">&lt;img src=x onerror=alert(1)&gt;</h1>"
    );
    assert!(html("[TOC]\n# A").starts_with("<div class=\"toc\"><ol><li>"));
}

#[test]
fn blocks_go_around_paragraphs_and_are_always_closed() {
    assert_eq!(
        html("<<grid !#>>\nA\n<<grid class=\"c\">>\nB\n<</grid>>\n{{{.x .y\n> q\n}}}"),
        "<section class=\"web-grid\" style=\"--grid-template:none / minmax(0, 1fr) minmax(0, 1fr)\">\
         <article class=\"web-block\"><p>A</p></article><article class=\"web-block c\"><p>B</p></article></section>\
         <div class=\"x y\"><blockquote><p>q</p></blockquote></div>"
    );
    assert_eq!(html("<<center>>\na\n<</right>>"), "<div style=\"text-align:center\"><p>a</p></div>");
    assert_eq!(html("<<color red>>*a<</color>>*"), "<p><span style=\"color:red\"><em>a</em></span></p>");
}

#[test]
fn unknown_extensions_and_missing_files_are_said() {
    assert!(html("<<nope>>").contains("Extension inconnue : nope"));
    assert!(html("a <<image|none.png>>").contains("Fichier introuvable : none.png"));
    assert_eq!(html("a << b >> c <<<"), "<p>a &lt;&lt; b &gt;&gt; c &lt;&lt;&lt;</p>");
}

#[test]
fn a_button_only_leads_where_links_may() {
    assert!(html("<<button href=\"https://x.org/\" label=\"Oui\" bgcolor=\"red\">>").contains("background-color:red"));
    for target in
        ["javascript:alert(1)", "java&#10;script:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example"]
    {
        let html = html(&format!("<<button href=\"{target}\" label=\"Oui\">>"));
        assert!(
            !html.contains("script:") && !html.contains("data:") && !html.contains("evil")
                || html.contains("href=\"/java"),
            "{html}"
        );
    }
}

/// What would act in a browser, were it not text.
const ACTIVE: [&str; 9] = [
    "<script",
    "<img src=\"x\" onerror",
    " onclick=\"",
    "=\"javascript:",
    "=\"data:",
    "<svg",
    "<style",
    "url(",
    "<form",
];

/// The tags of some HTML, without the text between them.
fn tags(html: &str) -> String {
    let (mut tags, mut inside, mut quoted) = (String::new(), false, false);
    for character in html.to_ascii_lowercase().chars() {
        match character {
            '<' if !inside => inside = true,
            '"' if inside => quoted = !quoted,
            '>' if inside && !quoted => inside = false,
            _ => {}
        }
        if inside {
            tags.push(character);
        }
    }
    tags
}

#[test]
fn nothing_hostile_acts() {
    for hostile in [
        "<script>alert(1)</script>",
        "<b><script>alert(1)</script></b>",
        "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html,x) [d](java\tscript:x)",
        "![a](javascript:alert(1)) ![b](x\" onerror=\"alert(1))",
        "<a href=\"javascript:alert(1)\" onclick=\"alert(1)\">x</a>",
        "<javascript:alert(1)> <https://x.org/\"onclick=\"alert(1)>",
        "[a]: javascript:alert(1)\n[a]",
        "<span style=\"background:url(javascript:alert(1))\" class=\"a\" onmouseover=\"x\">s</span>",
        "<svg><script>alert(1)</script></svg>",
        "<iframe src=\"javascript:alert(1)\"></iframe>",
        "<iframe srcdoc=\"<script>alert(1)</script>\" src=\"https://x.org\"></iframe>",
        "<object data=\"data:text/html,<script>alert(1)</script>\"></object>",
        "<video src=\"javascript:alert(1)\" onplay=\"x\"></video>",
        "<<grid short=\"!!\" class='\"><script>' template=\"url(x)\">>\nA\n<</grid>>",
        "<<color red;background:url(x)>>a<</color>>",
        "<<image|x\"><script>alert(1)</script>|center>>",
        "{{{.\"><script>alert(1)</script>\nx\n}}}",
        "# T {#\"onclick=\"alert(1)}",
        "[^\"><script>]: x\n\na[^\"><script>]",
        "```\"><script>\nx\n```",
        "\u{FDD0}0\u{FDD1}<b>\u{FDD4}script>alert(1)</b>",
        "<!-- --><script>alert(1)</script>",
        "https://x.org/\"onclick=\"alert(1)",
    ] {
        let html = html(hostile);
        for active in ACTIVE {
            assert!(!tags(&html).contains(active), "{hostile}\n→ {html}");
        }
    }
}

#[test]
fn depth_and_length_cost_no_more_than_their_size() {
    let started = std::time::Instant::now();
    for text in [
        ">".repeat(100_000),
        "- ".repeat(50_000) + "x",
        "*".repeat(50_000) + "a" + &"*".repeat(50_000),
        "<b class=a>".repeat(20_000) + &"\n\nx".repeat(5_000),
        "[".repeat(50_000),
        "<".repeat(100_000),
        "<<a\n".repeat(20_000),
        "<!--\n".repeat(20_000),
        "`a ``b ".repeat(10_000),
        "&".repeat(1_500_000),
        "« ".repeat(200_000),
        "`".to_owned() + &"&".repeat(500_000) + "`",
        "[a](b \"".to_owned() + &"&".repeat(500_000) + "\")",
        "[toc]\n".repeat(10_000) + &"# a\n".repeat(10_000),
        "{{{.a\n".repeat(10_000),
        "<<center>>\n".repeat(10_000),
        "http://a)".repeat(10_000) + &")".repeat(50_000),
        "| a ".repeat(5_000) + "\n" + &"| - ".repeat(5_000) + "\n" + &"| b\n".repeat(1_000),
    ] {
        html(&text);
    }
    // A generous bound: what grows with the square of the length takes minutes.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

proptest::proptest! {
    #[test]
    fn any_text_is_shown_without_a_panic_and_safely(text in "[<>/a-c\"'= \n*_`~\\[\\](){}#|:!&;.0-9é^-]{0,120}") {
        let html = html(&text);
        for active in ACTIVE {
            proptest::prop_assert!(!tags(&html).contains(active), "{}", html);
        }
    }
}
