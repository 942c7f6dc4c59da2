//! OFX, QIF, CAMT, MT940 and CODA.

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

const CAMT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>
    <Stmt><Acct><Id><IBAN>FR7600012</IBAN></Id><Ccy>EUR</Ccy></Acct>
    <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-01-01</Dt></Dt></Bal>
    <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1500.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-01-31</Dt></Dt></Bal>
    <Ntry><Amt Ccy="EUR">42.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2025-01-03</Dt></BookgDt><ValDt><Dt>2025-01-04</Dt></ValDt>
      <NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId><ChqNb>0007</ChqNb></Refs><RltdPties><Dbtr><Nm>Ruche</Nm></Dbtr><Cdtr><Nm>CHEQUE &amp; CIE</Nm></Cdtr></RltdPties>
      <RmtInf><Ustrd>Cire d&#39;abeille</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
    <Ntry><Amt Ccy="EUR">1234.56</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>2025-01-04T10:00:00+01:00</DtTm></BookgDt><AddtlNtryInf>VIR DUPONT</AddtlNtryInf></Ntry>
    </Stmt></BkToCstmrStmt></Document>"#;

const MT940: &str = "{1:F01BANKBEBBAXXX0000000000}{2:I940BANKBEBBXXXXN}{4:\n:20:STARTUMS\n:25:FR7600012\n:28C:1/1\n:60F:C250101EUR307,94\n\
    :61:2501040103D42,50NCHK0007//B1\n:86:CHEQUE & CIE\nCire d'abeille\n:61:2501040104CR1234,56NTRFNONREF\n:86:166?00VIREMENT?20SVWZ+?32VIR DUPONT\n:62F:C250131EUR1500,00\n-}\n";

/// Lines of CODA: each text at its place, from 1.
fn coda(lines: &[&[(usize, &str)]]) -> String {
    let line = |texts: &&[(usize, &str)]| {
        let mut line = vec![' '; 128];
        for (at, text) in *texts {
            for (place, character) in text.chars().enumerate() {
                line[at - 1 + place] = character;
            }
        }
        line.into_iter().collect::<String>() + "\r\n"
    };
    lines.iter().map(line).collect()
}

const CODA_START: [&[(usize, &str)]; 2] = [
    &[(1, "0000031012572505"), (25, "0000000001"), (128, "2")],
    &[(1, "12001FR7600012"), (40, "EUR"), (43, "0000000000307940010125"), (126, "001")],
];

fn coda_statement() -> String {
    let [header, old] = CODA_START;
    coda(&[
        header,
        old,
        &[
            (1, "2100010000B1"),
            (32, "1000000000042500040125"),
            (54, "00501000"),
            (62, "0Cire d'abeille"),
            (116, "030125"),
            (128, "0"),
        ],
        &[(1, "2200010000"), (64, "0007"), (126, "1")],
        &[(1, "2300010000BE98"), (48, "CHEQUE & CIE")],
        &[
            (1, "2100020000B2"),
            (32, "0000000001234560040125"),
            (54, "00150000"),
            (62, "0VIR DUPONT"),
            (116, "040125"),
            (128, "1"),
        ],
        &[(1, "3100020001B2"), (32, "00150000"), (40, "0"), (41, "Une information")],
        &[(1, "8001FR7600012"), (42, "0000000001500000310125"), (128, "0")],
        &[(1, "9"), (17, "000007"), (128, "2")],
    ])
}

#[test]
fn the_forms_of_banks_say_the_same() {
    let cheque = ("2025-01-03".to_owned(), "CHEQUE & CIE Cire d'abeille".to_owned(), Some("0007".to_owned()), -4250);
    let transfer = ("2025-01-04".to_owned(), "VIR DUPONT".to_owned(), None, 123_456);
    let coda = coda_statement();
    for (form, text) in [
        (Form::Ofx, OFX_1),
        (Form::Ofx, OFX_2),
        (Form::Qif, QIF),
        (Form::Table, CSV),
        (Form::Camt, CAMT),
        (Form::Mt940, MT940),
        (Form::Coda, &coda),
    ] {
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
    let mt940 = ":20:1\n:25:Courant\n:60F:C260101EUR0,\n:61:260113C1,NTRFA\n:62F:C260131EUR5,\n-\n:20:2\n:25:Livret\n:61:260113C2,NTRFB\n:62F:C260131EUR9,\n-\n";
    for text in [qif, ofx, csv, mt940] {
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

#[test]
fn a_batch_of_camt_has_its_payments_and_entries_that_are_not_booked_are_listed() {
    let entry = |state: &str, details: &str| {
        format!(
            "<c:Ntry><c:Amt Ccy=\"CHF\">300.00</c:Amt><c:CdtDbtInd>CRDT</c:CdtDbtInd><c:Sts><c:Cd>{state}</c:Cd></c:Sts><c:BookgDt><c:Dt>2026-01-05</c:Dt></c:BookgDt>{details}</c:Ntry>"
        )
    };
    let payment = |name: &str, amount: &str| {
        format!(
            "<c:TxDtls><c:Amt Ccy=\"CHF\">{amount}</c:Amt><c:CdtDbtInd>CRDT</c:CdtDbtInd><c:RltdPties><c:Dbtr><c:Pty><c:Nm>{name}</c:Nm></c:Pty></c:Dbtr></c:RltdPties>\
            <c:RmtInf><c:Strd><c:CdtrRefInf><c:Ref>RF18</c:Ref></c:CdtrRefInf></c:Strd></c:RmtInf></c:TxDtls>"
        )
    };
    let batch = format!(
        "<c:NtryDtls><c:Btch><c:NbOfTxs>2</c:NbOfTxs></c:Btch>{}{}</c:NtryDtls>",
        payment("Durand", "100.00"),
        payment("Petit", "200.00")
    );
    let partial = format!("<c:NtryDtls>{}{}</c:NtryDtls>", payment("Durand", "100.00"), payment("Petit", "150.00"));
    let text = format!(
        "<c:Document xmlns:c=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.13\"><c:BkToCstmrStmt><c:Stmt><c:Acct><c:Id><c:Othr><c:Id>12</c:Id></c:Othr></c:Id></c:Acct>{}{}</c:Stmt><c:Stmt>{}</c:Stmt></c:BkToCstmrStmt></c:Document>",
        entry("BOOK", &batch),
        entry("PDNG", ""),
        entry("BOOK", &partial)
    );
    let statement = read_text(&text);
    assert_eq!(amounts(&statement), [30_000, 30_000]);
    let parts: Vec<(&str, Option<&str>, i64)> = statement.rows[0]
        .parts
        .iter()
        .map(|part| (part.label.as_str(), part.reference.as_deref(), part.amount.0))
        .collect();
    assert_eq!(parts, [("Durand", Some("RF18"), 10_000), ("Petit", Some("RF18"), 20_000)]);
    assert!(statement.rows[1].parts.is_empty(), "payments that do not add up are left out");
    assert_eq!(passed(&statement), [(2, "pending"), (3, "detail"), (3, "detail")]);
    assert_eq!(warnings(&statement), ["statement-warning-currency"]);
}

#[test]
fn camt_that_is_damaged_deep_or_has_a_document_type_is_refused() {
    let inside =
        |content: &str| format!("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">{content}");
    for text in [
        inside("<BkToCstmrStmt>"),
        inside(&"<a>".repeat(60)),
        inside("&nbsp;</Document>"),
        inside("</Wrong>"),
        "<!DOCTYPE a [<!ENTITY b \"c\">]><Document><BkToCstmrStmt>&b;</BkToCstmrStmt></Document>".to_owned(),
    ] {
        assert_eq!(refusal(read_bytes(text.as_bytes())).0, "statement-xml-damaged", "{text}");
    }
    assert_eq!(refusal(read_bytes(inside("</Document>").as_bytes())).0, "statement-empty");
    let entry = |content: &str| inside(&format!("<Stmt><Ntry>{content}</Ntry></Stmt></Document>"));
    for (content, message) in [
        ("<Amt>x</Amt><CdtDbtInd>CRDT</CdtDbtInd>", "statement-amount-wrong"),
        ("<Amt>1</Amt>", "statement-direction-unknown"),
        ("<Amt>1</Amt><CdtDbtInd>CRDT</CdtDbtInd>", "statement-date-wrong"),
    ] {
        assert_eq!(refusal(read_bytes(entry(content).as_bytes())).0, message);
    }
}

#[test]
fn mt940_has_reversals_years_that_turn_and_three_ways_to_write_a_purpose() {
    let text = ":20:1\n:25:NL12\n:60F:C251230EUR100,\n:61:2512310102RD12,50NTRFA//B\nmore\n:61:260102RC3,NTRFNONREF\n:86:/TRTP/SEPA/NAME/Durand/REMI/USTD//Cotisation 2026/EREF/X\n\
        :61:260103ED9,NTRFX\n:61:260103D1,NMSCNONREF\n:86:005?00GEBUEHR\n:86:x\n:62F:D260103EUR7,50\n:86:statement\n";
    let statement = read_text(text);
    assert_eq!(
        told(&statement),
        [
            ("2026-01-02".into(), "more A B".into(), Some("A".into()), 1250),
            ("2026-01-02".into(), "Durand Cotisation 2026".into(), None, -300),
            ("2026-01-03".into(), "GEBUEHR".into(), None, -100),
        ]
    );
    assert_eq!((passed(&statement), statement.balance), (vec![(8, "pending")], Some((date(2026, 1, 3), Cents(-750)))));
    assert_eq!(statement.account_in_file.as_deref(), Some("NL12"));
    for line in [":61:26010C1,NTRF", ":61:260102X1,NTRF", ":61:260102C,NTRF", ":61:261302C1,NTRF", ":61:"] {
        let text = format!(":20:1\n:25:NL12\n{line}\n");
        assert_eq!(refusal(read_bytes(text.as_bytes())).0, "statement-line-wrong", "{line}");
    }
}

#[test]
fn coda_has_structured_references_and_details_within_a_movement() {
    let [header, old] = CODA_START;
    let movement = |sequence: &'static str, sign_amount: &'static str, code: &'static str, text: &'static str| {
        [(1, sequence), (32, sign_amount), (54, code), (62, text), (116, "050126")]
    };
    let text = coda(&[
        header,
        old,
        &movement("2100010000", "0000000000030000050126", "00150000", "1101123456789012"),
        &movement("2100020000", "0000000000300000050126", "20150000", "0LOT"),
        &movement("2100020001", "0000000000100000050126", "60150000", "0DURAND"),
        &movement("2100020002", "0000000000200000050126", "60150000", "0PETIT"),
        &movement("2100030000", "1000000000012500050126", "30137000", "0FRAIS"),
        &movement("2100030001", "1000000000002500050126", "80137006", "0TVA"),
    ]);
    let statement = read_text(&text);
    assert_eq!(amounts(&statement), [3000, 30_000, -1250]);
    assert_eq!(statement.rows[0].reference.as_deref(), Some("+++123/4567/89012+++"));
    let parts: Vec<(&str, i64)> =
        statement.rows[1].parts.iter().map(|part| (part.label.as_str(), part.amount.0)).collect();
    assert_eq!(parts, [("DURAND", 10_000), ("PETIT", 20_000)]);
    assert_eq!(passed(&statement), [(8, "detail")]);
    let wrong = coda(&[header, old, &movement("2100010000", "000000000003000x050126", "00150000", "0")]);
    assert_eq!(refusal(read_bytes(wrong.as_bytes())).0, "statement-line-wrong");
}
