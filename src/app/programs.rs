//! The app's side of the other programs, the disclosures (docs/adr/0005) and the record (docs/adr/0007): it opens them
//! in their place, and does what they ask.

use super::{App, Message, moment};
use crate::edges::{address, host};
use crate::loader::RecordKey;
use crate::model::{Action, Session, UseDecision};
use crate::route::Route;
use wasm_bindgen::JsValue;
use yew::html::Scope;

/// A page of another program, for whom and in which language.
#[derive(PartialEq)]
pub(super) struct Opened {
    program: &'static str,
    path: String,
    /// Whose record it may show.
    reader: Option<RecordKey>,
    language: String,
}

/// Hears what the programs ask for.
pub(super) fn listen(link: &Scope<App>) {
    let go = link.clone();
    host::hear(host::GO, move |path| {
        // The language of the address is not looked at: the app keeps its own.
        let (_, route) = Route::parse(&format!("/ja/{path}"));
        go.send_message(Message::Happened(Action::Go(route)));
    });
    let speak = link.clone();
    host::hear(host::LANGUAGE, move |language| {
        if let Ok(language) = language.parse() {
            speak.send_message(Message::Happened(Action::Language(language)));
        }
    });
    let leave = link.clone();
    host::hear(host::LEAVE, move |_| leave.send_message(Message::Happened(Action::Leave)));
    for (event, decision) in [(host::REFUSE, UseDecision::Refuse), (host::TAKE_BACK, UseDecision::TakeBack)] {
        let decide = link.clone();
        host::hear(event, move |detail| {
            let Some((review, name)) = detail.split_once(' ') else { return };
            if let Ok(review) = review.parse() {
                let action = Action::DecideUse(decision, review, name.to_owned(), moment());
                decide.send_message(Message::Happened(action));
            }
        });
    }
}

impl App {
    /// Opens a program once its place stands, and again when the reader or the language is another.
    pub(super) fn show_program(&mut self) {
        let model = &self.model;
        let (program, path) = match &model.route {
            Route::Disclosures(path) => (host::OPEN, path.clone()),
            // Who is asked to sign in first has no place for it yet.
            route if route.is_of_the_record() && !model.asks_to_sign_in() => {
                (host::RECORD, route.path(&model.language))
            }
            _ => {
                self.opened = None;
                return;
            }
        };
        let reader = match &model.session {
            Session::Open(known) => Some(known.key()),
            Session::Closed(_) | Session::Opening(_) => None,
        };
        let opened = Opened { program, path, reader, language: self.i18n.language().to_string() };
        // The code of a receipt is taken out of the address, so that it stays neither there nor in the history.
        let code = address::take_receipt_code();
        if self.opened.as_ref() == Some(&opened) && code.is_none() {
            return;
        }
        let text = |text: Option<&str>| text.map_or(JsValue::NULL, JsValue::from_str);
        let (bearer, person) = opened.reader.as_ref().map(|key| (&*key.session, &*key.subject)).unzip();
        let members = [
            ("path", opened.path.as_str().into()),
            ("bearer", text(bearer)),
            ("person", text(person)),
            ("language", opened.language.as_str().into()),
            ("code", text(code.as_deref())),
            ("kiosk", model.kiosk.into()),
        ];
        host::tell(opened.program, &host::object(&members));
        self.opened = Some(opened);
    }
}
