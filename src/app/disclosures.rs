//! The app's side of the disclosures: it opens them in their place, and does what they ask (docs/adr/0005).

use super::{App, Message, Opened, moment};
use crate::edges::host;
use crate::model::{Action, Session};
use crate::route::Route;
use wasm_bindgen::JsValue;
use yew::html::Scope;

/// Hears what the disclosures ask for.
pub(super) fn listen(link: &Scope<App>) {
    let go = link.clone();
    host::hear(host::GO, move |path| {
        // The language of the address is not looked at: the app keeps its own.
        let (_, route) = Route::parse(&format!("/ja/{path}"));
        go.send_message(Message::Happened(Action::Go(route)));
    });
    let refuse = link.clone();
    host::hear(host::REFUSE, move |review| {
        if let Ok(review) = review.parse() {
            refuse.send_message(Message::Happened(Action::RefuseUse(review, moment())));
        }
    });
}

impl App {
    /// Opens the disclosures once their place stands, and again when the reader or the language is another.
    pub(super) fn show_disclosures(&mut self) {
        let Route::Disclosures(path) = &self.model.route else {
            self.opened = None;
            return;
        };
        let reader = match &self.model.session {
            Session::Open(known) => Some((known.bearer.clone(), known.subject().to_owned())),
            Session::Closed(_) | Session::Opening(_) => None,
        };
        let language = self.i18n.language().to_string();
        let opened = Opened { path: path.clone(), reader, language };
        if self.opened.as_ref() != Some(&opened) {
            let text = |text: Option<&str>| text.map_or(JsValue::NULL, JsValue::from_str);
            let (bearer, person) =
                opened.reader.as_ref().map(|(bearer, person)| (&**bearer, person.as_str())).unzip();
            let members = [
                ("path", opened.path.as_str().into()),
                ("bearer", text(bearer)),
                ("person", text(person)),
                ("language", opened.language.as_str().into()),
            ];
            host::tell(host::OPEN, &host::object(&members));
            self.opened = Some(opened);
        }
    }
}
