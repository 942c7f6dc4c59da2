use std::collections::BTreeSet;

use super::*;
use crate::i18n::Language;
use crate::web::route::Method;

fn all() -> impl Iterator<Item = &'static Operation> {
    AREAS.into_iter().flat_map(|(_, operations)| operations)
}

#[test]
fn every_row_of_the_route_table_has_one_operation_and_every_operation_its_row() {
    let name = |method: Method, path: &str| format!("{} {path}", method.name());
    let mut described: Vec<String> = all().map(|operation| name(operation.method, operation.path)).collect();
    let mut rows: Vec<String> = ROUTES.iter().map(|row| name(row.method, row.path)).collect();
    described.sort();
    rows.sort();
    let (had, wanted): (BTreeSet<_>, BTreeSet<_>) = (described.iter().collect(), rows.iter().collect());
    let lacking: Vec<_> = wanted.difference(&had).collect();
    let surplus: Vec<_> = had.difference(&wanted).collect();
    assert!(lacking.is_empty(), "no operation in src/web/openapi for {lacking:?}");
    assert!(surplus.is_empty(), "no row in src/web/routes.rs for {surplus:?}");
    assert_eq!(described, rows, "an operation stands twice");
}

#[test]
fn every_operation_has_its_own_identifier_and_a_sentence_in_each_language() {
    let mut seen = BTreeSet::new();
    for operation in all().filter(|operation| !operation.refuses) {
        assert!(seen.insert(operation.id()), "{} stands twice", operation.id());
        for language in Language::ALL {
            assert!(!summary(language, operation).is_empty(), "api-op-{} ({})", operation.id(), language.code());
        }
    }
}

#[test]
fn every_kind_of_parameter_is_known() {
    for operation in all() {
        for parameter in notation::parameters(operation.query).chain(notation::parameters(operation.form)) {
            let known = ["text", "int", "id", "ids", "flag", "date", "amount", "json", "list", "object"];
            let kind = parameter.kind;
            let is_member = parameter.name == "@member";
            assert!(known.contains(&kind) || kind.contains('|') || is_member, "{}: {kind}", operation.path);
        }
    }
}
