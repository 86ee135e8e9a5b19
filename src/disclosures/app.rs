//! The disclosures in a browser: fetches what the model asks for, and shows what it says.

use super::model::{Act, Effect, Page, Reader, State};
use super::screens::page as page_of;
use super::site::Site;
use super::view::View;
use crate::edges::{address, host, json, lists, page};
use crate::i18n::{I18n, Messages};
use crate::loader::RecordKey;
use nattoku_consent::Language;
use nattoku_consent::id::ReviewId;
use nattoku_disclosure::{Feed, FeedKind};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsError, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

/// What the disclosures start with.
#[derive(Clone, Properties)]
pub struct Start {
    place: Element,
    i18n: I18n,
    site: Rc<Site>,
}

impl PartialEq for Start {
    /// They start once in a place: what they start with is the same only if it is one and the same.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.site, &other.site)
    }
}

/// The disclosures.
pub struct Disclosures {
    state: Rc<State>,
    after_render: Vec<Effect>,
}

/// What they hear.
pub enum Message {
    /// Something happened.
    Did(Act),
    /// A page is opened, for the person of a session where there is one.
    Open(Page, Option<RecordKey>),
}

thread_local! {
    /// The disclosures in the page: there is one place for them.
    static MOUNTED: RefCell<Option<yew::AppHandle<Disclosures>>> = const { RefCell::new(None) };
}

/// Puts the disclosures into a place of the page.
///
/// # Errors
/// What of the words or the site cannot be read.
pub fn mount(place: JsValue, language: String, messages: &str, site: &str) -> Result<(), JsError> {
    let place: Element = place.dyn_into().map_err(|_| JsError::new("the place is no element"))?;
    let language = Language::try_from(language)?;
    let messages: Messages =
        json::read(messages).ok_or_else(|| JsError::new("the messages cannot be read"))?;
    let site: Site = json::read(site).ok_or_else(|| JsError::new("where things are cannot be read"))?;
    let start = Start { place: place.clone(), i18n: I18n::new(language, messages), site: Rc::new(site) };
    yew::set_custom_panic_hook(Box::new(|_| page::has_failed()));
    while let Some(child) = place.first_child() {
        place.remove_child(&child).map_err(|_| JsError::new("the place cannot be emptied"))?;
    }
    let site = start.site.clone();
    let mounted = yew::Renderer::<Disclosures>::with_root_and_props(page::root_aside()?, start).render();
    if let Some(before) = MOUNTED.replace(Some(mounted)) {
        before.destroy();
    }
    if !site.embedded {
        let show = move || open(&site.path(&address::path(), &address::search()), None);
        show();
        address::on_arrival(show);
    }
    Ok(())
}

/// Opens a page, for the person of a session where there is one.
pub fn open(path: &str, reader: Option<RecordKey>) {
    let Some(page) = Page::parse(path) else { return };
    MOUNTED.with_borrow(|mounted| {
        if let Some(mounted) = mounted {
            mounted.send_message(Message::Open(page, reader));
        }
    });
}

impl Component for Disclosures {
    type Message = Message;
    type Properties = Start;

    fn create(ctx: &Context<Self>) -> Self {
        let language = ctx.props().i18n.language().clone();
        let state = State::new(Page::Recipients(None), language, page::now());
        Self { state: Rc::new(state), after_render: Vec::new() }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Did(act) => self.act(ctx, act),
            Message::Open(page, reader) => self.act(ctx, Act::Open(page, page::now(), reader)),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let view = View {
            state: self.state.clone(),
            i18n: ctx.props().i18n.clone(),
            site: ctx.props().site.clone(),
            act: ctx.link().callback(Message::Did),
            go: Self::going(ctx),
            refuse: Callback::from(|named: (ReviewId, String)| tell_use(host::REFUSE, &named)),
            take_back: Callback::from(|named: (ReviewId, String)| tell_use(host::TAKE_BACK, &named)),
        };
        // A browser that translates holds the texts that stand there: another page is mounted anew.
        let page = html! { <div key={view.state.page.path()}>{ page_of(&view) }</div> };
        create_portal(page, ctx.props().place.clone())
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            page::is_ready();
        }
        for effect in self.after_render.drain(..) {
            match effect {
                Effect::ShowList => page::show("#found"),
                // The first page of a document was announced by the browser itself.
                _ if first && !ctx.props().site.embedded => page::set_title(),
                _ => page::announce(),
            }
        }
    }
}

impl Disclosures {
    fn act(&mut self, ctx: &Context<Self>, act: Act) {
        let effects = Rc::make_mut(&mut self.state).update(act);
        for effect in effects {
            self.carry_out(ctx, effect);
        }
    }

    fn carry_out(&mut self, ctx: &Context<Self>, effect: Effect) {
        let link = ctx.link().clone();
        let tell = move |act| link.send_message(Message::Did(act));
        match effect {
            Effect::FetchIndex => {
                let address = ctx.props().site.index.clone();
                spawn_local(async move { tell(Act::Index(lists::get(&address).await)) });
            }
            Effect::ReadRecord(request) => spawn_local(async move {
                let Some(key) = request.record() else { return };
                let read = lists::record(&key.session, &key.subject).await;
                let reader =
                    read.map(|(record, catalogues, as_of)| Rc::new(Reader { record, catalogues, as_of }));
                tell(Act::Reader(request, reader));
            }),
            Effect::Fetch(kind, source, address) => {
                let address = beside(&ctx.props().site.index, &address);
                spawn_local(async move { tell(part(kind, source, &address).await) });
            }
            Effect::Remember(shown) => tell(Act::SeenBefore(lists::remember(&shown))),
            Effect::ShowList | Effect::Announce => self.after_render.push(effect),
        }
    }

    /// Inside the app the address bar is the app's; by themselves, the disclosures keep it up to date.
    fn going(ctx: &Context<Self>) -> Callback<String> {
        let (site, link) = (ctx.props().site.clone(), ctx.link().clone());
        Callback::from(move |path: String| match Page::parse(&path) {
            Some(page) if !site.embedded => {
                address::push_address(&site.address(&path));
                link.send_message(Message::Open(page, None));
            }
            _ => host::tell(host::GO, &path.into()),
        })
    }
}

/// What the reader decides on one reviewed use, with what it is called: the app names it, too.
fn tell_use(event: &str, (id, name): &(ReviewId, String)) {
    host::tell(event, &format!("{id} {name}").into());
}

async fn part(kind: FeedKind, source: usize, address: &str) -> Act {
    match kind {
        FeedKind::Recipients => Act::Recipients(source, lists::get(address).await.map(entries)),
        FeedKind::Outcomes => Act::Outcomes(source, lists::get(address).await.map(entries)),
        FeedKind::Reviews => Act::Reviews(source, lists::get(address).await.map(entries)),
    }
}

fn entries<T>(feed: Feed<T>) -> Vec<T> {
    feed.entries
}

/// The address of a part, which an index names from its own place.
fn beside(index: &str, part: &str) -> String {
    match index.rsplit_once('/') {
        Some((folder, _)) if !part.starts_with('/') => format!("{folder}/{part}"),
        _ => part.to_owned(),
    }
}
