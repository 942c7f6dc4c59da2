//! Forms: what they ask, what was typed, and what is wrong with it.

use std::fmt::Write;

use crate::error::Error;
use crate::i18n::{Language, text};
use crate::web::params::Params;

/// One thing that a form asks for.
#[derive(Debug, Clone, Default)]
pub struct Field {
    pub name: String,
    pub label: String,
    pub kind: Kind,
    pub value: String,
    pub help: String,
    /// What is wrong with it; empty if nothing is.
    pub error: String,
    pub required: bool,
    /// What browsers may fill in by themselves (HTML, `autocomplete`); empty for nothing in particular.
    pub autocomplete: &'static str,
}

/// How it is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Text,
    /// Another type of `<input>`.
    Input(&'static str),
    Area,
    Check,
    Select(Vec<Choice>),
    /// Several of some.
    Boxes(Vec<Choice>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

impl Field {
    pub fn new(name: &str, label: impl Into<String>) -> Self {
        Field { name: name.to_owned(), label: label.into(), ..Field::default() }
    }

    pub fn of_kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    pub fn with(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    pub fn helped(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub fn filled_by(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = autocomplete;
        self
    }

    pub fn is_check(&self) -> bool {
        self.kind == Kind::Check
    }

    pub fn is_on(&self) -> bool {
        !matches!(self.value.as_str(), "" | "0")
    }

    pub fn is_area(&self) -> bool {
        self.kind == Kind::Area
    }

    pub fn is_select(&self) -> bool {
        matches!(self.kind, Kind::Select(_))
    }

    pub fn is_boxes(&self) -> bool {
        matches!(self.kind, Kind::Boxes(_))
    }

    pub fn choices(&self) -> Vec<Choice> {
        match &self.kind {
            Kind::Select(choices) => {
                choices.iter().map(|choice| Choice { chosen: choice.value == self.value, ..choice.clone() }).collect()
            }
            Kind::Boxes(choices) => choices.clone(),
            _ => Vec::new(),
        }
    }

    pub fn input_type(&self) -> &'static str {
        match self.kind {
            Kind::Input(kind) => kind,
            _ => "text",
        }
    }

    /// Attributes of the input; all of them are words of ours.
    pub fn attributes(&self) -> String {
        let mut attributes = String::new();
        if !self.autocomplete.is_empty() {
            let _ = write!(attributes, r#" autocomplete="{}""#, self.autocomplete);
        }
        if self.required {
            attributes.push_str(" required");
        }
        attributes
    }

    /// What readers of the screen are told beside the label.
    pub fn described(&self) -> String {
        let mut about = Vec::new();
        if !self.help.is_empty() {
            about.push(format!("h-{}", self.name));
        }
        if !self.error.is_empty() {
            about.push(format!("e-{}", self.name));
        }
        let invalid = if self.error.is_empty() { "" } else { r#" aria-invalid="true""# };
        if about.is_empty() {
            invalid.to_owned()
        } else {
            format!(r#"{invalid} aria-describedby="{}""#, about.join(" "))
        }
    }
}

/// What is wrong, with the field that it is about; the field is empty where it is none of the form's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormError {
    pub field: String,
    pub sentence: String,
}

#[derive(Debug, Clone, Default)]
pub struct Form {
    pub fields: Vec<Field>,
    pub errors: Vec<FormError>,
}

impl Form {
    pub fn new(fields: Vec<Field>) -> Self {
        Form { fields, errors: Vec::new() }
    }

    /// Says what is wrong, if anything is.
    pub fn refused_by(self, error: Option<&Error>, language: Language) -> Self {
        match error {
            Some(error) => self.refused(error, language),
            None => self,
        }
    }

    /// Keeps what was typed, except passwords.
    pub fn filled(mut self, params: &Params) -> Self {
        for field in self.fields.iter_mut().filter(|field| field.kind != Kind::Input("password")) {
            if let Ok(Some(value)) = params.raw(&field.name) {
                field.value = value.into_owned();
            }
        }
        self
    }

    /// Says what is wrong, at the fields that are to blame.
    pub fn refused(mut self, error: &Error, language: Language) -> Self {
        let told: Vec<(String, String)> = match error {
            Error::Invalid { fields, .. } if !fields.is_empty() => {
                fields.iter().map(|field| (field.field.clone(), text(language, &field.message))).collect()
            }
            _ => vec![(String::new(), error.sentence(language))],
        };
        for (name, sentence) in told {
            let field = self.fields.iter_mut().find(|field| field.name == name);
            let name = field.as_ref().map(|field| field.name.clone()).unwrap_or_default();
            if let Some(field) = field {
                field.error.clone_from(&sentence);
            }
            self.errors.push(FormError { field: name, sentence });
        }
        self
    }
}

/// Whether a form is shown again with what is wrong, instead of a page that says so.
pub fn is_about_the_form(error: &Error) -> bool {
    matches!(error, Error::Invalid { .. } | Error::Conflict(_) | Error::Forbidden(_) | Error::TooManyRequests { .. })
}
