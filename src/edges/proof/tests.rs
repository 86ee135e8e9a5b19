//! What the page answers, and what it does not, as the app understands it.

use super::*;
use js_sys::{Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CustomEvent, Document, window};

wasm_bindgen_test_configure!(run_in_browser);

fn document() -> Document {
    window().and_then(|window| window.document()).expect("a document")
}

/// What a page does with a question while it hears the event.
type Heard = Closure<dyn Fn(CustomEvent)>;

/// A page that answers in a certain way, until the result is dropped; and what it was asked.
struct Page {
    heard: Heard,
    asked: Rc<RefCell<Vec<String>>>,
}

impl Page {
    fn new(answer: impl Fn() -> Option<Promise> + 'static) -> Self {
        let asked = Rc::new(RefCell::new(Vec::new()));
        let noted = asked.clone();
        let heard = Heard::new(move |event: CustomEvent| {
            let detail = event.detail();
            let with = Reflect::get(&detail, &"with".into()).expect("what it is asked with");
            noted.borrow_mut().push(String::from(js_sys::JSON::stringify(&with).expect("texts")));
            if let Some(promise) = answer() {
                Reflect::set(&detail, &"answer".into(), &promise).expect("a plain object");
            }
        });
        let listener = heard.as_ref().unchecked_ref();
        document().add_event_listener_with_callback(PROVE, listener).expect("it listens");
        Self { heard, asked }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let listener = self.heard.as_ref().unchecked_ref();
        document().remove_event_listener_with_callback(PROVE, listener).expect("it listened");
    }
}

fn refuse(message: &str) -> Option<Promise> {
    Some(Promise::reject(&Error::new(message).into()))
}

#[wasm_bindgen_test]
async fn without_anybody_who_answers_nothing_is_proven() {
    assert_eq!(verify("{}", "a", &[]).await, Err(ProofError::Unavailable));
    let _page = Page::new(|| None);
    assert_eq!(verify("{}", "a", &[]).await, Err(ProofError::Unavailable));
    assert_eq!(consistent("", "", &[], "a", &[]).await, Err(ProofError::Unavailable));
}

#[wasm_bindgen_test]
async fn a_proof_comes_back_as_the_program_gave_it() {
    let page = Page::new(|| {
        let json =
            r#"{"number":12,"accepted_at":"2026-11-25T07:00:00.123Z","kind":"event","size":20,"root":"00"}"#;
        Some(Promise::resolve(&JsValue::from_str(json)))
    });
    let proven = verify("{}", "a", &["key".to_owned()]).await.expect("it is proven");
    assert_eq!((proven.number, proven.size, proven.kind.as_str()), (12, 20, "event"));
    assert_eq!(*page.asked.borrow(), [r#"["{}","a",["key"]]"#]);
}

#[wasm_bindgen_test]
async fn only_a_code_of_ours_says_that_something_is_invalid() {
    for invalid in Invalid::ALL {
        let _page = Page::new(move || refuse(invalid.code()));
        assert_eq!(verify("{}", "a", &[]).await, Err(ProofError::Invalid(invalid)));
        assert_eq!(read_file("").await, Err(ProofError::Invalid(invalid)));
    }
    for other in [crate::proof::KEYS, "Failed to fetch dynamically imported module", "unreachable", ""] {
        let _page = Page::new(move || refuse(other));
        assert_eq!(verify("{}", "a", &[]).await, Err(ProofError::Unavailable), "{other}");
    }
    let _page = Page::new(|| Some(Promise::resolve(&JsValue::from_str("{}"))));
    assert_eq!(verify("{}", "a", &[]).await, Err(ProofError::Unavailable));
    assert_eq!(qr("").await, Err(ProofError::Unavailable));
}
