//! Whether a use may include the reader: told on the device, from the record that is there.

use crate::disclosures::view::{View, sentences};
use nattoku_consent::{Denial, Relevance};
use nattoku_disclosure::Recipient;
use nattoku_disclosure::served::Source;
use yew::prelude::*;

/// Whether data that a provider gave may include the reader's; nothing for a reader nobody knows.
pub(super) fn relevance(view: &View, source: &Source, entry: &Recipient) -> Html {
    let Some(reader) = &view.state.reader else { return Html::default() };
    told(view, reader.concerns(&view.state.approvals, source, entry))
}

/// The sentence.
pub(super) fn told(view: &View, relevance: Relevance) -> Html {
    let (class, says) = match relevance {
        Relevance::MayInclude => ("concerns concerns--may", view.t("may-include")),
        Relevance::DoesNotInclude(denial) => match reason(denial) {
            Some(reason) => ("concerns", sentences([view.t("not-include"), view.t(reason)])),
            None => ("concerns", view.t("cannot-tell")),
        },
        Relevance::CannotTell => ("concerns", view.t("cannot-tell")),
    };
    html! { <p {class}>{ says }</p> }
}

const fn reason(denial: Denial) -> Option<&'static str> {
    Some(match denial {
        // A review that is not known as it should be says nothing of the person.
        Denial::Unknown
        | Denial::ReviewUnknown
        | Denial::ReviewRejected
        | Denial::ReviewOutOfDate
        | Denial::ReviewDiffers
        | Denial::ConditionsNotConfirmed => return None,
        Denial::ReviewNotInForce => "because-review-not-in-force",
        Denial::DataNotNamed => "because-data-not-named",
        Denial::NotAnswered => "because-not-answered",
        Denial::NotNotified => "because-not-notified",
        Denial::Waiting => "because-waiting",
        Denial::Undecided => "because-undecided",
        Denial::Refused => "because-refused",
        Denial::Withdrawn => "because-withdrawn",
        Denial::CameOfAge | Denial::Expired => "because-expired",
        Denial::RecipientNotNamed => "because-recipient-not-named",
        Denial::AbroadNotAllowed => "because-abroad",
        Denial::GenomeNotAllowed => "because-genome",
        Denial::ReuseNotCovered => "because-reuse-not-covered",
        Denial::UseRefused => "because-use-refused",
    })
}
