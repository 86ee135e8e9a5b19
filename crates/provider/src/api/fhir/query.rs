//! What a search is asked by. What is not understood is refused: a condition that is left out in silence would find too
//! much.

use super::outcome::FhirError;
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use nattoku_consent::Catalogue;
use nattoku_consent::standing::begins;

/// How many resources a page has, where nothing is said of it, and at the most.
const PAGE: usize = 20;
const LARGEST_PAGE: usize = 100;

/// A search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Query {
    /// Of whom; none: of everybody.
    pub(super) of: Option<Of>,
    pub(super) id: Option<String>,
    /// Any of these.
    pub(super) status: Vec<String>,
    /// Any of these: a code, with or without its system.
    pub(super) category: Vec<(Option<String>, String)>,
    /// All of these.
    pub(super) date: Vec<When>,
    pub(super) last_updated: Vec<When>,
    pub(super) count: usize,
    /// Where the page begins: a patient's row, and how much of what is theirs was on earlier pages.
    pub(super) page: (i64, usize),
    /// What the address of another page repeats.
    pub(super) said: Vec<(String, String)>,
}

/// Whether the address of another page repeats a condition: a hospital's number never stands in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repeated {
    Yes,
    No,
}

/// Whom a search is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Of {
    /// By their opaque mark.
    Mark(String),
    /// By the hospital's number.
    Number(String),
}

/// A time to compare with: what is said, and the first and the last instant that is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When {
    compared: Compared,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Compared {
    Equal,
    Other,
    After,
    Before,
    From,
    UpTo,
}

impl When {
    /// Whether an instant is as it was asked.
    pub(super) fn fits(&self, at: DateTime<Utc>) -> bool {
        match self.compared {
            Compared::Equal => self.from <= at && at < self.until,
            Compared::Other => at < self.from || self.until <= at,
            Compared::After => self.until <= at,
            Compared::Before => at < self.from,
            Compared::From => self.from <= at,
            Compared::UpTo => at < self.until,
        }
    }

    /// Reads such as `ge2026-04-01` or `lt2026-04-01T09:00:00+09:00`; a day is one by the provider's wall clock.
    fn read(text: &str, catalogue: &Catalogue) -> Option<Self> {
        let (compared, rest) = match text.get(..2)? {
            "eq" => (Compared::Equal, &text[2..]),
            "ne" => (Compared::Other, &text[2..]),
            "gt" | "sa" => (Compared::After, &text[2..]),
            "lt" | "eb" => (Compared::Before, &text[2..]),
            "ge" => (Compared::From, &text[2..]),
            "le" => (Compared::UpTo, &text[2..]),
            _ => (Compared::Equal, text),
        };
        if let Ok(day) = rest.parse::<NaiveDate>() {
            let next = day.checked_add_days(Days::new(1))?;
            return Some(Self { compared, from: begins(catalogue, day)?, until: begins(catalogue, next)? });
        }
        let from = DateTime::parse_from_rfc3339(rest).ok()?.to_utc();
        // Without a fraction a whole second is meant.
        let meant = if rest.contains('.') { Duration::milliseconds(1) } else { Duration::seconds(1) };
        Some(Self { compared, from, until: from.checked_add_signed(meant)? })
    }
}

/// The pairs of a form or of the end of an address.
pub(super) fn pairs(form: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(form).into_owned().collect()
}

impl Query {
    /// Reads what a search for this kind of resource is asked by. `service`: the address of ours.
    pub(super) fn read(
        kind: &str,
        pairs: Vec<(String, String)>,
        catalogue: &Catalogue,
        service: &str,
    ) -> Result<Self, FhirError> {
        let mut query = Self { count: PAGE, ..Self::default() };
        for (name, value) in pairs {
            if query.take(kind, &name, &value, catalogue, service)? == Repeated::Yes {
                query.said.push((name, value));
            }
        }
        Ok(query)
    }

    /// Takes one condition in.
    fn take(
        &mut self,
        kind: &str,
        name: &str,
        value: &str,
        catalogue: &Catalogue,
        service: &str,
    ) -> Result<Repeated, FhirError> {
        let wrong = || FhirError::Invalid(format!("the value of {} cannot be read", shown(name)));
        let when = || When::read(value, catalogue).ok_or_else(wrong);
        let of_somebody = kind != "Patient";
        match name {
            "patient.identifier" | "patient:identifier" if of_somebody => {
                self.is_of(Of::number(value))?;
                return Ok(Repeated::No);
            }
            "identifier" if !of_somebody => {
                self.is_of(Of::number(value))?;
                return Ok(Repeated::No);
            }
            "_page" => {
                self.page = page(value).ok_or_else(wrong)?;
                return Ok(Repeated::No);
            }
            "_format" if value.contains("json") => return Ok(Repeated::No),
            "_format" => return Err(FhirError::NotAcceptable),
            "patient" if of_somebody => self.is_of(Of::mark(value, service).ok_or_else(wrong)?)?,
            "_id" => self.id = Some(value.to_owned()),
            "status" if kind == "Consent" => self.status = value.split(',').map(str::to_owned).collect(),
            "category" if kind == "Consent" => self.category = value.split(',').map(token).collect(),
            "date" if kind == "Consent" => self.date.push(when()?),
            "_lastUpdated" if of_somebody => self.last_updated.push(when()?),
            "_count" => self.count = value.parse::<usize>().map_err(|_| wrong())?.clamp(1, LARGEST_PAGE),
            _ => return Err(FhirError::Invalid(format!("{kind} cannot be searched by {}", shown(name)))),
        }
        Ok(Repeated::Yes)
    }

    fn is_of(&mut self, of: Of) -> Result<(), FhirError> {
        match self.of.replace(of) {
            None => Ok(()),
            Some(_) => Err(FhirError::Invalid("name the patient once".to_owned())),
        }
    }
}

impl Of {
    fn mark(reference: &str, service: &str) -> Option<Self> {
        let local = reference.strip_prefix(service).map_or(reference, |rest| rest.trim_start_matches('/'));
        let mark = local.strip_prefix("Patient/").unwrap_or(local);
        let is_mark = !mark.is_empty() && mark.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_mark.then(|| Self::Mark(mark.to_owned()))
    }

    fn number(token: &str) -> Self {
        Self::Number(token.rsplit_once('|').map_or(token, |(_, value)| value).to_owned())
    }
}

fn token(text: &str) -> (Option<String>, String) {
    match text.split_once('|') {
        Some((system, code)) => (Some(system.to_owned()), code.to_owned()),
        None => (None, text.to_owned()),
    }
}

fn page(text: &str) -> Option<(i64, usize)> {
    let (row, skipped) = text.split_once('.')?;
    Some((row.parse().ok()?, skipped.parse().ok()?))
}

/// The name of a parameter, cut to what is surely only one.
fn shown(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || ".:_-".contains(*letter))
        .take(40)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_is_compared_as_fhir_says() {
        let day = When {
            compared: Compared::Equal,
            from: at("2026-03-31T15:00:00Z"),
            until: at("2026-04-01T15:00:00Z"),
        };
        let fits = |compared, instant: &str| When { compared, ..day }.fits(at(instant));
        let (before, first, within, after) =
            ("2026-03-31T14:59:59Z", "2026-03-31T15:00:00Z", "2026-04-01T14:59:59Z", "2026-04-01T15:00:00Z");
        for (compared, expected) in [
            (Compared::Equal, [false, true, true, false]),
            (Compared::Other, [true, false, false, true]),
            (Compared::After, [false, false, false, true]),
            (Compared::Before, [true, false, false, false]),
            (Compared::From, [false, true, true, true]),
            (Compared::UpTo, [true, true, true, false]),
        ] {
            let found = [before, first, within, after].map(|instant| fits(compared, instant));
            assert_eq!(found, expected, "{compared:?}");
        }
    }

    #[test]
    fn a_patient_is_named_by_mark_address_or_number() {
        let mark = |text| Of::mark(text, "https://h.example/fhir");
        for text in ["abc1", "Patient/abc1", "https://h.example/fhir/Patient/abc1"] {
            assert_eq!(mark(text), Some(Of::Mark("abc1".to_owned())), "{text}");
        }
        for text in ["", "Patient/", "https://other.example/Patient/abc1", "Group/abc1"] {
            assert_eq!(mark(text), None, "{text}");
        }
        assert_eq!(Of::number("https://h.example/id/patient|P-1"), Of::Number("P-1".to_owned()));
    }
}
