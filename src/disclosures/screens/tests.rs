//! What the screens of the disclosures say, rendered with the real messages.

use crate::disclosures::model::tests::{index, loaded, opened, outcome, read, reader, recipient};
use crate::disclosures::model::{Act, Page, State};
use crate::disclosures::site::Site;
use crate::disclosures::view::View;
use crate::i18n::I18n;
use crate::i18n::compile::compile;
use crate::model::tests::sample::{answers, id, now};
use nattoku_consent::{Answer, Decision};
use nattoku_disclosure::FeedKind;
use nattoku_disclosure::Review;
use nattoku_disclosure::feed::{Flaw, FlawKind};
use nattoku_disclosure::served::Trouble;
use serde_json::json;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Clone, Properties)]
struct ScreenProps {
    view: View,
}

impl PartialEq for ScreenProps {
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

#[component]
fn Screen(props: &ScreenProps) -> Html {
    super::page(&props.view)
}

fn render(state: State) -> String {
    let messages = std::fs::read_to_string("locales/ja/disclosures.ftl").unwrap();
    let site = Site { index: String::new(), pages: "/ja/".to_owned(), hospital: true, embedded: true };
    let view = View {
        state: Rc::new(state),
        i18n: I18n::new(id("ja"), compile(&messages).unwrap()),
        site: Rc::new(site),
        act: Callback::noop(),
        go: Callback::noop(),
        refuse: Callback::noop(),
        take_back: Callback::noop(),
    };
    let renderer = yew::LocalServerRenderer::<Screen>::with_props(ScreenProps { view }).hydratable(false);
    futures::executor::block_on(renderer.render())
}

fn listed(entry: nattoku_disclosure::Recipient) -> State {
    let mut state = opened(Page::Recipients(None));
    state.update(Act::Index(Some(index())));
    state.update(Act::Recipients(0, Some(vec![entry])));
    state.update(Act::Recipients(0, Some(Vec::new())));
    state
}

#[test]
fn a_providers_text_is_text_whatever_stands_in_it() {
    let html = render(listed(recipient(1, "<script>alert(1)</script>", json!({}))));
    assert!(html.contains("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>"), "{html}");
    assert!(!html.contains("<script"));
}

#[test]
fn a_reader_nobody_knows_is_told_nothing_of_themselves() {
    assert!(!render(loaded()).contains("concerns"));
}

#[test]
fn a_reader_is_told_what_may_include_them_and_why_the_rest_does_not() {
    let given = recipient(1, "ひがし大学", json!({ "first": "2026-11-22" }));
    let told = |answer: Answer| {
        let mut state = listed(given.clone());
        read(&mut state, reader(answers(&[("research", answer)])));
        render(state)
    };
    assert!(told(Answer::Allow).contains("あなたの情報が、入っているかもしれません。"));
    let html = told(Answer::Refuse);
    assert!(
        html.contains("あなたの情報は、入っていません。「使ってほしくない」と答えたためです。"),
        "{html}"
    );
}

#[test]
fn a_name_that_looks_like_another_and_what_is_left_out_are_told() {
    let mut state = listed(recipient(1, "ひがし大学", json!({})));
    let mut served = index();
    let flaw = |entry, kind| (FeedKind::Recipients, Flaw { entry, kind });
    served.sources[0].flaws = vec![
        flaw(Some(id("r-1")), FlawKind::LooksLike("ひかし大学".to_owned())),
        flaw(None, FlawKind::Unreadable),
        flaw(Some(id("r-9")), FlawKind::OtherProgramme),
    ];
    served.sources[0].trouble = Some(Trouble::Refused);
    state.update(Act::Index(Some(served)));
    let html = render(state);
    let not_ours = "この病院の取り組みではない\u{2068}1\u{2069}件は、出していません";
    for told in
        ["とよく似た名前です", "正しく読めないため出していません", "本物かを確かめられませんでした", not_ours]
    {
        assert!(html.contains(told), "{told}: {html}");
    }
}

#[test]
fn a_promise_that_was_not_kept_is_said_plainly() {
    let mut state = opened(Page::Outcomes);
    let mut served = index();
    served.sources[0].next_update = now() - chrono::Duration::days(1);
    state.update(Act::Index(Some(served)));
    let due = ["2026-06-30", "2027-06-30"].map(|due| json!({ "none-yet": due }));
    let outcomes = due.into_iter().zip(1..).map(|(came, number)| outcome(number, came));
    state.update(Act::Outcomes(0, Some(outcomes.collect())));
    let html = render(state);
    for told in ["遅れています", "までの約束でした", "まだ成果はありません"] {
        assert!(html.contains(told), "{told}: {html}");
    }
}

fn review() -> Review {
    let text = |ja: &str| json!({ "ja": ja });
    let recipient =
        json!({ "name": text("みなみ製薬"), "kind": "drug-company", "country": "JP", "for_profit": true });
    serde_json::from_value(json!({
        "id": "rv-1", "body": text("審査委員会"), "members": [{ "role": text("医師"), "count": 2 }],
        "case": "other-recipient", "summary": text("薬の効き目を調べます。"), "recipient": recipient,
        "programme": "registry", "purposes": ["drug-development"], "ruling": "approved",
        "reason": text("必要と認めました。"), "on": "2026-03-03",
    }))
    .unwrap()
}

#[test]
fn one_reviewed_use_can_be_refused_by_who_has_signed_in_and_not_refused_twice() {
    let mut served = index();
    let feed = json!({ "kind": "reviews", "entries": 1, "parts": ["v/1"] });
    served.sources[0].feeds.push(serde_json::from_value(feed).unwrap());
    let with = |decision: Option<Decision>| {
        let mut state = opened(Page::Reviews);
        state.update(Act::Index(Some(served.clone())));
        state.update(Act::Reviews(0, Some(vec![review()])));
        if let Some(decision) = decision {
            read(&mut state, reader(decision));
        }
        render(state)
    };
    let button = "この利用だけ断る<span class=\"unseen\">";
    assert!(!with(None).contains(button));
    assert!(with(Some(answers(&[("drug-development", Answer::Allow)]))).contains(button));
    let refused = with(Some(Decision::UseRefused(id("rv-1"))));
    assert!(refused.contains("あなたは、この利用を断りました。") && !refused.contains(button));
    assert!(refused.contains("断るのをやめる") && !with(None).contains("断るのをやめる"));
}

#[test]
fn the_days_of_a_page_are_those_of_the_place_where_it_is_shown() {
    for (issued, day) in [
        ("2026-11-27T14:59:00.000Z", "2026-11-27"), // 23:59 in Japan
        ("2026-11-27T15:30:00.000Z", "2026-11-28"), // 00:30
        ("2026-11-27T23:59:00.000Z", "2026-11-28"), // 08:59
    ] {
        let mut index = index();
        index.sources[0].issued = issued.parse().unwrap();
        let mut state = opened(Page::Recipients(None));
        state.update(Act::Index(Some(index)));
        let html = render(state);
        assert!(html.contains(&format!("\u{2068}{day}\u{2069}に更新しました")), "{issued}: {html}");
    }
}
