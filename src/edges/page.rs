//! The page around the app: title, focus, text size, print, and whether the app is alive.

use crate::edges::address;
use crate::model::TextSize;
use chrono::{DateTime, Utc};
use nattoku_consent::id::EventId;
use wasm_bindgen::{JsCast, JsError};
use web_sys::{Element, HtmlElement, window};

/// What the device's clock says.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "the browser's clock counts whole milliseconds")]
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

/// A fresh UUIDv7, its randomness from the browser.
#[must_use]
pub fn fresh_id(now: DateTime<Utc>) -> EventId {
    let mut random = [0; 10];
    if let Some(crypto) = window().and_then(|window| window.crypto().ok()) {
        // Without randomness two ids of one millisecond could meet; the server would then refuse the second.
        let _ = crypto.get_random_values_with_u8_array(&mut random);
    }
    let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    EventId(uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid())
}

/// The place for the app.
#[must_use]
pub fn app_root() -> Option<Element> {
    find("#app")
}

/// A root for a program that shows itself through a portal, in a place inside another program.
///
/// Each program numbers its roots for itself, from one. Events are heard at the outer root first, which takes an
/// element marked with its own number for one of its own, and a press inside for a press of something else. A portal
/// has the next number.
///
/// # Errors
/// Where there is no document to make it in.
pub fn root_aside() -> Result<Element, JsError> {
    let document = window().and_then(|window| window.document());
    let root = document.and_then(|document| document.create_element("div").ok());
    root.ok_or_else(|| JsError::new("there is no document"))
}

fn root() -> Option<HtmlElement> {
    window()?.document()?.document_element()?.dyn_into().ok()
}

fn find(selector: &str) -> Option<Element> {
    window()?.document()?.query_selector(selector).ok().flatten()
}

/// Says that the app has taken over the page, so that the fallback stays away.
pub fn is_ready() {
    set("data-app", "ready");
}

/// Says that the app cannot go on: the page then shows the desk's phone number (A29).
pub fn has_failed() {
    set("data-app", "failed");
}

/// Sets the language of the page.
pub fn set_language(language: &str) {
    set("lang", language);
}

/// Sets the text size of the page.
pub fn set_text_size(size: TextSize) {
    set(
        "data-text-size",
        match size {
            TextSize::Normal => "normal",
            TextSize::Large => "large",
            TextSize::Largest => "largest",
        },
    );
}

/// Tells the reader that the screen changed: its title, its top, and the focus on its heading.
pub fn announce() {
    set_title();
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
    if let Some(heading) = find("main h1") {
        focus(heading);
    }
}

/// Makes the heading of the screen the title of the page.
pub fn set_title() {
    let title = find("main h1").and_then(|heading| heading.text_content());
    if let (Some(title), Some(document)) = (title, window().and_then(|window| window.document())) {
        document.set_title(&title);
    }
}

/// Moves the focus to what keeps the person from going on.
pub fn show_complaint() {
    if let Some(complaint) = find("[data-complaint]") {
        focus(complaint);
    }
}

/// Moves the focus, and with it the screen, to an element.
pub fn show(selector: &str) {
    if let Some(element) = find(selector) {
        element.scroll_into_view();
        focus(element);
    }
}

/// Saves a text as a file, by way of a link that is never shown.
pub fn save(name: &str, text: &str) {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    let Ok(link) = document.create_element("a") else { return };
    let address =
        format!("data:text/plain;charset=utf-8,{}", String::from(js_sys::encode_uri_component(text)));
    // The names are constants, and valid.
    let _ = link.set_attribute("href", &address);
    let _ = link.set_attribute("download", name);
    if let Ok(link) = link.dyn_into::<HtmlElement>() {
        link.click();
    }
}

/// Opens the browser's print dialogue.
pub fn print() {
    if let Some(window) = window() {
        // A browser without printing has no dialogue to open; the screen itself stays.
        let _ = window.print();
    }
}

fn set(attribute: &str, value: &str) {
    if let Some(root) = root() {
        // The names are constants, and valid.
        let _ = root.set_attribute(attribute, value);
    }
}

fn focus(element: Element) {
    // Who is on the page around a portal's frame stays there.
    let elsewhere = || window().and_then(|window| window.document()?.has_focus().ok()) == Some(false);
    if address::is_in_portal() && elsewhere() {
        return;
    }
    if let Ok(element) = element.dyn_into::<HtmlElement>() {
        let _ = element.focus();
    }
}
