//! One question: what holds, what happened and in which words, and how to change it.

use crate::components::answers::{Answers, answer_label};
use crate::components::card::CardFields;
use crate::components::complaint::Complaint;
use crate::components::standing::sentence;
use crate::components::steps::complaint_text;
use crate::components::view::{View, is_notice};
use crate::i18n::dates;
use crate::model::{Action, Seen};
use crate::screens::question::QuestionHead;
use nattoku_consent::catalogue::Question;
use nattoku_consent::event::{Channel, Notice, NoticeRoute, Scope, TermsShown};
use nattoku_consent::{Body, Decision, Entry, QuestionId};
use yew::prelude::*;

/// The properties of [`Choice`].
#[derive(Clone, PartialEq, Properties)]
pub struct ChoiceProps {
    /// What it is given.
    pub view: View,
    /// Which question.
    pub id: QuestionId,
}

/// One question.
#[component]
pub fn Choice(props: &ChoiceProps) -> Html {
    let view = &props.view;
    let (Some(question), Some(seen)) = (view.model.catalogue.question(&props.id), view.model.seen()) else {
        return html! { <h1 tabindex="-1">{ view.t("not-found-title") }</h1> };
    };
    let notice = is_notice(question.programme());
    let chosen = view.model.change.as_ref().filter(|(id, _)| *id == props.id).map(|(_, answer)| *answer);
    let (act, id) = (view.act.clone(), props.id.clone());
    let on_choose = Callback::from(move |answer| act.emit(Action::Change(id.clone(), answer)));
    html! {
        <article class={classes!("question", notice.then_some("question--notice"))}>
            <QuestionHead view={view.clone()} id={props.id.clone()} />
            <p class="now"><strong>{ view.t("choice-now") }</strong>{ sentence(view, &seen.standing(&props.id), notice) }</p>
            <CardFields view={view.clone()} card={question.card().clone()} language={view.model.language.clone()} />
            <section class="change">
                <h2>{ view.t("choice-change") }</h2>
                <Answers view={view.clone()} question={props.id.clone()} {notice} {chosen} {on_choose} />
                <Complaint text={complaint_text(view)} />
                <button type="button" class="button button--primary button--wide"
                    aria-disabled={view.model.is_busy().then_some("true")}
                    onclick={view.on_press::<MouseEvent>(|view| Action::SubmitChange(view.moment.emit(())))}>
                    { view.t("choice-send") }
                </button>
            </section>
            <section>
                <h2>{ view.t("choice-timeline") }</h2>
                { timeline(view, seen, question) }
            </section>
        </article>
    }
}

fn timeline(view: &View, seen: &Seen, question: Question<'_>) -> Html {
    let happened = |entry: &Entry| {
        let what = happening(view, question, &entry.event.body)?;
        let route = match entry.event.channel {
            Channel::App => "channel-app",
            Channel::Paper => "channel-paper",
            Channel::Phone => "channel-phone",
        };
        let decided = matches!(entry.event.body, Body::Decided(_));
        Some(html! {
            <li>
                <p><time>{ view.day_and_time(entry.accepted_at) }</time></p>
                <p class="timeline__what">{ what }</p>
                if decided { <p class="timeline__route">{ view.t(route) }</p> }
                { words_shown(view, seen, question.id(), &entry.event.terms) }
            </li>
        })
    };
    let moments: Vec<_> = seen.entries.iter().rev().filter_map(happened).collect();
    if moments.is_empty() {
        return html! { <p>{ view.t("choice-timeline-empty") }</p> };
    }
    html! { <ol class="timeline" reversed={true}>{ for moments }</ol> }
}

/// What an entry says about a question, if it speaks of it.
fn happening(view: &View, question: Question<'_>, body: &Body) -> Option<String> {
    let programme = question.programme();
    let notice = is_notice(programme);
    match body {
        Body::Notified(told) => (told.programme == programme.id).then(|| told_by(view, told)),
        Body::Decided(Decision::Answered { answers, .. }) => {
            let answer = answers.get(question.id())?;
            Some(view.with("timeline-answered", [("answer", view.t(answer_label(*answer, notice)).into())]))
        }
        Body::Decided(Decision::Withdrawn(Scope::Everything)) => Some(view.t("timeline-stopped-everything")),
        Body::Decided(Decision::Withdrawn(Scope::Programme(id))) => {
            (*id == programme.id).then(|| view.t("timeline-stopped"))
        }
        Body::Decided(Decision::UseRefused(_) | Decision::PreferenceSet { .. }) => None,
    }
}

fn told_by(view: &View, notice: &Notice) -> String {
    let route = match notice.route {
        NoticeRoute::Mail => "route-mail",
        NoticeRoute::App => "route-app",
        NoticeRoute::Paper => "route-paper",
        NoticeRoute::Post => "route-post",
        NoticeRoute::Tablet => "route-tablet",
        NoticeRoute::InsuranceTerminal => "route-insurance-terminal",
    };
    let day = dates::date(&view.model.language, notice.on);
    view.with("timeline-told", [("route", view.t(route).into()), ("date", day.into())])
}

/// The exact words of that day, in the language in which they were shown (S3, U3).
fn words_shown(view: &View, seen: &Seen, id: &QuestionId, terms: &TermsShown) -> Option<Html> {
    let question = seen.catalogues.get(&terms.catalogue)?.question(id)?;
    let version = seen.catalogues.get(&terms.catalogue)?.version;
    Some(html! {
        <details class="more">
            <summary>{ view.t("timeline-words") }</summary>
            <div class="shown" lang={terms.language.to_string()}>
                <p class="shown__headline">{ question.card().headline.get(&terms.language).to_owned() }</p>
                <CardFields view={view.clone()} card={question.card().clone()} language={terms.language.clone()} />
            </div>
            <p class="shown__version">{ view.with("timeline-version", [
                ("version", version.into()),
                ("approved", question.approval().by.clone().into()),
            ]) }</p>
        </details>
    })
}
