//! A person's way through a hospital's programmes, told in FHIR, sentence by sentence.

use crate::history::DAY;
use crate::sample::{CURRENT, catalogues, day, digest, id, instant, japanese};
use crate::told;
use nattoku_consent::event::{Actor, Channel, Desk, Notice, NoticeRoute, Scope, TermsShown};
use nattoku_consent::mandate::{Ends, Mandate, ProxyBasis};
use nattoku_consent::{Answer, Body, Decision, Entry, Event, EventId, Record};
use nattoku_fhir::r4::{Consent, ConsentProvision};
use nattoku_fhir::{Exported, Resource, r5};
use serde_json::json;

/// An entry of this number, a day after the one before.
fn entry(number: u64, actor: Actor, body: Body) -> Entry {
    let terms = TermsShown { catalogue: digest(CURRENT), language: japanese() };
    let paper = actor == Actor::Staff;
    let desk =
        paper.then(|| Desk { staff: "s-12".to_owned(), scan: Some("box 7".to_owned()), ..Desk::default() });
    Entry {
        number,
        accepted_at: instant(i64::try_from(number).unwrap() * DAY),
        event: Event {
            id: EventId(uuid::Uuid::from_u128(u128::from(number))),
            actor,
            channel: if paper { Channel::Paper } else { Channel::App },
            desk,
            terms,
            device_time: None,
            body,
        },
    }
}

fn answers(given: &[(&str, Answer)]) -> Body {
    let answers = given.iter().map(|(question, answer)| (id(question), *answer)).collect();
    Body::Decided(Decision::Answered { answers, explained: vec![id("always")] })
}

/// Told, allowed, one purpose refused, one use refused, everything stopped, and a guardian on paper in between.
pub(crate) fn journey() -> Exported {
    let mandate = Mandate {
        basis: ProxyBasis::Guardian,
        proxy: "藤枝 花".to_owned(),
        person: "藤枝 太郎".to_owned(),
        ends: Ends::On(day(200)),
    };
    let notice = Notice { programme: id("act"), route: NoticeRoute::Post, on: day(1) };
    let proxy = Actor::Proxy(EventId(uuid::Uuid::from_u128(5)));
    let allow = [("research", Answer::Allow), ("drugs", Answer::Allow), ("planning", Answer::Refuse)];
    told(&Record::from_entries([
        entry(1, Actor::Staff, Body::Notified(notice)),
        entry(2, Actor::Patient, answers(&allow)),
        entry(3, Actor::Staff, answers(&[("drugs", Answer::Refuse)])),
        entry(4, Actor::Patient, Body::Decided(Decision::UseRefused(id("review-1")))),
        entry(5, Actor::Staff, Body::ProxyBegan(mandate)),
        entry(6, proxy, answers(&[("safety", Answer::Refuse)])),
        entry(7, Actor::Staff, Body::ProxyEnded(EventId(uuid::Uuid::from_u128(5)))),
        entry(
            8,
            Actor::Patient,
            Body::Decided(Decision::PreferenceSet { preference: id("trial-news"), wanted: true }),
        ),
        entry(9, Actor::Patient, Body::Decided(Decision::Withdrawn(Scope::Everything))),
    ]))
}

fn of_programme<'a>(told: &'a Exported, programme: &str) -> Vec<&'a Consent> {
    told.consents().filter(|consent| consent.extension[0].value.as_str() == Some(programme)).collect()
}

fn rule(consent: &Consent) -> &str {
    consent.policy_rule.as_ref().unwrap().coding[0].code.as_deref().unwrap()
}

fn nested<'a>(consent: &'a Consent, code: &str) -> Vec<&'a ConsentProvision> {
    let is = |provision: &&ConsentProvision| provision.code[0].coding[0].code.as_deref() == Some(code);
    consent.provision.as_ref().unwrap().provision.iter().filter(is).collect()
}

#[test]
fn a_partial_withdrawal_is_a_new_version_that_denies_the_purpose_from_that_instant() {
    let told = journey();
    let registry = of_programme(&told, "registry");
    let (first, second) = (registry[0], registry[1]);
    assert_eq!((first.id.as_str(), &first.id), ("0123456789abcdef0123456789abcdef-2-registry", &second.id));
    let versions =
        [first, second].map(|consent| consent.meta.as_ref().unwrap().version_id.as_deref().unwrap());
    assert_eq!(versions, ["2.2", "3.2"]);
    assert_eq!(nested(first, "drugs")[0].r#type.as_deref(), Some("permit"));
    assert_eq!(nested(second, "drugs")[0].r#type.as_deref(), Some("deny"));
    let period = nested(second, "drugs")[0].period.clone().unwrap();
    assert_eq!((period.start.as_deref(), period.end), (Some("2026-01-04T00:00:00.000Z"), None));
    assert_eq!((rule(first), rule(second)), ("OPTOUTE", "OPTOUTE"));
    let ends = nested(second, "research")[0].period.clone().unwrap().end;
    assert_eq!(ends.as_deref(), Some("2026-02-02T23:59:59.999Z"), "a yes of one month");
}

#[test]
fn a_full_withdrawal_ends_the_old_consent_and_begins_one_that_denies_everything_with_its_provenance() {
    let told = journey();
    let registry = of_programme(&told, "registry");
    let [.., old, new] = registry.as_slice() else { panic!("two at least") };
    assert_eq!((old.status.as_deref(), new.status.as_deref()), (Some("inactive"), Some("active")));
    assert_ne!(old.id, new.id);
    assert_eq!(rule(new), "OPTOUT");
    let root = new.provision.as_ref().unwrap();
    assert_eq!(root.r#type.as_deref(), Some("deny"));
    assert!(root.provision.iter().all(|provision| provision.r#type.as_deref() == Some("deny")));
    let Some(Resource::Provenance(last)) = told.0.last() else { panic!("a Provenance") };
    for consent in [old, new] {
        let version = consent.meta.as_ref().unwrap().version_id.as_deref().unwrap();
        let address = format!("Consent/{}/_history/{version}", consent.id);
        assert!(last.target.iter().any(|target| target.reference.as_deref() == Some(&address)), "{address}");
    }
}

#[test]
fn a_notice_is_a_communication_and_no_consent_and_a_refusal_is_an_active_denial() {
    let told = journey();
    let told_only = told.0.iter().take_while(|resource| resource.kind() != "Provenance");
    let kinds: Vec<_> = told_only.map(Resource::kind).collect();
    assert_eq!(kinds, ["Communication"]);
    let act = of_programme(&told, "act");
    assert_eq!((act[0].status.as_deref(), rule(act[0])), (Some("active"), "OPTOUTE"));
    assert_eq!(nested(act[0], "safety")[0].r#type.as_deref(), Some("deny"));
    let waiting = nested(act[0], "prevention")[0];
    assert_eq!(waiting.period.as_ref().unwrap().start.as_deref(), Some("2026-02-01T15:00:00.000Z"));
    assert_eq!(waiting.extension[0].value.as_str(), Some("not-refused"));
}

#[test]
fn whoever_acts_for_a_person_is_the_performer_and_was_verified() {
    let told = journey();
    let act = of_programme(&told, "act");
    let performer = act[0].performer[0].reference.as_deref();
    assert_eq!(performer, Some("RelatedPerson/0123456789abcdef0123456789abcdef-5"));
    let verification = &act[0].verification[0];
    assert_eq!(verification.verified, Some(true));
    assert_eq!(verification.verified_with.as_ref().unwrap().reference.as_deref(), performer);
}

#[test]
fn in_r5_what_is_denied_stands_inside_each_permission() {
    let told = journey();
    let told = r5::consent(of_programme(&told, "registry")[2]);
    assert_eq!(
        (&told["decision"], &told["scope"], &told["policyRule"]),
        (&json!("deny"), &json!(null), &json!(null))
    );
    let provisions = told["provision"].as_array().unwrap();
    assert_eq!(provisions.len(), 1, "only research is permitted: {provisions:#?}");
    let exceptions = provisions[0]["provision"].as_array().unwrap();
    let codes: Vec<_> =
        exceptions.iter().map(|provision| &provision["code"][0]["coding"][0]["code"]).collect();
    assert_eq!(codes, ["abroad", "genome", "review-1"]);
    assert_eq!(told["subject"]["reference"], "Patient/0123456789abcdef0123456789abcdef");
}

#[test]
fn what_somebody_else_added_is_kept() {
    let text = r#"{"resourceType":"Consent","id":"a","language":"ja","status":"active","provision":{"type":"deny","data":[{"meaning":"instance"}]}}"#;
    let read: Resource = serde_json::from_str(text).unwrap();
    let written: serde_json::Value = serde_json::to_value(&read).unwrap();
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(text).unwrap());
}

#[test]
fn a_programme_that_is_gone_permits_nothing_and_is_still_told() {
    let _ = catalogues();
    let told =
        told(&Record::from_entries([entry(1, Actor::Patient, answers(&[("retired", Answer::Allow)]))]));
    assert_eq!(told.consents().count(), 0, "the words that were seen do not ask it");
    assert_eq!(told.0.len(), 2, "the answer and its Provenance are");
}
