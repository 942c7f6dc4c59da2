use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::error::Error;
use crate::msg;

fn context() -> DateContext {
    DateContext { today: date(2026, 3, 1), zone: TimeZone::get("Europe/Paris").unwrap() }
}

fn form(value: Value) -> Params {
    let Value::Object(tree) = value else { unreachable!() };
    Params::of_form(tree)
}

/// The name in the error of a refused value.
fn named<T: std::fmt::Debug>(read: Result<T>) -> String {
    match read {
        Err(Error::Invalid { fields, .. }) => fields[0].field.clone(),
        other => panic!("{other:?}"),
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fruit {
    Apple = 1,
    Pear = 2,
}

const FRUITS: [Fruit; 2] = [Fruit::Apple, Fruit::Pear];

fn word(fruit: Fruit) -> &'static str {
    match fruit {
        Fruit::Apple => "apple",
        Fruit::Pear => "pear",
    }
}

#[test]
fn texts_are_trimmed_and_scalars_of_json_are_texts() {
    let params =
        Params::of_json(json!({"a": " x\r\ny ", "n": 2.5, "i": 5.0, "t": true, "f": false, "z": null, "b": " "}));
    let text = |name| params.text(name).unwrap();
    assert_eq!(
        (text("a").as_deref(), text("n").as_deref(), text("i").as_deref()),
        (Some("x\ny"), Some("2.5"), Some("5"))
    );
    assert_eq!(
        (text("t").as_deref(), text("f"), text("z"), text("b"), text("absent")),
        (Some("1"), None, None, None, None)
    );
    assert_eq!(params.raw("a").unwrap().as_deref(), Some(" x\r\ny "));
    assert_eq!(named(params.required_text("b")), "b");
}

#[test]
fn flags_have_one_meaning_for_each_word_in_any_case() {
    for yes in
        [json!("1"), json!(" Oui "), json!("TRUE"), json!("on"), json!("yes"), json!("Vrai"), json!(1), json!(true)]
    {
        assert!(form(json!({ "x": yes })).flag("x").unwrap(), "{yes}");
    }
    for no in [
        json!("0"),
        json!(""),
        json!(" "),
        json!("non"),
        json!("No"),
        json!("FALSE"),
        json!("off"),
        json!("faux"),
        json!("F"),
        json!(0),
        json!(0.0),
        json!(false),
    ] {
        assert_eq!(form(json!({ "x": no })).optional_flag("x").unwrap(), Some(false), "{no}");
    }
    assert_eq!(
        (form(json!({"x": null})).optional_flag("x").unwrap(), form(json!({})).flag("x").unwrap()),
        (None, false)
    );
    for wrong in [json!("peut-être"), json!("2"), json!(2), json!(["1"]), json!({"a": 1})] {
        assert_eq!(named(form(json!({ "x": wrong })).flag("x")), "x", "{wrong}");
    }
}

#[test]
fn dates_are_texts_and_only_one_variant_reads_timestamps() {
    let read = |value: Value| Params::of_json(json!({ "d": value })).date("d", &context());
    assert_eq!(read(json!("04/03/2026")).unwrap(), Some(date(2026, 3, 4)));
    assert_eq!((read(json!(null)).unwrap(), read(json!(" ")).unwrap()), (None, None));
    for wrong in
        [json!("hier"), json!(20_260_304), json!("1772665200"), json!("2026-02-30"), json!(true), json!(["2026-03-04"])]
    {
        assert_eq!(named(read(wrong.clone())), "d", "{wrong}");
    }
    let params = Params::of_json(json!({"d": 1_772_665_200}));
    assert_eq!(params.get("d").date_or_timestamp(&context()).unwrap(), Some(date(2026, 3, 5)));
}

#[test]
fn amounts_are_units_of_the_currency_and_keep_their_sign() {
    let read = |value: Value| Params::of_json(json!({ "a": value })).amount("a");
    for (value, cents) in
        [(json!(42), 4200), (json!(42.05), 4205), (json!("-12,3"), -1230), (json!(",5"), 50), (json!(0), 0)]
    {
        assert_eq!(read(value.clone()).unwrap(), Some(Cents(cents)), "{value}");
    }
    // What programs that count in binary fractions send: 0.1 + 0.7, 4.35 * 100, 1.15 + 2.30.
    for (value, cents) in [(0.1 + 0.7, 80), (4.35 * 100.0, 43_500), (1.15 + 2.30, 345), (-(0.1 + 0.7), -80)] {
        assert_eq!(read(json!(value)).unwrap(), Some(Cents(cents)), "{value}");
    }
    let params = Params::of_json(json!({"a": 0.1 + 0.7, "b": 42.999, "c": "42,999", "d": "42,99", "e": "x"}));
    assert_eq!(
        ["a", "b", "c", "d", "e"].map(|name| params.get(name).is_cut_amount()),
        [false, true, true, false, false]
    );
    assert_eq!((read(json!(null)).unwrap(), read(json!("")).unwrap()), (None, None));
    for wrong in [json!("abc"), json!(1e300), json!(true), json!(false), json!([42]), json!({"a": 1})] {
        assert_eq!(named(read(wrong.clone())), "a", "{wrong}");
    }
    let params = form(json!({"a": ""}));
    assert_eq!(
        (params.get("a").amount_or_zero().unwrap(), params.get("b").amount_or_zero().unwrap()),
        (Some(Cents(0)), None)
    );
}

#[test]
fn identifiers_are_whole_numbers_from_one_on() {
    let read = |value: Value| Params::of_json(json!({ "id": value })).id("id");
    assert_eq!(
        (read(json!(7)).unwrap(), read(json!(" 07 ")).unwrap(), read(json!(" ")).unwrap()),
        (Some(7), Some(7), None)
    );
    for wrong in [
        json!(0),
        json!("0"),
        json!(-1),
        json!("+1"),
        json!("x"),
        json!(2.5),
        json!(true),
        json!([1]),
        json!("99999999999999999999"),
    ] {
        assert_eq!(named(read(wrong.clone())), "id", "{wrong}");
    }
    let none = |value: Value| Params::of_json(json!({ "id": value })).get("id").id_or_none();
    assert_eq!((none(json!(0)).unwrap(), none(json!("0")).unwrap(), none(json!(false)).unwrap()), (None, None, None));
    assert_eq!(named(none(json!("x"))), "id");
}

#[test]
fn lists_of_identifiers_come_in_every_spelling_and_name_the_wrong_element() {
    let read = |value: Value| form(json!({ "users": value })).ids("users");
    for (value, ids) in [
        (json!([61, "7"]), vec![61, 7]),
        (json!({"0": "3", "x": "4"}), vec![3, 4]),
        (json!("9"), vec![9]),
        (json!(9), vec![9]),
        (json!("[61]"), vec![61]),
        (json!(" [61, 7] "), vec![61, 7]),
        (json!("[]"), vec![]),
        (json!([]), vec![]),
        (json!(""), vec![]),
        (json!(null), vec![]),
    ] {
        assert_eq!(read(value.clone()).unwrap().values(), ids, "{value}");
    }
    for (value, name) in [
        (json!([1, "x"]), "users[1]"),
        (json!({"5": "1", "9": ""}), "users[9]"),
        (json!("[1, 2.5]"), "users[1]"),
        (json!([1, [2]]), "users[1]"),
        (json!([0]), "users[0]"),
        (json!("9,10"), "users"),
        (json!("[1"), "users"),
        (json!(true), "users"),
    ] {
        assert_eq!(named(read(value.clone())), name, "{value}");
    }
    let ids = read(json!([5, 6])).unwrap();
    let unknown = |id| named::<()>(Err(ids.refused(id, msg!("param-missing", name = "x"))));
    assert_eq!((unknown(6), unknown(7)), ("users[1]".to_owned(), "users".to_owned()));
}

#[test]
fn choices_are_words_and_some_are_numbers_too() {
    let params = form(json!({"a": "pear", "b": "Pear", "c": "2", "d": "", "e": true}));
    assert_eq!(params.choice("a", &FRUITS, word).unwrap(), Some(Fruit::Pear));
    assert_eq!(named(params.choice("b", &FRUITS, word)), "b");
    assert_eq!(
        (params.choice("d", &FRUITS, word).unwrap(), params.choice("absent", &FRUITS, word).unwrap()),
        (None, None)
    );
    let coded = |name| params.get(name).word_or_number(&FRUITS, word, |fruit| fruit as i64);
    assert_eq!((coded("b").unwrap(), coded("c").unwrap()), (Some(Fruit::Pear), Some(Fruit::Pear)));
    assert_eq!(named(coded("e")), "e");
    let error = params.get("b").choice(&FRUITS, word).unwrap_err().to_string();
    assert!(error.contains("apple, pear") && error.contains("Pear"), "{error}");
}

#[test]
fn nested_names_follow_the_spelling_of_the_client() {
    let tree = json!({"lines": {"5": {"debit": "x"}}, "accounts": {"512A": "y"}});
    let params = form(tree.clone());
    assert_eq!(named(params.get("lines").child("5").child("debit").amount()), "lines[5][debit]");
    assert_eq!(named(params.get("accounts").child("512A").amount()), "accounts[512A]");
    let params = Params::of_json(json!({"lines": [{"debit": "x"}], "accounts": {"512A": "y"}}));
    assert_eq!(named(params.get("lines").child("0").child("debit").amount()), "lines[0].debit");
    assert_eq!(named(params.get("accounts").child("512A").amount()), "accounts.512A");
    assert_eq!(named(params.get("lines").raw()), "lines");
}

/// Any JSON that a request could hold, a few levels deep.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "[0-9/., :T+\\[\\]é-]{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z0-9]{1,3}", inner), 0..4)
                .prop_map(|pairs| Value::from(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Every reader on one value; the error of each.
fn errors(param: &Param<'_>) -> Vec<Error> {
    let context = context();
    let number = |fruit| fruit as i64;
    let read = [
        param.raw().map(drop),
        param.text().map(drop),
        param.required_text().map(drop),
        param.flag().map(drop),
        param.optional_flag().map(drop),
        param.date(&context).map(drop),
        param.required_date(&context).map(drop),
        param.date_or_timestamp(&context).map(drop),
        param.date_time(&context).map(drop),
        param.amount().map(drop),
        param.amount_or_zero().map(drop),
        param.integer(-5, 500).map(drop),
        param.id().map(drop),
        param.required_id().map(drop),
        param.id_or_none().map(drop),
        param.ids().map(drop),
        param.entries().map(drop),
        param.choice(&FRUITS, word).map(drop),
        param.required_choice(&FRUITS, word).map(drop),
        param.choice_in_any_case(&FRUITS, word).map(drop),
        param.word_or_number(&FRUITS, word, number).map(drop),
        param.required_word_or_number(&FRUITS, word, number).map(drop),
    ];
    read.into_iter().filter_map(Result::err).collect()
}

proptest! {
    #[test]
    fn no_reader_panics_and_every_error_names_the_parameter(value in values(), is_form: bool) {
        let body = json!({ "champ": value });
        let params = if is_form { form(body) } else { Params::of_json(body) };
        let param = params.get("champ");
        for error in errors(&param).into_iter().chain(param.items().iter().flat_map(errors)) {
            let Error::Invalid { message, fields } = error else { panic!("{error:?}") };
            prop_assert_eq!(fields.len(), 1);
            prop_assert!(fields[0].field.starts_with("champ"), "{}", fields[0].field);
            let sentence = crate::i18n::text(crate::i18n::Language::French, &message);
            prop_assert!(sentence.contains(&fields[0].field), "{}", sentence);
        }
    }
}
