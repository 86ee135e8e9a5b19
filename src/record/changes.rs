//! What changed in a question since the words a person last answered under (U1): its authors' sentences first,
//! then before and now side by side, then the answers.

use crate::components::glossed::Glossed;
use crate::components::identifiers::identifiers_text;
use crate::components::link::link;
use crate::components::view::{View, is_notice_of};
use crate::route::Route;
use nattoku_consent::catalogue::Question;
use nattoku_consent::change::{Field, Insistence};
use nattoku_consent::{Localized, Mode, Pending, QuestionId, asks_again};
use yew::prelude::*;

/// What changed in one question. Who said no is offered to look, and asked for nothing.
pub fn changes(view: &View, id: &QuestionId) -> Html {
    let pending = view.model.seen().and_then(|seen| {
        let question = view.model.catalogue.question(id)?;
        Some((question, asks_again(&seen.catalogues, &seen.record, id, seen.as_of)?))
    });
    let Some((question, pending)) = pending else {
        return html! { <article><h1 tabindex="-1">{ view.t("changed-nothing") }</h1>{ back(view, id) }</article> };
    };
    let holds = match pending.insistence {
        Insistence::Ask => "changed-holds",
        Insistence::MayLook => "changed-may-look",
    };
    let notice = is_notice_of(question).then_some("question--notice");
    html! {
        <article key={id.as_str()} class={classes!("question", notice)}>
            <p class="eyebrow">{ view.say(question.short()) }</p>
            <h1 tabindex="-1">{ view.t("changed-title") }</h1>
            { sentences(view, &pending) }
            <p>{ view.t(holds) }</p>
            { compared(view, question, &pending) }
            { back(view, id) }
        </article>
    }
}

fn back(view: &View, id: &QuestionId) -> Html {
    html! { <div class="actions">{ link(view, Route::Choice(id.clone()), "button button--primary", view.t("changed-answer").into()) }</div> }
}

/// What changes, in its authors' words, one sentence each.
fn sentences(view: &View, pending: &Pending) -> Option<Html> {
    let sentence =
        |text: &Localized| html! { <li><Glossed view={view.clone()} text={view.say(text)} /></li> };
    let sentences = &pending.change.sentences;
    (!sentences.is_empty()).then(|| html! { <ul class="always">{ for sentences.iter().map(sentence) }</ul> })
}

/// The fields that differ, as they were and as they are; the words of then are among those the record refers to.
fn compared(view: &View, question: Question<'_>, pending: &Pending) -> Option<Html> {
    let before = view.model.seen()?.catalogues.get(&pending.shown)?.question(question.id())?;
    let side = |when: &str, of: Question<'_>, field: Field| {
        let say = |text: String| html! { <p><Glossed view={view.clone()} {text} /></p> };
        html! { <dd><strong>{ view.t(when) }</strong>{ for says(view, of, field).into_iter().map(say) }</dd> }
    };
    let field = |field: &Field| {
        let label = label(*field)?;
        Some(html! {
            <div class="card__field compared">
                <dt>{ view.t(label) }</dt>
                { side("changed-before", before, *field) }
                { side("changed-now", question, *field) }
            </div>
        })
    };
    Some(html! { <dl class="card">{ for pending.change.fields.iter().filter_map(field) }</dl> })
}

fn says(view: &View, question: Question<'_>, field: Field) -> Vec<String> {
    let programme = question.programme();
    let count = |message: &str, count: String| vec![view.with(message, &[("count", count)])];
    match (field, programme.mode, programme.expires_after_months) {
        (Field::Mode, Mode::OptIn, _) => vec![view.t("changed-mode-ask")],
        (Field::Mode, Mode::NoticeOptOut { .. }, _) => vec![view.t("changed-mode-notice")],
        (Field::Wait, Mode::NoticeOptOut { wait_days }, _) => count("changed-days", wait_days.to_string()),
        (Field::Expiry, _, Some(months)) => count("changed-months", months.to_string()),
        (Field::Expiry, _, None) => vec![view.t("changed-no-end")],
        (Field::Identifiers, ..) => {
            programme.identifiers.map(|kind| view.t(identifiers_text(kind))).into_iter().collect()
        }
        _ => field.texts(question).into_iter().map(|text| view.say(text)).collect(),
    }
}

/// What a field is called; nothing for codes, which the texts say in words, and for names.
const fn label(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Headline => "changed-headline",
        Field::Who => "card-who",
        Field::Example => "card-example",
        Field::Risk => "card-risk",
        Field::IfNo => "card-if-no",
        Field::ForChildren => "changed-for-children",
        Field::Mode => "changed-mode",
        Field::Wait => "changed-wait",
        Field::Expiry => "changed-expiry",
        Field::Summary => "changed-summary",
        Field::Journey => "changed-journey",
        Field::Stops => "stop-stops",
        Field::Stays => "stop-stays",
        Field::Identifiers | Field::Protection => "changed-protection",
        Field::Notice => "changed-notice",
        _ => return None,
    })
}
