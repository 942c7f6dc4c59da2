//! What a table says of its signs, marks, days, states and layout.

use super::vocabulary::Role;
use super::*;

#[test]
fn a_column_of_directions_gives_the_sign() {
    for (heading, paid, received) in [
        ("Sens", "D", "C"),
        ("Sens", "Débit", "Crédit"),
        ("D/C", "DBIT", "CRDT"),
        ("Soll/Haben", "S", "H"),
        ("Soll/Haben-Kennzeichen", "Soll", "Haben"),
        ("+/-", "-", "+"),
        ("Débit/Crédit", "D", "C"),
        ("Af Bij", "Af", "Bij"),
        ("Direction", "OUT", "IN"),
        ("", "S", "H"),
        ("Type", "Débit", "Crédit"),
    ] {
        let table =
            format!("Date;Libellé;Montant;{heading}\n13/01/2026;A;45,35;{paid}\n14/01/2026;B;20,00;{received}\n");
        assert_eq!(amounts(&read_text(&table)), [-4535, 2000], "{heading} {paid}");
        let signed = table.replace("45,35", "-45,35");
        assert_eq!(amounts(&read_text(&signed)), [-4535, 2000], "{heading} {paid}");
    }
}

#[test]
fn directions_that_cannot_be_read_or_contradict_the_amounts_are_refused() {
    for (rows, message) in [
        ("13/01/2026;A;45,35;X\n14/01/2026;B;20,00;Y\n", "statement-direction-unknown"),
        ("13/01/2026;A;45,35;D\n14/01/2026;B;20,00;\n", "statement-direction-unknown"),
        ("13/01/2026;A;45,35;\n14/01/2026;B;20,00;\n", "statement-direction-unknown"),
        ("13/01/2026;A;-45,35;D\n14/01/2026;B;20,00;D\n", "statement-direction-contradicts"),
    ] {
        let table = format!("Date;Libellé;Montant;Sens\n{rows}");
        assert_eq!(refusal(read_bytes(table.as_bytes())).0, message, "{rows}");
    }
    let unsigned = read_text("Date;Libellé;Montant\n13/01/2026;A;45,35\n");
    assert_eq!((amounts(&unsigned), warnings(&unsigned)), (vec![4535], vec!["statement-warning-unsigned"]));
}

#[test]
fn debits_and_credits_are_read_with_and_without_signs() {
    let of = |rows: &str| read_text(&format!("Date;Libellé;Débit;Crédit\n{rows}"));
    assert_eq!(amounts(&of("13/01/2026;A;45,35;\n14/01/2026;B;;20\n")), [-4535, 2000]);
    assert_eq!(amounts(&of("13/01/2026;A;-45,35;0,00\n14/01/2026;B;0,00;20\n")), [-4535, 2000]);
    assert_eq!(amounts(&of("13/01/2026;A;45,35;-\n14/01/2026;B;--;+20\n")), [-4535, 2000]);
    let mixed = of("13/01/2026;A;45,35;\n14/01/2026;remboursement;-5;\n");
    assert_eq!((amounts(&mixed), warnings(&mixed)), (vec![-4535, 500], vec!["statement-warning-debit-signs"]));
    let both = read_bytes(b"Date;Libelle;Debit;Credit\n13/01/2026;A;45,35;20\n");
    assert_eq!(refusal(both).0, "statement-both-sides");
}

#[test]
fn marks_are_read_as_the_column_and_then_the_file_tell() {
    let of = |rows: &str| read_bytes(format!("Date;Libellé;Montant;Solde\n{rows}").as_bytes());
    assert_eq!(amounts(&of("13/01/2026;A;-1.000;\n14/01/2026;B;1.488,69;\n").unwrap()), [-100_000, 148_869]);
    assert_eq!(amounts(&of("13/01/2026;A;-1,000;\n14/01/2026;B;12.5;\n").unwrap()), [-100_000, 1250]);
    assert_eq!(amounts(&of("13/01/2026;A;-1.250;10.000,50\n").unwrap()), [-125_000], "the balance tells");
    assert_eq!(amounts(&of("13/01/2026;A;-1,25;1000.50\n").unwrap()), [-125], "each column may have its own");
    assert_eq!(refusal(of("13/01/2026;A;-1.000;\n")), ("statement-amount-undecided", "decimal".to_owned()));
    assert_eq!(refusal(of("13/01/2026;A;-1.005;12.50\n")).0, "statement-amount-wrong");
    let doubtful = b"Date;Libelle;Montant\n13/01/2026;A;-1.000\n";
    for (decimal, cents) in [(",", -100_000), (".", -100)] {
        assert_eq!(amounts(&read_with(doubtful, json!({ "decimal": decimal })).unwrap()), [cents]);
    }
}

#[test]
fn days_are_read_in_the_order_that_the_whole_file_tells() {
    let of = |days: &[&str]| {
        let rows: String = days.iter().map(|day| format!("{day};A;-1,50\n")).collect();
        let statement = read_text(&format!("Date;Libellé;Montant\n{rows}"));
        let days: Vec<String> = statement.rows.iter().map(|row| row.date.to_string()).collect();
        (days.join(" "), warnings(&statement).len())
    };
    assert_eq!(of(&["01/02/2026", "02/13/2026"]), ("2026-01-02 2026-02-13".into(), 0));
    assert_eq!(of(&["01/02/2026", "13/02/2026"]), ("2026-02-01 2026-02-13".into(), 0));
    assert_eq!(of(&["01/02/2026", "03/02/2026"]), ("2026-02-01 2026-02-03".into(), 0));
    assert_eq!(of(&["01/02/2026", "01/03/2026"]), ("2026-02-01 2026-03-01".into(), 1));
    assert_eq!(of(&["01/02/2026"]), ("2026-02-01".into(), 1));
    assert_eq!(of(&["02/02/2026", "2026-02-03T10:00:00Z"]), ("2026-02-02 2026-02-03".into(), 0));
    let told = read_with(b"Date;Libelle;Montant\n01/02/2026;A;-1,50\n", json!({"date_order": "mdy"})).unwrap();
    assert_eq!((told.rows[0].date, warnings(&told).len()), (date(2026, 1, 2), 0));
}

#[test]
fn rows_that_are_not_movements_are_listed_with_their_reason() {
    let statement = read_text(
        "Date;Libellé;Montant;État;Devise\n13/01/2026;A;-12,50;Terminé;EUR\n13/01/2026;B;-1,00;En attente;EUR\n\
         13/01/2026;C;-1,00;Refusé;EUR\n13/01/2026;D;-1,00;Geannuleerd;EUR\n13/01/2026;E;-1,00;REVERTED;EUR\n\
         13/01/2026;F;-1,00;Abgeschlossen;USD\n13/01/2026;G;;Terminé;EUR\n13/01/2026;H;0,00;Terminé;EUR\n;;;;\n\
         ;Total des opérations;-12,50;;\n31/01/2026;Solde créditeur au 31/01/2026;500,00;;\nPage 1\n\nMerci\n31/01/2026;Intérêts;3,00;;EUR\nSolde;;500,00\n",
    );
    assert_eq!(amounts(&statement), [-1250, 300]);
    assert_eq!(
        passed(&statement),
        [
            (3, "pending"),
            (4, "refused"),
            (5, "cancelled"),
            (6, "reverted"),
            (7, "other_currency"),
            (8, "no_amount"),
            (9, "zero"),
            (10, "empty"),
            (11, "total"),
            (12, "balance"),
            (13, "no_date"),
            (15, "no_date"),
            (17, "balance"),
        ]
    );
}

#[test]
fn a_total_with_a_date_is_told_from_a_payment_at_a_petrol_station() {
    let of = |label: &str, amount: &str| {
        let statement = read_text(&format!(
            "Date;Libellé;Montant\n13/01/2026;A;-12,50\n14/01/2026;B;-7,50\n31/01/2026;{label};{amount}\n"
        ));
        amounts(&statement)
    };
    assert_eq!(of("TOTAL", "-20,00"), [-1250, -750]);
    assert_eq!(of("TOTAL 1234", "-60,00"), [-1250, -750, -6000]);
    assert_eq!(of("TOTAL ENERGIES", "-20,00"), [-1250, -750, -2000]);
    assert_eq!(of("Solde de tout compte", "-60,00"), [-1250, -750, -6000]);
}

#[test]
fn unknown_states_are_read_as_movements_and_said() {
    let statement = read_text("Date;Libellé;Montant;Statut\n13/01/2026;A;-1,50;Miellé\n");
    assert_eq!((amounts(&statement), warnings(&statement)), (vec![-150], vec!["statement-warning-states"]));
}

#[test]
fn currencies_are_those_of_the_association_or_the_only_one_of_the_file() {
    let of = |currencies: [&str; 2]| {
        let [one, other] = currencies;
        read_bytes(
            format!("Date;Libellé;Montant;Devise\n13/01/2026;A;-1,50;{one}\n14/01/2026;B;2,50;{other}\n").as_bytes(),
        )
    };
    assert_eq!(amounts(&of(["EUR", "CHF"]).unwrap()), [-150]);
    assert_eq!(amounts(&of(["€", "EUR"]).unwrap()), [-150, 250]);
    let foreign = of(["CHF", "CHF"]).unwrap();
    assert_eq!((amounts(&foreign), warnings(&foreign)), (vec![-150, 250], vec!["statement-warning-currency"]));
    assert_eq!(refusal(of(["CHF", "USD"])).0, "statement-several-currencies");
    let beside = read_text("Date;Libellé;Montant\n13/01/2026;A;-1,50 €\n14/01/2026;B;12,50 USD\n");
    assert_eq!((amounts(&beside), passed(&beside)), (vec![-150], vec![(3, "other_currency")]));
}

#[test]
fn fees_are_rows_of_their_own_when_the_net_amount_or_the_balances_tell_that_they_are_apart() {
    let net =
        read_text("Date;Nom;Brut;Frais;Net\n13/01/2026;Durand;10,00;-0,59;9,41\n14/01/2026;Petit;20,00;-0,78;19,22\n");
    assert_eq!(amounts(&net), [1000, -59, 2000, -78]);
    assert_eq!(net.rows.iter().map(|row| row.is_fee).collect::<Vec<_>>(), [false, true, false, true]);
    let up = "13/01/2026;A;-10,00;0,50;89,50\n14/01/2026;B;20,00;0,00;109,50\n15/01/2026;C;-5,00;0,25;104,25\n";
    let table = |rows: &str| read_text(&format!("Date;Libellé;Montant;Frais;Solde\n{rows}"));
    assert_eq!(amounts(&table(up)), [-1000, -50, 2000, -500, -25]);
    assert_eq!(table(up).balance, Some((date(2026, 1, 15), Cents(10_425))));
    let down: String = up.lines().rev().map(|line| format!("{line}\n")).collect();
    assert_eq!(amounts(&table(&down)), [-500, -25, 2000, -1000, -50]);
    assert_eq!(table(&down).balance, Some((date(2026, 1, 15), Cents(10_425))));
    let included = "13/01/2026;A;-10,00;0,50;90,00\n14/01/2026;B;-20,00;0,50;70,00\n";
    assert_eq!((amounts(&table(included)), warnings(&table(included)).len()), (vec![-1000, -2000], 0));
    let total = read_text(
        "Date,Label,Amount,Total amount,Fee\n13/01/2026,A,-100.00,-100.20,0.20\n14/01/2026,B,10.00,10.00,0.00\n",
    );
    assert_eq!(amounts(&total), [-10_000, -20, 1000]);
    let alone = table("13/01/2026;A;-10,00;0,50;90,00\n");
    assert_eq!((amounts(&alone), warnings(&alone)), (vec![-1000], vec!["statement-warning-fees"]));
    let only_a_fee = table("13/01/2026;A;-10,00;0,00;90,00\n14/01/2026;Abonnement;0,00;5,00;85,00\n");
    assert_eq!(amounts(&only_a_fee), [-1000, -500]);
}

#[test]
fn labels_come_from_several_columns_and_are_never_longer_than_an_entry_takes() {
    let statement = read_text(&format!(
        "Date;Type;Libellé;Nom de la contrepartie;Référence;Montant\n13/01/2026;Virement;Adhésion;Durand;{};1,50\n14/01/2026;Virement;;;;-2\n15/01/2026;;{};;R;-3\n16/01/2026;;;;;-3\n",
        "r".repeat(300),
        "é".repeat(300)
    ));
    let labels: Vec<&str> = statement.rows.iter().map(|row| row.label.as_str()).collect();
    assert_eq!((labels[0], labels[1], labels[2].len(), labels[3]), ("Adhésion Durand", "Virement", 200, ""));
    assert_eq!(statement.rows[0].reference.as_ref().map(String::len), Some(199));
}

#[test]
fn balances_that_cannot_be_read_are_left_out_and_said() {
    let statement = read_text("Date;Libellé;Débit;Crédit;Solde\n13/01/2026;A;12;;1.000\n14/01/2026;B;;5;1.005\n");
    assert_eq!((amounts(&statement), statement.balance), (vec![-1200, 500], None));
    assert_eq!(warnings(&statement), ["statement-warning-balances"]);
}

#[test]
fn rows_that_stand_whole_between_quotes_are_read() {
    let statement = read_text("\"Date;Libellé;Montant\"\n\"13/01/2026;A;-12,50\"\n\"14/01/2026;\"\"B\"\";5,00\"\n");
    assert_eq!(amounts(&statement), [-1250, 500]);
    assert_eq!(amounts(&read_text("sep=|\nDate|Libellé|Montant\n13/01/2026|A|-12,50\n")), [-1250]);
}

#[test]
fn columns_can_be_named_when_a_table_has_no_headings() {
    let table = "\"13-01-2026\",\"NL12\",\"45,35\",\"Debet\",\"Papeterie\"\n\"14-01-2026\",\"NL12\",\"1.250,00\",\"Credit\",\"Durand, Paul\"\n";
    assert_eq!(refusal(read_bytes(table.as_bytes())).0, "statement-columns-missing");
    let named = json!({"column": {"0": "date", "2": "amount", "3": "direction", "4": "label"}});
    let statement = read_with(table.as_bytes(), named.clone()).unwrap();
    assert_eq!(
        told(&statement),
        [
            ("2026-01-13".into(), "Papeterie".into(), None, -4535),
            ("2026-01-14".into(), "Durand, Paul".into(), None, 125_000)
        ]
    );
    let below = format!("Relevé;x\nDatum,Rek,Som,x,y\n{table}");
    assert_eq!(
        amounts(&read_with(below.as_bytes(), named).unwrap()),
        [-4535, 125_000],
        "rows without a date are passed over"
    );
    let skipped = json!({"column": ["date", "", "amount"], "skip_lines": "1"});
    assert_eq!(amounts(&read_with(table.as_bytes(), skipped).unwrap()), [125_000]);
    let incomplete = read_with(table.as_bytes(), json!({"column": ["date"]}));
    assert_eq!(refusal(incomplete), ("statement-columns-incomplete", "column".to_owned()));
}

#[test]
fn spreadsheets_are_read_by_their_values() {
    use crate::sheet::{Cell, Column, Document, Format, Kind, spreadsheet};
    let columns =
        [("Date comptable", Kind::Date), ("Libellé", Kind::Text), ("Montant", Kind::Amount), ("Solde", Kind::Text)];
    let columns = columns.map(|(title, kind)| Column::new(title, kind));
    for format in [Format::Ods, Format::Xlsx] {
        let mut file = tempfile::tempfile().unwrap();
        let mut writer = spreadsheet(format, &Document::new("Relevé"), &columns, file.try_clone().unwrap()).unwrap();
        for (day, label, amount, balance) in
            [("2026-01-05", "A", -100_000, "2.000"), ("2026-02-01", "B", 148_869, "3.488,69")]
        {
            let cells = [Cell::Text(day), Cell::Text(label), Cell::Integer(amount), Cell::Text(balance)];
            writer.row(&cells).unwrap();
        }
        writer.row(&[Cell::Empty, Cell::Text("Total"), Cell::Integer(48_869), Cell::Empty]).unwrap();
        writer.finish().unwrap();
        drop(writer);
        file.flush().unwrap();
        let statement = super::read(file, &Options::default(), "EUR", &context()).unwrap();
        assert_eq!((amounts(&statement), passed(&statement)), (vec![-100_000, 148_869], vec![(4, "total")]));
        assert_eq!(statement.balance, Some((date(2026, 2, 1), Cents(348_869))));
    }
}

#[test]
fn remembered_columns_serve_tables_of_the_same_width_without_headings_that_are_known() {
    let layout = Layout { columns: vec![(0, Role::Date), (2, Role::Amount)], width: Some(3), ..Layout::default() };
    let read = |text: &str| {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        super::read(file, &Options { remembered: Some(layout.clone()), ..Options::default() }, "EUR", &context())
    };
    let statement = read("13/01/2026;x;-1,50\n").unwrap();
    assert_eq!((amounts(&statement), statement.used_layout), (vec![-150], true));
    assert_eq!(refusal(read("13/01/2026;x;-1,50;y\n")).0, "statement-columns-missing");
    let known = read("Date;Montant;Solde\n13/01/2026;-1,50;3,00\n").unwrap();
    assert_eq!((amounts(&known), known.used_layout), (vec![-150], false));
}

#[test]
fn what_is_not_a_statement_is_refused() {
    for (text, message) in [
        ("a;b\n1;2\n", "statement-columns-missing"),
        ("date;label\n2025-01-01;x\n", "statement-columns-missing"),
        ("date;label;amount\n2025-01-01;x;abc\n2025-01-01;x;1\n", "statement-amount-wrong"),
        ("date;label;amount\n31/02/2025;x;1\n", "statement-date-wrong"),
        ("date;label;amount\n13/01/2025;x;1\n05/02;x;1\n", "statement-date-wrong"),
        ("date;label;amount\n", "statement-empty"),
        ("date;label;amount\n;x;1\n", "statement-columns-missing"),
        ("date;label;amount;state\n13/01/2025;x;1;pending\n", "statement-all-passed-over"),
        ("!Type:Bank\nDx\nT1\n^\n", "statement-date-wrong"),
        ("!Type:Bank\nD01/01/2025\nTx\n^\n", "statement-amount-wrong"),
        ("!Type:Invst\nD01/01/2025\nT1\n^\n", "statement-empty"),
        ("<OFX><STMTTRN><DTPOSTED>2025<TRNAMT>1</OFX>", "statement-date-wrong"),
        ("<OFX><STMTTRN><DTPOSTED>20250101</OFX>", "statement-amount-wrong"),
        ("", "sheet-read-empty"),
        ("PK\u{3}\u{4}", "sheet-read-archive"),
        ("%PDF-1.7", "sheet-read-not-a-table"),
        ("<html><table>", "sheet-read-markup"),
    ] {
        let (found, _) = refusal(read_bytes(text.as_bytes()));
        assert!(
            found == message || message == "sheet-read-archive" && found.starts_with("sheet-read"),
            "{text}: {found}"
        );
    }
}
