//! Looking through the members of a chunk.

use memchr::memmem::Finder;

use super::rows::{MARK, Packed, Rows};
use crate::members::question::{Group, Question, Word};

/// A question, ready to be asked of many chunks.
pub struct Needles {
    groups: Vec<GroupNeedles>,
}

struct GroupNeedles {
    words: Vec<WordNeedles>,
    phone: Option<Finder<'static>>,
}

struct WordNeedles {
    text: Finder<'static>,
    number: Finder<'static>,
    phone: Option<Finder<'static>>,
    /// SQL finds an empty word in every text.
    is_empty: bool,
}

/// A bit for each member of a chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hits(Vec<u64>);

impl Needles {
    pub fn new(question: &Question) -> Self {
        Needles { groups: question.groups.iter().map(GroupNeedles::new).collect() }
    }

    /// The members that answer the question.
    pub fn find(&self, rows: &Rows) -> Hits {
        let mut found = Hits::all(rows.len());
        for group in &self.groups {
            found.retain(&group.find(rows));
        }
        found
    }
}

impl GroupNeedles {
    fn new(group: &Group) -> Self {
        GroupNeedles {
            words: group.words.iter().map(WordNeedles::new).collect(),
            phone: group.phone.as_deref().map(finder),
        }
    }

    fn find(&self, rows: &Rows) -> Hits {
        let mut found = Hits::all(rows.len());
        for word in &self.words {
            found.retain(&word.find(rows));
        }
        if let Some(phone) = &self.phone {
            found.add(&rows.phones, phone);
        }
        found
    }
}

impl WordNeedles {
    fn new(word: &Word) -> Self {
        let number = [&[MARK], word.folded.as_bytes(), &[MARK]].concat();
        WordNeedles {
            text: finder(&word.folded),
            number: Finder::new(&number).into_owned(),
            phone: word.phone.as_deref().map(finder),
            is_empty: word.folded.is_empty(),
        }
    }

    fn find(&self, rows: &Rows) -> Hits {
        let mut found = Hits::none(rows.len());
        if self.is_empty {
            for at in 0..rows.len() {
                let row = rows.get(at);
                if !row.texts.is_empty() || row.number == [MARK, MARK] {
                    found.set(at);
                }
            }
        } else {
            found.add(&rows.texts, &self.text);
            found.add(&rows.numbers, &self.number);
        }
        if let Some(phone) = &self.phone {
            found.add(&rows.phones, phone);
        }
        found
    }
}

fn finder(text: &str) -> Finder<'static> {
    Finder::new(text).into_owned()
}

impl Hits {
    fn none(count: usize) -> Self {
        Hits(vec![0; count.div_ceil(64)])
    }

    fn all(count: usize) -> Self {
        let mut all = Hits(vec![u64::MAX; count.div_ceil(64)]);
        if let Some(last) = all.0.last_mut().filter(|_| !count.is_multiple_of(64)) {
            *last = (1 << (count % 64)) - 1;
        }
        all
    }

    fn set(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    pub fn has(&self, at: usize) -> bool {
        self.0[at / 64] & (1 << (at % 64)) != 0
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|bits| *bits == 0)
    }

    fn retain(&mut self, other: &Hits) {
        self.0.iter_mut().zip(&other.0).for_each(|(bits, other)| *bits &= other);
    }

    /// Adds the members in whose text a needle stands. Texts begin with a mark, so that no needle stands in two of them.
    fn add(&mut self, texts: &Packed, needle: &Finder<'_>) {
        let (mut start, mut at) = (0, 0);
        while let Some(place) = needle.find(&texts.bytes[start..]) {
            let place = start + place;
            at += texts.ends[at..].iter().take_while(|end| **end as usize <= place).count();
            self.set(at);
            start = texts.ends[at] as usize;
            at += 1;
        }
    }
}
