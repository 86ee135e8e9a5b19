//! The pages of one language: the first screen, and the shell for every other address. The provider's own
//! words are left open as `{{name}}` for the server to fill in.

use crate::assets::{Assets, Messages};
use nattoku_app::components::view::View;
use nattoku_app::i18n::I18n;
use nattoku_app::model::{Model, Moment};
use nattoku_app::route::Route;
use nattoku_app::screens::page;
use nattoku_consent::catalogue::Catalogue;
use nattoku_consent::id::EventId;
use nattoku_consent::wire::CATALOGUE_PATH;
use nattoku_consent::{Digest, Language};
use serde_json::json;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use yew::prelude::*;

/// Writes `<language>/index.html` and `<language>/app.html`.
pub(crate) fn write(stage: &Path, messages: &Messages, assets: &Assets) -> Result<(), Box<dyn Error>> {
    let language = &messages.language;
    let i18n = I18n::new(language.clone(), messages.compiled.clone());
    let template = fs::read_to_string(stage.join("index.html"))?;
    let fill = |app: &str| -> Result<String, Box<dyn Error>> {
        let root = format!("<html lang=\"{language}\" {}>", attributes(assets));
        let marks = [
            ("<html lang=\"ja\">", root.as_str()),
            ("<!-- head -->", &head(&i18n, assets)),
            ("<!-- app -->", app),
            ("<!-- fallback -->", &fallback(&i18n)),
        ];
        marks.iter().try_fold(template.clone(), |page, (mark, text)| {
            if page.contains(mark) {
                Ok(page.replace(mark, text))
            } else {
                Err(format!("no {mark} in index.html").into())
            }
        })
    };
    let folder = stage.join(language.as_str());
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("index.html"), fill(&first_screen(&i18n)?)?)?;
    fs::write(
        folder.join("app.html"),
        fill(&format!("<p class=\"loading\">{}</p>", i18n.text("fallback-loading")))?,
    )?;
    Ok(())
}

fn attributes(assets: &Assets) -> String {
    let start = json!({ "app": assets.app, "wasm": assets.wasm, "catalogue": CATALOGUE_PATH });
    let start = start.to_string().replace('"', "&quot;");
    let messages = assets.languages.iter();
    let messages =
        messages.map(|messages| format!("data-messages-{}=\"{}\"", messages.language, messages.address));
    format!("data-start=\"{start}\" {}", messages.collect::<Vec<_>>().join(" "))
}

fn head(i18n: &I18n, assets: &Assets) -> String {
    let (title, styles, start) = (i18n.text("welcome-title"), &assets.styles, &assets.start);
    format!(
        "<title>{title}</title>\n<link rel=\"stylesheet\" href=\"{styles}\">\n\
         <script type=\"module\" src=\"{start}\"></script>"
    )
}

fn fallback(i18n: &I18n) -> String {
    let text = |id| i18n.text(id);
    format!(
        "<aside class=\"fallback\" id=\"fallback\"><div class=\"fallback__box\">\
         <p class=\"fallback__lead fallback__slow\">{}</p><p class=\"fallback__lead fallback__failed\">{}</p>\
         <p>{}</p><address class=\"desk__line\"><span class=\"desk__name\">{{{{desk.name}}}}</span>\
         <a class=\"desk__phone\" href=\"tel:{{{{desk.phone}}}}\">{{{{desk.phone}}}}</a>\
         <span>{{{{desk.hours}}}}</span></address>\
         <a class=\"button\" id=\"fallback-again\" href=\"\">{}</a></div></aside>",
        text("fallback-slow"),
        text("fallback-failed"),
        text("fallback-call"),
        text("fallback-again"),
    )
}

/// The first screen as the app itself renders it, in the same nesting, so that the app can take it over.
fn first_screen(i18n: &I18n) -> Result<String, Box<dyn Error>> {
    let digest = Digest::try_from("0".repeat(64))?;
    let catalogue = Arc::new(open_catalogue(i18n.language())?);
    let model = Rc::new(Model::new(Route::Welcome, i18n.language().clone(), catalogue, digest));
    let view = View {
        model,
        i18n: i18n.clone(),
        act: Callback::noop(),
        moment: Callback::from(|()| Moment {
            id: EventId(uuid::Uuid::nil()),
            now: chrono::DateTime::UNIX_EPOCH,
        }),
        print: Callback::noop(),
    };
    let renderer = yew::LocalServerRenderer::<Prerendered>::with_props(PrerenderedProps { view });
    Ok(futures::executor::block_on(renderer.render()))
}

#[derive(Clone, PartialEq, Properties)]
struct PrerenderedProps {
    view: View,
}

/// Stands where the app's root component will.
#[component]
fn Prerendered(props: &PrerenderedProps) -> Html {
    page(&props.view)
}

/// A catalogue whose every text is left open.
fn open_catalogue(language: &Language) -> Result<Catalogue, Box<dyn Error>> {
    let text = |name: &str| json!({ language.as_str(): format!("{{{{{name}}}}}") });
    let approval = json!({ "version": "", "by": "", "on": "1970-01-01", "languages": {} });
    Ok(serde_json::from_value(json!({
        "version": 0,
        "issued": "1970-01-01",
        "languages": [language.as_str()],
        "provider": { "id": "open", "name": text("provider.name"), "utc_offset_minutes": 0, "approval": approval },
        "desk": {
            "name": text("desk.name"),
            "phone": "{{desk.phone}}",
            "hours": text("desk.hours"),
            "place": text("desk.place"),
            "approval": approval,
        },
        "programmes": [],
        "preferences": [],
        "understanding": [],
        "glossary": [],
    }))?)
}
