//! A receipt that was verified on this device, on one page: for a person first, then for programs.

use super::proving::{NoProof, Proof, Proved};
use super::{State, Tools};
use crate::components::entry::{acted, effect, headline, said, told_list};
use crate::components::frame::desk_line;
use crate::components::link::link;
use crate::components::view::{View, is_notice};
use crate::model::Seen;
use crate::record::readable::readable;
use crate::route::Route;
use nattoku_consent::event::Scope;
use nattoku_consent::{Answer, Decision};
use nattoku_ledger::Invalid;
use std::rc::Rc;
use yew::prelude::*;

/// The receipt of an entry, to print, save and scan.
pub fn page(view: &View, state: &State, tools: &Tools) -> Html {
    let title = html! { <h1 tabindex="-1">{ view.t("receipt-title") }</h1> };
    match &state.proof {
        Proof::None | Proof::Checking => {
            html! { <article>{ title }<p>{ view.t("proof-checking") }</p></article> }
        }
        Proof::Fails(why) => html! { <article>{ title }{ no_receipt(view, *why) }</article> },
        Proof::Holds(proved) => html! {
            <article class="receipt" data-receipt={proved.entry.number.to_string()}>
                { title }
                { receipt(view, state, proved) }
                { ways(view, tools, proved) }
            </article>
        },
    }
}

fn ways(view: &View, tools: &Tools, proved: &Rc<Proved>) -> Html {
    let print = view.print.reform(|_: MouseEvent| ());
    let (save, held, of) = (tools.save.clone(), proved.clone(), view.clone());
    let save = Callback::from(move |_: MouseEvent| {
        let name = format!("nattoku-{}.txt", held.entry.number);
        save.emit((name, held.receipt.clone(), readable(&of, &held)));
    });
    html! {
        <div class="actions">
            <button type="button" class="button" onclick={print}>{ view.t("receipt-print") }</button>
            <button type="button" class="button" onclick={save}>{ view.t("receipt-save") }</button>
            { link(view, Route::Choices, "button", view.t("done-choices").into()) }
            { link(view, Route::History, "button", view.t("choices-history").into()) }
        </div>
    }
}

/// The record of whoever is signed in, where the receipt is of it.
pub(super) fn own<'a>(view: &'a View, proved: &Proved) -> Option<&'a Seen> {
    let seen = view.model.seen()?.as_ref();
    seen.record.entries().any(|own| own.event.id == proved.entry.event.id).then_some(seen)
}

/// What a receipt proves.
pub fn receipt(view: &View, state: &State, proved: &Proved) -> Html {
    let Proved { entry, shown, .. } = proved;
    let own = own(view, proved);
    let terms = &entry.event.terms;
    let words = view.with(
        "receipt-words",
        &[
            ("version", shown.version.to_string()),
            ("language", view.t(&format!("shown-in-{}", terms.language))),
            ("digest", terms.catalogue.as_str().get(..16).unwrap_or_default().to_owned()),
        ],
    );
    html! {
        <>
            <dl class="receipt__facts">
                { fact(view, "done-number", entry.number.to_string()) }
                { fact(view, "done-time", view.day_and_time(entry.accepted_at)) }
                { fact(view, "done-provider", view.say(&shown.provider.name)) }
                { fact(view, "receipt-what", headline(view, entry)) }
                if let Some(person) = own.and_then(person) { { fact(view, "done-for", view.with("people-for", &[("name", person)])) } }
                { fact(view, "receipt-who", acted(view, own, entry)) }
            </dl>
            <p>{ view.t(effect(entry)) }</p>
            { said(view, entry, shown) }
            if refuses_notice(proved) { <p class="always">{ view.t("receipt-refusal") }</p> }
            { own.and_then(|_| told_list(view, &state.told, entry)) }
            <p class="shown__version">{ words }</p>
            <div class="receipt__proof">
                { qr(view, proved) }
                <p>{ view.t("receipt-verified") }</p>
            </div>
            <div class="receipt__desk">{ desk_line(view) }</div>
        </>
    }
}

/// The person whose record it is, by the name under which somebody acts for them; no other name is recorded.
pub(super) fn person(seen: &Seen) -> Option<String> {
    Some(seen.record.mandates().next_back()?.mandate.person.clone())
}

fn fact(view: &View, label: &str, value: String) -> Html {
    html! { <div><dt>{ view.t(label) }</dt><dd>{ value }</dd></div> }
}

/// Whether it refuses something that takes a notice only: then it is what the hospital hands over (S33).
fn refuses_notice(proved: &Proved) -> bool {
    let shown = &proved.shown;
    match proved.entry.event.body.decision() {
        Some(Decision::Answered { answers, .. }) => answers.iter().any(|(id, answer)| {
            *answer == Answer::Refuse && shown.question(id).is_some_and(|asked| is_notice(asked.programme()))
        }),
        Some(Decision::Withdrawn(Scope::Everything)) => shown.programmes.iter().any(is_notice),
        Some(Decision::Withdrawn(Scope::Programme(id))) => shown.programme(id).is_some_and(is_notice),
        _ => false,
    }
}

fn qr(view: &View, proved: &Proved) -> Option<Html> {
    let qr = proved.qr.as_ref()?;
    // Four modules around it must stay light.
    let side = qr.modules + 8;
    let view_box = format!("-4 -4 {side} {side}");
    Some(html! {
        <svg class="receipt__qr" viewBox={view_box} role="img" aria-label={view.t("receipt-qr")}>
            <rect x="-4" y="-4" width={side.to_string()} height={side.to_string()} class="receipt__light" />
            <path d={qr.path.clone()} class="receipt__dark" />
        </svg>
    })
}

/// Why there is no receipt to show, with the way out.
pub fn no_receipt(view: &View, why: NoProof) -> Html {
    let text = match why {
        NoProof::Unreachable => "proof-unreachable",
        NoProof::NotFound => "proof-not-found",
        NoProof::Invalid(Invalid::TooLarge | Invalid::NotAReceipt) => "proof-no-file",
        NoProof::Invalid(Invalid::ForeignOrigin) => "proof-foreign",
        NoProof::Invalid(Invalid::UnknownKey | Invalid::Signature | Invalid::Checkpoint) => "proof-unsigned",
        NoProof::Invalid(Invalid::Entry | Invalid::Proof | Invalid::Payload | Invalid::Inconsistent) => {
            "proof-altered"
        }
    };
    html! {
        <div class="note" data-no-proof="">
            <p class="note__lead">{ view.t("proof-fails") }</p>
            <p>{ view.t(text) }</p>
        </div>
    }
}
