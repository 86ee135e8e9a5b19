//! What can happen to the app, and what it asks the browser to do.

use super::{Check, Keeping, Seen, TextSize, Typed};
use crate::loader::Request;
use crate::route::Route;
use chrono::{DateTime, NaiveDate, Utc};
use nattoku_consent::delivery::Outgoing;
use nattoku_consent::flow::Draft;
use nattoku_consent::id::{EventId, ItemId, PreferenceId, ReviewId};
use nattoku_consent::wire::{Credential, Problem, Session};
use nattoku_consent::{Answer, Decision, Entry, Language, QuestionId};
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// What the edge supplies whenever a decision is made: the core has no clock and no randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// A fresh id.
    pub id: EventId,
    /// What the device's clock says.
    pub now: DateTime<Utc>,
}

/// What the device kept from before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The draft.
    pub draft: Option<Draft>,
    /// The decision that was on its way.
    pub outgoing: Option<Outgoing>,
}

/// Why a request did not get what it asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No answer, or one that says "not now".
    Unreachable,
    /// The server said why.
    Told(Problem),
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The person goes to a screen.
    Go(Route),
    /// Another invitation was opened in this tab, perhaps another person's.
    Invited(Credential),
    /// The browser's back or forward button led to a screen.
    Arrived(Route),
    /// The person goes on to the next step.
    Next,
    /// The person goes back a step.
    Back,
    /// The person types their date of birth.
    Type(Typed),
    /// The person enters the code that stands on their sheet, as it is typed.
    EnterCode,
    /// The person signs out.
    SignOut,
    /// The page is left, or wiped for the next person: its session ends on the server, too.
    Leave,
    /// The person signs in with the date typed.
    SignIn,
    /// The session that was asked for is open, its record read, and what this device kept for the person found.
    SessionOpened(Request, Session, Rc<Seen>, Box<Kept>),
    /// The session that was asked for could not be opened.
    SignInFailed(Request, Failure),
    /// The record was read anew.
    RecordRead(Request, Rc<Seen>),
    /// A record could not be read.
    RecordUnread(Request, Failure),
    /// The person chose an answer in the conversation.
    Answer(QuestionId, Answer),
    /// The person chose an option of an understanding item, and so is shown its explanation.
    Check(ItemId, Check),
    /// The person wants to choose in more detail.
    InDetail,
    /// The person sends the answers.
    Submit(Moment),
    /// The person chose another answer to one question, not yet sent.
    Change(QuestionId, Answer),
    /// The person sends the change.
    SubmitChange(Moment),
    /// The person stops everything.
    StopEverything(Moment),
    /// The person stops everything, signing in with the same press.
    SignInAndStop(Moment),
    /// The person switches a preference.
    Prefer(PreferenceId, bool, Moment),
    /// The person refuses one reviewed use, or takes the refusal back; with what the use is called on their screen.
    DecideUse(UseDecision, ReviewId, String, Moment),
    /// The server recorded a decision, as its receipt proved on this device.
    Accepted(Box<Entry>),
    /// The server answered with a receipt that does not hold.
    NotProven(EventId),
    /// The person chose whom to act for, by their place among the session's people.
    ActFor(usize),
    /// The record of another of the session's people was read, and what this device kept for them found.
    PersonOpened(Request, Rc<Seen>, Box<Kept>),
    /// A decision did not get through.
    NotAccepted(EventId, Failure),
    /// It is time for another try, or the person asks for it.
    TryAgain,
    /// After a change elsewhere, the person keeps this answer.
    KeepThis(Moment),
    /// After a change elsewhere, the person keeps what is recorded.
    LetGo,
    /// The messages of another language arrived.
    Language(Language),
    /// The person sets the text size.
    TextSize(TextSize),
    /// The browser does, or does not, let this device keep answers.
    Keeping(Keeping),
}

/// What a person decides on one reviewed use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UseDecision {
    /// To refuse it.
    Refuse,
    /// To take the refusal back.
    TakeBack,
}

impl Action {
    /// Whether this makes a decision on the person's data, whichever it is, and not only prepares one.
    #[must_use]
    pub const fn decides(&self) -> bool {
        matches!(
            self,
            Self::Submit(_)
                | Self::SubmitChange(_)
                | Self::StopEverything(_)
                | Self::SignInAndStop(_)
                | Self::DecideUse(..)
                | Self::KeepThis(_)
        )
    }
}

/// What the browser must do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Show the screen's address, and let the back button lead here.
    Push(Route),
    /// Show the screen's address in place of the present one.
    Replace(Route),
    /// Open a session, read the record, and look for what the device kept.
    OpenSession(Request, Credential, NaiveDate),
    /// Ask the portal who is there, open a session by its word, and then likewise.
    OpenByPortal(Request),
    /// End the session of this bearer on the server, and forget the ticket to come back to it.
    EndSession(Rc<str>),
    /// Read the record.
    ReadRecord(Request),
    /// Send a decision.
    Send(Outgoing),
    /// Read the record of another of the session's people, and look for what the device kept.
    OpenPerson(Request),
    /// Say [`Action::TryAgain`] in so many seconds.
    TryAgainIn(u32),
    /// Keep what is not yet received, bound to the person.
    Keep,
    /// Set the text size and remember it.
    SetTextSize(TextSize),
    /// Tell the reader that the screen changed: title, focus, top of the page.
    Announce,
    /// Move the focus to what keeps the person from going on.
    ShowComplaint,
}

/// A decision about to be made.
pub(super) fn outgoing(moment: Moment, decision: Decision, model: &super::Model) -> Option<Outgoing> {
    use nattoku_consent::event::TermsShown;
    use nattoku_consent::wire::DecisionRequest;
    let seen = model.seen()?;
    let terms = TermsShown { catalogue: model.digest.clone(), language: model.language.clone() };
    let (id, device_time, kiosk) = (moment.id, moment.now, model.kiosk);
    let request = DecisionRequest { id, terms, device_time, kiosk, decision };
    Some(Outgoing { request, seen_version: seen.record.version() })
}
