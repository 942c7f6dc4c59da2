//! Whatever a file holds, it is read or refused.

use proptest::prelude::*;

use super::*;

const STARTS: [&str; 8] = [
    "",
    "OFXHEADER",
    "<OFX><STMTTRN>",
    "!Type:Bank\n",
    "date;label;montant;debit;credit;solde;frais;net;sens;état;devise;compte\n",
    "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><Stmt><Ntry>",
    ":20:1\n:25:X\n:61:",
    "0000001012672505                                                                                                                2\r\n21",
];

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_without_a_panic(
        start in prop::sample::select(STARTS.to_vec()),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let _ = read_bytes(&[start.as_bytes(), &bytes].concat());
    }

    #[test]
    fn any_pieces_are_read_or_refused_without_a_panic(
        start in prop::sample::select(STARTS.to_vec()),
        pieces in prop::collection::vec(prop::sample::select(vec![
            "<STMTTRN>", "</STMTTRN>", "<DTPOSTED>", "20250101", "é", "<TRNAMT>", "-9223372036854775808", "&", "&#x110000;",
            "&amp", ";", "<", ">", "<![CDATA[", "]]>", "\n", "D1/2'25", "T", "^", "!", "1,5", "\"", "<NAME>", "\u{feff}", "2025",
            "</Ntry>", "<Amt Ccy=\"EUR\">", "</Amt>", "<CdtDbtInd>CRDT</CdtDbtInd>", "<BookgDt><Dt>2026-01-05</Dt></BookgDt>",
            "<TxDtls>", "</TxDtls>", ":61:", ":86:", "260105", "0105", "D", "C12,5", "NTRF", "//", "?20", "?", "+", "-", "D;C;S",
            "2100010000", "000000000012345050126", "31", "05/01/2026", "1.000", "EUR", "Total", "Annulé", "\t", " ", "''",
        ]), 0..60),
    ) {
        let _ = read_bytes(format!("{start}{}", pieces.concat()).as_bytes());
    }

    #[test]
    fn amounts_are_read_back_whatever_marks_a_file_uses(
        cents in prop::collection::vec(-99_999_999_i64..99_999_999, 1..20),
        style in 0_usize..4,
    ) {
        let (decimal, thousands) = [(',', "."), ('.', ","), (',', "\u{a0}"), ('.', "'")][style];
        let written = |cents: i64| {
            let units = (cents.abs() / 100).to_string();
            let groups: Vec<&str> = units.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
            format!("{}{}{decimal}{:02}", if cents < 0 { "-" } else { "" }, groups.join(thousands), cents.abs() % 100)
        };
        let rows: String = cents.iter().map(|cents| format!("13/01/2026;X;{}\n", written(*cents))).collect();
        let expected: Vec<i64> = cents.into_iter().filter(|cents| *cents != 0).collect();
        prop_assume!(!expected.is_empty());
        let statement = read_bytes(format!("Date;Libellé;Montant\n{rows}").as_bytes()).unwrap();
        prop_assert_eq!(amounts(&statement), expected);
    }
}
