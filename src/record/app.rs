//! The record's screens in a browser: asked by the app to open a page for the person of a session, they read what they
//! show and say where the reader goes next.

mod files;
mod loading;

use super::proving::{NoProof, Proof, Proved};
use super::{State, Tools, page as page_of, proofs};
use crate::components::view::View;
use crate::edges::{host, json, page};
use crate::i18n::{I18n, Messages};
use crate::loader::{Loader, RecordKey, Request};
use crate::model::{Action, Known, Model, Session};
use crate::route::Route;
use nattoku_consent::wire::{ReadsView, Told};
use nattoku_consent::{Catalogue, Digest, Language};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsError, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::html::Scope;
use yew::prelude::*;

/// What the record starts with.
#[derive(Clone, Properties)]
pub struct Start {
    place: Element,
    i18n: I18n,
    model: Rc<Model>,
}

impl PartialEq for Start {
    /// It starts once in a place: what it starts with is the same only if it is one and the same.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.model, &other.model)
    }
}

/// The record.
pub struct Record {
    model: Rc<Model>,
    state: Rc<State>,
    announce: bool,
    /// Asks for the page that was opened last: what was asked for an earlier one may be about another person (A40).
    loader: Loader,
}

/// What it hears.
pub enum Message {
    /// A page is opened.
    Open(Opened),
    /// The person's record was read, or could not be.
    Read(Option<(Known, Vec<Told>)>),
    /// Reads of the record were read, or could not be.
    Reads(Option<ReadsView>),
    /// The reads after so many newer ones are asked for.
    MoreReads(u32),
    /// A receipt file was chosen.
    File(Rc<str>),
    /// A receipt was checked.
    Checked(Result<Rc<Proved>, NoProof>),
    /// The ledger contradicts what this device saw of it before.
    Forked,
    /// A response to what was asked for a page.
    For(Request, Box<Message>),
}

/// A page that is opened.
#[derive(Clone)]
pub struct Opened {
    route: Route,
    /// Whose record it shows.
    reader: Option<RecordKey>,
    /// The code of a receipt to check.
    code: Option<Rc<str>>,
    /// Whether the device is a shared one, which keeps nothing.
    kiosk: bool,
}

thread_local! {
    /// The record in the page: there is one place for it.
    static MOUNTED: RefCell<Option<yew::AppHandle<Record>>> = const { RefCell::new(None) };
}

/// Puts the record into a place of the page.
///
/// # Errors
/// What of the words or the catalogue cannot be read.
pub fn mount(
    place: JsValue,
    language: String,
    messages: &str,
    catalogue: &str,
    digest: String,
) -> Result<(), JsError> {
    let place: Element = place.dyn_into().map_err(|_| JsError::new("the place is no element"))?;
    let language = Language::try_from(language)?;
    let messages: Messages =
        json::read(messages).ok_or_else(|| JsError::new("the messages cannot be read"))?;
    let catalogue: Catalogue =
        json::read(catalogue).ok_or_else(|| JsError::new("the catalogue cannot be read"))?;
    let model = Model::new(Route::History, language.clone(), Arc::new(catalogue), Digest::try_from(digest)?);
    yew::set_custom_panic_hook(Box::new(|_| page::has_failed()));
    let start = Start { place, i18n: I18n::new(language, messages), model: Rc::new(model) };
    let mounted = yew::Renderer::<Record>::with_root_and_props(page::root_aside()?, start).render();
    if let Some(before) = MOUNTED.replace(Some(mounted)) {
        before.destroy();
    }
    Ok(())
}

/// Opens a page: its path, whose record it shows, and the code of a receipt to check.
pub fn open(path: &str, reader: Option<RecordKey>, code: Option<String>, kiosk: bool) {
    let (_, route) = Route::parse(path);
    let opened = Opened { route, reader, code: code.map(Into::into), kiosk };
    MOUNTED.with_borrow(|mounted| {
        if let Some(mounted) = mounted {
            mounted.send_message(Message::Open(opened));
        }
    });
}

impl Component for Record {
    type Message = Message;
    type Properties = Start;

    fn create(ctx: &Context<Self>) -> Self {
        let (state, loader) = (Rc::default(), Loader::default());
        Self { model: ctx.props().model.clone(), state, announce: false, loader }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        let link = ctx.link();
        match message {
            Message::Open(opened) => self.open(link, opened),
            Message::Read(None) => Rc::make_mut(&mut self.state).unreachable = true,
            Message::Read(Some((known, told))) => self.read(link, known, told),
            Message::Reads(page) => Rc::make_mut(&mut self.state).reads.add(page),
            Message::MoreReads(skip) => self.load_reads(link, skip),
            Message::File(file) => {
                self.check(link, move |model| async move { proofs::of_file(&model, &file).await })
            }
            Message::Checked(outcome) => {
                Rc::make_mut(&mut self.state).proof = outcome.map_or_else(Proof::Fails, Proof::Holds);
                self.announce = true;
            }
            Message::Forked => Rc::make_mut(&mut self.state).forked = true,
            Message::For(request, message) if self.loader.takes(&request) => {
                return Component::update(self, ctx, *message);
            }
            Message::For(..) => return false,
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let view = View {
            model: self.model.clone(),
            i18n: ctx.props().i18n.clone(),
            act: self.going(),
            moment: Callback::from(|()| crate::model::Moment {
                id: page::fresh_id(page::now()),
                now: page::now(),
            }),
            print: Callback::from(|()| page::print()),
        };
        let model = self.model.clone();
        let tools = Tools {
            save: Callback::from(|(name, receipt, readable)| files::save(name, receipt, readable)),
            save_record: Callback::from(move |()| files::save_record(model.clone())),
            check: files::on_file(ctx.link()),
            more_reads: ctx.link().callback(Message::MoreReads),
        };
        // A browser that translates holds the texts that stand there: another screen is mounted anew.
        let key = view.model.route.path(&view.model.language);
        let screen = html! { <div {key}>{ page_of(&view, &self.state, &tools) }</div> };
        create_portal(screen, ctx.props().place.clone())
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        if std::mem::take(&mut self.announce) {
            page::announce();
        }
    }
}

impl Record {
    fn open(&mut self, link: &Scope<Self>, opened: Opened) {
        let Opened { route, reader, code, kiosk } = opened;
        let model = Rc::make_mut(&mut self.model);
        // Nothing of the person before stays on the screen while the next one's record is read.
        if reader.is_none() || self.loader.last().record() != reader.as_ref() {
            model.session = Session::default();
        }
        self.loader.ask(reader.clone());
        (model.route, model.kiosk) = (route, kiosk);
        *Rc::make_mut(&mut self.state) = State { forked: self.state.forked, ..State::default() };
        self.announce = true;
        if let Some(key) = reader {
            self.later(link, |model| loading::record(model, key), |read| Some(Message::Read(read)));
        }
        if self.model.route == Route::Verify {
            match code {
                Some(code) => {
                    self.check(link, move |model| async move { proofs::of_code(&model, &code).await })
                }
                None => self.later(link, |model| async move { proofs::prepare(&model).await }, |()| None),
            }
        }
    }

    fn read(&mut self, link: &Scope<Self>, known: Known, told: Vec<Told>) {
        Rc::make_mut(&mut self.model).session = Session::Open(known);
        Rc::make_mut(&mut self.state).told = told;
        self.announce = true;
        match self.model.route {
            Route::Receipt(number) => {
                self.check(link, move |model| async move { proofs::of_entry(&model, number).await });
            }
            Route::History => self.load_reads(link, 0),
            _ => {}
        }
    }

    fn load_reads(&self, link: &Scope<Self>, skip: u32) {
        self.later(link, |model| loading::reads(model, skip), |page| Some(Message::Reads(page)));
    }

    fn check<F: Future<Output = Result<Rc<Proved>, NoProof>> + 'static>(
        &mut self,
        link: &Scope<Self>,
        work: impl FnOnce(Rc<Model>) -> F,
    ) {
        Rc::make_mut(&mut self.state).proof = Proof::Checking;
        self.later(link, work, |outcome| Some(Message::Checked(outcome)));
        if !self.model.kiosk {
            let watch = |model: Rc<Model>| async move { proofs::contradicts(&model).await };
            self.later(link, watch, |contradicts| contradicts.then_some(Message::Forked));
        }
    }

    fn later<T: 'static, F: Future<Output = T> + 'static>(
        &self,
        link: &Scope<Self>,
        work: impl FnOnce(Rc<Model>) -> F,
        tell: impl FnOnce(T) -> Option<Message> + 'static,
    ) {
        let (link, work, request) = (link.clone(), work(self.model.clone()), self.loader.last().clone());
        spawn_local(async move {
            if let Some(message) = tell(work.await) {
                link.send_message(Message::For(request, Box::new(message)));
            }
        });
    }

    /// The address bar is the app's: it is told where the reader goes.
    fn going(&self) -> Callback<Action> {
        let language = self.model.language.clone();
        Callback::from(move |action| {
            if let Action::Go(route) = action {
                let path = route.path(&language);
                let path = path.strip_prefix(&format!("/{language}/")).unwrap_or(&path);
                host::tell(host::GO, &path.into());
            }
        })
    }
}
