//! Extensions that wrap whole paragraphs: grids, colours, alignment, classes, footnotes (web.md 3.2).

use super::headings;
use super::marks::Meaning;
use super::write::Writer;
use crate::error::Result;
use crate::website::extensions::{self, Call, Place, colour, grid};
use crate::website::html::{attribute, escape};

impl Writer<'_> {
    /// Writes a block mark. Wrappers of paragraphs are allowed only at the top level: inside a list or quote their end
    /// would be misplaced.
    pub(super) fn block(&mut self, meaning: &Meaning, at_top: bool) -> Result<()> {
        let html = match meaning {
            Meaning::Html(html) => html.clone(),
            Meaning::Contents { level, aside } => self.contents_list(*level, *aside),
            Meaning::Call(call) => self.block_call(call, at_top)?,
            _ if !at_top => String::new(),
            Meaning::ClassOpen(classes) => {
                self.blocks.open("class", &format!("<div{}>", attribute("class", classes)), "</div>")
            }
            Meaning::ClassClose => self.blocks.close("class"),
            Meaning::Note(label) => self.note(label),
            Meaning::NotesEnd => self.blocks.close("note") + &self.blocks.close("notes"),
            _ => String::new(),
        };
        self.out.push_str(&html);
        Ok(())
    }

    fn note(&mut self, label: &str) -> String {
        let mut html = self.blocks.close("note");
        if !self.blocks.holds("notes") {
            html.push_str(&self.blocks.open("notes", "<dl class=\"footnotes\">", "</dl>"));
        }
        let (id, label) = (headings::id_of(label), escape(label));
        let term = format!("<dt id=\"fn-{id}\"><a href=\"#fn-ref-{id}\">{label}</a></dt><dd>");
        html.push_str(&self.blocks.open("note", &term, "</dd>"));
        html
    }

    fn block_call(&mut self, call: &Call, at_top: bool) -> Result<String> {
        Ok(match call.name.as_str() {
            "grid" | "center" | "left" | "right" | "color" | "bgcolor" if !at_top => String::new(),
            "grid" if call.closing => self.blocks.close("cell") + &self.blocks.close("grid"),
            "grid" if grid::is_start(call) || !self.blocks.holds("grid") => {
                let section = self.blocks.open("grid", &grid::section(call), "</section>");
                section + &self.blocks.open("cell", &grid::article(None), "</article>")
            }
            "grid" => self.blocks.close("cell") + &self.blocks.open("cell", &grid::article(Some(call)), "</article>"),
            name @ ("center" | "left" | "right" | "color" | "bgcolor") if call.closing => self.blocks.close(name),
            name @ ("center" | "left" | "right") => {
                self.blocks.open(name, &format!("<div style=\"text-align: {name}\">"), "</div>")
            }
            name @ ("color" | "bgcolor") => {
                let style = colour::style(call).map_or(String::new(), |style| attribute("style", &style));
                self.blocks.open(name, &format!("<div{style}>"), "</div>")
            }
            _ => extensions::render(call, Place::Block, self.context)?,
        })
    }
}
