//! Writes the HTML of a parsed page. The tree is walked without recursion, since the page decides its depth.

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{AstNode, ListType, NodeLink, NodeList, NodeValue, TableAlignment};

use super::headings::{self, ContentsItem};
use super::marks::{Marks, Meaning, Piece};
use super::nesting::Nesting;
use super::typography::{self, Around};
use crate::error::Result;
use crate::website::extensions::{self, Call, Context, Place, colour};
use crate::website::html::{attribute, escape, push_text};
use crate::website::links;

/// The node being written.
type Node<'a> = &'a AstNode<'a>;

pub struct Writer<'w> {
    pub marks: &'w Marks,
    pub context: &'w Context<'w>,
    pub contents: Vec<ContentsItem>,
    pub out: String,
    /// Open elements of Markdown, and inline tags.
    open: Nesting,
    /// Grids, coloured and aligned blocks, notes.
    pub(super) blocks: Nesting,
    table: Table,
    in_link: usize,
    contents_lists: usize,
}

#[derive(Default)]
struct Table {
    alignments: Vec<TableAlignment>,
    column: usize,
    in_head: bool,
    has_body: bool,
}

impl<'w> Writer<'w> {
    pub fn new(marks: &'w Marks, context: &'w Context<'w>, root: Node<'_>) -> Self {
        let mut writer = Writer {
            marks,
            context,
            contents: Vec::new(),
            out: String::new(),
            open: Nesting::default(),
            blocks: Nesting::default(),
            table: Table::default(),
            in_link: 0,
            contents_lists: 0,
        };
        writer.contents = root.descendants().filter_map(|node| writer.entry(node)).collect();
        writer
    }

    /// Writes the whole tree.
    pub fn write(mut self, root: Node<'_>) -> Result<String> {
        let mut skipped: Option<Node<'_>> = None;
        for edge in root.traverse() {
            match edge {
                NodeEdge::Start(node) if skipped.is_none() => {
                    skipped = if self.start(node)? { None } else { Some(node) };
                }
                NodeEdge::End(node) if skipped.is_some_and(|skipped| skipped.same_node(node)) => skipped = None,
                NodeEdge::End(node) if skipped.is_none() => self.end(node),
                _ => {}
            }
        }
        let rest = self.blocks.end();
        self.out.push_str(&rest);
        Ok(self.out)
    }

    /// Opens a node. Returns whether its children are still to be written.
    fn start(&mut self, node: Node<'_>) -> Result<bool> {
        let data = node.data.borrow();
        match &data.value {
            NodeValue::Paragraph => return self.start_paragraph(node),
            NodeValue::Heading(heading) => self.start_heading(node, heading.level, heading.setext),
            NodeValue::BlockQuote => self.enter("<blockquote>", "</blockquote>\n"),
            NodeValue::List(list) => self.enter(&start_of_list(list), end_of_list(list)),
            NodeValue::Item(_) => self.enter("<li>", "</li>\n"),
            NodeValue::ThematicBreak => self.out.push_str("<hr />\n"),
            NodeValue::CodeBlock(block) => {
                self.code_block(&block.info, &self.marks.restore(&block.literal));
            }
            NodeValue::Table(table) => {
                self.table = Table { alignments: table.alignments.clone(), ..Table::default() };
                self.enter("<table>", "</table>\n");
            }
            NodeValue::TableRow(true) => self.start_row(true, "<thead><tr>", "</tr></thead>\n"),
            NodeValue::TableRow(false) if self.table.has_body => self.start_row(false, "<tr>", "</tr>\n"),
            NodeValue::TableRow(false) => self.start_row(false, "<tbody><tr>", "</tr>\n"),
            NodeValue::TableCell => self.start_cell(),
            NodeValue::Text(text) => self.text(text, node)?,
            NodeValue::SoftBreak | NodeValue::LineBreak => self.out.push_str("<br />\n"),
            NodeValue::Code(code) => {
                self.out.push_str("<code>");
                push_text(&mut self.out, &self.marks.restore(&code.literal));
                self.out.push_str("</code>");
            }
            NodeValue::Image(image) => {
                let alt = self.plain_text(node);
                self.out.push_str(&self.image(image, &alt));
                return Ok(false);
            }
            NodeValue::Link(link) => self.start_link(link),
            NodeValue::Emph => self.enter("<em>", "</em>"),
            NodeValue::Strong => self.enter("<strong>", "</strong>"),
            NodeValue::Strikethrough => self.enter("<span style=\"text-decoration: line-through\">", "</span>"),
            NodeValue::Highlight => self.enter("<mark>", "</mark>"),
            // Unreachable for HTML: every `<` is a mark or escaped by now.
            NodeValue::HtmlInline(html) => push_text(&mut self.out, &self.marks.restore(html)),
            NodeValue::HtmlBlock(html) => push_text(&mut self.out, &self.marks.restore(&html.literal)),
            _ => {}
        }
        Ok(true)
    }

    /// Closes what [`Writer::start`] entered.
    fn end(&mut self, node: Node<'_>) {
        match &node.data.borrow().value {
            NodeValue::Link(_) => self.in_link -= 1,
            NodeValue::Table(_) if self.table.has_body => self.out.push_str("</tbody>"),
            NodeValue::Paragraph
            | NodeValue::Heading(_)
            | NodeValue::BlockQuote
            | NodeValue::List(_)
            | NodeValue::Item(_)
            | NodeValue::Table(_)
            | NodeValue::TableRow(_)
            | NodeValue::TableCell
            | NodeValue::Emph
            | NodeValue::Strong
            | NodeValue::Strikethrough
            | NodeValue::Highlight => {}
            _ => return,
        }
        let close = self.open.leave();
        self.out.push_str(&close);
    }

    fn enter(&mut self, html: &str, close: &str) {
        let html = self.open.enter(html, close);
        self.out.push_str(html);
    }

    /// A paragraph. If it consists only of block marks, they are written without `<p>`.
    fn start_paragraph(&mut self, node: Node<'_>) -> Result<bool> {
        if let Some(text) = only_text(node) {
            let pieces = self.marks.pieces(&text);
            if pieces.iter().all(is_block) {
                let at_top = node.parent().is_some_and(|parent| parent.parent().is_none());
                for piece in pieces {
                    if let Piece::Mark(mark) = piece {
                        self.block(&mark.meaning, at_top)?;
                    }
                }
                return Ok(false);
            }
        }
        match is_tight(node) || self.blocks.holds("note") {
            true => self.enter("", ""),
            false => self.enter("<p>", "</p>\n"),
        }
        Ok(true)
    }

    fn start_heading(&mut self, node: Node<'_>, level: u8, setext: bool) {
        let (id, classes) = self.heading_names(node);
        let id = id.filter(|_| !setext).map_or(String::new(), |id| attribute("id", &id));
        let classes = if classes.is_empty() { String::new() } else { attribute("class", &classes.join(" ")) };
        self.enter(&format!("<h{level}{id}{classes}>"), &format!("</h{level}>\n"));
    }

    fn start_link(&mut self, link: &NodeLink) {
        self.in_link += 1;
        let mut tag = "<a".to_owned();
        if let Some(href) = links::markdown_href(&self.marks.restore(&link.url)) {
            tag.push_str(&attribute("href", &href));
            if links::is_external(&href) {
                tag.push_str(" rel=\"noreferrer noopener external\"");
            }
        }
        self.enter(&format!("{tag}{}>", self.title(&link.title)), "</a>");
    }

    fn title(&self, title: &str) -> String {
        if title.is_empty() { String::new() } else { attribute("title", &self.marks.restore(title)) }
    }

    fn image(&self, image: &NodeLink, alt: &str) -> String {
        let source = self.marks.restore(&image.url);
        format!("<img{}{}{} />", attribute("src", &source), attribute("alt", alt), self.title(&image.title))
    }

    fn start_row(&mut self, header: bool, html: &str, close: &str) {
        self.table.column = 0;
        self.table.in_head = header;
        self.table.has_body |= !header;
        self.enter(html, close);
    }

    fn start_cell(&mut self) {
        let side = match self.table.alignments.get(self.table.column) {
            Some(TableAlignment::Left) => " style=\"text-align: left\"",
            Some(TableAlignment::Right) => " style=\"text-align: right\"",
            Some(TableAlignment::Center) => " style=\"text-align: center\"",
            _ => "",
        };
        self.table.column += 1;
        let tag = if self.table.in_head { "th" } else { "td" };
        self.enter(&format!("<{tag}{side}>"), &format!("</{tag}>"));
    }

    fn code_block(&mut self, info: &str, code: &str) {
        let kept = |c: &char| c.is_ascii_alphanumeric() || "_-".contains(*c);
        let language: String = info.split_whitespace().next().unwrap_or_default().chars().filter(kept).collect();
        let class =
            if language.is_empty() { String::new() } else { attribute("class", &format!("language-{language}")) };
        self.out.push_str(&format!("<pre><code{class}>"));
        push_text(&mut self.out, code.trim_end_matches('\n'));
        self.out.push_str("</code></pre>\n");
    }

    fn text(&mut self, text: &str, node: Node<'_>) -> Result<()> {
        let (starts, ends) = (node.previous_sibling().is_none_or(is_break), node.next_sibling().is_none_or(is_break));
        let pieces = self.marks.pieces(text);
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text(text) => {
                    let ends = match pieces.get(at + 1) {
                        None => ends,
                        Some(Piece::Mark(mark)) => matches!(mark.meaning, Meaning::Close { .. }),
                        Some(Piece::Text(_)) => false,
                    };
                    let around = Around { starts: starts && at == 0, ends, linked: self.in_link > 0 };
                    typography::write(&mut self.out, text, around);
                }
                Piece::Mark(mark) => self.inline_mark(&mark.meaning)?,
            }
        }
        Ok(())
    }

    fn inline_mark(&mut self, meaning: &Meaning) -> Result<()> {
        let html = match meaning {
            // HTML does not allow nested links.
            Meaning::Open { name: "a", .. } if self.in_link > 0 => String::new(),
            Meaning::Open { name, html } => self.open.open(name, html, &format!("</{name}>")),
            Meaning::Close { name } => self.open.close(name),
            Meaning::Html(html) => html.clone(),
            Meaning::NoteRef(label) => {
                let (label, id) = (escape(label), headings::id_of(label));
                format!("<a class=\"footnote-ref\" id=\"fn-ref-{id}\" href=\"#fn-{id}\">{label}</a>")
            }
            Meaning::Call(call) => self.inline_call(call)?,
            _ => String::new(),
        };
        self.out.push_str(&html);
        Ok(())
    }

    /// The table of contents, a limited number of times: each may be as long as the page.
    pub(super) fn contents_list(&mut self, level: u8, aside: bool) -> String {
        const LISTS_MAX: usize = 5;
        self.contents_lists += 1;
        if self.contents_lists > LISTS_MAX { String::new() } else { headings::contents(&self.contents, level, aside) }
    }

    fn inline_call(&mut self, call: &Call) -> Result<String> {
        Ok(match call.name.as_str() {
            "color" | "bgcolor" if call.closing => self.open.close(&call.name),
            "color" | "bgcolor" => {
                let style = colour::style(call).map_or(String::new(), |style| attribute("style", &style));
                self.open.open(&call.name, &format!("<span{style}>"), "</span>")
            }
            "toc" => self.contents_list(0, false),
            "grid" | "center" | "left" | "right" => {
                let message = crate::msg!("web-extension-wrong", name = call.name.as_str());
                self.context.mistake(Place::Inline, message)
            }
            _ => extensions::render(call, Place::Inline, self.context)?,
        })
    }

    /// The heading as an entry of the list; `None` if it is left out.
    fn entry(&self, node: Node<'_>) -> Option<ContentsItem> {
        let level = match &node.data.borrow().value {
            NodeValue::Heading(heading) if !heading.setext => heading.level,
            _ => return None,
        };
        let (id, _) = self.heading_names(node);
        Some(ContentsItem { level, id: id?, text: self.plain_text(node) })
    }

    /// The id of a heading, unless it wants none, and its classes.
    fn heading_names(&self, node: Node<'_>) -> (Option<String>, Vec<String>) {
        let given = node.descendants().find_map(|node| match &node.data.borrow().value {
            NodeValue::Text(text) => self.marks.pieces(text).iter().find_map(|piece| match piece {
                Piece::Mark(mark) => match &mark.meaning {
                    Meaning::Heading { id, classes } => Some((id.clone(), classes.clone())),
                    _ => None,
                },
                Piece::Text(_) => None,
            }),
            _ => None,
        });
        let (id, classes) = given.unwrap_or_default();
        if classes.iter().any(|class| class == "no_toc") {
            return (None, classes);
        }
        (Some(id.unwrap_or_else(|| headings::id_of(&self.plain_text(node)))), classes)
    }

    /// The text inside a node, without any mark.
    fn plain_text(&self, node: Node<'_>) -> String {
        let mut plain = String::new();
        for node in node.descendants() {
            match &node.data.borrow().value {
                NodeValue::Text(text) => {
                    for piece in self.marks.pieces(text) {
                        if let Piece::Text(text) = piece {
                            plain.push_str(&text);
                        }
                    }
                }
                NodeValue::Code(code) => plain.push_str(&self.marks.restore(&code.literal)),
                NodeValue::SoftBreak | NodeValue::LineBreak => plain.push(' '),
                _ => {}
            }
        }
        plain.trim().to_owned()
    }
}

/// A paragraph in a tight list is written without `<p>`.
fn is_tight(node: Node<'_>) -> bool {
    let list = node.parent().and_then(|item| item.parent());
    list.is_some_and(|list| matches!(&list.data.borrow().value, NodeValue::List(list) if list.tight))
}

fn is_break(node: Node<'_>) -> bool {
    matches!(node.data.borrow().value, NodeValue::SoftBreak | NodeValue::LineBreak)
}

/// The text of a node that holds nothing else.
fn only_text(node: Node<'_>) -> Option<String> {
    let child = node.first_child().filter(|child| child.next_sibling().is_none())?;
    match &child.data.borrow().value {
        NodeValue::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

/// Whether an inline part may be written outside a paragraph.
fn is_block(piece: &Piece<'_>) -> bool {
    match piece {
        Piece::Text(text) => text.trim().is_empty(),
        Piece::Mark(mark) => !matches!(
            mark.meaning,
            Meaning::Open { .. } | Meaning::Close { .. } | Meaning::NoteRef(_) | Meaning::Heading { .. }
        ),
    }
}

fn start_of_list(list: &NodeList) -> String {
    match (list.list_type, list.start) {
        (ListType::Ordered, 1) => "<ol>".to_owned(),
        (ListType::Ordered, start) => format!("<ol start=\"{start}\">"),
        (ListType::Bullet, _) => "<ul>".to_owned(),
    }
}

fn end_of_list(list: &NodeList) -> &'static str {
    if list.list_type == ListType::Ordered { "</ol>\n" } else { "</ul>\n" }
}
