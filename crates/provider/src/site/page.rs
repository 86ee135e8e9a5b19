//! The pages: what it means first, and the details behind it.

use super::words::{Words, link, list, name, text};
use super::{Made, Shown, page_path};
use crate::html::fill;
use nattoku_disclosure::feed::FeedKind;
use nattoku_disclosure::manifest::MANIFEST_PATH;
use nattoku_disclosure::publish::SiteFile;
use std::borrow::Cow;

/// A page of a feed.
pub(super) struct Page<'a> {
    pub(super) kind: FeedKind,
    /// From 1.
    pub(super) number: usize,
    pub(super) of: usize,
    /// Entries on all pages.
    pub(super) total: usize,
    pub(super) entries: &'a [Shown],
}

impl Page<'_> {
    pub(super) fn file(&self, source: &Made<'_>, words: &Words<'_>) -> SiteFile {
        let path = page_path(words.language, self.kind, self.number);
        let title = words.plain(title(self.kind));
        let entries: String = self.entries.iter().map(|shown| article(shown, words)).collect();
        let count = words.count("publish-count", self.total);
        let main = format!(
            "<h1>{}</h1>\n<p>{}</p>\n{entries}{}",
            text(&title),
            text(&count),
            self.neighbours(words, &root(&path))
        );
        write(source, words, path, &title, &[self.kind], &main)
    }

    fn neighbours(&self, words: &Words<'_>, root: &str) -> String {
        let to = |number: usize, id: &str, rel: &str| {
            let path = page_path(words.language, self.kind, number);
            format!("<a rel=\"{rel}\" href=\"{root}{path}\">{}</a> ", text(&words.plain(id)))
        };
        let newer = (self.number > 1).then(|| to(self.number - 1, "publish-newer", "prev"));
        let older = (self.number < self.of).then(|| to(self.number + 1, "publish-older", "next"));
        let links: String = newer.into_iter().chain(older).collect();
        if links.is_empty() {
            links
        } else {
            format!("<nav><p>{links}{} / {}</p></nav>", self.number, self.of)
        }
    }
}

fn article(shown: &Shown, words: &Words<'_>) -> String {
    format!(
        "<article id=\"{}\">\n<h2>{}</h2>\n<p>{}</p>\n<details><summary>{}</summary>\n{}</details>\n</article>\n",
        text(&shown.id),
        name(&shown.title),
        text(&shown.summary),
        text(&words.plain("publish-details")),
        shown.details
    )
}

const fn title(kind: FeedKind) -> &'static str {
    match kind {
        FeedKind::Recipients => "publish-recipients",
        FeedKind::Outcomes => "publish-outcomes",
        FeedKind::Reviews => "publish-reviews",
    }
}

/// The first page in a language: who publishes, when, and where everything is.
pub(super) fn first(source: &Made<'_>, words: &Words<'_>) -> SiteFile {
    let society = source.society;
    let own = society.url.as_ref().map(|url| format!("<p>{}</p>\n", link(url.as_str(), url.as_str())));
    let to = |kind: FeedKind| {
        let path = page_path(words.language, kind, 1);
        format!("<a href=\"../{path}\">{}</a>", text(&words.plain(title(kind))))
    };
    let subscription = |kind: FeedKind| {
        let (kind_title, path) =
            (words.plain(title(kind)), format!("../feeds/{}.{}", kind.name(), words.language));
        let kind_title = text(&kind_title);
        format!("{kind_title}: <a href=\"{path}.atom\">Atom</a>, <a href=\"{path}.feed.json\">JSON Feed</a>")
    };
    let main = [
        format!("<h1>{}</h1>\n", name(words.of(&society.name))),
        format!("<p>{}</p>\n", text(&words.plain("publish-lead"))),
        list(FeedKind::ALL.into_iter().map(to)),
        format!("\n<h2>{}</h2>\n", text(&words.plain("publish-contact"))),
        format!("<p>{}</p>\n", text(words.of(&society.contact))),
        own.unwrap_or_default(),
        format!("<h2>{}</h2>\n", text(&words.plain("publish-subscribe"))),
        list(FeedKind::ALL.into_iter().map(subscription)),
        format!("\n<p><a href=\"../{MANIFEST_PATH}\">{}</a></p>\n", text(&words.plain("publish-programs"))),
        format!("<h2>{}</h2>\n", text(&words.plain("publish-languages"))),
        languages_list(source, "../"),
    ]
    .concat();
    let path = format!("{}/index.html", words.language);
    write(source, words, path, words.of(&society.name), &FeedKind::ALL, &main)
}

/// The page at the root, which leads to the languages.
pub(super) fn languages(source: &Made<'_>) -> Option<SiteFile> {
    let words = Words::new(source.texts, source.society, source.society.languages.first()?);
    let title = words.of(&source.society.name);
    let main = format!("<h1>{}</h1>\n{}", name(title), languages_list(source, ""));
    Some(write(source, &words, "index.html".to_owned(), title, &[], &main))
}

fn languages_list(source: &Made<'_>, root: &str) -> String {
    list(source.society.languages.iter().map(|language| {
        let words = Words::new(source.texts, source.society, language);
        let label = name(words.of(&source.society.name));
        format!("<a lang=\"{language}\" hreflang=\"{language}\" href=\"{root}{language}/index.html\">{label} ({language})</a>")
    }))
}

/// The way from a page to the root of the site, wherever the site stands.
fn root(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

/// The pages that only a program draws: without it, they lead to the list.
pub(super) fn drawn(source: &Made<'_>, words: &Words<'_>) -> Vec<SiteFile> {
    let page = |(name, title): (&str, &str)| {
        let title = words.plain(title);
        let list = format!(
            "<p><a href=\"../{}/\">{}</a></p>",
            FeedKind::Recipients.name(),
            text(&words.plain("publish-recipients"))
        );
        let main =
            format!("<h1>{}</h1>\n<p>{}</p>\n{list}", text(&title), text(&words.plain("publish-drawn")));
        write(source, words, format!("{}/{name}/index.html", words.language), &title, &FeedKind::ALL, &main)
    };
    [("flow", "publish-flow"), ("trials", "publish-trials")].into_iter().map(page).collect()
}

fn write(
    source: &Made<'_>,
    words: &Words<'_>,
    path: String,
    title: &str,
    subscriptions: &[FeedKind],
    main: &str,
) -> SiteFile {
    let root = root(&path);
    // The program draws the lists; who publishes, and where, stands there without it.
    let program = source.program.as_ref().filter(|_| path.matches('/').count() > 1);
    let html = fill(include_str!("page.html"), |place| {
        Some(Cow::Owned(match place {
            "language" => words.language.to_string(),
            "program" => program.map(|program| program.attributes(&root, source)).unwrap_or_default(),
            "title" => text(title),
            "head" => head(source, words, subscriptions, &root, program.is_some()),
            "root" => root.clone(),
            "provider" => text(words.of(&source.society.name)),
            "languages" => links_to_languages(source, &root),
            "main" => main.to_owned(),
            "updated" => text(&words.on("publish-updated", source.day(source.now))),
            "next" => text(&words.on("publish-next-update", source.day(source.next_update))),
            _ => return None,
        }))
    });
    SiteFile { path, bytes: html.into_bytes() }
}

fn links_to_languages(source: &Made<'_>, root: &str) -> String {
    let link = |language: &nattoku_consent::Language| {
        let words = Words::new(source.texts, source.society, language);
        let label = text(&words.plain("publish-language"));
        format!(
            "<a class=\"masthead__link\" lang=\"{language}\" hreflang=\"{language}\" href=\"{root}{language}/index.html\">{label}</a>"
        )
    };
    source.society.languages.iter().map(link).collect()
}

fn head(
    source: &Made<'_>,
    words: &Words<'_>,
    subscriptions: &[FeedKind],
    root: &str,
    starts: bool,
) -> String {
    let program = source.program.as_ref();
    let style = program.map(|program| {
        format!("<link rel=\"stylesheet\" href=\"{root}{}\">\n", program.styles.trim_start_matches('/'))
    });
    let script = program.filter(|_| starts).map(|program| program.script(root));
    let alternate = |kind: &FeedKind| {
        let (name, language) = (kind.name(), words.language);
        ["application/atom+xml .atom", "application/feed+json .feed.json"]
            .into_iter()
            .filter_map(|form| form.split_once(' '))
            .map(|(form, ending)| {
                format!("<link rel=\"alternate\" type=\"{form}\" href=\"{root}feeds/{name}.{language}{ending}\">\n")
            })
            .collect::<String>()
    };
    let links = style.into_iter().chain(script).chain(subscriptions.iter().map(alternate));
    links.collect::<String>().trim_end().to_owned()
}
