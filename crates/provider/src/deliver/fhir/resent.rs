//! Sending again: what is there already, from a sending whose answer was lost or by another hand, is read and compared
//! before anything is changed.

use super::client::Answer;
use super::{Telling, ours, place};
use nattoku_fhir::push::Held;
use nattoku_fhir::r4::{Bundle, BundleEntry};
use reqwest::StatusCode;
use serde_json::Value;

impl Telling<'_> {
    /// Notes what an entry made, or found there under its name. Answers whether something else was found.
    pub(super) async fn note(
        &mut self,
        entry: &BundleEntry,
        status: StatusCode,
        said: &Value,
    ) -> Result<bool, String> {
        let (id, version) = place(said).ok_or("an entry's answer names no place")?;
        let found = status == StatusCode::OK && method(entry) == "POST";
        if let (false, Some(version)) = (found, &version) {
            self.hold(entry, id, version.clone(), self.due.entry);
            return Ok(false);
        }
        // Made by an earlier sending; or by its name there was something older of ours, or changed by hand.
        let answer = self.server.client.read(entry.resource.kind(), &id).await?;
        self.compare(entry, id, &answer)
    }

    /// Looks at everything that a transaction was to change. Answers whether anything was found otherwise than known.
    pub(super) async fn look_again(&mut self, bundle: &Bundle) -> Result<bool, String> {
        let mut changed = false;
        for entry in &bundle.entry {
            changed |= self.look_at(entry).await?;
        }
        Ok(changed)
    }

    /// The same, of one entry.
    pub(super) async fn look_at(&mut self, entry: &BundleEntry) -> Result<bool, String> {
        if method(entry) != "PUT" {
            return Ok(false);
        }
        let id = entry.resource.id().to_owned();
        let answer = self.server.client.read(entry.resource.kind(), &id).await?;
        if matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::GONE) {
            // Somebody took it away there: it is made anew, by its name.
            let forgotten = ours(entry.full_url.as_deref()).and_then(|ours| self.held.remove(&ours));
            return Ok(forgotten.is_some());
        }
        let known = ours(entry.full_url.as_deref()).and_then(|ours| self.held.get(&ours).cloned());
        self.compare(entry, id, &answer)?;
        let now = ours(entry.full_url.as_deref()).and_then(|ours| self.held.get(&ours).cloned());
        Ok(known != now)
    }

    /// Compares what is there with what is wanted. Answers whether it has still to be changed.
    fn compare(&mut self, entry: &BundleEntry, id: String, answer: &Answer) -> Result<bool, String> {
        if !answer.status.is_success() {
            return Err(format!(
                "the FHIR server answered {} when it was asked what it holds",
                answer.status
            ));
        }
        let version = answer.version().ok_or("the FHIR server names no versions of what it holds")?;
        let wanted = serde_json::to_value(&entry.resource).map_err(|error| error.to_string())?;
        let same = essence(&wanted) == essence(&answer.body);
        if same {
            self.hold(entry, id, version, self.due.entry);
        } else {
            let seen = ours(entry.full_url.as_deref()).and_then(|ours| self.held.get(&ours));
            if seen.is_none_or(|seen| seen.version != version) {
                tracing::warn!(
                    entry = self.due.entry,
                    kind = entry.resource.kind(),
                    "the FHIR server holds a version that is not ours; the record goes on from it"
                );
            }
            self.hold(entry, id, version, self.due.entry.saturating_sub(1));
        }
        Ok(!same)
    }

    fn hold(&mut self, entry: &BundleEntry, id: String, version: String, told: u64) {
        if let Some(ours) = ours(entry.full_url.as_deref()) {
            self.held.insert(ours, Held { id, version, entry: told });
        }
    }
}

fn method(entry: &BundleEntry) -> &str {
    entry.request.as_ref().and_then(|request| request["method"].as_str()).unwrap_or_default()
}

/// What a resource says, without what the server adds or makes of its references.
fn essence(resource: &Value) -> Value {
    match resource {
        Value::Object(members) => {
            let own = members.iter().filter(|(name, _)| !["id", "meta", "text"].contains(&name.as_str()));
            own.map(|(name, value)| (name.clone(), without_references(value))).collect()
        }
        other => other.clone(),
    }
}

fn without_references(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(name, _)| *name != "reference");
            kept.map(|(name, value)| (name.clone(), without_references(value))).collect()
        }
        Value::Array(items) => items.iter().map(without_references).collect(),
        other => other.clone(),
    }
}
