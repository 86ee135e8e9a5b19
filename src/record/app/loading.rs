//! Reading what the record shows of a person from the provider, each answer for the page that asked for it.

use crate::edges::api::Api;
use crate::loader::RecordKey;
use crate::model::{Known, Model, Session};
use nattoku_consent::wire::{Person, ReadsView, Told};
use std::rc::Rc;

/// The person's record, and what became of their no.
pub(super) async fn record(model: Rc<Model>, key: RecordKey) -> Option<(Known, Vec<Told>)> {
    let RecordKey { session, subject } = key;
    let api = Api { language: &model.language, person: Some(&subject) };
    let record = api.record(&session, &model.digest, &model.catalogue).await.ok()?;
    let deliveries = api.told(&session).await.ok()?;
    let people = [Person { subject: subject.to_string(), mandate: None }].into();
    Some((Known::new(session, people, Rc::new(record)), deliveries))
}

/// Who read the record, after so many newer reads.
pub(super) async fn reads(model: Rc<Model>, skip: u32) -> Option<ReadsView> {
    let Session::Open(known) = &model.session else { return None };
    let api = Api { language: &model.language, person: Some(known.subject()) };
    api.reads(&known.bearer, skip).await.ok()
}
