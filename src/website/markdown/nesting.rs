//! The stack of open tags: whatever the source, the HTML is well nested.

/// The maximal depth of nested elements; deeper elements lose their tags and keep their text. HTML parsers become slow,
/// or fail, at depths that a text can easily reach.
const DEPTH_MAX: usize = 100;

/// The open elements, outermost first.
#[derive(Debug, Default)]
pub struct Nesting {
    open: Vec<Level>,
}

#[derive(Debug)]
struct Level {
    /// `None` for elements of Markdown, which a tag in the text cannot close.
    name: Option<String>,
    close: String,
}

impl Nesting {
    /// Opens an element. Returns the HTML to write: empty beyond the maximal depth.
    pub fn open(&mut self, name: &str, html: &str, close: &str) -> String {
        if self.open.len() >= DEPTH_MAX {
            return String::new();
        }
        self.open.push(Level { name: Some(name.to_owned()), close: close.to_owned() });
        html.to_owned()
    }

    /// Closes the last open element of that name and everything inside it; does nothing if there is none.
    pub fn close(&mut self, name: &str) -> String {
        let own = self.open.iter().rposition(|level| level.name.is_none()).map_or(0, |at| at + 1);
        match self.open[own..].iter().rposition(|level| level.name.as_deref() == Some(name)) {
            Some(at) => self.close_to(own + at),
            None => String::new(),
        }
    }

    /// Whether an element of that name is open.
    pub fn holds(&self, name: &str) -> bool {
        self.open.iter().any(|level| level.name.as_deref() == Some(name))
    }

    /// Starts an element of Markdown, which [`Nesting::leave`] ends. Returns the HTML to write.
    pub fn enter<'a>(&mut self, html: &'a str, close: &str) -> &'a str {
        let shown = self.open.len() < DEPTH_MAX;
        self.open.push(Level { name: None, close: if shown { close.to_owned() } else { String::new() } });
        if shown { html } else { "" }
    }

    /// Ends it and closes everything left open inside.
    pub fn leave(&mut self) -> String {
        let at = self.open.iter().rposition(|level| level.name.is_none()).unwrap_or(0);
        self.close_to(at)
    }

    /// Closes everything.
    pub fn end(&mut self) -> String {
        self.close_to(0)
    }

    fn close_to(&mut self, at: usize) -> String {
        self.open.drain(at..).rev().map(|level| level.close).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_closed_out_of_order_is_closed_all_the_same() {
        let mut nesting = Nesting::default();
        nesting.open("b", "<b>", "</b>");
        nesting.enter("<p>", "</p>");
        nesting.open("i", "<i>", "</i>");
        assert_eq!(nesting.close("b"), "", "it was opened outside");
        assert_eq!(nesting.leave(), "</i></p>");
        nesting.open("u", "<u>", "</u>");
        assert_eq!(nesting.close("b"), "</u></b>");
        assert_eq!(nesting.close("b"), "");
    }

    #[test]
    fn what_is_too_deep_loses_its_tags() {
        let mut nesting = Nesting::default();
        let opened = (0..500).filter(|_| !nesting.enter("<p>", "</p>").is_empty()).count();
        assert_eq!((opened, nesting.open("b", "<b>", "</b>").as_str()), (DEPTH_MAX, ""));
        let closed: String = (0..500).map(|_| nesting.leave()).collect();
        assert_eq!(closed, "</p>".repeat(DEPTH_MAX));
    }
}
