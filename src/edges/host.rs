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
/// The reader refuses one reviewed use.
pub const REFUSE: &str = "nattoku:refuse";

/// Says something; `detail` is a text or an object.
pub fn tell(event: &str, detail: &JsValue) {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    let with = CustomEventInit::new();
    with.set_detail(detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(event, &with) {
        // Nobody prevents these events, so whether somebody did does not matter.
        let _ = document.dispatch_event(&event);
    }
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
