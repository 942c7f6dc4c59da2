//! JSON in the same spelling, written piece by piece: for what is too long to be held as a whole.

use std::io::{self, Write};

use super::write_string;

/// Lists and objects on their way into `W`. Whoever writes opens and closes in turn; a value follows each
/// [`key`](Self::key) of an object and each [`element`](Self::element) of a list.
pub struct JsonStream<W> {
    out: W,
    depth: usize,
    /// Nothing stands yet in the innermost list or object.
    is_empty: bool,
}

impl<W: Write> JsonStream<W> {
    pub fn new(out: W) -> Self {
        JsonStream { out, depth: 0, is_empty: true }
    }

    pub fn open_list(&mut self) -> io::Result<()> {
        self.open(b"[")
    }

    pub fn close_list(&mut self) -> io::Result<()> {
        self.close(b"]")
    }

    pub fn open_object(&mut self) -> io::Result<()> {
        self.open(b"{")
    }

    pub fn close_object(&mut self) -> io::Result<()> {
        self.close(b"}")
    }

    /// What stands before an element of a list.
    pub fn element(&mut self) -> io::Result<()> {
        if !self.is_empty {
            self.out.write_all(b",")?;
        }
        self.is_empty = false;
        self.new_line()
    }

    pub fn key(&mut self, name: &str) -> io::Result<()> {
        self.element()?;
        write_string(&mut self.out, name)?;
        self.out.write_all(b": ")
    }

    pub fn string(&mut self, text: &str) -> io::Result<()> {
        write_string(&mut self.out, text)
    }

    pub fn integer(&mut self, value: i64) -> io::Result<()> {
        self.out.write_all(itoa::Buffer::new().format(value).as_bytes())
    }

    pub fn null(&mut self) -> io::Result<()> {
        self.out.write_all(b"null")
    }

    fn open(&mut self, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.is_empty = true;
        self.out.write_all(bracket)
    }

    fn close(&mut self, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if !self.is_empty {
            self.new_line()?;
        }
        // What was closed stands in whatever is around it.
        self.is_empty = false;
        self.out.write_all(bracket)
    }

    fn new_line(&mut self) -> io::Result<()> {
        const INDENT: &[u8] = b"\n                                ";
        self.out.write_all(&INDENT[..INDENT.len().min(1 + 4 * self.depth)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_pieces_is_spelled_like_what_is_written_whole() {
        let mut out = Vec::new();
        let mut json = JsonStream::new(&mut out);
        json.open_list().unwrap();
        for lines in [0, 2] {
            json.element().unwrap();
            json.open_object().unwrap();
            json.key("à/b").unwrap();
            json.string("é\n").unwrap();
            json.key("lines").unwrap();
            json.open_list().unwrap();
            for line in 0..lines {
                json.element().unwrap();
                json.open_object().unwrap();
                json.key("n").unwrap();
                json.integer(-line).unwrap();
                json.close_object().unwrap();
            }
            json.close_list().unwrap();
            json.key("z").unwrap();
            json.null().unwrap();
            json.close_object().unwrap();
        }
        json.close_list().unwrap();
        let expected = serde_json::json!([
            {"à/b": "é\n", "lines": [], "z": null}, {"à/b": "é\n", "lines": [{"n": 0}, {"n": -1}], "z": null}
        ]);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            String::from_utf8(crate::json::pretty(&expected).unwrap()).unwrap()
        );
    }

    #[test]
    fn a_list_of_nothing_is_two_brackets() {
        let mut out = Vec::new();
        let mut json = JsonStream::new(&mut out);
        json.open_list().unwrap();
        json.close_list().unwrap();
        assert_eq!(out, b"[]");
    }
}
