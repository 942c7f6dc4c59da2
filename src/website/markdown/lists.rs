//! Lists: this dialect nests an item indented by two or more spaces, while Markdown requires the width of the marker
//! above. Lines are re-indented to what Markdown expects (web.md 3.1).

/// The items that are open, from the outermost.
#[derive(Debug, Default)]
pub struct Lists {
    open: Vec<Item>,
}

#[derive(Debug)]
struct Item {
    /// Indentation of the marker as written, in spaces.
    written: usize,
    /// Indentation of the item's text that Markdown expects, in spaces.
    text: usize,
}

/// The indentation that nests an item below another, in spaces.
const STEP: usize = 2;

impl Lists {
    pub fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub fn close(&mut self) {
        self.open.clear();
    }

    /// The new indentation of a line whose text starts at byte `text`. `after_blank`: the line above is empty. `None`
    /// if the line does not change.
    pub fn place(&mut self, blanks: usize, text: &str, after_blank: bool) -> Option<usize> {
        match marker(text) {
            Some(width) if blanks < 4 || self.is_open() => Some(self.item(blanks, width)),
            _ => self.line(blanks, after_blank),
        }
    }

    fn item(&mut self, blanks: usize, width: usize) -> usize {
        while self.open.last().is_some_and(|item| item.written + STEP > blanks) {
            self.open.pop();
        }
        let at = self.open.last().map_or(0, |item| item.text);
        self.open.push(Item { written: blanks, text: at + width });
        at
    }

    /// A continuation line belongs to the item that it is indented by at least two spaces from.
    fn line(&mut self, blanks: usize, after_blank: bool) -> Option<usize> {
        if blanks < STEP && after_blank {
            self.close();
        }
        if blanks < STEP || !self.is_open() {
            return None;
        }
        if after_blank {
            while self.open.last().is_some_and(|item| item.written + STEP > blanks) {
                self.open.pop();
            }
        }
        let item = self.open.last()?;
        // Four extra spaces mark indented code, which is kept.
        let more = blanks.saturating_sub(item.written + 4);
        Some(item.text + if more >= 4 { more } else { 0 })
    }
}

/// The width of a list marker with its blank: `* `, `12. `, `3) `; `None` if the text does not start with one.
pub fn marker(text: &str) -> Option<usize> {
    if is_rule(text) {
        return None;
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let sign = text.as_bytes().get(digits)?;
    let is_marker = match digits {
        0 => matches!(sign, b'*' | b'-' | b'+'),
        1..=9 => matches!(sign, b'.' | b')'),
        _ => false,
    };
    let behind = text.get(digits + 1..)?;
    (is_marker && behind.starts_with([' ', '\t']) && !behind.trim().is_empty()).then_some(digits + 2)
}

/// `* * *` and similar lines are a horizontal rule.
fn is_rule(text: &str) -> bool {
    let signs: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    signs.len() >= 3 && matches!(signs[0], '*' | '-' | '_') && signs.iter().all(|sign| *sign == signs[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(lines: &[&str]) -> Vec<String> {
        let mut lists = Lists::default();
        let mut after_blank = true;
        let moved = lines.iter().map(|line| {
            let text = line.trim_start();
            let line = match text.is_empty() {
                true => String::new(),
                false => match lists.place(line.len() - text.len(), text, after_blank) {
                    Some(blanks) => format!("{}{text}", " ".repeat(blanks)),
                    None => (*line).to_owned(),
                },
            };
            after_blank = line.is_empty();
            line
        });
        moved.collect()
    }

    #[test]
    fn two_blanks_are_enough_below_any_marker() {
        assert_eq!(moved(&["1. a", "  * b", "    - c", "2. d"]), ["1. a", "   * b", "     - c", "2. d"]);
        assert_eq!(moved(&["* a", "      * b", "* c"]), ["* a", "  * b", "* c"]);
    }

    #[test]
    fn paragraphs_of_an_item_follow_it_and_others_end_the_list() {
        assert_eq!(moved(&["10. a", "", "  b", "", "c", "  d"]), ["10. a", "", "    b", "", "c", "  d"]);
    }

    #[test]
    fn rules_and_bold_letters_are_no_items() {
        assert_eq!(moved(&["  * * *", "  **a**", "  1.5 x"]), ["  * * *", "  **a**", "  1.5 x"]);
    }
}
