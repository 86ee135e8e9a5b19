//! Starting: called by the page's own script once the app, the words and the catalogue have arrived.

use super::{App, AppProps};
use crate::edges::{address, json, page, tab};
use crate::i18n::I18n;
use crate::model::Model;
use crate::route::Route;
use nattoku_consent::wire::Credential;
use nattoku_consent::{Catalogue, Digest, Language};
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::JsError;
use yew::Renderer;

/// Starts the app in the page.
///
/// # Errors
/// What of the words or the catalogue cannot be read; the page then shows the desk's phone number.
pub fn start(language: String, messages: &str, catalogue: &str, digest: String) -> Result<(), JsError> {
    yew::set_custom_panic_hook(Box::new(|_| page::has_failed()));
    let language = Language::try_from(language)?;
    let messages = json::read(messages).ok_or_else(|| JsError::new("the messages cannot be read"))?;
    let i18n = I18n::new(language.clone(), messages);
    let catalogue: Catalogue =
        json::read(catalogue).ok_or_else(|| JsError::new("the catalogue cannot be read"))?;
    let (_, route) = Route::parse(&address::path());
    let mut model = Model::new(route, language, Arc::new(catalogue), Digest::try_from(digest)?);
    model.portal = address::is_in_portal();
    if !model.portal {
        model.credential = address::take_invitation().map(Credential::Invitation).or_else(tab::ticket);
    }
    model.text_size = tab::text_size();
    model.kiosk = address::is_kiosk();
    let root = page::app_root().ok_or_else(|| JsError::new("the page has no place for the app"))?;
    let renderer = Renderer::<App>::with_root_and_props(root, AppProps { model: Rc::new(model), i18n });
    renderer.render();
    Ok(())
}
