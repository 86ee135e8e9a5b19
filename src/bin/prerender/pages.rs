//! The pages of one language: the first screen, the shell for the app's other addresses, and the page on which
//! the disclosures stand by themselves. The provider's own
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
use nattoku_disclosure::served::DISCLOSURES_PATH;
use serde_json::json;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use yew::prelude::*;

/// Writes `<language>/index.html`, `<language>/app.html` and `<language>/disclosures.html`.
pub(crate) fn write(
    source: &Path,
    stage: &Path,
    messages: &Messages,
    assets: &Assets,
) -> Result<(), Box<dyn Error>> {
    let language = &messages.language;
    let i18n = I18n::new(language.clone(), messages.compiled.clone());
    let template = template(source)?;
    let fill = |kind: Kind, app: &str| -> Result<String, Box<dyn Error>> {
        let root = format!("<html lang=\"{language}\" {}>", attributes(kind, assets));
        let marks = [
            ("<html lang=\"ja\">", root.as_str()),
            ("<!-- head -->", &head(kind, &i18n, assets)),
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
    let loading = format!("<p class=\"loading\">{}</p>", i18n.text("fallback-loading"));
    fs::write(folder.join("index.html"), fill(Kind::App, &screen(&i18n, Route::Welcome)?)?)?;
    fs::write(folder.join("app.html"), fill(Kind::App, &loading)?)?;
    let lists = screen(&i18n, Route::Disclosures("recipients".to_owned()))?;
    fs::write(folder.join("disclosures.html"), fill(Kind::Disclosures, &lists)?)?;
    Ok(())
}

/// The shell of every page, without what it says to Trunk.
fn template(source: &Path) -> Result<String, std::io::Error> {
    let page = fs::read_to_string(source.join("index.html"))?;
    Ok(page.lines().filter(|line| !line.contains("data-trunk")).flat_map(|line| [line, "\n"]).collect())
}

/// Which program a page starts.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    App,
    Disclosures,
}

fn attributes(kind: Kind, assets: &Assets) -> String {
    let start = json!({ "app": assets.app, "wasm": assets.wasm, "catalogue": CATALOGUE_PATH });
    let start = start.to_string().replace('"', "&quot;");
    let [lists_start, app, wasm, styles] = &assets.lists;
    let lists = json!({ "app": app, "wasm": wasm, "styles": styles, "index": DISCLOSURES_PATH, "pages": "/{language}/", "hospital": true });
    let lists = lists.to_string().replace('"', "&quot;");
    let messages = assets.languages.iter().map(|Messages { language, address, lists, record, .. }| {
        format!(
            "data-messages-{language}=\"{address}\" data-lists-messages-{language}=\"{lists}\" \
             data-record-messages-{language}=\"{record}\""
        )
    });
    let messages = messages.collect::<Vec<_>>().join(" ");
    let lists = format!("data-lists=\"{lists}\" data-lists-start=\"{lists_start}\" {messages}");
    let [app, wasm] = &assets.proof;
    let proof = json!({ "app": app, "wasm": wasm }).to_string().replace('"', "&quot;");
    let [record_start, app, wasm, styles] = &assets.record;
    let record = json!({ "app": app, "wasm": wasm, "styles": styles, "catalogue": CATALOGUE_PATH });
    let record = record.to_string().replace('"', "&quot;");
    let record = format!("data-record=\"{record}\" data-record-start=\"{record_start}\"");
    let words: serde_json::Map<_, _> =
        assets.languages.iter().map(|of| (of.language.to_string(), of.beside.clone().into())).collect();
    let [kiosk, frame, login, styles] = &assets.beside;
    let beside =
        json!({ "kiosk": kiosk, "portal": frame, "login": login, "styles": styles, "messages": words });
    let beside = beside.to_string();
    let beside = format!("data-beside=\"{}\"", beside.replace('"', "&quot;"));
    let outbox = &assets.outbox;
    match kind {
        Kind::App => format!(
            "data-start=\"{start}\" data-proof=\"{proof}\" data-outbox=\"{outbox}\" {beside} {record} {lists}"
        ),
        Kind::Disclosures => format!("data-alone {beside} {lists}"),
    }
}

fn head(kind: Kind, i18n: &I18n, assets: &Assets) -> String {
    let (title, start, styles) = match kind {
        Kind::App => (i18n.text("welcome-title"), &assets.start, &assets.styles),
        Kind::Disclosures => (i18n.text("frame-lists"), &assets.lists[0], &assets.lists_styles),
    };
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

/// A screen as the app itself renders it, in the same nesting, so that the app can take it over.
fn screen(i18n: &I18n, route: Route) -> Result<String, Box<dyn Error>> {
    let digest = Digest::try_from("0".repeat(64))?;
    let catalogue = Arc::new(open_catalogue(i18n.language())?);
    let model = Rc::new(Model::new(route, i18n.language().clone(), catalogue, digest));
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
