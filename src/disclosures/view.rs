//! What every screen of the disclosures is given: the state, the words, and the ways to say what was done.

use super::model::{Act, Page, State};
use super::site::Site;
use crate::i18n::{I18n, dates, forms};
use chrono::{DateTime, NaiveDate, Utc};
use nattoku_consent::catalogue::RecipientKind;
use nattoku_consent::id::ReviewId;
use nattoku_consent::{Localized, QuestionId};
use nattoku_disclosure::Country;
use nattoku_disclosure::served::Source;
use std::rc::Rc;
use yew::prelude::*;

/// What every screen is given.
#[derive(Clone)]
pub struct View {
    /// The state.
    pub state: Rc<State>,
    /// The words.
    pub i18n: I18n,
    /// Where things are.
    pub site: Rc<Site>,
    /// Says what the reader did.
    pub act: Callback<Act>,
    /// Goes to a page: by its path; see [`Site::address`].
    pub go: Callback<String>,
    /// Refuses one reviewed use: its id, and what it is called.
    pub refuse: Callback<(ReviewId, String)>,
    /// Takes that back.
    pub take_back: Callback<(ReviewId, String)>,
}

impl View {
    /// A message without values.
    #[must_use]
    pub fn t(&self, id: &str) -> String {
        self.i18n.text(id)
    }

    /// A message with values.
    #[must_use]
    pub fn with(&self, id: &str, values: &[(&str, String)]) -> String {
        self.i18n.with(id, values)
    }

    /// A provider's text in the reader's language. It is text: it turns neither its neighbours nor the page.
    pub fn say(&self, text: &Localized) -> Html {
        html! { <bdi>{ self.plain(text) }</bdi> }
    }

    /// A provider's text, for places that take no markup.
    #[must_use]
    pub fn plain(&self, text: &Localized) -> String {
        text.get(&self.state.language).to_owned()
    }

    /// A calendar day.
    #[must_use]
    pub fn date(&self, day: NaiveDate) -> String {
        dates::date(&self.state.language, day)
    }

    /// The day of an instant, where the site is that shows the lists.
    #[must_use]
    pub fn day(&self, at: DateTime<Utc>) -> String {
        self.date(self.state.day(at))
    }

    /// A number.
    #[must_use]
    pub fn number(&self, number: usize) -> String {
        forms::number(number)
    }

    /// The name of a country.
    #[must_use]
    pub fn country(&self, country: &Country) -> String {
        forms::country(&self.state.language, country.as_str())
    }

    /// What a kind of recipient is called.
    #[must_use]
    pub fn kind(&self, kind: RecipientKind) -> String {
        self.t(kind_message(kind))
    }

    /// What a purpose is called, by the reader's catalogue or by the provider; else its bare id.
    #[must_use]
    pub fn purpose(&self, source: &Source, purpose: &QuestionId) -> String {
        let reader = self.state.reader.as_ref();
        let question = reader.and_then(|reader| reader.catalogues.current().question(purpose));
        let named = source.provider.purposes.get(purpose);
        question
            .map(|question| self.plain(question.short()))
            .or_else(|| named.map(|name| self.plain(name)))
            .unwrap_or_else(|| purpose.to_string())
    }

    /// A link to another page of the disclosures.
    pub fn link(&self, page: &Page, class: &'static str, says: Html) -> Html {
        let current = (*page == self.state.page).then_some("page");
        self.link_to(page.path(), class, current, says)
    }

    /// A link to any page of the site: its address is a real one, so that it opens in a new tab, too.
    pub fn link_to(
        &self,
        path: String,
        class: &'static str,
        current: Option<&'static str>,
        says: Html,
    ) -> Html {
        let href = self.site.address(&path);
        let go = self.go.clone();
        // Only the app itself shows the pages that are not of the disclosures.
        let leaves = !self.site.embedded && Page::parse(&path).is_none();
        let onclick = Callback::from(move |event: MouseEvent| {
            let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0;
            if !elsewhere && !leaves {
                event.prevent_default();
                go.emit(path.clone());
            }
        });
        html! { <a {href} {class} {onclick} aria-current={current}>{ says }</a> }
    }

    /// Says what the reader did, when something is pressed.
    pub fn on_press<E: 'static>(&self, act: impl Fn() -> Act + 'static) -> Callback<E> {
        let view = self.act.clone();
        Callback::from(move |_: E| view.emit(act()))
    }
}

/// One sentence after the other. Japanese ones need no space between them.
#[must_use]
pub fn sentences(parts: [String; 2]) -> String {
    let [first, second] = parts;
    let gap = if first.ends_with('。') { "" } else { " " };
    format!("{first}{gap}{second}")
}

/// The message that names a kind of recipient.
const fn kind_message(kind: RecipientKind) -> &'static str {
    match kind {
        RecipientKind::University => "kind-university",
        RecipientKind::Hospital => "kind-hospital",
        RecipientKind::Clinic => "kind-clinic",
        RecipientKind::ResearchInstitute => "kind-research-institute",
        RecipientKind::AcademicSociety => "kind-academic-society",
        RecipientKind::Government => "kind-government",
        RecipientKind::Municipality => "kind-municipality",
        RecipientKind::ReviewAgency => "kind-review-agency",
        RecipientKind::CertifiedOperator => "kind-certified-operator",
        RecipientKind::DrugCompany => "kind-drug-company",
        RecipientKind::DeviceCompany => "kind-device-company",
        RecipientKind::SoftwareCompany => "kind-software-company",
        RecipientKind::HealthCompany => "kind-health-company",
    }
}
