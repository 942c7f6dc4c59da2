//! The source of the program as the rules of the house see it: shipped code only, file by file, as tokens.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// One file of `src`.
pub struct Source {
    /// The path of its module below the crate: `["files", "tree"]`; empty for `lib.rs`.
    pub module: Vec<String>,
    pub lines: usize,
    /// The whole text, with comments and tests.
    pub text: String,
    /// The shipped code: its tokens between spaces, its paths, those that it passes on, its string literals.
    pub code: String,
    paths: Vec<Vec<String>>,
    passed_on: Vec<Vec<String>>,
    pub strings: Vec<String>,
}

impl Source {
    /// The module below the crate that it belongs to.
    pub fn top(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    pub fn name(&self) -> String {
        self.module.join("::")
    }
}

/// Every file of the program, without those that are compiled for tests only.
pub fn all() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(read_all);
    &SOURCES
}

fn read_all() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut sources, mut test_modules) = (Vec::new(), HashSet::new());
    for path in files_below(&root) {
        let text = std::fs::read_to_string(&path).unwrap();
        let module = module_of(path.strip_prefix(&root).unwrap());
        let stream: TokenStream = text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut declared = Vec::new();
        let tokens = without_tests(stream, &mut declared);
        test_modules.extend(declared.into_iter().map(|name| [module.clone(), vec![name]].concat()));
        sources.push(Source {
            module,
            lines: text.lines().count(),
            code: tokens.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            paths: paths(&tokens, false),
            passed_on: paths(&tokens, true),
            strings: strings(&tokens),
            text,
        });
    }
    let is_test = |module: &[String]| (1..=module.len()).any(|end| test_modules.contains(&module[..end]));
    sources.retain(|source| !is_test(&source.module));
    sources
}

pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn module_of(relative: &Path) -> Vec<String> {
    let mut parts: Vec<String> =
        relative.with_extension("").components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod") || parts == ["lib"] {
        parts.pop();
    }
    parts
}

/// Takes out every item under `#[cfg(test)]`, and names the modules among them.
fn without_tests(stream: TokenStream, declared: &mut Vec<String>) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut tokens = stream.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let opens = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        let is_test = matches!(tokens.peek(), Some(TokenTree::Group(group)) if is_cfg_test(&group.stream()));
        if !(opens && is_test) {
            kept.push(token);
            continue;
        }
        tokens.next();
        // The item ends with its `;` or its braces.
        let mut before = None;
        for part in tokens.by_ref() {
            match &part {
                TokenTree::Punct(punct) if punct.as_char() == ';' => break,
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
                TokenTree::Ident(name) if before.as_deref() == Some("mod") => declared.push(name.to_string()),
                _ => {}
            }
            before = Some(part.to_string());
        }
    }
    kept
}

fn is_cfg_test(attribute: &TokenStream) -> bool {
    attribute.to_string().replace(' ', "") == "cfg(test)"
}

/// The string literals among some tokens, as they are written.
fn strings(tokens: &[TokenTree]) -> Vec<String> {
    let of_token = |token: &TokenTree| match token {
        TokenTree::Literal(literal) => vec![literal.to_string()],
        TokenTree::Group(group) => strings(&group.stream().into_iter().collect::<Vec<_>>()),
        _ => Vec::new(),
    };
    tokens.iter().flat_map(of_token).filter(|text| text.contains('"')).collect()
}

/// Which modules the files of the program name.
pub struct Names<'a> {
    files: HashMap<&'a [String], &'a Source>,
    /// What a module passes on under its own name: `(module, name)` to the path where it is.
    passed_on: HashMap<(Vec<String>, String), Vec<String>>,
}

impl<'a> Names<'a> {
    pub fn of(sources: &'a [Source]) -> Self {
        let files: HashMap<&[String], &Source> =
            sources.iter().map(|source| (source.module.as_slice(), source)).collect();
        let mut names = Names { files, passed_on: HashMap::new() };
        for source in sources {
            for path in &source.passed_on {
                if let (Some(whole), Some(name)) = (names.absolute(&source.module, path), path.last()) {
                    names.passed_on.insert((source.module.clone(), name.clone()), whole);
                }
            }
        }
        names
    }

    /// The other files that a file names, by any path: `use`, types, calls, arguments of macros.
    pub fn named_by(&self, source: &Source) -> HashSet<&'a [String]> {
        let found = source.paths.iter().filter_map(|path| self.file_of(&self.absolute(&source.module, path)?));
        found.filter(|module| !module.is_empty() && *module != source.module).collect()
    }

    /// A path from the crate; `None` for one that starts in another crate or with a name in scope.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let supers = path.iter().take_while(|part| *part == "super").count();
        match path.first()?.as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([module, &path[1..]].concat()),
            "super" => Some([module.get(..module.len().checked_sub(supers)?)?, &path[supers..]].concat()),
            first => {
                let child = [module, &[first.to_owned()]].concat();
                self.files.contains_key(child.as_slice()).then(|| [module, path].concat())
            }
        }
    }

    /// The file that holds what a path leads to, through the names that modules pass on.
    fn file_of(&self, path: &[String]) -> Option<&'a [String]> {
        let end = (0..=path.len()).rev().find(|end| self.files.contains_key(&path[..*end]))?;
        if let Some(name) = path.get(end)
            && let Some(further) = self.passed_on.get(&(path[..end].to_vec(), name.clone()))
            && further.as_slice() != path
        {
            return self.file_of(further);
        }
        self.files.get_key_value(&path[..end]).map(|(module, _)| *module)
    }
}

/// All paths of at least two parts among some tokens, groups of `use` taken apart; or those after `pub use` alone.
fn paths(tokens: &[TokenTree], public_uses: bool) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let TokenTree::Group(group) = &tokens[at] {
            found.extend(paths(&group.stream().into_iter().collect::<Vec<_>>(), public_uses));
        }
        let starts = match public_uses {
            true => at > 0 && is_word(tokens, at - 1, "use") && is_public(tokens, at - 1),
            false => matches!(&tokens[at], TokenTree::Ident(_)) && !follows_colons(tokens, at),
        };
        if starts {
            let mut branches = Vec::new();
            at = take_path(tokens, at, Vec::new(), &mut branches);
            found.extend(branches.into_iter().filter(|path| path.len() > 1));
        } else {
            at += 1;
        }
    }
    found
}

fn is_word(tokens: &[TokenTree], at: usize, word: &str) -> bool {
    matches!(&tokens[at], TokenTree::Ident(ident) if *ident == word)
}

fn is_public(tokens: &[TokenTree], at: usize) -> bool {
    let restricted = at > 1 && matches!(&tokens[at - 1], TokenTree::Group(_)) && is_word(tokens, at - 2, "pub");
    at > 0 && (is_word(tokens, at - 1, "pub") || restricted)
}

fn colons(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    colon(at) && colon(at + 1)
}

fn follows_colons(tokens: &[TokenTree], at: usize) -> bool {
    at > 1 && colons(tokens, at - 2)
}

/// Reads the path that starts at a place, with every branch of a `use`; gives the place after it.
fn take_path(tokens: &[TokenTree], mut at: usize, mut path: Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(ident)) => {
                if *ident != "self" || path.is_empty() {
                    path.push(ident.to_string());
                }
                at += 1;
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                let comma = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
                inside.split(comma).filter(|part| !part.is_empty()).for_each(|part| {
                    take_path(part, 0, path.clone(), found);
                });
                return at + 1;
            }
            _ => break,
        }
        if !colons(tokens, at) {
            break;
        }
        at += 2;
    }
    found.push(path);
    at.max(1)
}
