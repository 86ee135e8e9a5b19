//! The desk's page: plain HTML with small scripts, in each language the server has. It holds nobody's data; what it
//! shows of a patient, its script asks for with a staff member's token.

use super::asset::{Asset, Keep};
use super::language::preferred;
use crate::desk::words::Words;
use crate::html::{escape, fill};
use crate::secrets::{hex, sha256};
use crate::texts::Texts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use fluent_bundle::FluentValue;
use nattoku_consent::catalogue::{Catalogue, Question};
use nattoku_consent::{Answer, Language};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

/// The page, its scripts and its styles.
#[derive(Debug)]
pub struct DeskPages {
    languages: Vec<Language>,
    pages: BTreeMap<Language, Asset>,
    files: BTreeMap<&'static str, Asset>,
}

/// What the page loads besides, by its name.
const FILES: [(&str, &str, &str); 6] = [
    ("desk.css", "text/css; charset=utf-8", include_str!("desk.css")),
    ("desk.js", SCRIPT, include_str!("desk.js")),
    ("erase.js", SCRIPT, include_str!("erase.js")),
    ("idle.js", SCRIPT, include_str!("idle.js")),
    ("page.js", SCRIPT, include_str!("page.js")),
    ("proxy.js", SCRIPT, include_str!("proxy.js")),
];

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The messages that the scripts show.
const SCRIPT_MESSAGES: [&str; 26] = [
    "desk-looking",
    "desk-recording",
    "desk-notices-none",
    "desk-mandates-none",
    "desk-who-patient",
    "desk-choose",
    "desk-signed-missing",
    "desk-signed-wrong",
    "desk-no-token",
    "desk-no-patient",
    "desk-failed",
    "desk-number-changed",
    "desk-locked",
    "desk-look-failed",
    "desk-erasing",
    "desk-erase-different",
    "desk-erase-undelivered",
    "desk-erase-requested",
    "desk-erase-gone",
    "desk-proxy-begun",
    "desk-proxy-day-wrong",
    "desk-proxy-self",
    "desk-proxy-scan",
    "desk-proxy-end",
    "desk-proxy-end-lead",
    "desk-proxy-end-now",
];

/// Likewise, with what the scripts put in.
const SCRIPT_TEMPLATES: [(&str, &[&str]); 7] = [
    ("desk-received", &["number"]),
    ("desk-record-as", &["number"]),
    ("desk-erase-now", &["number"]),
    ("desk-erased-entries", &["count"]),
    ("desk-erase-letters", &["count"]),
    ("desk-erase-delivery", &["system", "count"]),
    ("desk-erase-consents", &["system", "count"]),
];

impl DeskPages {
    /// Fills the pages; `styles`: the addresses of the app's own.
    ///
    /// # Errors
    /// A page cannot be compressed.
    pub fn new(catalogue: &Catalogue, texts: &Texts, styles: &[String]) -> io::Result<Self> {
        let languages: Vec<_> = texts.languages().cloned().collect();
        let mut pages = BTreeMap::new();
        for (index, language) in languages.iter().enumerate() {
            let other = languages.get(index + 1).or_else(|| languages.first()).unwrap_or(language);
            let html = page(&Words { texts, catalogue, language }, other, styles);
            pages.insert(language.clone(), asset("text/html; charset=utf-8", html)?);
        }
        let files = FILES.into_iter().map(|(name, kind, text)| Ok((name, asset(kind, text.to_owned())?)));
        Ok(Self { languages, pages, files: files.collect::<io::Result<_>>()? })
    }

    /// The page in the language that is asked for, or that the browser prefers.
    #[must_use]
    pub fn page(&self, wanted: Option<&str>, request: &HeaderMap) -> Option<Response> {
        let languages: Vec<_> = self.languages.iter().collect();
        let named = wanted.and_then(|tag| self.languages.iter().find(|language| language.as_str() == tag));
        let mut response =
            self.pages.get(named.or_else(|| preferred(request, &languages))?)?.respond(request);
        let vary = HeaderValue::from_static("Accept-Encoding, Accept-Language");
        response.headers_mut().insert(header::VARY, vary);
        Some(response)
    }

    /// What the page loads besides, by its name.
    #[must_use]
    pub fn file(&self, name: &str, request: &HeaderMap) -> Option<Response> {
        Some(self.files.get(name)?.respond(request))
    }
}

fn asset(content_type: &'static str, body: String) -> io::Result<Asset> {
    let tag = hex(&sha256(body.as_bytes())[..16]);
    Asset::new(content_type, &tag, Keep::AskAgain, body)
}

fn page(words: &Words<'_>, other: &Language, styles: &[String]) -> String {
    fill(include_str!("page.html"), |name| {
        Some(match name {
            "language" => escape(words.language.as_str()),
            "other" => Cow::Owned(other.to_string()),
            "provider" => escape(words.catalogue.provider.name.get(words.language)),
            "styles" => Cow::Owned(links(styles)),
            "standings" => {
                Cow::Owned(words.catalogue.questions().map(|asked| standing(words, asked)).collect())
            }
            "languages" => Cow::Owned(languages(words.catalogue)),
            "kinds" => Cow::Owned(kinds(words)),
            "questions" => {
                Cow::Owned(words.catalogue.questions().map(|asked| question(words, asked)).collect())
            }
            "words" => Cow::Owned(script_messages(words)),
            id if id.starts_with("desk-") => Cow::Owned(escape(&words.say(id)).into_owned()),
            _ => return None,
        })
    })
}

fn links(styles: &[String]) -> String {
    styles.iter().map(|path| format!("<link rel=\"stylesheet\" href=\"{}\">", escape(path))).collect()
}

fn standing(words: &Words<'_>, question: Question<'_>) -> String {
    let short = escape(question.short().get(words.language));
    format!("<dt>{short}</dt><dd data-stands=\"{}\"></dd>\n", question.id().as_str())
}

fn languages(catalogue: &Catalogue) -> String {
    let option = |language: &Language| {
        let tag = escape(language.as_str());
        format!("<option value=\"{tag}\">{tag}</option>")
    };
    catalogue.languages.iter().map(option).collect()
}

/// What can be recorded: answers, or that a programme or everything stops.
fn kinds(words: &Words<'_>) -> String {
    let mut kinds = vec![("answers".to_owned(), words.say("desk-kind-answers"))];
    for programme in &words.catalogue.programmes {
        let name = FluentValue::from(programme.name.get(words.language).to_owned());
        let text = words.texts.get(words.language, "desk-kind-stop-programme", &[("programme", name)]);
        kinds.push((format!("programme:{}", programme.id), text));
    }
    kinds.push(("everything".to_owned(), words.say("desk-kind-stop-everything")));
    let chip = |(value, text): (String, String)| {
        let checked = if value == "answers" { " checked" } else { "" };
        format!(
            "<label class=\"chip\"><input type=\"radio\" name=\"kind\" value=\"{value}\"{checked}>\
             <span class=\"chip__face\">{}</span></label>\n",
            escape(&text)
        )
    };
    kinds.into_iter().map(chip).collect()
}

/// A question with its answers: equal in every way, none chosen beforehand.
fn question(words: &Words<'_>, question: Question<'_>) -> String {
    let id = question.id().as_str();
    let legend = escape(question.short().get(words.language));
    let answers = [(Answer::Allow, "allow"), (Answer::Refuse, "refuse"), (Answer::Undecided, "undecided")];
    let answers: String =
        answers.iter().map(|(answer, name)| choice(words, question, (*answer, name))).collect();
    let headline = escape(question.card().headline.get(words.language));
    format!(
        "<fieldset class=\"answers\"><legend>{legend}</legend>\
         <p class=\"answer--undecided\" id=\"asked-{id}\">{headline}</p>{answers}</fieldset>\n"
    )
}

fn choice(words: &Words<'_>, question: Question<'_>, (answer, name): (Answer, &str)) -> String {
    const CHECK: &str = "<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"M5 12.5 10 17.5 19 7\"/></svg>";
    let id = question.id().as_str();
    let kind = if answer == Answer::Undecided { " answer--undecided" } else { "" };
    let text = words.answer(question, answer);
    format!(
        "<label class=\"answer{kind}\"><input type=\"radio\" name=\"answer-{id}\" value=\"{name}\" data-question=\"{id}\" \
         aria-describedby=\"asked-{id}\"><span class=\"answer__face\">{CHECK}<span>{}</span></span></label>",
        escape(&text)
    )
}

/// The script's own words, as data that cannot end the element they stand in.
fn script_messages(words: &Words<'_>) -> String {
    let mut messages: BTreeMap<&str, String> =
        SCRIPT_MESSAGES.into_iter().map(|id| (id, words.say(id))).collect();
    for (id, names) in SCRIPT_TEMPLATES {
        let places: Vec<_> =
            names.iter().map(|name| (*name, FluentValue::from(format!("{{{name}}}")))).collect();
        messages.insert(id, words.texts.get(words.language, id, &places));
    }
    serde_json::to_string(&messages).unwrap_or_default().replace('<', "\\u003c")
}
