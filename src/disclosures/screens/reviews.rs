//! What review bodies decided: which answers a use goes beyond, why it was allowed, and the way to refuse it.

use super::recipient::case;
use super::relevance::told;
use super::{freshness::freshness, is_complete};
use crate::disclosures::model::Reader;
use crate::disclosures::view::View;
use nattoku_consent::id::ReviewId;
use nattoku_consent::{Denial, Localized, QuestionId, Use, permits};
use nattoku_disclosure::Review;
use nattoku_disclosure::entry::{Member, Ruling};
use nattoku_disclosure::served::Source;
use std::cmp::Reverse;
use yew::prelude::*;

/// What review bodies decided.
pub(super) fn reviews(view: &View) -> Html {
    let mut reviews: Vec<_> = view.state.reviews.all.iter().collect();
    // Those that the reader refused first, then those that can be refused.
    let refused = |review| view.state.reader.as_ref().is_some_and(|reader| reader.has_refused(review));
    reviews
        .sort_by_key(|(_, review)| (!refused(review), review.ruling == Ruling::Rejected, Reverse(review.on)));
    let item = |(source, review): &&(usize, std::rc::Rc<Review>)| {
        let source = view.state.providers().get(*source)?;
        Some(html! { <li>{ card(view, source, review) }</li> })
    };
    html! {
        <>
            <h1 tabindex="-1">{ view.t("reviews-title") }</h1>
            <p>{ view.t("reviews-lead") }</p>
            <p>{ view.t("reviews-refuse-lead") }</p>
            { freshness(view) }
            if reviews.is_empty() && is_complete(view) { <p>{ view.t("reviews-none") }</p> }
            <ul class="entries">{ for reviews.iter().filter_map(item) }</ul>
        </>
    }
}

fn card(view: &View, source: &Source, review: &Review) -> Html {
    let approved = review.ruling == Ruling::Approved;
    let ruling = if approved { "review-approved" } else { "review-rejected" };
    let beyond = |purpose: &QuestionId| {
        let name = view.purpose(source, purpose);
        html! { <li>{ view.with("review-beyond", &[("purpose", name)]) }</li> }
    };
    html! {
        <section class="entry" id={review.id.to_string()}>
            <p class="entry__tags">
                <span class={classes!("mark", (!approved).then_some("mark--notice"))}>{ view.t(ruling) }</span>
                <span>{ view.date(review.on) }</span>
            </p>
            <h2>{ view.say(&review.summary) }</h2>
            if let Some(until) = review.until { <p>{ view.with("review-until", &[("date", view.date(until))]) }</p> }
            if let Some(revoked) = review.revoked {
                <p class="now">{ view.with("review-revoked", &[("date", view.date(revoked))]) }</p>
            }
            if approved {
                <p>{ view.t(case(review.case)) }</p>
                <ul>{ for review.purposes.iter().map(beyond) }</ul>
            } else {
                <p>{ view.t("review-not-done") }</p>
            }
            <dl class="card">
                { field(view.t("review-recipient"), view.say(&review.recipient.name)) }
                { field(view.t("review-reason"), view.say(&review.reason)) }
                if !review.conditions.is_empty() {
                    { field(view.t("review-conditions"), list(view, &review.conditions)) }
                }
                { field(view.t("review-body"), view.say(&review.body)) }
                { field(view.t("review-members"), members(view, &review.members)) }
            </dl>
            if approved { { refusal(view, source, review) } }
        </section>
    }
}

fn field(name: String, says: Html) -> Html {
    html! { <div class="card__field"><dt>{ name }</dt><dd>{ says }</dd></div> }
}

fn list(view: &View, texts: &[Localized]) -> Html {
    html! { <ul>{ for texts.iter().map(|text| html! { <li>{ view.say(text) }</li> }) }</ul> }
}

fn members(view: &View, members: &[Member]) -> Html {
    let member = |member: &Member| {
        let values = [("role", view.plain(&member.role)), ("count", member.count.to_string())];
        html! { <li>{ view.with("review-member", &values) }</li> }
    };
    html! { <ul>{ for members.iter().map(member) }</ul> }
}

/// Whether the reader's data may be used so, and the way to refuse this use alone.
fn refusal(view: &View, source: &Source, review: &Review) -> Html {
    let Some(reader) = &view.state.reader else {
        return html! { <p class="concerns">{ view.t(if view.site.hospital { "review-sign-in" } else { "review-ask-hospital" }) }</p> };
    };
    if reader.has_refused(review) {
        return html! {
            <>
                <p class="now">{ view.t("review-refused") }</p>
                { button(view, review, &view.take_back, "review-take-back") }
            </>
        };
    }
    html! { <>{ covered(view, reader, source, review) }{ button(view, review, &view.refuse, "review-refuse") }</> }
}

/// A button that decides on one use, and is called after it: there is one for each on the page.
fn button(view: &View, review: &Review, decide: &Callback<(ReviewId, String)>, label: &str) -> Html {
    let (decide, id, name) = (decide.clone(), review.id.clone(), view.plain(&review.summary));
    let about = name.clone();
    let onclick = Callback::from(move |_: MouseEvent| decide.emit((id.clone(), name.clone())));
    html! {
        <button type="button" class="button button--wide" {onclick}>
            { view.t(label) }<span class="unseen"><bdi>{ about }</bdi></span>
        </button>
    }
}

/// What the reader's answers say of the use, as of now.
fn covered(view: &View, reader: &Reader, source: &Source, review: &Review) -> Html {
    use nattoku_consent::Relevance::{CannotTell, DoesNotInclude, MayInclude};
    if !source.programmes.contains(&review.programme) {
        return told(view, CannotTell);
    }
    let Reader { catalogues, record, as_of } = reader;
    let home = &catalogues.current().provider.country;
    let judge = |request: Use| permits(catalogues, record, &view.state.approvals, &request, *as_of);
    let judged: Vec<_> = review.uses(home).map(judge).collect();
    let denial = judged.iter().find_map(|judged| judged.as_ref().err());
    told(
        view,
        match denial {
            _ if judged.iter().any(Result::is_ok) => MayInclude,
            // Words that list their data cannot be compared with a decision that names none.
            Some(Denial::DataNotNamed) if review.data_categories.is_empty() => CannotTell,
            Some(denial) => DoesNotInclude(*denial),
            None => CannotTell,
        },
    )
}
