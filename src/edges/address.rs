//! The address bar and the history.

use crate::route::Route;
use nattoku_consent::Language;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{History, window};

/// The path of the address.
#[must_use]
pub fn path() -> String {
    window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// What the address asks for, with its question mark.
#[must_use]
pub fn search() -> String {
    window().and_then(|window| window.location().search().ok()).unwrap_or_default()
}

/// What stands behind every address of a shared tablet.
const KIOSK: &str = "?kiosk";

/// What stands behind every address in a portal's frame, before the portal's name.
const PORTAL: &str = "?portal=";

/// Whether this is a shared tablet, which keeps nothing.
#[must_use]
pub fn is_kiosk() -> bool {
    search().starts_with(KIOSK)
}

/// Whether a portal shows this page in its frame (docs/adr/0010).
#[must_use]
pub fn is_in_portal() -> bool {
    search().starts_with(PORTAL)
}

/// Where this page came from, such as `https://consent.hospital.example`.
#[must_use]
pub fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Takes the invitation's token out of the address, so that it stays neither on the screen nor in the history.
#[must_use]
pub fn take_invitation() -> Option<String> {
    take("#i=")
}

/// Takes the code of a receipt out of the address.
#[must_use]
pub fn take_receipt_code() -> Option<String> {
    take("#r=")
}

fn take(name: &str) -> Option<String> {
    let fragment = window()?.location().hash().ok()?;
    let token = fragment.strip_prefix(name).map(str::to_owned)?;
    show(&path(), true);
    (!token.is_empty()).then_some(token)
}

/// Shows a screen's address, and lets the back button lead here.
pub fn push(route: &Route, language: &Language) {
    push_address(&route.path(language));
}

/// Shows an address, and lets the back button lead here.
pub fn push_address(address: &str) {
    show(address, false);
}

/// Shows a screen's address in place of the present one.
pub fn replace(route: &Route, language: &Language) {
    show(&route.path(language), true);
}

/// A shared tablet has no history, and stays one over a reload; so does a portal's frame.
fn show(address: &str, in_place: bool) {
    let Some(history) = history() else { return };
    let (search, kiosk) = (search(), is_kiosk());
    let stays = kiosk || is_in_portal();
    let address = if stays { format!("{address}{search}") } else { address.to_owned() };
    // A refused address leaves the old one standing; the screen itself has changed.
    let _ = if in_place || kiosk {
        history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address))
    } else {
        history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&address))
    };
}

/// Calls `arrived` whenever the back or forward button led to another address, or another invitation's link
/// was opened in this tab: a browser tells of both in one way.
pub fn on_arrival(arrived: impl Fn() + 'static) {
    let callback = Closure::<dyn Fn()>::new(arrived);
    if let Some(window) = window() {
        listen(&window, "popstate", callback.as_ref().unchecked_ref());
    }
    // It listens for as long as the page lives.
    callback.forget();
}

fn history() -> Option<History> {
    window()?.history().ok()
}

fn listen(window: &web_sys::Window, event: &str, callback: &js_sys::Function) {
    let target: &EventTarget = window.unchecked_ref();
    target.add_event_listener(event, callback);
}

#[wasm_bindgen]
extern "C" {
    type EventTarget;
    #[wasm_bindgen(method, js_name = addEventListener)]
    fn add_event_listener(this: &EventTarget, event: &str, callback: &js_sys::Function);
}
