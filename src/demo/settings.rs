//! The association itself: address, colours, what its pages are allowed to show.

use rusqlite::{Transaction, params};

use super::calendar::{self, Calendar};
use crate::association;
use crate::error::Result;

pub const NAME: &str = "Le Rucher de la Reyssouze";
pub const EMAIL: &str = "bonjour@rucher-reyssouze.example";

pub fn fill(tx: &Transaction<'_>, calendar: &Calendar) -> Result<()> {
    let values = [
        ("org_infos", "Association loi de 1901, déclarée à la préfecture de l'Ain.\nRucher-école et jardin partagé."),
        ("org_address", "Maison des associations\n2 boulevard Irène-Joliot-Curie\n01000 Bourg-en-Bresse"),
        ("org_address_public", "Rucher-école : chemin de la Reyssouze, 01960 Péronnas"),
        ("org_phone", "04 65 71 20 00"),
        ("org_web", "https://rucher-reyssouze.example/"),
        ("color1", "#8a5a00"),
        ("color2", "#f2b632"),
        ("site_disabled", "0"),
        ("backup_frequency", "7"),
        ("backup_limit", "5"),
    ];
    for (key, value) in values {
        association::set(tx, key, value)?;
    }
    create_searches(tx, calendar)
}

/// A condition of a search: column, operator, values.
type Condition<'a> = (&'a str, &'a str, &'a [&'a str]);

fn create_searches(tx: &Transaction<'_>, calendar: &Calendar) -> Result<()> {
    let json = |conditions: &[Condition<'_>], order: &str| {
        let conditions: Vec<_> = conditions
            .iter()
            .map(|(column, operator, values)| {
                serde_json::json!({"column": column, "operator": operator, "values": values})
            })
            .collect();
        let group = serde_json::json!({"operator": "AND", "conditions": conditions});
        serde_json::json!({"groups": [group], "order": order, "desc": false, "limit": "100"}).to_string()
    };
    let searches = [
        (
            "Membres sans adresse e-mail",
            Some("À prévenir par courrier avant l'assemblée générale."),
            "users",
            "json",
            json(&[("email", "IS NULL", &[])], "nom"),
        ),
        (
            "Récolte par commune",
            Some("Miel récolté par les membres, en kilogrammes."),
            "users",
            "sql",
            "SELECT ville AS Commune, COUNT(*) AS Membres, ROUND(SUM(recolte), 1) AS \"Récolte (kg)\"\n\
             FROM users WHERE recolte IS NOT NULL GROUP BY ville ORDER BY 3 DESC"
                .to_owned(),
        ),
        ("Dettes et créances à régler", None, "accounting", "json", json(&[("t.status", "= 1", &[])], "t.date")),
        (
            "Dépenses par fournisseur",
            None,
            "accounting",
            "sql",
            "SELECT a.code AS Compte, a.label AS Libellé, SUM(l.debit - l.credit) / 100.0 AS Total\n\
             FROM acc_transactions_lines l INNER JOIN acc_accounts a ON a.id = l.id_account\n\
             WHERE a.position = 4 GROUP BY a.id ORDER BY Total DESC"
                .to_owned(),
        ),
    ];
    let mut insert = tx.prepare(
        "INSERT INTO searches (label, description, updated, target, type, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let now = calendar::text(calendar.midnight());
    for (label, description, target, kind, content) in searches {
        insert.execute(params![label, description, now, target, kind, content])?;
    }
    Ok(())
}
