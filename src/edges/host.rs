//! What the app and the disclosures say to each other, and to the page they stand in: events on the document,
//! because each is a program of its own (docs/adr/0005).

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, CustomEventInit, Event, window};

/// The app opens a page of the disclosures, for the person of a session where there is one.
pub const OPEN: &str = "nattoku:open";
/// The app opens a page of the record, likewise.
pub const RECORD: &str = "nattoku:record";
/// The reader goes to another page.
pub const GO: &str = "nattoku:go";
/// The reader refuses one reviewed use: its id, a space, and what it is called.
pub const REFUSE: &str = "nattoku:refuse";
/// The reader takes that back, likewise.
pub const TAKE_BACK: &str = "nattoku:take-back";
/// A person is about to decide; in a portal's frame the page may prevent it (A22).
pub const DECIDE: &str = "nattoku:decide";
/// A decision was received, and its receipt verified.
pub const RECEIVED: &str = "nattoku:received";
/// The app asks the portal around it who is there.
pub const PORTAL: &str = "nattoku:portal";
/// The app ends a session on the server; the page sends it, also while it is being left.
pub const END_SESSION: &str = "nattoku:end-session";
/// The page is left, or wiped for the next person.
pub const LEAVE: &str = "nattoku:leave";
/// The portal around the app speaks another language.
pub const LANGUAGE: &str = "nattoku:language";

/// Says something; `detail` is a text or an object.
pub fn tell(event: &str, detail: &JsValue) {
    // Most of what is told cannot be prevented, so whether somebody did does not matter.
    let _ = is_let(event, detail);
}

/// Says something, and answers whether nobody prevented it.
#[must_use]
pub fn is_let(event: &str, detail: &JsValue) -> bool {
    let Some(document) = window().and_then(|window| window.document()) else { return true };
    let with = CustomEventInit::new();
    with.set_detail(detail);
    with.set_cancelable(true);
    let told = CustomEvent::new_with_event_init_dict(event, &with);
    told.and_then(|event| document.dispatch_event(&event)).unwrap_or(true)
}

/// An object to be told.
#[must_use]
pub fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in members {
        // Setting a plain property of a plain object cannot fail.
        let _ = js_sys::Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}

/// Asks the page something. It puts a promise of the answer beside the question while the event is dispatched.
///
/// # Errors
/// What the page refused with; undefined where nobody answers.
pub async fn ask(event: &str, what: &str, with: &[JsValue]) -> Result<JsValue, JsValue> {
    let with: js_sys::Array = with.iter().collect();
    let question = object(&[("ask", what.into()), ("with", with.into())]);
    tell(event, &question);
    let answer: js_sys::Promise = js_sys::Reflect::get(&question, &"answer".into())?.dyn_into()?;
    wasm_bindgen_futures::JsFuture::from(answer).await
}

/// Hears a text that is told, for as long as the page lives.
pub fn hear(event: &str, heard: impl Fn(String) + 'static) {
    let callback = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let detail = event.dyn_ref::<CustomEvent>().and_then(|event| event.detail().as_string());
        detail.into_iter().for_each(&heard);
    });
    if let Some(document) = window().and_then(|window| window.document()) {
        // A name that is a constant is always taken.
        let _ = document.add_event_listener_with_callback(event, callback.as_ref().unchecked_ref());
    }
    callback.forget();
}
