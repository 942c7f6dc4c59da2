use super::*;

fn filled(text: &str) -> String {
    let values =
        [("nom", "Ada"), ("ville", "Dijon"), ("vide", ""), ("age", "41"), ("date", "2026-11-08"), ("du", "2500")];
    let values = values.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Template::parse(text)
        .unwrap_or_else(|e| panic!("{text}: {e}"))
        .fill(&values.into(), |out, value| out.push_str(value))
}

#[test]
fn placeholders_become_values_and_unknown_ones_are_empty() {
    for (text, expected) in [
        ("Bonjour {{$nom}} !", "Bonjour Ada !"),
        ("{{ $nom }}{{$inconnu}}.", "Ada."),
        ("{{$nom|toupper}} {{$ville|tolower}}", "ADA dijon"),
        ("{{$vide|or:\"x\"}} {{$nom|or:'x'}} {{$vide|or:$ville}}", "x Ada Dijon"),
        ("{{$date|date_short}} {{$du|money_currency}} {{$du|money}}", "08/11/2026 25,00 € 25,00"),
        ("{{$vide|or:\"oui\"|toupper}}", "OUI"),
        ("{{* un mot {{$nom}} *}}fin", "fin"),
        ("{{:assign a=\"b\" c=$nom|toupper}}{{$a}}{{$c}}", "bADA"),
        ("sans accolades {$nom}", "sans accolades {$nom}"),
        ("une seule {{ ici", "une seule {{ ici"),
        ("é{{$nom}}é", "éAdaé"),
    ] {
        assert_eq!(filled(text), expected, "{text}");
    }
}

#[test]
fn a_branch_is_taken_by_its_condition() {
    for (condition, holds) in [
        ("$nom", true),
        ("$vide", false),
        ("!$vide", true),
        ("$nom == \"Ada\"", true),
        ("$nom != 'Ada'", false),
        ("$age > 9 && $age <= 41", true),
        ("$age < 9 || $ville === \"Dijon\"", true),
        ("!($nom && $ville)", false),
        ("$vide|or:\"x\" == \"x\"", true),
        ("$inconnu", false),
    ] {
        let text = format!("a{{{{if {condition}}}}}oui{{{{else}}}}non{{{{/if}}}}z");
        assert_eq!(filled(&text), if holds { "aouiz" } else { "anonz" }, "{condition}");
    }
    let text = "{{if $vide}}1{{elseif $age == 41}}{{if $nom}}2{{/if}}{{else if $ville}}3{{else}}4{{/if}}";
    assert_eq!(filled(text), "2");
}

#[test]
fn what_is_not_known_is_refused_when_it_is_saved_and_named() {
    for text in [
        "{{$nom|inconnu}}",
        "{{$nom|or}}",
        "{{$nom|toupper:1}}",
        "{{if $nom}}",
        "{{/if}}",
        "{{else}}",
        "{{if $nom}}{{else}}{{else}}{{/if}}",
        "{{if}}x{{/if}}",
        "{{if $a ==}}x{{/if}}",
        "{{foreach from=$a item=\"b\"}}{{/foreach}}",
        "{{#users}}{{/users}}",
        "{{:include file=\"/etc/passwd\"}}",
        "{{$nom}} {{$",
        "{{nom}} {{}}",
        "{{:assign}} {{:assign =1}}",
    ] {
        assert!(Template::parse(text).is_err(), "{text}");
    }
    let said = Template::parse("{{$nom|inconnu}}").unwrap_err().to_string();
    assert!(said.contains("{{$nom|inconnu}}"), "{said}");
}

#[test]
fn a_hostile_template_ends_quickly() {
    let deep = format!("{}{}", "{{if $a}}".repeat(1_000), "{{/if}}".repeat(1_000));
    assert!(Template::parse(&deep).is_err());
    assert!(Template::parse(&format!("{{{{if {}$a{}}}}}x{{{{/if}}}}", "(".repeat(5_000), ")".repeat(5_000))).is_err());
    assert!(Template::parse(&format!("{{{{if {}$a}}}}x{{{{/if}}}}", "!".repeat(5_000))).is_err());
    let value = "{{$a}}".to_owned();
    let values = [("a".to_owned(), value.clone())].into();
    let filled = Template::parse("{{$a}}").unwrap().fill(&values, |out, value| out.push_str(value));
    assert_eq!(filled, value, "a value is no template");
}
