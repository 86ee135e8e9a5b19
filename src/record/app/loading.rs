//! Reading what the record shows of a person from the provider, each answer for the page that asked for it.

use crate::edges::api::Api;
use crate::model::{Known, Model, Session};
use nattoku_consent::wire::{Person, ReadsView, Told};
use std::rc::Rc;

/// The person's record, and what became of their no.
pub(super) async fn record(model: Rc<Model>, bearer: Rc<str>, person: String) -> Option<(Known, Vec<Told>)> {
    let api = Api { language: &model.language, person: Some(&person) };
    let read = api.record(&bearer, &model.digest, &model.catalogue).await.ok()?;
    let told = api.told(&bearer).await.ok()?;
    let people = [Person { subject: person.clone(), mandate: None }].into();
    Some((Known { bearer, people, person: 0, seen: Rc::new(read.seen), turning_to: None }, told))
}

/// Who read the record, after so many newer reads.
pub(super) async fn reads(model: Rc<Model>, skip: u32) -> Option<ReadsView> {
    let Session::Open(known) = &model.session else { return None };
    let api = Api { language: &model.language, person: Some(known.subject()) };
    api.reads(&known.bearer, skip).await.ok()
}
