//! What a device keeps: for the same person only, and never what opens a session by itself.

use super::{OUTBOX, TICKET, keep, kept_for, remember_text_size, session_storage, text_size, ticket};
use crate::model::tests::sample::{about_to_send, answers, arrived, moment};
use crate::model::{Action, Keeping, Kept, TextSize};
use crate::route::Route;
use js_sys::{Array, Promise, Reflect};
use nattoku_consent::Answer;
use nattoku_consent::wire::Credential;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CustomEvent, Document, window};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/page/outbox.js")]
extern "C" {
    #[wasm_bindgen(js_name = keep)]
    fn outbox_keep(subject: JsValue, text: JsValue, unsent: JsValue) -> Promise;
    #[wasm_bindgen(js_name = find)]
    fn outbox_find(subject: JsValue) -> Promise;
}

fn document() -> Document {
    window().and_then(|window| window.document()).expect("a document")
}

/// A page that answers for its outbox until the result is dropped, and what it was asked.
struct Page {
    heard: Closure<dyn Fn(CustomEvent)>,
    asked: Rc<RefCell<Vec<String>>>,
}

impl Page {
    fn new(answer: impl Fn(&str, &Array) -> Promise + 'static) -> Self {
        session_storage().expect("a storage").clear().expect("it can be emptied");
        let asked = Rc::new(RefCell::new(Vec::new()));
        let noted = asked.clone();
        let heard = Closure::<dyn Fn(CustomEvent)>::new(move |event: CustomEvent| {
            let member = |name: &str| Reflect::get(&event.detail(), &name.into()).expect("a member");
            let with: Array = member("with").dyn_into().expect("a list");
            noted.borrow_mut().push(String::from(js_sys::JSON::stringify(&with).expect("texts")));
            let answer = answer(&member("ask").as_string().expect("a text"), &with);
            Reflect::set(&event.detail(), &"answer".into(), &answer).expect("a plain object");
        });
        let listener = heard.as_ref().unchecked_ref();
        document().add_event_listener_with_callback(OUTBOX, listener).expect("it listens");
        Self { heard, asked }
    }

    /// The outbox itself.
    fn real() -> Self {
        Self::new(|ask, with| match ask {
            "keep" => outbox_keep(with.get(0), with.get(1), with.get(2)),
            _ => outbox_find(with.get(0)),
        })
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let listener = self.heard.as_ref().unchecked_ref();
        document().remove_event_listener_with_callback(OUTBOX, listener).expect("it listened");
    }
}

#[wasm_bindgen_test]
async fn the_same_person_finds_their_answers_and_the_decision_on_its_way() {
    let _page = Page::real();
    let mut model = about_to_send();
    model.update(Action::Submit(moment(1)));
    kept_for("setsuko", false).await;
    assert_eq!(keep(&model).await, Keeping::Works);
    let kept = kept_for("setsuko", false).await;
    assert_eq!(kept.draft, Some(model.draft.clone()));
    assert_eq!(kept.outgoing.as_ref(), model.delivery.outgoing());
    assert_eq!(kept.outgoing.map(|out| out.request.decision), Some(answers(&[("research", Answer::Allow)])));
    assert_eq!(ticket(), Some(Credential::Resume("ticket".to_owned())));
}

#[wasm_bindgen_test]
async fn for_another_person_it_stays_closed() {
    let _page = Page::real();
    let model = about_to_send();
    kept_for("setsuko", false).await;
    assert_eq!(keep(&model).await, Keeping::Works);
    assert_eq!(kept_for("somebody-else", false).await, Kept::default());
    assert_eq!(kept_for("setsuko", false).await.draft, Some(model.draft));
}

#[wasm_bindgen_test]
async fn neither_the_bearer_nor_the_invitation_is_ever_kept() {
    let page = Page::real();
    let mut model = about_to_send();
    kept_for("setsuko", false).await;
    assert_eq!(keep(&model).await, Keeping::Works);
    model.credential = Some(Credential::Invitation("token-of-the-invitation".to_owned()));
    assert_eq!(keep(&model).await, Keeping::Works);
    let mut texts = page.asked.borrow().clone();
    texts.extend(session_storage().and_then(|storage| storage.get_item(TICKET).ok().flatten()));
    assert_eq!(texts.len(), 4);
    for text in texts {
        assert!(!text.contains("bearer") && !text.contains("token-of-the-invitation"), "{text}");
    }
}

#[wasm_bindgen_test]
async fn without_a_session_and_on_a_shared_tablet_nothing_is_kept() {
    let page = Page::real();
    assert_eq!(keep(&arrived(Route::Welcome)).await, Keeping::Works);
    let mut model = about_to_send();
    model.kiosk = true;
    assert_eq!(keep(&model).await, Keeping::Works);
    assert_eq!(kept_for("setsuko", true).await, Kept::default());
    assert_eq!(session_storage().and_then(|storage| storage.length().ok()), Some(0));
    assert_eq!(*page.asked.borrow(), [""; 0]);
}

#[wasm_bindgen_test]
async fn where_the_outbox_refuses_or_nobody_answers_the_person_is_told() {
    assert_eq!(keep(&about_to_send()).await, Keeping::Denied);
    let _page = Page::new(|_, _| Promise::reject(&JsValue::from_str("full")));
    assert_eq!(keep(&about_to_send()).await, Keeping::Denied);
    assert_eq!(kept_for("setsuko", false).await, Kept::default());
}

#[wasm_bindgen_test]
async fn what_was_not_read_is_not_written_over() {
    let _page = Page::real();
    let mut model = about_to_send();
    if let crate::model::Session::Open(known) = &mut model.session {
        known.people =
            [nattoku_consent::wire::Person { subject: "never-read".to_owned(), mandate: None }].into();
    }
    assert_eq!(keep(&model).await, Keeping::Denied);
    kept_for("never-read", false).await;
    assert_eq!(keep(&model).await, Keeping::Works);
}

#[wasm_bindgen_test]
async fn what_somebody_wrote_into_the_storage_by_hand_is_nothing() {
    for text in ["", "null", "{}", "[1]", "{\"draft\":{}}", "{\"draft\":1}", "{\"outgoing\":{\"request\":1}}"]
    {
        let _page = Page::new(move |_, _| Promise::resolve(&JsValue::from_str(text)));
        let storage = session_storage().expect("a storage");
        storage.set_item(TICKET, text).expect("it is stored");
        assert_eq!(kept_for("setsuko", false).await, Kept::default(), "{text}");
        assert_eq!(ticket(), None, "{text}");
    }
}

#[wasm_bindgen_test]
fn the_text_size_is_remembered() {
    for size in [TextSize::Largest, TextSize::Large, TextSize::Normal] {
        remember_text_size(size);
        assert_eq!(text_size(), size);
    }
}
