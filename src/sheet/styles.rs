//! The formats of cells in XLSX.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

use super::Kind;
use super::layout::is_numeric;

/// The formats of one kind of row.
pub(super) struct Styles {
    pub text: Format,
    /// Texts with line ends, which are shown only in cells that wrap. Others do not wrap: programs do not agree on making
    /// rows higher for them.
    pub lines: Format,
    pub number: Format,
    pub amount: Format,
    pub date: Format,
    pub date_time: Format,
}

impl Styles {
    pub fn usual() -> Self {
        Self::on(&Format::new())
    }

    /// Bold below a line.
    pub fn total() -> Self {
        Self::on(&Format::new().set_bold().set_border_top(FormatBorder::Thin))
    }

    /// Aligned with the cells below.
    pub fn heading(kind: Kind) -> Format {
        let heading = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
        if is_numeric(kind) { heading.set_align(FormatAlign::Right) } else { heading }
    }

    fn on(base: &Format) -> Self {
        let number = |code: &str| base.clone().set_num_format(code);
        Styles {
            text: base.clone(),
            lines: base.clone().set_text_wrap(),
            number: base.clone(),
            amount: number("#,##0.00"),
            date: number("dd/mm/yyyy"),
            date_time: number(r"dd/mm/yyyy\ hh:mm:ss"),
        }
    }
}
