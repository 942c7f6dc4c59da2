//! What an address does, in the words of a small notation: the rows beside those of the route table.
//!
//! Parameters are `name`, `name:kind` and `name:kind!` (needed), parted by blanks; kinds stand in [`super::notation`].

use crate::web::route::Method;

/// What the document says of one row of the route table, beside what the row itself says.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    pub method: Method,
    /// As in the route table.
    pub path: &'static str,
    /// Parameters of the query.
    pub query: &'static str,
    /// Parameters of the body: a JSON object or a form.
    pub form: &'static str,
    pub upload: Upload,
    pub answer: Answer,
    /// Whether it stays out of the document: it exists only to refuse, or describes itself elsewhere.
    pub refuses: bool,
}

/// What a body is, where it is not made of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upload {
    None,
    /// The body is the file, of this media type.
    Body(&'static str),
    /// The file is the part `file` of a multipart form, with the parameters beside it.
    Part,
}

/// What comes back with status 200.
#[derive(Debug, Clone, Copy)]
pub enum Answer {
    /// JSON of a shape, in the notation of [`super::notation`].
    Json(&'static str),
    /// JSON of a shape, or the same rows as CSV, ODS or XLSX.
    Table(&'static str),
    /// JSON of a shape, or a content of any type.
    JsonOrFile(&'static str),
    /// A content of one type.
    File(&'static str),
    /// An empty body.
    Empty,
}

pub const SUCCESS: &str = "Success";

const fn row(method: Method, path: &'static str, answer: Answer) -> Operation {
    Operation { method, path, query: "", form: "", upload: Upload::None, answer, refuses: false }
}

pub const fn get(path: &'static str, shape: &'static str) -> Operation {
    row(Method::Get, path, Answer::Json(shape))
}

pub const fn table(path: &'static str, shape: &'static str) -> Operation {
    row(Method::Get, path, Answer::Table(shape))
}

pub const fn download(path: &'static str, media_type: &'static str) -> Operation {
    row(Method::Get, path, Answer::File(media_type))
}

/// A content, or JSON about it.
pub const fn content(path: &'static str, shape: &'static str) -> Operation {
    row(Method::Get, path, Answer::JsonOrFile(shape))
}

pub const fn post(path: &'static str, form: &'static str, shape: &'static str) -> Operation {
    let mut operation = row(Method::Post, path, Answer::Json(shape));
    operation.form = form;
    operation
}

/// The body is what is stored.
pub const fn put(path: &'static str, media_type: &'static str, shape: &'static str) -> Operation {
    let mut operation = row(Method::Put, path, Answer::Json(shape));
    operation.upload = Upload::Body(media_type);
    operation
}

pub const fn delete(path: &'static str) -> Operation {
    row(Method::Delete, path, Answer::Json(SUCCESS))
}

impl Operation {
    pub const fn query(mut self, query: &'static str) -> Self {
        self.query = query;
        self
    }

    /// The parameters stand in a multipart form, beside a file.
    pub const fn with_file(mut self) -> Self {
        self.upload = Upload::Part;
        self
    }

    pub const fn answers(mut self, answer: Answer) -> Self {
        self.answer = answer;
        self
    }

    pub const fn refuses(mut self) -> Self {
        self.refuses = true;
        self
    }

    /// `get-user-id-subscriptions`: the identifier in the document, and behind `api-op-` that of its sentence.
    pub fn id(&self) -> String {
        let mut id = self.method.name().to_ascii_lowercase();
        let path = self.path.replace('*', "any");
        for word in path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            id.push('-');
            id.push_str(word);
        }
        id
    }

    /// The path below `/api`, as the document has it: `/files/{path}` for `files/*`.
    pub fn public_path(&self) -> String {
        match self.path {
            // Every format has an address of its own.
            "sql/*" => "/sql".to_owned(),
            path => format!("/{}", path.replace('*', "{path}")),
        }
    }

    /// Names of the parts of the path.
    pub fn parts(&self) -> Vec<String> {
        let path = self.public_path();
        path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
    }
}
