//! Plans an import line by line: finds the member, computes the changes, checks the record.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{CachedStatement, Connection};

use super::columns::{self, Columns, cell_text};
use super::index::MemberIndex;
use super::notices::{self, Notices};
use super::options::{Mode, Options};
use super::plan::{Change, Line, Outcome, Plan};
use super::untitled::UntitledColumns;
use crate::association::Settings;
use crate::auth::Rights;
use crate::error::{Error, Result};
use crate::i18n::Message;
use crate::imports::{LineError, PROGRESS_LINES};
use crate::members::draft::same;
use crate::members::fields::{Field, FieldType};
use crate::members::layout::Layout;
use crate::members::record::Member;
use crate::members::values::{self, Given, plain_text};
use crate::msg;
use crate::params::DateContext;
use crate::sheet::read::Record;

/// Plans the import of the rows of a table. Each line sees what the lines above it do.
///
/// # Errors
///
/// [`Error::Invalid`] for what is wrong with the file as a whole: its form, its columns, no line of data.
/// [`Error::Forbidden`] when it has new members and the category they would enter gives rights over the settings.
pub fn plan(
    conn: &Connection,
    layout: &Layout,
    records: impl IntoIterator<Item = Result<Record>>,
    options: &Options,
    context: &DateContext,
) -> Result<Plan> {
    let mut records = records.into_iter();
    let first = records.next().transpose()?.ok_or_else(|| Error::invalid(msg!("import-no-line")))?;
    // Rows of sheets differ in length, so the width is known only after the whole file. It is computed only if needed.
    let (width, ahead) = if columns::reach_beyond(options, &first) {
        let rest = records.by_ref().collect::<Result<Vec<Record>>>()?;
        (rest.iter().map(|record| record.cells.len()).fold(first.cells.len(), usize::max), rest)
    } else {
        (first.cells.len(), Vec::new())
    };
    let columns = Columns::find(&layout.fields, &first, width, options)?;
    let skipped = columns.last_skipped_line;
    let file_columns = notices::columns(&layout.fields, &first, &columns);
    let mut untitled = UntitledColumns::new(&first, columns.fields.iter().map(|(column, _)| *column));
    let mut planner = Planner::open(conn, layout, columns, options.mode, context)?;
    let all = std::iter::once(first).chain(ahead).map(Ok).chain(records);
    let mut count = 0;
    for record in all.filter(|record| record.as_ref().map_or(true, |record| record.line > skipped)) {
        let record = record?;
        planner.line(&record)?;
        untitled.see(&record);
        count += 1;
        if count % PROGRESS_LINES == 0 {
            tracing::info!(lines = count, "planning an import");
        }
    }
    if count == 0 {
        return Err(Error::invalid(msg!("import-no-line")));
    }
    let mut plan = planner.finish();
    plan.file_warnings = notices::unread(&layout.fields, &file_columns, options);
    plan.file_warnings.extend(untitled.warning());
    plan.columns = file_columns;
    Ok(plan)
}

/// The state of planning.
struct Planner<'a> {
    conn: &'a Connection,
    layout: &'a Layout,
    fields: Vec<&'a Field>,
    /// Positions of the fields.
    number_at: usize,
    login_at: usize,
    columns: Columns,
    mode: Mode,
    context: &'a DateContext,
    register: MemberIndex<'a>,
    select: CachedStatement<'a>,
    touched: HashMap<i64, Touched>,
    notices: Notices,
    plan: Plan,
}

/// A member whom lines above have created or changed. Most appear once, so the record is built only when a second line
/// refers to it.
enum Touched {
    /// Created by the line with that index in the plan.
    Once(usize),
    /// Last changed by the line with that index in the plan.
    Often(usize, Box<Member>),
}

type Refusal = Result<(), LineError>;

impl<'a> Planner<'a> {
    fn open(
        conn: &'a Connection,
        layout: &'a Layout,
        columns: Columns,
        mode: Mode,
        context: &'a DateContext,
    ) -> Result<Self> {
        let fields: Vec<&Field> = layout.fields.iter().collect();
        // The number and the login are among the fields.
        let position = |field: &Field| fields.iter().position(|other| other.id == field.id).unwrap_or(0);
        Ok(Planner {
            conn,
            layout,
            number_at: position(layout.fields.number()),
            login_at: position(layout.fields.login()),
            fields,
            columns,
            mode,
            context,
            register: MemberIndex::open(conn, layout)?,
            select: conn.prepare_cached(&layout.select_one)?,
            touched: HashMap::new(),
            notices: Notices::default(),
            plan: Plan::default(),
        })
    }

    fn finish(self) -> Plan {
        Plan { warnings: self.notices.warnings, ..self.plan }
    }

    fn line(&mut self, record: &Record) -> Result<()> {
        if let Err(error) = self.plan_line(record)? {
            self.plan.errors.push(error);
        }
        Ok(())
    }

    fn plan_line(&mut self, record: &Record) -> Result<Refusal> {
        let (given, wrong) = self.read(record);
        if !wrong.is_empty() {
            return Ok(self.refuse(record, None, wrong));
        }
        let number = given.iter().find(|(at, _)| *at == self.number_at).map(|(_, value)| value);
        let number = number.filter(|number| !is_nothing(number));
        let found = number.map_or(Ok(None), |number| self.register.with_number(number))?;
        match (self.mode, number, found) {
            (Mode::Update, None, _) => Ok(self.refuse(record, None, vec![msg!("import-number-needed")])),
            (Mode::Update, Some(number), None) => {
                let reason = msg!("import-number-unknown", number = plain_text(number).into_owned());
                Ok(self.refuse(record, None, vec![reason]))
            }
            (Mode::Create, Some(number), Some(_)) => {
                let reason = taken("member-number-taken", self.fields[self.number_at], number);
                Ok(self.refuse(record, None, vec![reason]))
            }
            (Mode::Auto | Mode::Update, _, Some(id)) => self.change(record, id, given),
            (Mode::Auto | Mode::Create, _, None) => self.create(record, given),
            // Members are found by number only.
            (Mode::Create, None, Some(_)) => self.create(record, given),
        }
    }

    /// The value of each column, by position of its field, and what cannot be read.
    fn read(&mut self, record: &Record) -> (Vec<(usize, Value)>, Vec<Message>) {
        let (mut given, mut wrong) = (Vec::with_capacity(self.columns.fields.len() + 1), Vec::new());
        for (column, at) in &self.columns.fields {
            let field = self.fields[*at];
            let read = cell_text(record, *column, field)
                .and_then(|text| Ok((text, values::read(field, Given::Text(text), self.context)?)));
            match read {
                Ok((text, value)) => {
                    self.notices.date(record.line, field, text, &value, self.context);
                    self.notices.choices(record.line, field, text);
                    given.push((*at, value));
                }
                Err(message) => wrong.push(message),
            }
        }
        (given, wrong)
    }

    fn create(&mut self, record: &Record, mut given: Vec<(usize, Value)>) -> Result<Refusal> {
        if self.plan.id_category == 0 {
            self.plan.id_category = category_of_new(self.conn)?;
        }
        let mut record_values: Vec<Value> = self.fields.iter().map(|field| values::empty(field)).collect();
        let is_given = |(at, value): &&(usize, Value)| {
            let is_empty = matches!((self.fields[*at].field_type, value), (FieldType::Checkbox, Value::Integer(0)));
            *at != self.number_at && *value != Value::Null && !is_empty
        };
        let filled = (given.iter().filter(is_given).count(), self.columns.fields.len());
        let is_numbered = given.iter().any(|(at, value)| *at == self.number_at && !is_nothing(value));
        self.number_new(&mut given)?;
        for (at, value) in &given {
            record_values[*at].clone_from(value);
        }
        let mut wrong = self.unsound(&record_values);
        let (number, login) = (&record_values[self.number_at], &record_values[self.login_at]);
        if *number == Value::Null && wrong.is_empty() {
            wrong.push(msg!("member-value-required", label = self.fields[self.number_at].label.as_str()));
        }
        if self.register.with_login(login)?.is_some() {
            wrong.push(taken("member-login-taken", self.fields[self.login_at], login));
        }
        if !wrong.is_empty() {
            return Ok(self.refuse(record, None, wrong));
        }
        let id = self.register.next_id();
        self.register.created(number, login);
        self.touched.insert(id, Touched::Once(self.plan.lines.len()));
        let name = self.name_in(record).unwrap_or_default();
        self.notices.created(self.conn, self.layout, record.line, &name, is_numbered, filled)?;
        self.plan.lines.push(Line { line: record.line, member: id, outcome: Outcome::Created(given) });
        Ok(Ok(()))
    }

    /// Gives the next number to a new member that comes without.
    fn number_new(&mut self, given: &mut Vec<(usize, Value)>) -> Result<()> {
        if self.fields[self.number_at].field_type != FieldType::Number {
            return Ok(());
        }
        match given.iter_mut().find(|(at, _)| *at == self.number_at) {
            Some((_, number)) if is_nothing(number) => {
                *number = Value::Integer(self.register.next_number(self.conn, self.layout)?);
            }
            Some(_) => {}
            None => {
                let number = self.register.next_number(self.conn, self.layout)?;
                given.push((self.number_at, Value::Integer(number)));
            }
        }
        Ok(())
    }

    fn change(&mut self, record: &Record, id: i64, given: Vec<(usize, Value)>) -> Result<Refusal> {
        let mut member = self.current(id)?;
        let mut changes = Vec::new();
        for (field, new) in given {
            if !same(&member.values[field], &new) {
                let old = std::mem::replace(&mut member.values[field], new.clone());
                changes.push(Change { field, old, new });
            }
        }
        let name = member.name(self.layout);
        let mut wrong = self.unsound(&member.values);
        let new_login = changes.iter().find(|change| change.field == self.login_at);
        if let Some(change) = new_login {
            wrong.extend(self.login_refused(&member, change)?);
        }
        if !wrong.is_empty() {
            // If the line erases the name, the old one identifies the member.
            let name = if name.is_empty() { self.current(id)?.name(self.layout) } else { name };
            let mut error = LineError { line: record.line, name: Some(name), reasons: wrong, harmless: false };
            // Unchanged members are not validated on import, but the preview reports their errors.
            error.harmless = changes.is_empty();
            return Ok(Err(error));
        }
        let outcome = if changes.is_empty() {
            Outcome::Unchanged { name }
        } else {
            if let Some(change) = new_login {
                self.register.login_changed(id, &change.old, &change.new);
            }
            let place = self.plan.lines.len();
            let earlier = self.touched.get(&id).map(|(Touched::Once(place) | Touched::Often(place, _))| *place);
            let earlier = earlier.and_then(|place| self.plan.lines.get(place)).map(|line| line.line);
            self.notices.changed(self.conn, record.line, &name, member.id_category, earlier)?;
            let touched = match earlier {
                None => Touched::Once(place),
                Some(_) => Touched::Often(place, Box::new(member)),
            };
            self.touched.insert(id, touched);
            Outcome::Changed { name, changes }
        };
        self.plan.lines.push(Line { line: record.line, member: id, outcome });
        Ok(Ok(()))
    }

    /// Why a member may not have its new login.
    fn login_refused(&mut self, member: &Member, change: &Change) -> Result<Option<Message>> {
        let field = self.fields[self.login_at];
        if change.new == Value::Null {
            let manages =
                Rights::of_category(self.conn, member.id_category)?.is_some_and(|rights| rights.manage_settings());
            return Ok(manages.then(|| msg!("member-login-needed", label = field.label.as_str())));
        }
        let owner = self.register.with_login(&change.new)?.filter(|owner| *owner != member.id);
        Ok(owner.map(|_| taken("member-login-taken", field, &change.new)))
    }

    /// A member as the lines above leave it.
    fn current(&mut self, id: i64) -> Result<Member> {
        let line = match self.touched.get(&id) {
            Some(Touched::Often(_, member)) => return Ok((**member).clone()),
            Some(Touched::Once(place)) => self.plan.lines.get(*place),
            None => None,
        };
        let outcome = line.map(|line| &line.outcome);
        if let Some(Outcome::Created(given)) = outcome {
            return Ok(self.new_member(id, given));
        }
        let layout = self.layout;
        let mut member = self.select.query_row([id], |row| Member::read(row, layout))?;
        if let Some(Outcome::Changed { changes, .. }) = outcome {
            for change in changes {
                member.values[change.field].clone_from(&change.new);
            }
        }
        Ok(member)
    }

    fn new_member(&self, id: i64, given: &[(usize, Value)]) -> Member {
        let mut member = Member::new(self.layout, self.plan.id_category);
        member.id = id;
        for (at, value) in given {
            member.values[*at].clone_from(value);
        }
        member
    }

    /// The errors of all fields of a record.
    fn unsound(&self, record: &[Value]) -> Vec<Message> {
        self.fields.iter().zip(record).filter_map(|(field, value)| values::check(field, value).err()).collect()
    }

    fn refuse(&self, record: &Record, name: Option<String>, reasons: Vec<Message>) -> Refusal {
        let name = name.or_else(|| self.name_in(record));
        Err(LineError { line: record.line, name, reasons, harmless: false })
    }

    /// The name as the line writes it.
    fn name_in(&self, record: &Record) -> Option<String> {
        let of_name: Vec<i64> = self.layout.fields.of_name().map(|field| field.id).collect();
        let columns = self.columns.fields.iter().filter(|(_, at)| of_name.contains(&self.fields[*at].id));
        let parts: Vec<&str> = columns.map(|(column, _)| record.cell(*column)).collect();
        Some(parts.join(" ").trim().to_owned()).filter(|name| !name.is_empty())
    }
}

/// A number that a line does not give.
fn is_nothing(number: &Value) -> bool {
    matches!(number, Value::Null | Value::Integer(0))
}

fn taken(sentence: &str, field: &Field, value: &Value) -> Message {
    let (label, value) = (field.label.as_str(), plain_text(value).into_owned());
    match sentence {
        "member-number-taken" => msg!("member-number-taken", label = label, value = value),
        _ => msg!("member-login-taken", label = label, value = value),
    }
}

/// The default category. Refused if it gives rights over the settings.
fn category_of_new(conn: &Connection) -> Result<i64> {
    let id = Settings::read_default_category(conn)?.unwrap_or(0);
    match Rights::of_category(conn, id)? {
        None => Err(Error::Forbidden(msg!("member-category-unknown"))),
        Some(rights) if rights.manage_settings() => Err(Error::Forbidden(msg!("member-category-out-of-reach"))),
        Some(_) => Ok(id),
    }
}
