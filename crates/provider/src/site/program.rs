//! The app's disclosures on a society's own site: they read the site's own files, and take the place of what
//! stands in the page without any script. Where the app is not inside this binary, the pages stand alone.

use super::Source;
use crate::html::escape;
use crate::http::app::Files;
use nattoku_disclosure::publish::SiteFile;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

/// Where the app's build says what the disclosures are made of.
const LIST: &str = "disclosures.json";

/// What the disclosures are made of, as paths from the root of the site.
#[derive(Debug, Deserialize)]
pub(super) struct Program {
    start: String,
    app: String,
    wasm: String,
    /// The stylesheet.
    pub(super) styles: String,
    messages: BTreeMap<String, String>,
}

impl Program {
    /// The program inside this binary, if there is one.
    pub(super) fn of(app: &Files) -> Option<Self> {
        let program: Self = serde_json::from_slice(app.get(LIST)?).ok()?;
        let is_complete = program.paths().all(|path| app.contains_key(path));
        is_complete.then_some(program)
    }

    /// Its files.
    pub(super) fn files<'a>(&'a self, app: &'a Files) -> impl Iterator<Item = SiteFile> + 'a {
        let file = |path: &str| Some(SiteFile { path: path.to_owned(), bytes: app.get(path)?.to_vec() });
        self.paths().filter_map(file)
    }

    fn paths(&self) -> impl Iterator<Item = &str> {
        let own = [&self.start, &self.app, &self.wasm, &self.styles];
        own.into_iter().chain(self.messages.values()).map(|path| path.trim_start_matches('/'))
    }

    /// What the root of a page says of it, for a page from which `root` leads to the root of the site.
    pub(super) fn attributes(&self, root: &str, source: &Source<'_>) -> String {
        let at = |path: &str| format!("{root}{}", path.trim_start_matches('/'));
        let lists = json!({
            "app": at(&self.app),
            "wasm": at(&self.wasm),
            "index": at("feeds/index.json"),
            "pages": at("{language}/"),
            "hospital": false,
        });
        let languages = source.society.languages.iter();
        let messages = languages.filter_map(|language| {
            let messages = at(self.messages.get(language.as_str())?);
            Some(format!(" data-lists-messages-{language}=\"{messages}\""))
        });
        format!(" data-alone data-lists=\"{}\"{}", escape(&lists.to_string()), messages.collect::<String>())
    }

    /// The script that starts it.
    pub(super) fn script(&self, root: &str) -> String {
        format!("<script type=\"module\" src=\"{root}{}\"></script>\n", self.start.trim_start_matches('/'))
    }
}
