//! Who read the person's record, when and why (A42). Readers are named by kind: the hospital answers for its staff.

use super::Tools;
use crate::components::view::View;
use nattoku_consent::wire::{DeskReason, ExportReason, Reader, ReadsView, RecordRead, SystemPurpose};
use yew::prelude::*;

/// The reads of the record, as far as they are loaded.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Reads {
    /// They are on their way.
    #[default]
    Loading,
    /// They could not be had.
    Failed,
    /// The newest of them.
    Loaded(ReadsView),
}

impl Reads {
    /// Takes in the next page, or that it could not be had.
    pub fn add(&mut self, page: Option<ReadsView>) {
        match (self, page) {
            (Self::Loaded(loaded), Some(page)) => {
                loaded.reads.extend(page.reads);
                loaded.next = page.next;
            }
            // What is shown stays, and so does the way to ask for more.
            (Self::Loaded(_), None) => {}
            (reads, page) => *reads = page.map_or(Self::Failed, Self::Loaded),
        }
    }
}

/// Who read the record, day by day, the newest first.
pub fn reads(view: &View, reads: &Reads, tools: &Tools) -> Html {
    let shown = match reads {
        Reads::Loading => html! { <p>{ view.t("fallback-loading") }</p> },
        Reads::Failed => html! { <p>{ view.t("reads-failed") }</p> },
        Reads::Loaded(loaded) if loaded.reads.is_empty() => html! { <p>{ view.t("reads-none") }</p> },
        Reads::Loaded(loaded) => list(view, loaded, tools),
    };
    html! {
        <section class="programme" data-reads="">
            <h2>{ view.t("reads-title") }</h2>
            <p>{ view.t("reads-lead") }</p>
            { shown }
        </section>
    }
}

fn list(view: &View, loaded: &ReadsView, tools: &Tools) -> Html {
    let day = |(day, lines): (String, Vec<(Line, usize)>)| {
        let line = |(line, times): (Line, usize)| html! { <p>{ line.text(view, times) }</p> };
        html! { <li><p><time>{ day }</time></p>{ for lines.into_iter().map(line) }</li> }
    };
    let more = loaded.next.map(|next| {
        let press = tools.more_reads.reform(move |_: MouseEvent| next);
        html! { <button type="button" class="button" onclick={press}>{ view.t("reads-more") }</button> }
    });
    html! { <><ul class="reads">{ for by_day(view, &loaded.reads).into_iter().map(day) }</ul>{ more }</> }
}

/// The reads of each day, the same ones counted together: a system may ask many times.
fn by_day(view: &View, reads: &[RecordRead]) -> Vec<(String, Vec<(Line, usize)>)> {
    let mut days: Vec<(String, Vec<(Line, usize)>)> = Vec::new();
    for read in reads {
        let (day, line) = (view.day(read.at), Line::of(view, &read.reader));
        if days.last().is_none_or(|(last, _)| *last != day) {
            days.push((day, Vec::new()));
        }
        let Some((_, lines)) = days.last_mut() else { continue };
        match lines.iter_mut().find(|(known, _)| *known == line) {
            Some((_, times)) => *times += 1,
            None => lines.push((line, 1)),
        }
    }
    days
}

/// Who read, and the message that says why.
#[derive(PartialEq)]
struct Line {
    who: String,
    why: &'static str,
}

impl Line {
    fn of(view: &View, reader: &Reader) -> Self {
        let named = |id: &str, name: String| view.with(id, &[("name", name)]);
        let (who, why) = match reader {
            Reader::Desk(reason) => (view.t("reads-desk"), desk_reason(*reason)),
            Reader::System { name, purpose } => {
                (named("reads-system", name.clone()), system_purpose(*purpose))
            }
            Reader::Export(reason) => (view.t("reads-export"), export_reason(*reason)),
            Reader::Release { recipient } => {
                (named("reads-release", view.say(recipient)), "reads-why-release")
            }
        };
        Self { who, why }
    }

    fn text(self, view: &View, times: usize) -> String {
        let (who, why) = (self.who, view.t(self.why));
        match times {
            1 => view.with("reads-line", &[("who", who), ("why", why)]),
            _ => view.with("reads-line-times", &[("who", who), ("why", why), ("count", times.to_string())]),
        }
    }
}

const fn desk_reason(reason: DeskReason) -> &'static str {
    match reason {
        DeskReason::Answer => "reads-why-answer",
        DeskReason::Correction => "reads-why-correction",
        DeskReason::Question => "reads-why-question",
    }
}

const fn system_purpose(purpose: SystemPurpose) -> &'static str {
    match purpose {
        SystemPurpose::MedicalRecord => "reads-why-medical-record",
        SystemPurpose::Release => "reads-why-release",
        SystemPurpose::Synchronisation => "reads-why-synchronisation",
        SystemPurpose::Undeclared => "reads-why-undeclared",
    }
}

const fn export_reason(reason: ExportReason) -> &'static str {
    match reason {
        ExportReason::Release => "reads-why-release",
        ExportReason::Notification => "reads-why-notification",
        ExportReason::Audit => "reads-why-audit",
        ExportReason::Question => "reads-why-question",
    }
}
