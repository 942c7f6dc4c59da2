use super::*;
use crate::accounting::entry::EntryType;
use crate::accounting::fixture::{self, trace};

fn draft(values: &[(&str, &str)]) -> ProjectDraft {
    ProjectDraft::from_params(&fixture::form(values)).unwrap()
}

fn in_books<T>(work: impl FnOnce(&Transaction<'_>) -> T) -> T {
    let mut conn = fixture::books();
    let tx = conn.transaction().unwrap();
    work(&tx)
}

#[test]
fn projects_are_listed_by_code_or_label_archived_ones_last() {
    in_books(|tx| {
        for values in [
            &[("label", "aviron")][..],
            &[("label", "x"), ("code", "b_1")],
            &[("label", "old"), ("code", "A"), ("archived", "1")],
        ] {
            create(tx, draft(values), &trace()).unwrap();
        }
        let shown: Vec<String> =
            list(tx).unwrap().into_iter().map(|project| project.code.unwrap_or(project.label)).collect();
        assert_eq!(shown, ["aviron", "B_1", "PJ1", "A"]);
    });
}

#[test]
fn a_code_is_in_capitals_and_of_one_project_only() {
    in_books(|tx| {
        assert!(create(tx, draft(&[("label", "x"), ("code", "pj1")]), &trace()).is_err());
        let project = create(tx, draft(&[("label", "x"), ("code", "")]), &trace()).unwrap();
        assert_eq!(project.code, None);
        assert!(change(tx, project.id, draft(&[("code", "PJ1")]), &trace()).is_err());
        assert_eq!(change(tx, 1, draft(&[("code", "PJ1"), ("label", "y")]), &trace()).unwrap().label, "y");
        for code in ["a b", "é", "a-b", &"x".repeat(101)] {
            assert!(ProjectDraft::from_params(&fixture::form(&[("code", code)])).is_err(), "{code}");
        }
        assert!(create(tx, draft(&[("code", "Z")]), &trace()).is_err(), "a project has a label");
    });
}

#[test]
fn deleting_a_project_takes_it_off_its_lines_unless_their_year_is_closed() {
    in_books(|tx| {
        fixture::entry(tx, EntryType::Advanced, "2025-05-01", "x", &[("606", 100, 0), ("530", 0, 100)]);
        tx.execute_batch(
            "UPDATE acc_transactions_lines SET id_project = 1; UPDATE acc_years SET status = 1 WHERE id = 1",
        )
        .unwrap();
        assert!(matches!(delete(tx, 1, &trace()), Err(Error::Conflict(_))));
        tx.execute_batch("UPDATE acc_years SET status = 0").unwrap();
        delete(tx, 1, &trace()).unwrap();
        let left: i64 = tx
            .query_row("SELECT count(*) FROM acc_transactions_lines WHERE id_project IS NULL", [], |row| row.get(0))
            .unwrap();
        assert_eq!((left, list(tx).unwrap().len()), (2, 0));
        assert!(matches!(delete(tx, 1, &trace()), Err(Error::NotFound(_))));
        let noted: String =
            tx.query_row("SELECT type || json_extract(details, '$.entity') FROM logs", [], |row| row.get(0)).unwrap();
        assert_eq!(noted, r"11Accounting\Project");
    });
}
