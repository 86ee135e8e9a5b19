//! What an entry of the record says, who said it and by which route: the same words on every screen.

use crate::components::answers::answer_label;
use crate::components::text::{element, paragraph, subheading};
use crate::components::view::{View, is_notice_of};
use crate::i18n::dates;
use crate::model::Seen;
use nattoku_consent::event::{Actor, Channel, Notice, NoticeRoute, Scope};
use nattoku_consent::id::ReviewId;
use nattoku_consent::mandate::ProxyBasis;
use nattoku_consent::wire::{TellState, Told};
use nattoku_consent::{Answer, Body, Catalogue, Decision, Entry, QuestionId};
use yew::prelude::*;

/// What happened, in a line.
pub fn headline(view: &View, entry: &Entry) -> String {
    match &entry.event.body {
        Body::Notified(notice) => told_by(view, notice),
        Body::Decided(Decision::Answered { .. }) => view.t("entry-answered"),
        Body::Decided(Decision::Withdrawn(Scope::Everything)) => view.t("timeline-stopped-everything"),
        Body::Decided(Decision::Withdrawn(Scope::Programme(_))) => view.t("timeline-stopped"),
        Body::Decided(Decision::UseRefused(_)) => view.t("entry-use-refused"),
        Body::Decided(Decision::UseRefusalWithdrawn(_)) => view.t("entry-use-refusal-withdrawn"),
        Body::Decided(Decision::PreferenceSet { .. }) => view.t("entry-preference"),
        Body::ProxyBegan(mandate) => {
            let basis = view.t(basis(mandate.basis));
            view.with("entry-proxy-began", &[("name", mandate.proxy.clone()), ("basis", basis)])
        }
        Body::ProxyEnded(_) => view.t("entry-proxy-ended"),
    }
}

/// By which route a notice came, and when.
pub fn told_by(view: &View, notice: &Notice) -> String {
    let route = match notice.route {
        NoticeRoute::Mail => "route-mail",
        NoticeRoute::App => "route-app",
        NoticeRoute::Paper => "route-paper",
        NoticeRoute::Post => "route-post",
        NoticeRoute::Tablet => "route-tablet",
        NoticeRoute::InsuranceTerminal => "route-insurance-terminal",
    };
    let day = dates::date(&view.model.language, notice.on);
    view.with("timeline-told", &[("route", view.t(route)), ("date", day)])
}

/// Who acted, and by which route: "the person, from this screen".
pub fn acted(view: &View, seen: Option<&Seen>, entry: &Entry) -> String {
    let who = match entry.event.actor {
        Actor::Proxy(id) => {
            let held = seen.and_then(|seen| seen.record.mandate(id));
            held.map_or_else(
                || view.t("acted-proxy-unnamed"),
                |held| {
                    let basis = view.t(basis(held.mandate.basis));
                    view.with("acted-proxy", &[("name", held.mandate.proxy.clone()), ("basis", basis)])
                },
            )
        }
        // To tell somebody, and to verify who may act, is the hospital's doing.
        _ if entry.event.body.decision().is_none() => view.t("acted-hospital"),
        Actor::Patient | Actor::Staff => view.t("acted-self"),
    };
    let route = view.t(match entry.event.channel {
        Channel::App => "channel-app",
        Channel::Kiosk => "channel-kiosk",
        Channel::Paper => "channel-paper",
        Channel::Phone => "channel-phone",
    });
    let mut parts = vec![view.with("acted-how", &[("who", who), ("route", route)])];
    if let Some(desk) = &entry.event.desk {
        parts.push(view.with("acted-entered", &[("staff", desk.staff.clone())]));
        parts.extend(desk.scan.as_ref().map(|scan| view.with("acted-scan", &[("scan", scan.clone())])));
    }
    parts.join(" / ")
}

/// The message that names why somebody may act for the person.
#[must_use]
pub const fn basis(basis: ProxyBasis) -> &'static str {
    match basis {
        ProxyBasis::Parent => "basis-parent",
        ProxyBasis::Guardian => "basis-guardian",
        ProxyBasis::Curator => "basis-curator",
        ProxyBasis::Family => "basis-family",
    }
}

/// The message that says what follows from an entry.
#[must_use]
pub const fn effect(entry: &Entry) -> &'static str {
    match &entry.event.body {
        Body::Decided(Decision::Answered { .. }) => "done-from-now",
        Body::Decided(Decision::Withdrawn(Scope::Everything)) => "done-stopped-everything",
        Body::Decided(Decision::Withdrawn(Scope::Programme(_))) => "done-stopped-programme",
        Body::Decided(Decision::UseRefused(_)) => "done-refused",
        Body::Decided(Decision::UseRefusalWithdrawn(_)) => "done-use-answers",
        Body::Decided(Decision::PreferenceSet { .. }) => "done-preference",
        Body::Notified(_) | Body::ProxyBegan(_) | Body::ProxyEnded(_) => "done-recorded",
    }
}

/// Everything an entry says, in the questions of the catalogue that was shown.
pub fn said(view: &View, entry: &Entry, shown: &Catalogue) -> Html {
    match &entry.event.body {
        Body::Decided(Decision::Answered { answers, .. }) => {
            let row = |(id, answer): (&QuestionId, &Answer)| answered(view, shown, id, *answer);
            // In the order in which they were asked, not that of their names.
            let asked =
                shown.questions().filter_map(|question| Some((question.id(), answers.get(question.id())?)));
            html! { <dl class="review">{ for asked.filter_map(row) }</dl> }
        }
        Body::Decided(Decision::PreferenceSet { preference, wanted }) => {
            let known = shown.preferences.iter().find(|known| &known.id == preference);
            let answer = view.t(if *wanted { "preference-on" } else { "preference-off" });
            let name = known.map(|known| view.say(&known.headline)).unwrap_or_default();
            html! { <dl class="review">{ row(name, answer) }</dl> }
        }
        Body::Decided(Decision::Withdrawn(Scope::Programme(id))) => {
            html! { <p>{ shown.programme(id).map(|programme| view.say(&programme.name)) }</p> }
        }
        Body::Decided(Decision::UseRefused(review) | Decision::UseRefusalWithdrawn(review)) => {
            let named = view.model.named_use.as_ref().filter(|(id, _)| id == review);
            let name = named.map_or_else(|| use_number(view, review), |(_, name)| name.clone());
            html! { <p class="always"><bdi>{ name }</bdi></p> }
        }
        Body::Decided(Decision::Withdrawn(Scope::Everything))
        | Body::Notified(_)
        | Body::ProxyBegan(_)
        | Body::ProxyEnded(_) => Html::default(),
    }
}

/// A reviewed use by the number of its review: nothing else of it is recorded.
pub fn use_number(view: &View, review: &ReviewId) -> String {
    view.with("use-number", &[("review", review.to_string())])
}

fn answered(view: &View, shown: &Catalogue, id: &QuestionId, answer: Answer) -> Option<Html> {
    let question = shown.question(id)?;
    let label = answer_label(answer, is_notice_of(question));
    Some(row(view.say(question.short()), view.t(label)))
}

fn row(name: String, answer: String) -> Html {
    html! {
        <div class="review__row">{ element("dt", "", name) }<dd>{ element("span", "review__answer", answer) }</dd></div>
    }
}

/// What became of a no at each who holds the data; nothing for what says no to nothing.
pub fn told_list(view: &View, told: &[Told], entry: &Entry) -> Option<Html> {
    entry.event.body.decision().filter(|decision| decision.says_no())?;
    let told: Vec<_> = told.iter().filter(|told| told.entry == entry.number).collect();
    let row = |told: &Told| {
        let on = |on| vec![("date", dates::date(&view.model.language, on))];
        let state = match &told.state {
            TellState::Waiting => view.t("told-waiting"),
            TellState::Told { on: day } => view.with("told-told", &on(*day)),
            TellState::Acknowledged { on: day } => view.with("told-acknowledged", &on(*day)),
            TellState::CouldNotStop { on: day, reason } => {
                let values = [on(*day), vec![("reason", reason.clone())]].concat();
                view.with("told-could-not", &values)
            }
        };
        html! { <li><strong><bdi>{ view.say(&told.recipient) }</bdi></strong><br />{ state }</li> }
    };
    Some(html! {
        <section class="told">
            { subheading(view.t("told-title")) }
            if told.is_empty() {
                { paragraph(view.t("told-nobody")) }
            } else {
                <ul>{ for told.into_iter().map(row) }</ul>
            }
            { paragraph(view.t("told-earlier")) }
        </section>
    })
}
