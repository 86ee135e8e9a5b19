//! For those who subscribe: Atom (RFC 4287) and JSON Feed 1.1, newest first.

use super::words::Words;
use super::{PER_PAGE, Shown, Source, page_path};
use atom_syndication::{Entry, Feed, FixedDateTime, Link, Person, Text};
use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use nattoku_consent::time::write_instant;
use nattoku_disclosure::feed::FeedKind;
use nattoku_disclosure::publish::SiteFile;
use serde_json::json;

/// How many entries a subscription carries.
const NEWEST: usize = 100;

/// Both subscriptions of a feed in one language.
pub(super) fn files(
    source: &Source<'_>,
    words: &Words<'_>,
    kind: FeedKind,
    shown: &[Shown],
) -> serde_json::Result<[SiteFile; 2]> {
    let subscription = Subscription { source, words, kind };
    let news = shown.iter().enumerate().filter(|(_, shown)| shown.is_news).take(NEWEST);
    let news: Vec<_> = news.collect();
    let stem = format!("feeds/{}.{}", kind.name(), words.language);
    let atom = subscription.atom(&news).to_string().into_bytes();
    let json = serde_json::to_vec_pretty(&subscription.json(&news))?;
    Ok([
        SiteFile { path: format!("{stem}.atom"), bytes: atom },
        SiteFile { path: format!("{stem}.feed.json"), bytes: json },
    ])
}

struct Subscription<'a> {
    source: &'a Source<'a>,
    words: &'a Words<'a>,
    kind: FeedKind,
}

impl Subscription<'_> {
    fn title(&self) -> String {
        let society = self.words.of(&self.source.society.name);
        format!("{society}: {}", self.words.plain(&format!("publish-{}", self.kind.name())))
    }

    /// A name that stays when the site moves.
    fn id(&self, entry: Option<&Shown>) -> String {
        let (society, kind, language) = (&self.source.society.id, self.kind.name(), self.words.language);
        let entry = entry.map(|shown| format!(":{}", shown.id)).unwrap_or_default();
        format!("urn:nattoku:{society}:{kind}:{language}{entry}")
    }

    fn address(&self, path: &str) -> Option<String> {
        let base = self.source.society.public_url.as_ref()?;
        Some(format!("{}/{path}", base.as_str().trim_end_matches('/')))
    }

    fn entry_address(&self, place: usize, shown: &Shown) -> Option<String> {
        let page = page_path(self.words.language, self.kind, place / PER_PAGE + 1);
        self.address(&format!("{page}#{}", shown.id))
    }

    /// The beginning of a day where the society is.
    fn at(&self, day: NaiveDate) -> DateTime<Utc> {
        let offset = Duration::minutes(self.source.society.utc_offset_minutes.into());
        day.and_time(NaiveTime::MIN).and_utc() - offset
    }

    fn atom(&self, news: &[(usize, &Shown)]) -> Feed {
        let link = |href: String, rel: &str| Link { href, rel: rel.to_owned(), ..Link::default() };
        let entry = |(place, shown): &(usize, &Shown)| Entry {
            title: Text::plain(shown.title.clone()),
            id: self.id(Some(shown)),
            updated: fixed(self.at(shown.on)),
            links: self.entry_address(*place, shown).map(|to| link(to, "alternate")).into_iter().collect(),
            summary: Some(Text::plain(shown.summary.clone())),
            ..Entry::default()
        };
        let own = format!("feeds/{}.{}.atom", self.kind.name(), self.words.language);
        let pages = self.address(&page_path(self.words.language, self.kind, 1));
        let own = self.address(&own).map(|to| link(to, "self"));
        let author =
            Person { name: self.words.of(&self.source.society.name).to_owned(), ..Person::default() };
        Feed {
            title: Text::plain(self.title()),
            id: self.id(None),
            updated: fixed(self.source.now),
            authors: vec![author],
            links: own.into_iter().chain(pages.map(|to| link(to, "alternate"))).collect(),
            lang: Some(self.words.language.to_string()),
            entries: news.iter().map(entry).collect(),
            ..Feed::default()
        }
    }

    fn json(&self, news: &[(usize, &Shown)]) -> serde_json::Value {
        let item = |(place, shown): &(usize, &Shown)| {
            let mut item = json!({
                "id": self.id(Some(shown)), "title": shown.title, "content_text": shown.summary,
                "date_published": write_instant(self.at(shown.on)), "language": self.words.language,
            });
            if let Some(address) = self.entry_address(*place, shown) {
                item["url"] = address.into();
            }
            item
        };
        let mut feed = json!({
            "version": "https://jsonfeed.org/version/1.1", "title": self.title(),
            "language": self.words.language,
            "authors": [{"name": self.words.of(&self.source.society.name)}],
            "items": news.iter().map(item).collect::<Vec<_>>(),
        });
        let own = format!("feeds/{}.{}.feed.json", self.kind.name(), self.words.language);
        if let (Some(own), Some(page)) =
            (self.address(&own), self.address(&page_path(self.words.language, self.kind, 1)))
        {
            feed["feed_url"] = own.into();
            feed["home_page_url"] = page.into();
        }
        feed
    }
}

fn fixed(at: DateTime<Utc>) -> FixedDateTime {
    at.fixed_offset()
}
