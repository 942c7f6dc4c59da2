//! The balance sheet as accountants print it: assets on the left, liabilities and the result on the right.

use super::balances::Side;
use super::criteria::Criteria;
use super::statement::{Amount, Line, Statement};
use super::table::{
    CODE_WIDTH, LABEL_WIDTH, amount_cells, amount_columns, column, result_name, section_name, total_name,
};
use crate::error::Result;
use crate::i18n::{Language, text};
use crate::msg;
use crate::sheet::{Cell, Column, Kind, RowWriter};

const SIDES: [Side; 2] = [Side::Asset, Side::Liability];

/// For each side: codes, headed by the name of the side, labels and amounts. An empty column stands between them.
pub(super) fn columns(criteria: &Criteria, language: Language) -> Vec<Column> {
    let of_side = |side: Side| {
        let code = column(language, &section_name(side), Kind::Text).of_width(CODE_WIDTH);
        let label = column(language, &msg!("report-account-label"), Kind::Text).of_width(LABEL_WIDTH);
        [vec![code, label], amount_columns(criteria, language)].concat()
    };
    let [assets, liabilities] = SIDES.map(of_side);
    [assets, vec![Column::new("", Kind::Text).of_width(1)], liabilities].concat()
}

pub(super) fn write(report: &Statement, language: Language, writer: &mut dyn RowWriter) -> Result<()> {
    let result = text(language, &result_name(report.result));
    let [assets, mut liabilities] = SIDES.map(|side| lines(report, side));
    liabilities.push((Cell::Empty, &result, report.result));
    for at in 0..assets.len().max(liabilities.len()) {
        writer.row(&row([assets.get(at), liabilities.get(at)], report.result))?;
    }
    let [total_assets, total_liabilities] = SIDES.map(|side| text(language, &total_name(side)));
    let totals = [
        (Cell::Empty, total_assets.as_str(), report.total(Side::Asset)),
        (Cell::Empty, total_liabilities.as_str(), report.liabilities_and_result()?),
    ];
    writer.total(&row([Some(&totals[0]), Some(&totals[1])], report.result))
}

/// A code, a label and an amount.
type SideCells<'a> = (Cell<'a>, &'a str, Amount);

fn lines(report: &Statement, side: Side) -> Vec<SideCells<'_>> {
    let of_side = report.sections.iter().filter(|section| section.side == side).flat_map(|section| &section.lines);
    of_side.map(|Line { code, label, amount, .. }| (Cell::Text(code.as_str()), label.as_str(), *amount)).collect()
}

/// Both sides of a row; the shorter side is filled up with empty cells, as many as any amount takes.
fn row<'a>(sides: [Option<&SideCells<'a>>; 2], any_amount: Amount) -> Vec<Cell<'a>> {
    let empty = || vec![Cell::Empty; 2 + amount_cells(any_amount).count()];
    let of_side = |side: Option<&SideCells<'a>>| {
        side.map_or_else(empty, |&(code, label, amount)| {
            [code, Cell::Text(label)].into_iter().chain(amount_cells(amount)).collect()
        })
    };
    let [assets, liabilities] = sides.map(of_side);
    [assets, vec![Cell::Empty], liabilities].concat()
}
