//! What changed, as a patient sees it: the sentence first, then before and now, then the way to answer.

use crate::components::view::View;
use crate::model::tests::sample::{answers, catalogue, digest, entry, id, ledger, now, signed_in};
use crate::model::{Model, Seen, Session};
use crate::record::changes::changes;
use crate::route::Route;
use crate::screens::tests::render::{LANGUAGES, Page, render_screen};
use nattoku_consent::Answer::{Allow, Refuse};
use nattoku_consent::catalogue::{ChangeMark, Marked, Marking, RecipientKind};
use nattoku_consent::{Answer, Catalogue, Catalogues, Localized, Mode, Record};
use std::rc::Rc;
use std::sync::Arc;
use yew::prelude::*;

fn both(japanese: &str, english: &str) -> Localized {
    Localized([(id("ja"), japanese.to_owned()), (id("en"), english.to_owned())].into_iter().collect())
}

/// The sample's second version: companies may receive what the research is done with.
fn second() -> Catalogue {
    let mut next = Catalogue { version: 2, ..(*catalogue()).clone() };
    let research = &mut next.programmes[0].purposes[0];
    research.recipients.push(RecipientKind::DrugCompany);
    research.who = both("大学と製薬会社です。", "Universities and drug companies.");
    let sentence = both("製薬会社が加わりました。", "Drug companies were added.");
    let approval = research.approval.clone();
    let about = Marked::Question(research.id.clone());
    next.changes = vec![ChangeMark { about, since: 1, marking: Marking::Material { sentence, approval } }];
    next
}

/// Somebody who answered to the first version, when another is in force.
fn after(answer: Answer, next: Catalogue) -> Model {
    let mut model = signed_in(Route::Choices);
    let next = Arc::new(next);
    let catalogues = Catalogues::new(digest('b'), Arc::clone(&next)).with_earlier(digest('a'), catalogue());
    let record = Record::from_entries([entry(1, answers(&[("research", answer)]))]);
    let Session::Open(known) = &mut model.session else { panic!("signed in") };
    known.seen = Rc::new(Seen::new(record, catalogues, now().into(), ledger(), Vec::new()));
    (model.catalogue, model.digest) = (next, digest('b'));
    model
}

fn render(model: Model, language: &str) -> Page {
    let screen = |view: View| changes(&view, &id("research"));
    render_screen(model, language, Callback::from(screen))
}

#[test]
fn the_sentence_comes_first_then_before_and_now_then_the_answers() {
    for (language, in_order) in [
        (
            "ja",
            [
                "製薬会社が加わりました。",
                "こえて使いません",
                "これまで大学",
                "会社にはわたしません",
                "これから",
                "大学と製薬会社",
                "この内容で答える",
            ],
        ),
        (
            "en",
            [
                "Drug companies were added.",
                "Until you answer",
                "BeforeUniversities",
                "Not companies",
                "From now on",
                "and drug",
                "Answer to these words",
            ],
        ),
    ] {
        let page = render(after(Allow, second()), language);
        let text = page.text();
        let places: Vec<_> = in_order.iter().map(|words| text.find(words)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {text}");
        assert_eq!(page.count("<h1"), 1);
        assert_eq!(page.count("class=\"card__field compared\""), 1, "only what differs");
    }
}

#[test]
fn who_said_no_is_told_that_it_stays_so() {
    let page = render(after(Refuse, second()), "ja");
    assert!(page.text().contains("今の答えは、そのままです。") && !page.text().contains("答えるまで"));
}

#[test]
fn another_way_of_deciding_and_another_end_are_said_in_words() {
    let mut next = second();
    next.programmes[0].mode = Mode::NoticeOptOut { wait_days: 30 };
    next.programmes[0].expires_after_months = Some(12);
    for language in LANGUAGES {
        let text = render(after(Allow, next.clone()), language).text();
        let said = match language {
            "ja" => ["答えがあるときだけ", "断る連絡がなければ", "あなたが変えるまで", "か月"],
            _ => ["only after you say yes", "unless you refuse", "Until you change it", " months"],
        };
        assert!(said.iter().all(|words| text.contains(words)), "{text}");
    }
}
