//! Single fields, and what is said when one is missing.

use super::NotReadable;
use crate::base::Base;
use crate::r4::Extension;
use chrono::{DateTime, NaiveDate, Utc};
use nattoku_consent::time::{read_day, read_instant};
use std::str::FromStr;

/// What must be there.
pub(super) fn must<T>(resource: &str, what: &str, found: Option<T>) -> Result<T, NotReadable> {
    found.ok_or_else(|| NotReadable { resource: resource.to_owned(), what: what.to_owned() })
}

/// What must be of a form.
pub(super) fn parse<T: FromStr>(resource: &str, what: &str, text: &str) -> Result<T, NotReadable> {
    must(resource, what, text.parse().ok())
}

/// What extensions of ours of this name say.
pub(super) fn texts<'a>(
    base: &Base,
    extensions: &'a [Extension],
    name: &str,
) -> impl Iterator<Item = &'a str> {
    let url = base.definition(name);
    extensions.iter().filter(move |extension| extension.url == url).filter_map(|found| found.value.as_str())
}

/// What the extension of ours of this name says.
pub(super) fn extension<'a>(base: &Base, extensions: &'a [Extension], name: &str) -> Option<&'a str> {
    texts(base, extensions, name).next()
}

pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    read_instant(text)
}

pub(super) fn day(text: &str) -> Option<NaiveDate> {
    read_day(text)
}
