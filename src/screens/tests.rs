//! Every screen, rendered with the sample hospital's texts and the real messages, in every language and state.

mod acting;
pub(crate) mod render;
pub(crate) mod states;

use crate::model::tests::sample::{arrived, catalogue, id, question, signed_in};
use crate::model::{Check, Model};
use crate::route::Route;
use nattoku_consent::Answer;
use nattoku_consent::catalogue::Question;
use nattoku_consent::flow::Step;
use render::{LANGUAGES, Page, messages, render};
use states::{states, with_history};

/// Every state in every language, with its name.
fn pages() -> impl Iterator<Item = (String, Page)> {
    LANGUAGES.into_iter().flat_map(|language| {
        let named =
            move |(name, model): (String, Model)| (format!("{name} in {language}"), render(model, language));
        states().into_iter().map(named)
    })
}

#[test]
fn every_screen_has_exactly_one_main_heading_and_it_says_something() {
    for (name, page) in pages() {
        assert_eq!(page.count("<h1"), 1, "{name}");
        let heading = page.between("<h1", "</h1>").text();
        assert!(!heading.trim().is_empty(), "{name}: {heading}");
    }
}

#[test]
fn no_screen_shows_the_name_of_a_message_or_an_empty_place() {
    for language in LANGUAGES {
        let written = messages(language).values().cloned().collect::<Vec<_>>().join("\n")
            + &serde_json::to_string(&*catalogue()).unwrap();
        for (name, model) in states() {
            let text = render(model, language).texts().join("\n");
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
            let looks_raw = |word: &&str| word.contains('-') && word.starts_with(char::is_alphabetic);
            for word in text.split(|c| !is_part(c)).filter(looks_raw) {
                assert!(written.contains(word), "{name} in {language} says {word}");
            }
            for place in
                ["date", "hospital", "now", "page", "place", "answer", "route", "question", "version"]
            {
                assert!(!text.contains(&format!("\u{2068}{place}\u{2069}")), "{name} in {language}: {place}");
            }
        }
    }
}

#[test]
fn every_screen_speaks_one_language() {
    let is_japanese = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
    for (name, model) in states() {
        let japanese = render(model.clone(), "ja").text();
        assert!(japanese.contains(is_japanese), "{name}");
        let english = render(model, "en");
        // A person's words of another day stay in the language in which they saw them, and say so; so does the
        // name of a language.
        let english = english.without("<div lang", "</details>").without("<label lang", "</label>");
        let foreign: String = english.text().chars().filter(|c| is_japanese(*c)).collect();
        assert_eq!(foreign, "", "{name} in English");
    }
}

#[test]
fn nothing_is_chosen_beforehand() {
    for language in LANGUAGES {
        for asked in catalogue().questions() {
            let page = render(with_history(Route::Choice(asked.id().clone())), language);
            assert!(!page.html.contains(" checked"), "choice {}", asked.id());
        }
        for item in &catalogue().understanding {
            let page = render(signed_in(Route::Step(Step::Understanding(item.id.clone()))), language);
            assert!(!page.html.contains(" checked"), "{}", item.id);
        }
        for name in ["research", "drug-development", "prevention", "safety"] {
            let page = render(signed_in(question(name)), language);
            assert_eq!((page.count("type=\"radio\""), page.count(" checked")), (3, 0), "{name}");
        }
    }
}

#[test]
fn an_answer_that_was_given_is_shown_as_chosen_and_no_other() {
    for (answer, value) in [(Answer::Allow, "allow"), (Answer::Refuse, "refuse")] {
        let mut model = signed_in(question("research"));
        model.draft.set(id("research"), answer);
        let page = render(model, "ja");
        assert_eq!(page.count(" checked"), 1);
        assert!(page.between(&format!("answer--{value}\""), "</label>").html.contains(" checked"));
    }
}

#[test]
fn yes_and_no_are_built_alike() {
    for language in LANGUAGES {
        for name in ["research", "prevention"] {
            let page = render(signed_in(question(name)), language);
            let label = |value: &str| {
                let label = page.between(&format!("<label class=\"answer answer--{value}\""), "</label>");
                label.tags().replace(value, "this")
            };
            assert_eq!(label("allow"), label("refuse"));
            assert!(label("allow").contains("answer__face"));
        }
    }
    let styles = concat!(
        include_str!("../../styles/components/answers.css"),
        include_str!("../../styles/components/button.css"),
        include_str!("../../styles/base.css")
    );
    for one_of_the_two in ["answer--allow", "answer--refuse", "value=\"allow\"", "value=\"refuse\""] {
        assert!(!styles.contains(one_of_the_two), "a style for {one_of_the_two} alone");
    }
}

#[test]
fn yes_and_no_are_called_after_what_they_do_under_each_mode() {
    for (name, yes, no) in
        [("research", "使ってよい", "使ってほしくない"), ("prevention", "断らない", "断る")]
    {
        let page = render(signed_in(question(name)), "ja");
        let label = |value: &str| page.between(&format!("answer--{value}\">"), "</label>").text();
        assert!(label("allow").contains(yes), "{name}: {}", label("allow"));
        assert_eq!(label("refuse").split('>').next_back(), Some(no), "{name}");
    }
}

#[test]
fn under_opt_out_nothing_is_called_consent() {
    for language in LANGUAGES {
        for asked in catalogue().questions() {
            let Question::Purpose(programme, purpose) = asked else { continue };
            if programme.id.as_str() != "act" {
                continue;
            }
            for model in
                [signed_in(question(purpose.id.as_str())), with_history(Route::Choice(purpose.id.clone()))]
            {
                let page = render(model, language);
                assert!(page.html.contains("question--notice"));
                let text = page.between("<main", "</main>").text().to_lowercase();
                assert!(!text.contains("同意") && !text.contains("consent"), "{} in {language}", purpose.id);
            }
        }
    }
}

#[test]
fn hard_words_open_their_meaning_in_place() {
    for language in LANGUAGES {
        let page = render(arrived(Route::Step(Step::Explain(3))), language);
        // A heading is for finding one's way, not for opening words.
        let text = page.between("<main", "</main>").without("<h1", "</h1>").without("<h2", "</h2>").text();
        let words: Vec<String> = catalogue()
            .glossary
            .iter()
            .map(|term| term.word.get(&id(language)).to_owned())
            .filter(|word| text.contains(word))
            .collect();
        assert!(!words.is_empty());
        for word in words {
            let button =
                format!("<button type=\"button\" aria-expanded=\"false\" class=\"term\">{word}</button>");
            let longer = catalogue().glossary.iter().any(|term| {
                let other = term.word.get(&id(language));
                other != word && other.contains(&word) && page.html.contains(&format!(">{other}</button>"))
            });
            assert!(page.html.contains(&button) || longer, "{word}");
        }
    }
}

#[test]
fn an_item_of_the_check_says_what_is_true_whatever_was_chosen() {
    for item in &catalogue().understanding {
        for check in [Check::First, Check::Second, Check::Unsure] {
            let mut model = signed_in(Route::Step(Step::Understanding(item.id.clone())));
            let truth = model.draft.first_is_true(&model.catalogue, item);
            model.checked = Some((item.id.clone(), check));
            let page = render(model, "ja");
            let said = if truth { &item.explain_first } else { &item.explain_second };
            assert!(page.text().contains(said.get(&id("ja"))), "{} {check:?}", item.id);
        }
    }
}
