//! What a tab keeps: for the same person only, and never what opens a session by itself.

use super::{TICKET, UNSENT, keep, kept_for, remember_text_size, session_storage, text_size, ticket};
use crate::model::tests::sample::{about_to_send, answers, arrived, moment};
use crate::model::{Action, Keeping, Kept, TextSize};
use crate::route::Route;
use nattoku_consent::Answer;
use nattoku_consent::wire::Credential;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn empty() {
    session_storage().expect("a storage").clear().expect("it can be emptied");
}

#[wasm_bindgen_test]
fn the_same_person_finds_their_answers_and_the_decision_on_its_way() {
    empty();
    let mut model = about_to_send();
    model.update(Action::Submit(moment(1)));
    assert_eq!(keep(&model), Keeping::Works);
    let kept = kept_for("setsuko");
    assert_eq!(kept.draft, Some(model.draft.clone()));
    assert_eq!(kept.outgoing.as_ref(), model.delivery.outgoing());
    assert_eq!(kept.outgoing.map(|out| out.request.decision), Some(answers(&[("research", Answer::Allow)])));
    assert_eq!(ticket(), Some(Credential::Resume("ticket".to_owned())));
}

#[wasm_bindgen_test]
fn for_another_person_it_is_wiped_not_shown() {
    empty();
    assert_eq!(keep(&about_to_send()), Keeping::Works);
    assert_eq!(kept_for("somebody-else"), Kept::default());
    assert_eq!(kept_for("setsuko"), Kept::default());
    assert_eq!(session_storage().and_then(|storage| storage.get_item(UNSENT).ok().flatten()), None);
}

#[wasm_bindgen_test]
fn neither_the_bearer_nor_the_invitation_is_ever_kept() {
    empty();
    let mut model = about_to_send();
    assert_eq!(keep(&model), Keeping::Works);
    model.credential = Some(Credential::Invitation("token-of-the-invitation".to_owned()));
    assert_eq!(keep(&model), Keeping::Works);
    let storage = session_storage().expect("a storage");
    for key in [UNSENT, TICKET] {
        let text = storage.get_item(key).ok().flatten().unwrap_or_default();
        assert!(!text.contains("bearer") && !text.contains("token-of-the-invitation"), "{key}: {text}");
    }
}

#[wasm_bindgen_test]
fn without_a_session_nothing_is_kept() {
    empty();
    assert_eq!(keep(&arrived(Route::Welcome)), Keeping::Works);
    assert_eq!(session_storage().and_then(|storage| storage.length().ok()), Some(0));
}

#[wasm_bindgen_test]
fn what_somebody_wrote_into_the_storage_by_hand_is_nothing() {
    for text in
        ["", "null", "{}", "[1]", "{\"subject\":\"setsuko\"}", "{\"subject\":\"setsuko\",\"draft\":1}"]
    {
        empty();
        let storage = session_storage().expect("a storage");
        storage.set_item(UNSENT, text).and_then(|()| storage.set_item(TICKET, text)).expect("it is stored");
        assert_eq!(kept_for("setsuko"), Kept::default(), "{text}");
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
