//! Carrying out the model's effects.

use super::{AfterRender, App, Message};
use crate::edges::api::{self, Api};
use crate::edges::proof::{self, ProofError};
use crate::edges::{address, host, json, page, tab};
use crate::i18n::I18n;
use crate::loader::{RecordKey, Request};
use crate::model::{Action, Effect, Failure, Kept, Model, Session};
use chrono::NaiveDate;
use nattoku_consent::delivery::Outgoing;
use nattoku_consent::wire::{self, Credential, Problem, ProblemKind};
use nattoku_consent::{Body, Decision, Entry, Language};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

impl App {
    pub(super) fn carry_out(&mut self, ctx: &Context<Self>, effect: Effect) {
        match effect {
            Effect::Push(route) => address::push(&route, &self.model.language),
            Effect::Replace(route) => address::replace(&route, &self.model.language),
            Effect::OpenSession(request, credential, date) => {
                self.later(ctx, |model, tell| open_session(model, request, Some((credential, date)), tell));
            }
            Effect::OpenByPortal(request) => {
                self.later(ctx, |model, tell| open_session(model, request, None, tell));
            }
            Effect::EndSession(bearer) => {
                tab::forget_ticket();
                host::tell(host::END_SESSION, &JsValue::from_str(&bearer));
            }
            Effect::ReadRecord(request) => {
                self.later(ctx, |model, tell| read_record(model, request, false, tell));
            }
            Effect::Send(outgoing) => self.later(ctx, |model, tell| send(model, outgoing, tell)),
            Effect::OpenPerson(request) => {
                self.later(ctx, |model, tell| read_record(model, request, true, tell));
            }
            Effect::TryAgainIn(seconds) => {
                self.later(ctx, move |_, tell| async move {
                    gloo_timers::future::TimeoutFuture::new(seconds * 1000).await;
                    tell(Action::TryAgain);
                });
            }
            Effect::Keep => self.later(ctx, keep),
            Effect::SetTextSize(size) => {
                page::set_text_size(size);
                tab::remember_text_size(size);
            }
            Effect::Announce => self.after_render.push(AfterRender::Announce),
            Effect::ShowComplaint => self.after_render.push(AfterRender::ShowComplaint),
        }
    }

    fn later<F: Future<Output = ()> + 'static>(
        &self,
        ctx: &Context<Self>,
        work: impl FnOnce(Rc<Model>, Rc<dyn Fn(Action)>) -> F,
    ) {
        let link = ctx.link().clone();
        let tell = Rc::new(move |action| link.send_message(Message::Happened(action)));
        spawn_local(work(self.model.clone(), tell));
    }
}

type Tell = Rc<dyn Fn(Action)>;

async fn keep(model: Rc<Model>, tell: Tell) {
    tell(Action::Keeping(tab::keep(&model).await));
}

/// Opens a session by what the person holds, or else by the word of the portal around.
async fn open_session(model: Rc<Model>, request: Request, held: Option<(Credential, NaiveDate)>, tell: Tell) {
    let api = Api { language: &model.language, person: None };
    let opened = async {
        let session = match held {
            Some((credential, date)) => api.open(credential, date).await?,
            None => by_portal().await?,
        };
        let record = api.record(&session.bearer, &model.digest, &model.catalogue).await?;
        Ok::<_, Failure>((session, Rc::new(record)))
    };
    match opened.await {
        Ok((session, record)) => {
            let kept = match session.people.first() {
                Some(person) => tab::kept_for(&person.subject, model.kiosk).await,
                None => Kept::default(),
            };
            tell(Action::SessionOpened(request, session, record, Box::new(kept)));
        }
        Err(failure) => tell(Action::SignInFailed(request, failure)),
    }
}

/// The page around the app asks the portal, and the server whether its word counts.
async fn by_portal() -> Result<wire::Session, Failure> {
    let told = host::ask(host::PORTAL, "session", &[]).await;
    let read = |answer: &JsValue| json::read(&answer.as_string()?);
    let problem = |why: &JsValue| json::read(&why.as_string()?).map(Failure::Told);
    match told {
        Ok(answer) => read(&answer).ok_or(Failure::Unreachable),
        Err(why) => Err(problem(&why).unwrap_or(Failure::Unreachable)),
    }
}

/// Reads a record; where a person is opened, also what the device kept for them.
async fn read_record(model: Rc<Model>, request: Request, opens: bool, tell: Tell) {
    let Some(RecordKey { session, subject }) = request.record() else { return };
    let api = Api { language: &model.language, person: Some(subject) };
    tell(match api.record(session, &model.digest, &model.catalogue).await {
        Ok(record) if opens => {
            let kept = Box::new(tab::kept_for(subject, model.kiosk).await);
            Action::PersonOpened(request, Rc::new(record), kept)
        }
        Ok(record) => Action::RecordRead(request, Rc::new(record)),
        Err(failure) => Action::RecordUnread(request, failure),
    });
}

async fn send(model: Rc<Model>, outgoing: Outgoing, tell: Tell) {
    let id = outgoing.request.id;
    let Session::Open(known) = &model.session else {
        tell(Action::NotAccepted(id, Failure::Told(signed_out(&model.language))));
        return;
    };
    let api = Api { language: &model.language, person: Some(known.subject()) };
    let receipt = match api.decide(&known.bearer, &outgoing).await {
        Ok(receipt) => receipt,
        Err(failure) => return tell(Action::NotAccepted(id, failure)),
    };
    match proof::entry_of(&receipt, &known.seen.ledger).await {
        // What it proves must be this very decision.
        Ok(entry)
            if entry.event.id == id && entry.event.body.decision() == Some(&outgoing.request.decision) =>
        {
            if model.portal {
                tell_portal(&entry);
            }
            tell(Action::Accepted(Box::new(entry)));
        }
        Ok(_) | Err(ProofError::Invalid(_)) => tell(Action::NotProven(id)),
        Err(ProofError::Unavailable) => tell(Action::NotAccepted(id, Failure::Unreachable)),
    }
}

/// That something was received is told with its number and time, never with what was answered.
#[expect(clippy::cast_precision_loss, reason = "neither decisions nor milliseconds are that many")]
fn tell_portal(entry: &Entry) {
    let what = match &entry.event.body {
        // What is offered besides is no decision on anybody's data.
        Body::Decided(Decision::PreferenceSet { .. }) => return,
        Body::Decided(Decision::Withdrawn(_)) => "withdrawal",
        _ => "decision",
    };
    let (number, at) = (entry.number as f64, entry.accepted_at.timestamp_millis() as f64);
    let members = [("what", what.into()), ("number", number.into()), ("at", at.into())];
    host::tell(host::RECEIVED, &host::object(&members));
}

/// What the server would say, were it asked without a session.
fn signed_out(language: &Language) -> Problem {
    Problem {
        kind: ProblemKind::SessionEnded,
        title: String::new(),
        detail: String::new(),
        status: 401,
        language: language.clone(),
        retry_after: None,
        tries_left: None,
    }
}

/// Fetches the messages of another language; until they arrive, and if they never do, the present ones stay.
pub(super) fn fetch_words(ctx: &Context<App>, language: Language) {
    let link = ctx.link().clone();
    spawn_local(async move {
        if let Some(messages) = api::messages(&language).await {
            link.send_message(Message::Words(I18n::new(language, messages)));
        }
    });
}
