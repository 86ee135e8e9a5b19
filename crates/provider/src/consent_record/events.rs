//! Everything that happened, in the ledger's order: asked, given, refused, withdrawn, by whom and by which route.

use super::Source;
use nattoku_consent::event::{Actor, Scope};
use nattoku_consent::time::{write_day, write_instant};
use nattoku_consent::{Answer, Body, Decision, Entry};
use serde_json::{Value, json};

pub(super) fn events(source: &Source<'_>) -> Vec<Value> {
    source.record.entries().map(event).collect()
}

fn event(entry: &Entry) -> Value {
    let event = &entry.event;
    let mut value = json!({
        "number": entry.number,
        "time": write_instant(entry.accepted_at),
        "route": event.channel,
        "by": by(event.actor),
        "digest": event.terms.catalogue,
        "language": event.terms.language,
    });
    if let Actor::Proxy(mandate) = event.actor {
        value["mandate"] = json!(mandate);
    }
    if let Some(desk) = &event.desk {
        value["entered_by"] = json!(desk.staff);
    }
    tell(&mut value, &event.body);
    value
}

/// Who acted. What staff enter is the person's own word.
const fn by(actor: Actor) -> &'static str {
    match actor {
        Actor::Patient => "dpv:DataSubject",
        Actor::Staff => "ns:EnteredByStaff",
        Actor::Proxy(_) => "ns:Proxy",
    }
}

fn tell(value: &mut Value, body: &Body) {
    value["event"] = match body {
        Body::Notified(notice) => {
            value["programme"] = json!(notice.programme);
            value["route"] = json!(notice.route);
            value["day"] = json!(write_day(notice.on));
            json!("ns:Notified")
        }
        Body::Decided(decision) => {
            decided(value, decision);
            return;
        }
        Body::ProxyBegan(mandate) => {
            value["basis"] = json!(mandate.basis);
            value["day"] = json!(write_day(mandate.ends.day()));
            json!("ns:ProxyBegan")
        }
        Body::ProxyEnded(mandate) => {
            value["mandate"] = json!(mandate);
            json!("ns:ProxyEnded")
        }
    };
}

fn decided(value: &mut Value, decision: &Decision) {
    value["event"] = match decision {
        Decision::Answered { answers, .. } => {
            let answer = |answer: &Answer| match answer {
                Answer::Allow => "dpv:ConsentGiven",
                Answer::Refuse => "dpv:ConsentRefused",
                Answer::Undecided => "ns:Undecided",
            };
            let answers = answers
                .iter()
                .map(|(question, given)| json!({ "purpose": question, "status": answer(given) }));
            value["answers"] = answers.collect();
            json!("ns:Answered")
        }
        Decision::Withdrawn(Scope::Everything) => json!("dpv:ConsentWithdrawn"),
        Decision::Withdrawn(Scope::Programme(programme)) => {
            value["programme"] = json!(programme);
            json!("dpv:ConsentWithdrawn")
        }
        Decision::UseRefused(review) => {
            value["review"] = json!(review);
            json!("ns:UseRefused")
        }
        Decision::UseRefusalWithdrawn(review) => {
            value["review"] = json!(review);
            json!("ns:UseRefusalWithdrawn")
        }
        Decision::PreferenceSet { preference, wanted } => {
            value["preference"] = json!(preference);
            value["wanted"] = json!(wanted);
            json!("ns:PreferenceSet")
        }
    };
}
