//! A5: tabs and devices of one person, in any order, with answers from what they saw, from what they did not see and
//! from long ago, arriving late and twice. To stop is never refused; after it, nothing is allowed without a new yes.

use crate::common::{BORN, Hospital, answers};
use crate::model::{Model, Must};
use crate::scale::{scaled, tell};
use axum::body::Bytes;
use axum::http::StatusCode;
use nattoku_consent::event::Scope;
use nattoku_consent::wire::{Credential, DecisionRequest, ProblemKind, Session};
use nattoku_consent::{Answer, Body, Decision};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

const QUESTIONS: [&str; 2] = ["drug-development", "teaching"];
const TABS: usize = 3;
/// So many persons at once, each with a schedule.
const TOGETHER: usize = 50;

/// A tab does something.
#[derive(Debug, Clone)]
enum Step {
    /// Reads the record.
    Look(usize),
    /// Decides, and the post arrives so many steps later.
    Decide { tab: usize, decision: Decision, seen: Seen, late: usize },
    /// Sends again what some tab has sent before.
    Again(prop::sample::Index),
}

/// Which version a tab says it saw.
#[derive(Debug, Clone, Copy)]
enum Seen {
    /// The one it last read.
    Read,
    /// None.
    Nothing,
    /// One it cannot have seen.
    Ahead,
}

fn decision() -> impl Strategy<Value = Decision> {
    let answer =
        prop_oneof![3 => Just(Answer::Allow), 1 => Just(Answer::Refuse), 1 => Just(Answer::Undecided)];
    let one = (prop::sample::select(&QUESTIONS[..]), answer.clone());
    prop_oneof![
        3 => one.prop_map(|(question, answer)| answers(&[(question, answer)])),
        2 => [answer.clone(), answer].prop_map(|[one, two]| answers(&[(QUESTIONS[0], one), (QUESTIONS[1], two)])),
        1 => Just(Decision::Withdrawn(Scope::Everything)),
        1 => Just(Decision::Withdrawn(Scope::Programme("registry".parse().unwrap()))),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let seen = prop_oneof![6 => Just(Seen::Read), 1 => Just(Seen::Nothing), 1 => Just(Seen::Ahead)];
    let late = prop_oneof![3 => Just(0_usize), 1 => 1..4_usize];
    prop_oneof![
        3 => (0..TABS).prop_map(Step::Look),
        5 => (0..TABS, decision(), seen, late)
            .prop_map(|(tab, decision, seen, late)| Step::Decide { tab, decision, seen, late }),
        1 => any::<prop::sample::Index>().prop_map(Step::Again),
    ]
}

/// A post, and the receipt it got.
struct Sent {
    tab: usize,
    request: DecisionRequest,
    seen: Option<u64>,
    receipt: Option<Bytes>,
}

struct Tab {
    session: Session,
    read: u64,
}

/// A person with their tabs.
struct Play {
    hospital: Arc<Hospital>,
    tabs: Vec<Tab>,
    sent: Vec<Sent>,
    /// What is still on the way: after how many more steps it arrives, and which it is.
    on_the_way: Vec<(usize, usize)>,
    model: Model,
}

impl Play {
    async fn begin(hospital: Arc<Hospital>, patient: usize) -> Self {
        let token = hospital.invite(&format!("P{patient}"), 90).await;
        let mut tabs = Vec::new();
        for _ in 0..TABS {
            let reply = hospital.sign_in(Credential::Invitation(token.clone()), BORN).await;
            tabs.push(Tab { session: reply.json(), read: 0 });
        }
        Self { hospital, tabs, sent: Vec::new(), on_the_way: Vec::new(), model: Model::default() }
    }

    async fn play(mut self, schedule: Vec<Step>) {
        for step in schedule {
            self.step(step).await;
            self.arrive().await;
        }
        while !self.on_the_way.is_empty() {
            self.arrive().await;
        }
    }

    async fn step(&mut self, step: Step) {
        match step {
            Step::Look(tab) => {
                let view = self.hospital.record(&self.tabs[tab].session).await;
                self.model.check(&self.hospital.provider.catalogues, &view);
                self.tabs[tab].read = view.version;
            }
            Step::Decide { tab, decision, seen, late } => {
                let seen = match seen {
                    Seen::Read => Some(self.tabs[tab].read),
                    Seen::Nothing => None,
                    Seen::Ahead => Some(self.model.version() + 1_000_000_000),
                };
                let request = self.hospital.decision(decision);
                self.on_the_way.push((late, self.sent.len()));
                self.sent.push(Sent { tab, request, seen, receipt: None });
            }
            Step::Again(_) if self.sent.is_empty() => {}
            Step::Again(which) => self.on_the_way.push((0, which.index(self.sent.len()))),
        }
    }

    /// What is due arrives; the rest is a step nearer.
    async fn arrive(&mut self) {
        let (due, later): (Vec<_>, Vec<_>) = self.on_the_way.drain(..).partition(|(late, _)| *late == 0);
        self.on_the_way = later.into_iter().map(|(late, which)| (late - 1, which)).collect();
        for (_, which) in due {
            self.deliver(which).await;
        }
    }

    async fn deliver(&mut self, which: usize) {
        let Sent { tab, request, seen, receipt } = &self.sent[which];
        let session = &self.tabs[*tab].session;
        let seen = seen.map(|seen| format!("\"{seen}\""));
        let reply = self.hospital.decide(session, request, seen.as_deref()).await;
        if let Some(receipt) = receipt {
            assert_eq!(
                (reply.status, &reply.body),
                (StatusCode::OK, receipt),
                "a repeat gets the same bytes"
            );
            return;
        }
        match self.model.must(&request.decision, self.sent[which].seen) {
            Must::Record => {
                let entry = self.hospital.proven(&reply);
                assert_eq!(entry.event.id, request.id);
                assert_eq!(entry.event.body, Body::Decided(request.decision.clone()));
                self.model.take(entry);
                let view = self.hospital.record(session).await;
                self.model.check(&self.hospital.provider.catalogues, &view);
                self.sent[which].receipt = Some(reply.body);
            }
            Must::SayVersion => {
                assert_eq!(reply.status, StatusCode::PRECONDITION_REQUIRED);
                assert_eq!(reply.kind(), ProblemKind::IfMatchMissing);
            }
            Must::LookAgain => {
                assert_eq!(reply.status, StatusCode::PRECONDITION_FAILED);
                assert_eq!(reply.kind(), ProblemKind::RecordChanged);
            }
        }
    }
}

#[test]
fn a5_after_a_withdrawal_nothing_is_allowed_without_a_later_yes() {
    let runtime = Runtime::new().unwrap();
    let hospital = Arc::new(runtime.block_on(Hospital::open()));
    let rounds = scaled(2_000, 100_000) / TOGETHER;
    let (patients, played) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let config = Config {
        cases: u32::try_from(rounds).unwrap(),
        failure_persistence: None,
        max_shrink_iters: 500,
        ..Config::default()
    };
    let schedules = vec(vec(step(), 1..12), TOGETHER);
    let outcome = TestRunner::new(config).run(&schedules, |schedules| {
        let mut playing = JoinSet::new();
        runtime.block_on(async {
            for schedule in schedules {
                let patient = patients.fetch_add(1, Ordering::Relaxed);
                let hospital = Arc::clone(&hospital);
                playing.spawn(async move { Play::begin(hospital, patient).await.play(schedule).await });
            }
            playing.join_all().await;
        });
        let played = played.fetch_add(TOGETHER, Ordering::Relaxed) + TOGETHER;
        if played.is_multiple_of(10_000) {
            tell(&format!("A5: {played} schedules"));
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let summary = runtime.block_on(hospital.provider.store.audit(|| ())).unwrap();
    tell(&format!("A5: {} schedules, {} entries", rounds * TOGETHER, summary.entries));
}
