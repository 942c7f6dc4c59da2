//! The dataset of subscriptions: one row for each, with the names of what it joins.

use crate::datasets::{Column, Dataset, Kind};
use crate::members::layout::Layout;

/// `subscriptions`. Nothing tells when a subscription was changed.
pub fn dataset(layout: &Layout) -> Dataset {
    let name = layout.name_of("u");
    let number = format!("CAST(u.{} AS TEXT)", layout.fields.number().name.quoted());
    const PAID: &str = "(SELECT ifnull(sum(l.debit), 0) FROM acc_transactions_users tu
        INNER JOIN acc_transactions_lines l ON l.id_transaction = tu.id_transaction WHERE tu.id_service_user = su.id)";
    let columns = [
        ("id", Kind::Integer, "su.id"),
        ("id_user", Kind::Integer, "su.id_user"),
        ("identity", Kind::Text, &name),
        ("number", Kind::Text, &number),
        ("id_service", Kind::Integer, "su.id_service"),
        ("service", Kind::Text, "s.label"),
        ("id_fee", Kind::Integer, "su.id_fee"),
        ("fee", Kind::Text, "f.label"),
        ("date", Kind::Date, "su.date"),
        ("expiry_date", Kind::Date, "su.expiry_date"),
        ("paid", Kind::Truth, "su.paid"),
        ("expected_amount", Kind::Amount, "su.expected_amount"),
        ("paid_amount", Kind::Amount, PAID),
    ];
    Dataset {
        name: "subscriptions",
        columns: columns.into_iter().map(|(name, kind, sql)| Column::new(name, kind, sql)).collect(),
        from: "services_users su LEFT JOIN services s ON s.id = su.id_service
            LEFT JOIN services_fees f ON f.id = su.id_fee LEFT JOIN users u ON u.id = su.id_user"
            .to_owned(),
        values: Vec::new(),
        changed: None,
    }
}
