use super::*;
use crate::bootstrap;
use crate::cli::init::answers::Answers;

/// Answers that were prepared, and all that was shown.
#[derive(Default)]
struct Script {
    answers: Vec<&'static str>,
    asked: Vec<String>,
    said: Vec<String>,
}

impl Script {
    fn of(answers: &[&'static str]) -> Self {
        Script { answers: answers.iter().rev().copied().collect(), ..Script::default() }
    }
}

impl Console for Script {
    fn line(&mut self, question: &str) -> std::io::Result<Option<String>> {
        self.asked.push(question.to_owned());
        Ok(self.answers.pop().map(|answer| format!("{answer}\n")))
    }

    fn hidden_line(&mut self, question: &str) -> std::io::Result<Option<String>> {
        self.line(question)
    }

    fn say(&mut self, sentence: &str) {
        self.said.push(sentence.to_owned());
    }
}

const ENGLISH: Language = Language::English;

#[test]
fn a_wrong_answer_is_explained_and_only_that_question_is_asked_again() {
    let mut script = Script::of(&[
        "",
        "Les Abeilles",
        "Spain",
        "be",
        "Ada",
        "ada",
        "ada@",
        " ada@example.org ",
        "short",
        "long enough, 12",
        "2026-02-30",
        "01/09/2026",
        "",
    ]);
    let (association, books) = Answers::default().complete(Questions::to_a_person(ENGLISH, &mut script)).unwrap();
    assert_eq!(association.country(), bootstrap::Country::Belgium);
    assert_eq!((books.year_start.to_string(), books.bank_account.as_str()), ("2026-09-01".into(), "Current account"));
    assert_eq!(script.said.len(), 6, "{:?}", script.said);
    assert!(script.said[1].contains("Spain") && script.said[2].contains("ada"), "{:?}", script.said);
    let times = |words: &str| script.asked.iter().filter(|question| question.contains(words)).count();
    let asked = ["Name of the association", "Country", "administrator:", "E-mail", "password", "First day", "bank"];
    assert_eq!(asked.map(times), [2, 2, 1, 3, 2, 2, 1]);
}

#[test]
fn a_wrong_flag_is_explained_to_a_person_who_may_then_answer() {
    let given: Answers = serde_json::from_str(
        r#"{"name": "N", "country": "XX", "administrator": "A", "email": "a@b.org", "password": "",
            "year_start": "2026-01-01", "bank_account": "B"}"#,
    )
    .unwrap();
    let mut script = Script::of(&["CH"]);
    let (association, _) = given.complete(Questions::to_a_person(ENGLISH, &mut script)).unwrap();
    assert_eq!(association.country(), bootstrap::Country::Switzerland);
    assert_eq!((script.asked.len(), script.said.len()), (1, 1), "what was given right is not asked");
}

#[test]
fn the_end_of_the_input_and_ten_wrong_answers_end_the_questions() {
    for answers in [&[] as &[_], &["Les Abeilles"], &["N", "XX"], &["N", "FR", "A", "a@b.org"], &[""; 40]] {
        let mut script = Script::of(answers);
        let ended = Answers::default().complete(Questions::to_a_person(ENGLISH, &mut script));
        assert!(ended.unwrap_err().sentence(ENGLISH).contains("Nothing was created"));
        assert!(script.asked.len() <= ATTEMPTS_MAX, "{:?}", script.asked);
    }
}

#[test]
fn a_pipe_is_asked_for_what_is_needed_and_nothing_else() {
    let mut script = Script::of(&["N", "XX", "FR", "A", "a@b.org"]);
    let (association, books) = Answers::default().complete(Questions::needed_only(ENGLISH, &mut script)).unwrap();
    assert_eq!((association.country(), script.asked.len()), (bootstrap::Country::France, 5));
    assert!(books.year_start.month() == 1 && books.year_start.day() == 1, "{books:?}");

    let given: Answers = serde_json::from_str(r#"{"name": "N", "country": "XX"}"#).unwrap();
    let mut script = Script::of(&["FR"]);
    let refused = given.complete(Questions::needed_only(ENGLISH, &mut script)).err().unwrap();
    assert!(refused.sentence(ENGLISH).contains("XX") && script.asked.is_empty(), "a wrong flag ends a script");

    let mut script = Script::of(&["N"]);
    let missing = Answers::default().complete(Questions::needed_only(ENGLISH, &mut script)).err().unwrap();
    assert!(missing.sentence(ENGLISH).contains("--country"));
}

#[test]
fn nobody_is_asked_when_the_answers_are_in_json() {
    let given: Answers = serde_json::from_str(r#"{"name": "N", "country": "FR", "email": "a@b.org"}"#).unwrap();
    let missing = given.complete(Questions::not_asked(ENGLISH)).err().unwrap();
    assert!(missing.sentence(ENGLISH).contains("--administrator"), "{missing:?}");
}
