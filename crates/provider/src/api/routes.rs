//! Everything that can be asked of the API, each with its description.

use super::document::{Api, Asker, Operation};
use super::{catalogue, consent_record, decisions, desk, disclosures, erasure, receipts, record, session};
use axum::routing::{delete, get, post};
use nattoku_consent::wire::{
    Accepted, CATALOGUE_PATH, CONSENT_RECORD_PATH, DECISIONS_PATH, DecisionRequest, LEDGER_PATH,
    LOGIN_SESSION_PATH, LoginSignIn, PERSON_HEADER, PORTAL_SESSION_PATH, PortalSignIn, PortalView,
    READS_PATH, RECEIPTS_PATH, RECORD_PATH, ReadsView, RecordView, SESSION_PATH, Session, SignIn, TOLD_PATH,
    Told,
};
use nattoku_disclosure::served::{DISCLOSURES_PATH, Index};
use nattoku_ledger::Receipt;

/// A version of a record, as an entity tag.
const VERSION: &str = "^\"[0-9]+\"$";
/// A UUID, bare or quoted.
const KEY: &str = "^\"?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"?$";
/// The mark of a person.
const MARK: &str = "^[A-Za-z0-9_-]+$";
const DIGEST: &str = "^[0-9a-f]{64}$";
const NAME: &str = "^[a-z0-9-]{1,64}$";

/// Every route and its description.
pub fn api() -> Api {
    staff(proofs(public(patient(sessions(Api::default())))))
}

/// Opening and ending a person's session.
fn sessions(api: Api) -> Api {
    let opens = "Opens a session from an invitation or a ticket, and the birth date";
    let ends =
        "Ends the session, and the tickets to come back to it; the same whether or not it was still open";
    let opens_by_login =
        "Opens a session by the code with which somebody came back from signing in at a portal";
    let opens_by_portal = "Opens a session by a portal's signed token, which opens one and no more";
    api.on(
        Operation::post::<SignIn>(SESSION_PATH, "openSession", opens).answers::<Session>(),
        post(session::open),
    )
    .on(Operation::delete(SESSION_PATH, "endSession", ends).by(Asker::Session), delete(session::end))
    .on(
        Operation::post::<PortalSignIn>(PORTAL_SESSION_PATH, "openSessionByPortal", opens_by_portal)
            .answers::<Session>(),
        post(session::open_by_portal),
    )
    .on(
        Operation::post::<LoginSignIn>(LOGIN_SESSION_PATH, "openSessionByLogin", opens_by_login)
            .answers::<Session>(),
        post(session::open_by_login),
    )
}

/// What a patient's device asks.
fn patient(api: Api) -> Api {
    let person = |operation: Operation| operation.by(Asker::Session).header(PERSON_HEADER, false, MARK);
    let decides = "Records a decision, durably and once, and answers with its receipt";
    let decision = person(Operation::post::<DecisionRequest>(DECISIONS_PATH, "decide", decides))
        .header("Idempotency-Key", true, KEY)
        .header("If-Match", false, VERSION);
    let record = "Everything recorded about the person; its version stands in the ETag";
    let reads = "Who read the person's record, when and why, the newest first";
    let told = "What became of the person's no at everybody who holds their data";
    let agreed = "The record of what was agreed, by ISO/IEC TS 27560 in DPV";
    api.on(decision.answers::<Accepted>(), post(decisions::decide))
        .on(
            person(Operation::get(RECORD_PATH, "readRecord", record)).answers::<RecordView>(),
            get(record::read),
        )
        .on(
            person(Operation::get(READS_PATH, "readReads", reads)).since("skip").answers::<ReadsView>(),
            get(record::reads),
        )
        .on(person(Operation::get(TOLD_PATH, "readTold", told)).answers::<Vec<Told>>(), get(record::told))
        .on(
            person(Operation::get(CONSENT_RECORD_PATH, "readConsentRecord", agreed))
                .answers_as("application/ld+json"),
            get(consent_record::read),
        )
}

/// What anybody may read.
fn public(api: Api) -> Api {
    let portal = "Who may frame the app under this name, and where one signs in with it";
    let part = "A part of a list; its address stands in the index";
    api.on(
        Operation::get("/api/portals/{name}", "readPortal", portal)
            .named("name", NAME)
            .answers::<PortalView>(),
        get(session::portal),
    )
    .on(
        Operation::get(
            "/api/webhook-keys",
            "readWebhookKeys",
            "The keys by which portals verify what they are told",
        ),
        get(session::webhook_keys),
    )
    .on(Operation::get(CATALOGUE_PATH, "readCatalogue", "The words in force"), get(catalogue::in_force))
    .on(
        Operation::get("/api/catalogues/{digest}", "readCatalogueByDigest", "The words of a day, for ever")
            .named("digest", DIGEST),
        get(catalogue::by_digest),
    )
    .on(
        Operation::get(DISCLOSURES_PATH, "readDisclosures", "Every provider whose lists are shown")
            .answers::<Index>(),
        get(disclosures::index),
    )
    .on(
        Operation::get("/api/disclosures/{provider}/{kind}/{part}", "readDisclosurePart", part)
            .named("provider", NAME)
            .named("kind", NAME)
            .named("part", "^[0-9A-Za-z.-]+$"),
        get(disclosures::part),
    )
}

/// Proofs of what was recorded.
fn proofs(api: Api) -> Api {
    let ledger = "The ledger's keys and newest checkpoint, with the proof that it grew from an earlier size";
    let by_code = "The receipt whose code is held";
    let own = "The receipt of one of the person's own entries";
    let of_entry = Operation::get("/api/receipts/{number}", "readReceipt", own).numbered("number");
    api.on(
        Operation::get(LEDGER_PATH, "readLedger", ledger).since("since").answers::<receipts::LedgerView>(),
        get(receipts::ledger),
    )
    .on(
        Operation::get(RECEIPTS_PATH, "readReceiptByCode", by_code).by(Asker::Receipt).answers::<Receipt>(),
        get(receipts::by_code),
    )
    .on(
        of_entry.by(Asker::Session).header(PERSON_HEADER, false, MARK).answers::<Receipt>(),
        get(receipts::of_entry),
    )
}

/// What the desk's page asks.
fn staff(api: Api) -> Api {
    let look = Operation::post::<desk::Look>("/api/desk/look", "lookUp", "What holds for a patient now");
    let record = "Records what a patient said on paper or by phone, once";
    let record = Operation::post::<desk::RecordRequest>("/api/desk/record", "recordAtDesk", record);
    let proxy = "Begins or ends a mandate to act for a patient";
    let proxy = Operation::post::<desk::ProxyRequest>("/api/desk/proxy", "changeMandate", proxy);
    let erase = "Erases what is personal of a patient, for good";
    let erase = Operation::post::<erasure::EraseRequest>("/api/desk/erase", "eraseAtDesk", erase);
    api.on(look.by(Asker::Staff).answers::<desk::Looked>(), post(desk::look))
        .on(record.by(Asker::Staff).answers::<desk::Answered>(), post(desk::record))
        .on(proxy.by(Asker::Staff).answers::<desk::Answered>(), post(desk::proxy))
        .on(erase.by(Asker::Staff).answers::<erasure::EraseAnswer>(), post(erasure::erase))
}
