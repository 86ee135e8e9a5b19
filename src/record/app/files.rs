//! Files: what a person saves of their record, and the receipt they choose to have checked.

use super::{Message, Record};
use crate::edges::api::Api;
use crate::edges::{page, proof};
use crate::model::{Model, Session};
use std::rc::Rc;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlInputElement;
use yew::html::Scope;
use yew::prelude::*;

/// Saves a receipt as a file that a person can read.
pub(super) fn save(name: String, receipt: Rc<str>, readable: String) {
    spawn_local(async move {
        if let Ok(file) = proof::to_file(&receipt, &readable).await {
            page::save(&name, &file);
        }
    });
}

/// Saves the machine-readable record of what was agreed (ISO/IEC TS 27560).
pub(super) fn save_record(model: Rc<Model>) {
    spawn_local(async move {
        let Session::Open(known) = &model.session else { return };
        let api = Api { language: &model.language, person: Some(known.subject()) };
        if let Ok(record) = api.consent_record(&known.bearer).await {
            page::save("nattoku-record.jsonld", &record);
        }
    });
}

/// Reads the file that was chosen, and has it checked.
pub(super) fn on_file(link: &Scope<Record>) -> Callback<Event> {
    let link = link.clone();
    Callback::from(move |event: Event| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let file = input.files().and_then(|files| files.get(0));
        let link = link.clone();
        spawn_local(async move {
            let Some(file) = file else { return };
            let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
            // What is no text is no receipt, either.
            link.send_message(Message::File(text.unwrap_or_default().into()));
        });
    })
}
