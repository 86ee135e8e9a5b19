//! The app's state and how it moves. Pure: what the browser must do comes out as effects.

mod action;
mod birth_date;
mod code;
mod seen;
mod session;
mod signing_in;
mod submit;
#[cfg(test)]
pub(crate) mod tests;
mod update;

pub use action::{Action, Effect, Failure, Kept, Moment, UseDecision};
pub use birth_date::{Era, Typed};
pub use seen::Seen;
pub use session::{Known, Session, SignInTrouble};
pub use submit::Outcome;

use crate::loader::Loader;
use crate::route::Route;
use nattoku_consent::catalogue::Catalogue;
use nattoku_consent::delivery::Delivery;
use nattoku_consent::flow::{Conversation, Draft};
use nattoku_consent::id::{ItemId, ReviewId};
use nattoku_consent::wire::Credential;
use nattoku_consent::{Digest, Language, QuestionId, Record};
use serde::{Deserialize, Serialize};
use std::rc::Rc;
use std::sync::Arc;

/// How large texts are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextSize {
    /// 18 px.
    #[default]
    Normal,
    /// A quarter larger.
    Large,
    /// Half as large again.
    Largest,
}

/// Whether this device can keep unsent answers until they are received (A9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// It can.
    Works,
    /// The browser does not let it: the person is told.
    Denied,
}

/// The whole state of the app.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The screen.
    pub route: Route,
    /// The language of the screen.
    pub language: Language,
    /// The catalogue in force.
    pub catalogue: Arc<Catalogue>,
    /// Its digest.
    pub digest: Digest,
    /// What opens a session, from the link or an earlier session in this tab.
    pub credential: Option<Credential>,
    /// The session.
    pub session: Session,
    /// Asks for a session: the response to an earlier attempt may be about another person.
    pub signing_in: Loader,
    /// The date of birth, as far as it has been typed; gone once a session is open.
    pub typed: Typed,
    /// The option chosen last in the understanding check; never kept (S26).
    pub checked: Option<(ItemId, Check)>,
    /// What is being answered.
    pub draft: Draft,
    /// The change to one question that is being made, not yet sent.
    pub change: Option<(QuestionId, nattoku_consent::Answer)>,
    /// The decision on its way.
    pub delivery: Delivery,
    /// The reviewed use decided on last, and what it is called: its entry holds the number of the review only.
    pub named_use: Option<(ReviewId, String)>,
    /// What keeps the person from going on, shown where they pressed the button.
    pub complaint: Option<Complaint>,
    /// Whether the device is a shared one of the provider's, which keeps nothing (A10).
    pub kiosk: bool,
    /// Whether a portal shows the app in its frame, and says who is there.
    pub portal: bool,
    /// How large texts are set.
    pub text_size: TextSize,
    /// Whether this device can keep unsent answers.
    pub keeping: Keeping,
}

/// An option of an understanding item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The first.
    First,
    /// The second.
    Second,
    /// 分からない.
    Unsure,
}

/// What keeps the person from going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Complaint {
    /// No answer was chosen; 今は決めない is one.
    ChooseOne,
    /// There is nothing to send.
    NothingAnswered,
}

impl Model {
    /// The state at the start, before anything is known of the person.
    #[must_use]
    pub fn new(route: Route, language: Language, catalogue: Arc<Catalogue>, digest: Digest) -> Self {
        Self {
            route,
            language,
            catalogue,
            draft: Draft::new(digest.clone()),
            digest,
            credential: None,
            session: Session::default(),
            signing_in: Loader::default(),
            typed: Typed::default(),
            checked: None,
            change: None,
            delivery: Delivery::Idle,
            named_use: None,
            complaint: None,
            kiosk: false,
            portal: false,
            text_size: TextSize::Normal,
            keeping: Keeping::Works,
        }
    }

    /// What the server knows of the person, while there is a session.
    #[must_use]
    pub const fn seen(&self) -> Option<&Rc<Seen>> {
        match &self.session {
            Session::Open(known) => Some(&known.seen),
            _ => None,
        }
    }

    /// The name of the person the session acts for; `None`: they speak for themself.
    #[must_use]
    pub fn acts_for(&self) -> Option<&str> {
        let Session::Open(known) = &self.session else { return None };
        Some(&known.mandate()?.person)
    }

    /// Whether a child speaks for themself, and reads words of their own (U6).
    #[must_use]
    pub fn is_child_speaking(&self) -> bool {
        match &self.session {
            Session::Open(known) => known.seen.is_child && known.mandate().is_none(),
            Session::Closed(_) | Session::Opening(_) => false,
        }
    }

    /// Runs `ask` on the conversation as it stands. Without a session it is that of a person of whom nothing
    /// is recorded.
    pub fn conversation<T>(&self, ask: impl FnOnce(Conversation<'_>) -> T) -> T {
        let nothing = Record::default();
        let (record, again) = self.seen().map_or((&nothing, &[][..]), |seen| (&seen.record, &seen.again[..]));
        ask(Conversation { catalogue: &self.catalogue, record, again, draft: &self.draft })
    }

    /// Whether the person has something to sign in with: an invitation, or a portal that says who they are.
    #[must_use]
    pub const fn can_sign_in(&self) -> bool {
        self.portal || self.credential.is_some()
    }

    /// The screen that is really shown: without a session, one that needs it asks to sign in first.
    #[must_use]
    pub fn asks_to_sign_in(&self) -> bool {
        self.route.needs_session() && self.seen().is_none()
    }
}
