//! The association's website: its pages, what they hold and what they look like (web.md).

pub mod attachments;
pub mod change;
pub mod dataset;
pub mod draft;
pub mod page;
pub mod public;
pub mod render;
pub mod tree;

pub mod address;
mod extensions;
mod html;
mod links;
mod markdown;
mod sanitise;
mod search;
mod skriv;
mod trace;

#[cfg(test)]
mod tests;

pub use draft::Draft;
pub use page::Page;
pub use search::plain as words_of;
