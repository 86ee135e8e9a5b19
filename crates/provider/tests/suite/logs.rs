//! Logs tell nobody's secrets, at any level. Alone in its binary: it listens to everything in the process.

use crate::common::{BORN, Hospital, bearer};
use nattoku_consent::wire::Credential;
use nattoku_consent::{Decision, event::Scope};
use std::io;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn asked_by_a_system(hospital: Hospital, mark: &str) {
    let hospital = hospital.with_system().await;
    let (of, form) = (format!("Consent?patient={mark}"), "application/x-www-form-urlencoded");
    for path in ["Consent?patient.identifier=CANARY-PATIENT", &of, "Consent/CANARY-1", "CANARY/a/b/c/d/e"] {
        hospital.fhir(path).await;
    }
    hospital.fhir_post("Consent/_search", form, "patient.identifier=CANARY").await;
}

#[tokio::test]
async fn logs_tell_what_happened_but_not_to_whom() {
    let captured = Captured::default();
    let writer = captured.clone();
    let subscriber = tracing_subscriber::fmt().json().with_max_level(tracing::Level::TRACE);
    let subscriber = subscriber.with_writer(move || writer.clone()).finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let hospital = Hospital::open().await;
    let token = hospital.invite("CANARY-PATIENT", 90).await;
    hospital.sign_in(Credential::Invitation(token.clone()), "1900-01-01").await;
    let session: nattoku_consent::wire::Session =
        hospital.sign_in(Credential::Invitation(token.clone()), BORN).await.json();
    for _ in 0..5 {
        hospital.sign_in(Credential::Invitation(token.clone()), "1900-01-01").await;
    }
    let request = hospital.decision(Decision::Withdrawn(Scope::Everything));
    hospital.decide(&session, &request, None).await;
    hospital.get("/api/record?canary-query", &[("authorization", &bearer(&session))]).await;
    hospital.get("/api/catalogues/canary-path?canary-query", &[]).await;
    hospital.get("/ja/canary-path", &[]).await;
    asked_by_a_system(hospital, &session.people[0].subject).await;

    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    for told in [
        "\"route\":\"/api/decisions\"",
        "\"route\":\"/api/catalogues/{digest}\"",
        "\"route\":\"/fhir/{kind}/{id}\"",
        "\"status\":401",
        "sign-in is locked after too many wrong birth dates",
        "\"id\":",
    ] {
        assert!(log.contains(told), "{told} is missing in {log}");
    }
    let id = request.id.to_string();
    let ticket = session.resume.as_deref().unwrap();
    let secrets = [&token, &session.bearer, ticket, &session.people[0].subject, BORN, "1900-01-01", &id];
    for secret in secrets.into_iter().chain(["CANARY", "canary", crate::common::fhir::TOKEN]) {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}
