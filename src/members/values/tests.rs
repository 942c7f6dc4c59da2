//! What each type of field accepts, refuses, stores and shows.

use jiff::civil::date;
use jiff::tz::TimeZone;
use rusqlite::types::ValueRef;
use serde_json::json;

use super::*;
use crate::i18n::{Argument, Language, text};
use crate::members::fields::{Choice, FieldName, MemberAccess};
use crate::sheet::{Cell, Format};

fn field(field_type: FieldType) -> Field {
    let labels = ["Mécanique", "Comptabilité", "Accueil", "Vélo, route"];
    Field {
        id: 1,
        name: FieldName::parse("x").unwrap(),
        sort_order: 0,
        field_type,
        label: "Le champ".to_owned(),
        help: None,
        required: false,
        member_access: MemberAccess::See,
        management_level: 1,
        in_lists: false,
        choices: (0..).zip(labels).map(|(number, label)| Choice { number, label: label.to_owned() }).collect(),
        default_value: None,
        expression: None,
        roles: Roles::default(),
    }
}

fn context() -> DateContext {
    DateContext { today: date(2026, 3, 1), zone: TimeZone::get("Europe/Paris").unwrap() }
}

fn read_as(field_type: FieldType, given: Json) -> Result<Value, Message> {
    read(&field(field_type), Given::Json(&given), &context())
}

fn stored_text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn an_empty_text_or_null_empties_every_type() {
    for field_type in FieldType::ALL.iter().copied().filter(|field_type| is_writable(&field(*field_type))) {
        let expected = if field_type == FieldType::Checkbox { Value::Integer(0) } else { Value::Null };
        for given in [json!(""), json!(" \n\t"), json!(null)] {
            assert_eq!(read_as(field_type, given), Ok(expected.clone()), "{field_type:?}");
        }
    }
}

#[test]
fn a_list_is_refused_where_one_value_is_wanted_and_the_label_is_named() {
    for field_type in FieldType::ALL.iter().copied().filter(|field_type| is_writable(&field(*field_type))) {
        if field_type == FieldType::Multiple {
            continue;
        }
        for given in [json!(["a"]), json!({"a": "b"})] {
            let refusal = read_as(field_type, given).unwrap_err();
            assert!(text(Language::French, &refusal).contains("Le champ"), "{field_type:?}");
        }
    }
}

#[test]
fn texts_are_trimmed_with_plain_line_feeds_and_only_short_ones_lose_doubled_spaces() {
    let given = json!("  a \t  b\r\nc\rd  ");
    assert_eq!(read_as(FieldType::Text, given.clone()), Ok(stored_text("a \t b\nc\nd")));
    assert_eq!(read_as(FieldType::Textarea, given), Ok(stored_text("a \t  b\nc\nd")));
    assert_eq!(read_as(FieldType::Tel, json!("01 02  03")), Ok(stored_text("01 02  03")));
    assert_eq!(read_as(FieldType::Datalist, json!("Ailleurs")), Ok(stored_text("Ailleurs")));
}

#[test]
fn single_json_values_are_read_as_the_text_they_would_be() {
    for (given, expected) in [(json!(12), "12"), (json!(1.5), "1.5"), (json!(5.0), "5"), (json!(true), "1")] {
        assert_eq!(read_as(FieldType::Text, given), Ok(stored_text(expected)));
    }
    assert_eq!(read_as(FieldType::Text, json!(false)), Ok(Value::Null));
}

#[test]
fn each_type_refuses_what_it_cannot_hold_and_repeats_it() {
    for (field_type, given) in [
        (FieldType::Email, "a@b"),
        (FieldType::Url, "example.org"),
        (FieldType::Select, "mécanique"),
        (FieldType::Number, "12,9"),
        (FieldType::Year, "abc"),
        (FieldType::Decimal, "dix"),
        (FieldType::Date, "31/02/2026"),
        (FieldType::Datetime, "2026-01-01 25:00"),
        (FieldType::Month, "2026-13"),
        (FieldType::Country, "UK"),
        (FieldType::Country, "Atlantide"),
    ] {
        let refusal = read_as(field_type, json!(given)).unwrap_err();
        assert!(refusal.arguments.contains(&("value", Argument::from(given))), "{field_type:?}: {refusal:?}");
    }
}

#[test]
fn a_long_wrong_value_is_not_repeated_whole() {
    let refusal = read_as(FieldType::Email, json!("é".repeat(1000))).unwrap_err();
    assert!(text(Language::French, &refusal).chars().count() < 200);
}

#[test]
fn numbers_dates_and_countries_have_one_stored_form() {
    for (field_type, given, expected) in [
        (FieldType::Number, json!("1 234"), Value::Integer(1234)),
        (FieldType::Number, json!(7.0), Value::Integer(7)),
        (FieldType::Year, json!("1999.0"), Value::Integer(1999)),
        (FieldType::Decimal, json!("12,5"), Value::Real(12.5)),
        (FieldType::Decimal, json!(3), Value::Real(3.0)),
        (FieldType::Date, json!("04/03/2026 10:20"), stored_text("2026-03-04")),
        (FieldType::Date, json!("0"), Value::Null),
        (FieldType::Datetime, json!("2026-03-04T10:20"), stored_text("2026-03-04 10:20:00")),
        (FieldType::Datetime, json!("2026-03-04"), stored_text("2026-03-04 00:00:00")),
        (FieldType::Month, json!("2026-02"), stored_text("2026-02")),
        (FieldType::Country, json!("fr"), stored_text("FR")),
        (FieldType::Country, json!(" ÉTATS-UNIS "), stored_text("US")),
        (FieldType::Select, json!(" Accueil "), stored_text("Accueil")),
        (FieldType::Email, json!(" Zelie@Example.ORG "), stored_text("Zelie@Example.ORG")),
    ] {
        assert_eq!(read_as(field_type, given.clone()), Ok(expected), "{field_type:?} {given}");
    }
}

#[test]
fn yes_and_no_are_understood_in_french_and_english() {
    for field_type in [FieldType::Checkbox, FieldType::Boolean] {
        for no in
            [json!("0"), json!(0), json!(false), json!("Non"), json!("no"), json!("FAUX"), json!("off"), json!([])]
        {
            assert_eq!(read_as(field_type, no.clone()), Ok(Value::Integer(0)), "{no}");
        }
        for yes in [json!("1"), json!(1), json!(true), json!("oui"), json!("on"), json!("x")] {
            assert_eq!(read_as(field_type, yes.clone()), Ok(Value::Integer(1)), "{yes}");
        }
    }
}

#[test]
fn several_choices_come_as_a_list_a_text_a_map_or_the_answered_number() {
    for (given, mask) in [
        (json!(["Mécanique", "Accueil"]), Some(5)),
        (json!({"0": "Accueil", "7": " Comptabilité "}), Some(6)),
        (json!("Comptabilité, Mécanique"), Some(3)),
        (json!("Mécanique,Inconnue"), Some(1)),
        (json!("Vélo, route, Accueil"), Some(12)),
        (json!("Mécaniques"), None),
        (json!("Inconnue"), None),
        (json!([]), None),
        (json!(5), Some(5)),
        (json!(0), None),
    ] {
        let expected = mask.map_or(Value::Null, Value::Integer);
        assert_eq!(read_as(FieldType::Multiple, given.clone()), Ok(expected), "{given}");
    }
    for refused in [json!(16), json!(-1), json!(1.5), json!(true), json!([["Accueil"]])] {
        assert!(read_as(FieldType::Multiple, refused.clone()).is_err(), "{refused}");
    }
}

#[test]
fn choices_keep_their_bits_when_one_between_them_was_removed() {
    let mut field = field(FieldType::Multiple);
    field.choices.remove(1);
    assert_eq!(read(&field, Given::Text("Accueil"), &context()), Ok(Value::Integer(4)));
    assert!(check(&field, &Value::Integer(5)).is_ok());
    assert!(check(&field, &Value::Integer(2)).is_err());
}

#[test]
fn a_stored_value_is_checked_against_the_present_type() {
    for (field_type, good, bad) in [
        (FieldType::Email, stored_text("a@b.fr"), stored_text("a@b")),
        (FieldType::Url, stored_text("http://a"), stored_text("a")),
        (FieldType::Select, stored_text("Accueil"), stored_text("Autre")),
        (FieldType::Number, Value::Integer(-3), stored_text("3")),
        (FieldType::Decimal, Value::Integer(1), stored_text("1")),
        (FieldType::Date, stored_text("1850-01-01"), stored_text("2026-02-30")),
        (FieldType::Datetime, stored_text("2026-01-01 10:00:00"), stored_text("2026-01-01")),
        (FieldType::Month, stored_text("2026-01"), stored_text("2026-00")),
        (FieldType::Country, stored_text("FR"), stored_text("ZZ")),
        (FieldType::Text, stored_text("x"), Value::Blob(vec![1])),
    ] {
        assert_eq!(check(&field(field_type), &good), Ok(()), "{field_type:?}");
        assert!(check(&field(field_type), &bad).is_err(), "{field_type:?}");
        assert_eq!(check(&field(field_type), &Value::Null), Ok(()), "{field_type:?}");
    }
}

#[test]
fn required_means_not_blank_and_ticked_but_zero_and_no_are_values() {
    let required = |field_type| Field { required: true, ..field(field_type) };
    assert!(check(&required(FieldType::Text), &Value::Null).is_err());
    assert!(check(&required(FieldType::Text), &stored_text("  ")).is_err());
    assert!(check(&required(FieldType::Checkbox), &Value::Integer(0)).is_err());
    assert!(check(&required(FieldType::Boolean), &Value::Integer(0)).is_ok());
    assert!(check(&required(FieldType::Number), &Value::Integer(0)).is_ok());
    for field_type in [FieldType::File, FieldType::Virtual, FieldType::Password] {
        assert!(check(&required(field_type), &Value::Null).is_ok(), "{field_type:?}");
    }
}

#[test]
fn a_member_number_that_is_a_text_has_at_most_100_characters() {
    let number = Field { roles: Roles::NUMBER, ..field(FieldType::Text) };
    assert!(read(&number, Given::Text(&"é".repeat(100)), &context()).is_ok());
    assert!(read(&number, Given::Text(&"é".repeat(101)), &context()).is_err());
    assert!(read(&field(FieldType::Text), Given::Text(&"é".repeat(101)), &context()).is_ok());
}

#[test]
fn previews_show_values_to_people() {
    let number = Field { roles: Roles::NUMBER, ..field(FieldType::Number) };
    assert_eq!(preview(&number, &Value::Integer(7)), json!("7"));
    for (field_type, value, shown) in [
        (FieldType::Number, Value::Integer(7), json!(7)),
        (FieldType::Year, Value::Integer(1999), json!("1999")),
        (FieldType::Decimal, Value::Real(5.0), json!("5")),
        (FieldType::Checkbox, Value::Integer(1), json!("Oui")),
        (FieldType::Checkbox, Value::Integer(0), json!("")),
        (FieldType::Boolean, Value::Integer(0), json!("")),
        (FieldType::Boolean, Value::Null, json!(null)),
        (FieldType::Multiple, Value::Integer(5), json!("Mécanique, Accueil")),
        (FieldType::Date, stored_text("2026-03-04"), json!("04/03/2026")),
        (FieldType::Datetime, stored_text("2026-03-04 10:20:00"), json!("04/03/2026 à 10h20")),
        (FieldType::Country, stored_text("BE"), json!("Belgique")),
        (FieldType::Text, Value::Null, json!(null)),
    ] {
        assert_eq!(preview(&field(field_type), &value), shown, "{field_type:?}");
    }
}

#[test]
fn exported_cells_are_what_people_read() {
    let mut scratch = String::new();
    for (field_type, value, format, expected) in [
        (FieldType::Date, "2026-03-04", Format::Json, "2026-03-04 00:00:00"),
        (FieldType::Date, "2026-03-04", Format::Csv, "04/03/2026"),
        (FieldType::Date, "2026-03-04", Format::Ods, "2026-03-04"),
        (FieldType::Datetime, "2026-03-04 10:20:00", Format::Csv, "04/03/2026 10:20:00"),
        (FieldType::Datetime, "2026-03-04 10:20:00", Format::Json, "2026-03-04 10:20:00"),
        (FieldType::Country, "BE", Format::Csv, "Belgique"),
        (FieldType::Tel, "01 02 03", Format::Xlsx, "01 02 03"),
    ] {
        let cell = cell(&field(field_type), ValueRef::Text(value.as_bytes()), format, &mut scratch);
        assert_eq!(cell, Cell::Text(expected), "{field_type:?} {format:?}");
    }
    for (field_type, value, expected) in [
        (FieldType::Checkbox, 1, Cell::Text("Oui")),
        (FieldType::Checkbox, 0, Cell::Text("")),
        (FieldType::Boolean, 0, Cell::Text("0")),
        (FieldType::Multiple, 3, Cell::Text("Mécanique, Comptabilité")),
        (FieldType::Number, 3, Cell::Integer(3)),
    ] {
        assert_eq!(cell(&field(field_type), ValueRef::Integer(value), Format::Csv, &mut scratch), expected);
    }
}

#[test]
fn members_in_json_have_typed_values() {
    assert_eq!(json(&field(FieldType::Checkbox), ValueRef::Integer(1)), json!(true));
    assert_eq!(json(&field(FieldType::Boolean), ValueRef::Null), json!(null));
    assert_eq!(json(&field(FieldType::Multiple), ValueRef::Integer(5)), json!(5));
    assert_eq!(json(&field(FieldType::Virtual), ValueRef::Real(1.5)), json!(1.5));
}
