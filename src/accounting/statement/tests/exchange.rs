//! OFX and QIF.

use super::*;

const OFX_1: &str = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR\n\
    <BANKACCTFROM><BANKID>1<ACCTID>00012<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20250101\n\
    <STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20250103<TRNAMT>-42,50<FITID>1<CHECKNUM>0007<NAME>CHEQUE &amp; CIE<MEMO>Cire d&#39;abeille\n\
    <STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20250104120000[+1:CET]<TRNAMT>+1234.56<FITID>2<NAME>VIR DUPONT\n</STMTTRN>\n\
    </BANKTRANLIST><LEDGERBAL><BALAMT>1500.00<DTASOF>20250131</LEDGERBAL><AVAILBAL><BALAMT>9<DTASOF>20250131</AVAILBAL></OFX>";

const OFX_2: &str = r#"<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200"?><OFX><STMTRS><BANKACCTFROM><ACCTID>00012</ACCTID></BANKACCTFROM><BANKTRANLIST>
    <STMTTRN><DTPOSTED>20250103</DTPOSTED><TRNAMT>-42.50</TRNAMT><CHECKNUM>0007</CHECKNUM><NAME><![CDATA[CHEQUE & CIE]]></NAME><MEMO>Cire d&apos;abeille</MEMO></STMTTRN>
    <STMTTRN><DTPOSTED>20250104</DTPOSTED><TRNAMT>1234.56</TRNAMT><NAME>VIR DUPONT</NAME><MEMO/></STMTTRN></BANKTRANLIST>
    <LEDGERBAL><BALAMT>1500.00</BALAMT><DTASOF>20250131</DTASOF></LEDGERBAL></STMTRS></OFX>"#;

const QIF: &str = "!Account\nNCompte\nTBank\n^\n!Type:Bank\nD03/01/2025\nT-42,50\nN0007\nPCHEQUE & CIE\nMCire d'abeille\n^\nD04/01/25\nU1,234.56\nT1,234.56\nPVIR DUPONT\n^\n!Type:Cat\nNLoyer\nD\n^\n";

const CSV: &str = "Compte;00012\nSolde au 31/01/2025;1500,00;EUR\n\nDate opération;Date valeur;Libellé;Référence;Débit (€);Crédit (€);Solde\n\
    03/01/2025;04/01/2025;CHEQUE & CIE Cire d'abeille;0007;-42,50;;265,44\n04/01/2025;04/01/2025;VIR DUPONT;;;1 234,56;1500,00\n";

#[test]
fn the_forms_of_banks_say_the_same() {
    let cheque = ("2025-01-03".to_owned(), "CHEQUE & CIE Cire d'abeille".to_owned(), Some("0007".to_owned()), -4250);
    let transfer = ("2025-01-04".to_owned(), "VIR DUPONT".to_owned(), None, 123_456);
    for (form, text) in [(Form::Ofx, OFX_1), (Form::Ofx, OFX_2), (Form::Qif, QIF), (Form::Table, CSV)] {
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [text.as_bytes(), &wide, format!("\u{feff}{text}").as_bytes()] {
            let statement = read_bytes(bytes).unwrap_or_else(|error| panic!("{error} {text}"));
            assert_eq!(statement.form, form);
            assert_eq!(told(&statement), [cheque.clone(), transfer.clone()], "{text}");
            let balance = match form {
                Form::Table => Some((date(2025, 1, 4), Cents(150_000))),
                Form::Qif => None,
                _ => Some((date(2025, 1, 31), Cents(150_000))),
            };
            assert_eq!(statement.balance, balance, "{text}");
        }
    }
}

#[test]
fn days_of_qif_are_read_in_the_order_that_fits_all_or_that_the_file_names() {
    let days = |text: &str| read_text(text).rows.iter().map(|row| row.date.to_string()).collect::<Vec<_>>();
    assert_eq!(days("!Type:Bank\nD1/ 2'25\nT1\n^\nD1/31'25\nT2\n^\n"), ["2025-01-02", "2025-01-31"]);
    assert_eq!(days("!Option:MDY\n!Type:Bank\nD01/05/2025\nT1\n^\n"), ["2025-01-05"]);
    assert_eq!(days("!option:dmy\n!type:bank\nD01/05/2025\nT1\n^\n"), ["2025-05-01"]);
    assert_eq!(days("!Type:Bank\nD2025/01/05\nT1\n^\nD20250106\nT1\n^\n"), ["2025-01-05", "2025-01-06"]);
    assert_eq!(days("D05/01/2025\nT1\n^\n"), ["2025-01-05"]);
    assert_eq!(warnings(&read_text("!Type:Bank\nD01/05/2025\nT1\n^\n")), ["statement-warning-order"]);
    let told = read_with(b"!Type:Bank\nD01/05/2025\nT1\n^\n", json!({"date_order": "mdy"})).unwrap();
    assert_eq!((told.rows[0].date, warnings(&told).len()), (date(2025, 1, 5), 0));
}

#[test]
fn amounts_of_qif_are_read_as_the_whole_file_tells() {
    let of =
        |amounts: &[&str]| amounts.iter().map(|amount| format!("D05/01/2025\nT{amount}\nPX\n^\n")).collect::<String>();
    let qif = |amounts: &[&str]| format!("!Type:Bank\n{}", of(amounts));
    assert_eq!(amounts(&read_text(&qif(&["-1.000", "1.488,69 EUR"]))), [-100_000, 148_869]);
    assert_eq!(amounts(&read_text(&qif(&["-1,000", "85,000.50"]))), [-100_000, 8_500_050]);
    let doubtful = qif(&["-1.000"]);
    assert_eq!(refusal(read_bytes(doubtful.as_bytes())), ("statement-amount-undecided", "decimal".to_owned()));
    let told = read_with(doubtful.as_bytes(), json!({"decimal": ","})).unwrap();
    assert_eq!(amounts(&told), [-100_000]);
}

#[test]
fn an_account_of_several_is_chosen() {
    let qif = "!Option:AutoSwitch\n!Account\nNCourant\nTBank\n^\nNLivret\nTBank\n^\n!Clear:AutoSwitch\n!Account\nNCourant\n^\n!Type:Bank\nD13/01/2026\nT1\n^\n\
        !Account\nNLivret\n^\n!Type:Bank\nD13/01/2026\nT2\n^\n";
    let ofx = "<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>Courant</BANKACCTFROM><STMTTRN><DTPOSTED>20260113<TRNAMT>1</STMTTRN><LEDGERBAL><BALAMT>5<DTASOF>20260131</LEDGERBAL></STMTRS>\
        <STMTRS><BANKACCTFROM><ACCTID>Livret</BANKACCTFROM><STMTTRN><DTPOSTED>20260113<TRNAMT>2</STMTTRN><LEDGERBAL><BALAMT>9<DTASOF>20260131</LEDGERBAL></STMTRS></OFX>";
    let csv = "Date;Compte;Libellé;Montant\n13/01/2026;Courant;A;1,00\n13/01/2026;Livret;B;2,00\n";
    for text in [qif, ofx, csv] {
        let (message, field) = refusal(read_bytes(text.as_bytes()));
        assert_eq!((message, field.as_str()), ("statement-several-accounts", "account_in_file"), "{text}");
        for (wanted, amount) in [("Courant", 100), ("li vret", 200), ("vret", 200)] {
            let statement = read_with(text.as_bytes(), json!({"account_in_file": wanted})).unwrap();
            assert_eq!(amounts(&statement), [amount], "{text}");
            assert_eq!(statement.passed_over[0].reason.code(), "other_account");
            let balance = statement.balance.map(|(_, balance)| balance.0);
            assert!([None, Some(if amount == 100 { 500 } else { 900 })].contains(&balance), "{text}");
        }
        let unknown = refusal(read_with(text.as_bytes(), json!({"account_in_file": "x"})));
        assert_eq!(unknown.0, "statement-account-not-in-file");
    }
    let one = CSV.replace("Compte;00012", "x");
    assert_eq!(
        refusal(read_with(one.as_bytes(), json!({"account_in_file": "00099"}))).0,
        "statement-account-not-in-file"
    );
}

#[test]
fn rows_of_ofx_and_qif_that_are_not_movements_are_listed() {
    let ofx = "<OFX><STMTRS><CURDEF>EUR<STMTTRN><DTPOSTED>20260105<TRNAMT>1</STMTTRN><STMTTRN><DTPOSTED>20260105<TRNAMT>0.00</STMTTRN>\
        <STMTTRN><DTPOSTED>20260106<TRNAMT>5<CURRENCY><CURRATE>1<CURSYM>USD</CURRENCY></STMTTRN>\
        <STMTTRN><DTPOSTED>20260106<TRNAMT>6<ORIGCURRENCY><CURRATE>1<CURSYM>USD</ORIGCURRENCY></STMTTRN>\
        <BANKTRANLISTP><STMTTRNP><DTTRAN>20260107<TRNAMT>7</STMTTRNP></BANKTRANLISTP></STMTRS></OFX>";
    let statement = read_text(ofx);
    assert_eq!(amounts(&statement), [100, 600]);
    assert_eq!(passed(&statement), [(2, "zero"), (3, "other_currency"), (5, "pending")]);
    let statement =
        read_text("!Type:Bank\nD13/01/2026\nT100\nPOpening Balance\nL[Courant]\n^\nD13/01/2026\nT1\nPX\n^\n");
    assert_eq!((amounts(&statement), passed(&statement)), (vec![100], vec![(2, "balance")]));
}
