use super::*;
use crate::website::sanitise;

fn html(text: &str) -> String {
    sanitise::clean(&render_alone(text)).replace('\n', "")
}

#[test]
fn the_marks_of_skriv_become_tags() {
    for (skriv, expected) in [
        (
            "= Titre\n\n**gras** et ''italique''",
            "<h1 id=\"Titre\">Titre</h1><p><strong>gras</strong> et <em>italique</em></p>",
        ),
        ("== Été d'or == ete", "<h2 id=\"ete\">Été d'or</h2>"),
        ("a\nb", "<p>a<br>b</p>"),
        (
            "__u__ --s-- ##t## x^^2^^ ^^2^^ ,,3,,",
            "<p><u>u</u> <s>s</s> <tt>t</tt> x^^2^^ <sup>2</sup> <sub>3</sub></p>",
        ),
        ("* a\n** b\n*# c\n* d", "<ul><li>a<ul><li>b</li></ul><ol><li>c</li></ol></li><li>d</li></ul>"),
        ("> a\n>> b", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"),
        ("----", "<hr>"),
        ("[[[ php\n<b>\n]]]", "<pre><code class=\"language-php\">&lt;b&gt;</code></pre>"),
        ("    a  b", "<pre>a  b</pre>"),
        ("{{{ note\nx\n}}}", "<div class=\"note\"><p>x</p></div>"),
        ("[Ctrl] [A] [x y]", "<p><kbd>Ctrl</kbd> <kbd>A</kbd> [x y]</p>"),
        ("??HTML|Langage??", "<p><abbr title=\"Langage\">HTML</abbr></p>"),
        ("[[ici|contact]] a@b.fr", "<p><a href=\"/contact\">ici</a> <a href=\"mailto:a@b.fr\">a@b.fr</a></p>"),
        ("<b>x</b> <script>y</script>", "<p><b>x</b> &lt;script&gt;y&lt;/script&gt;</p>"),
    ] {
        assert_eq!(html(skriv), expected, "{skriv}");
    }
}

#[test]
fn tables_and_notes_are_complete() {
    assert_eq!(
        html("!!a!!b\n||1"),
        "<table><tbody><tr><th>a</th><th>b</th></tr><tr><td>1</td><td></td></tr></tbody></table>"
    );
    let notes = html("un((note **x**)) deux((*|autre))");
    assert!(notes.contains("href=\"#fn-1\">1</a>") && notes.contains("href=\"#fn-2\">*</a>"), "{notes}");
    assert!(notes.contains("<p id=\"fn-1\"><a href=\"#fn-ref-1\">1</a>. note <strong>x</strong></p>"), "{notes}");
}

#[test]
fn links_that_act_are_only_words() {
    for hostile in [
        "[[x|javascript:alert(1)]]",
        "[[javascript:alert(1)]]",
        "{{x|javascript:alert(1)}}",
        "[[x|//evil.example]]",
        "[[x|\" onclick=\"alert(1)]]",
    ] {
        let html = html(hostile);
        assert!(
            !html.contains("href=\"j")
                && !html.contains("src=\"j")
                && !html.contains("//evil\"")
                && !html.contains("\" onclick"),
            "{html}"
        );
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_shown_without_a_panic(text in "[=*#>!|\\[\\]{}()<?'_ \nAaé@.-]{0,80}") {
        let _ = html(&text);
    }
}
