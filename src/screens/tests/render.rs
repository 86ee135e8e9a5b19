//! Rendering a state to HTML, and looking at what came out.

use crate::components::view::View;
use crate::i18n::compile::compile;
use crate::i18n::{I18n, Messages};
use crate::model::Model;
use crate::model::tests::sample::{id, moment};
use crate::screens::page;
use std::rc::Rc;
use yew::prelude::*;

/// The languages of the sample.
pub(crate) const LANGUAGES: [&str; 2] = ["ja", "en"];

/// The messages a patient's app speaks; `problem` and `sheet` are the server's.
pub(crate) fn messages(language: &str) -> Messages {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
    let mut sources: Vec<_> =
        std::fs::read_dir(root).expect("a locale").map(|file| file.expect("a file").path()).collect();
    sources.retain(|path| !path.ends_with("problem.ftl") && !path.ends_with("sheet.ftl"));
    let texts: Vec<_> = sources.iter().map(|path| std::fs::read_to_string(path).expect("readable")).collect();
    compile(&texts.join("\n")).expect("the messages can be compiled")
}

#[derive(Clone, PartialEq, Properties)]
struct ScreenProps {
    view: View,
    screen: Callback<View, Html>,
}

#[component]
fn Screen(props: &ScreenProps) -> Html {
    props.screen.emit(props.view.clone())
}

/// Renders a state in a language.
pub(crate) fn render(model: Model, language: &str) -> Page {
    render_screen(model, language, Callback::from(|view: View| page(&view)))
}

/// Renders one screen of a state in a language.
pub(crate) fn render_screen(mut model: Model, language: &str, screen: Callback<View, Html>) -> Page {
    thread_local! {
        static WORDS: [I18n; 2] = LANGUAGES.map(|tag| I18n::new(id(tag), messages(tag)));
    }
    model.language = id(language);
    let words = WORDS.with(|words| words.iter().find(|words| words.language().as_str() == language).cloned());
    let view = View {
        model: Rc::new(model),
        i18n: words.expect("one of the languages"),
        act: Callback::noop(),
        moment: Callback::from(|()| moment(1)),
        print: Callback::noop(),
    };
    let renderer =
        yew::LocalServerRenderer::<Screen>::with_props(ScreenProps { view, screen }).hydratable(false);
    Page { html: futures::executor::block_on(renderer.render()) }
}

/// A rendered screen, or a stretch of one.
pub(crate) struct Page {
    /// Its HTML.
    pub html: String,
}

impl Page {
    /// How often something stands in it.
    pub(crate) fn count(&self, what: &str) -> usize {
        self.html.matches(what).count()
    }

    /// The first stretch between two marks.
    pub(crate) fn between(&self, from: &str, to: &str) -> Self {
        let start = self.html.find(from).unwrap_or_else(|| panic!("no {from} in {}", self.html));
        let end = self.html[start..].find(to).unwrap_or_else(|| panic!("no {to} in {}", self.html));
        Self { html: self.html[start..start + end].to_owned() }
    }

    /// Everything but the stretches between two marks.
    pub(crate) fn without(&self, from: &str, to: &str) -> Self {
        let mut html = self.html.clone();
        while let Some(start) = html.find(from) {
            let end = html[start..].find(to).map_or(html.len(), |end| start + end + to.len());
            html.replace_range(start..end, "");
        }
        Self { html }
    }

    /// What a person reads of it.
    pub(crate) fn text(&self) -> String {
        self.texts().concat()
    }

    /// What a person reads of it, piece by piece.
    pub(crate) fn texts(&self) -> Vec<&str> {
        let mut pieces = self.html.split('<');
        let first = pieces.next().unwrap_or_default();
        let rest = pieces.filter_map(|piece| piece.split_once('>').map(|(_, text)| text));
        std::iter::once(first).chain(rest).collect()
    }

    /// What a person does not read of it.
    pub(crate) fn tags(&self) -> String {
        self.html.split('<').filter_map(|piece| piece.split_once('>')).map(|(tag, _)| tag).collect()
    }
}
