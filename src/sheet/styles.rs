//! The formats of cells in XLSX.

use rust_xlsxwriter::{Format, FormatBorder};

/// The formats of one kind of row.
pub(super) struct Styles {
    /// Texts wrap where they have line ends.
    pub text: Format,
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

    pub fn heading() -> Format {
        Format::new().set_bold().set_border_bottom(FormatBorder::Thin)
    }

    fn on(base: &Format) -> Self {
        let number = |code: &str| base.clone().set_num_format(code);
        Styles {
            text: base.clone().set_text_wrap(),
            number: base.clone(),
            amount: number("#,##0.00"),
            date: number("dd/mm/yyyy"),
            date_time: number(r"dd/mm/yyyy\ hh:mm:ss"),
        }
    }
}
