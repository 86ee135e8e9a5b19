//! The app itself: carries the model's effects out through the edges, and the edges' answers back to it.

mod effects;
mod programs;
pub mod start;

use crate::components::view::View;
use crate::edges::{address, host, page};
use crate::i18n::I18n;
use crate::model::{Action, Model, Moment};
use crate::route::Route;
use crate::screens::page as page_of;
use nattoku_consent::wire::Credential;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use yew::prelude::*;

/// What the app starts with.
#[derive(Clone, Properties)]
pub struct AppProps {
    /// The state at the start.
    pub model: Rc<Model>,
    /// The words of the first language.
    pub i18n: I18n,
}

impl PartialEq for AppProps {
    /// The app starts once: what it starts with is the same only if it is one and the same.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.model, &other.model)
    }
}

/// What the app hears.
pub enum Message {
    /// Something happened.
    Happened(Action),
    /// The messages of another language arrived.
    Words(I18n),
}

/// The app.
pub struct App {
    model: Rc<Model>,
    i18n: I18n,
    /// What must wait until the new screen stands: the focus cannot move to what is not there yet.
    after_render: Vec<AfterRender>,
    /// The page of another program that is open, for whom and in which language.
    opened: Option<programs::Opened>,
}

/// What must wait until the new screen stands.
enum AfterRender {
    Announce,
    ShowComplaint,
}

impl Component for App {
    type Message = Message;
    type Properties = AppProps;

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().clone();
        address::on_arrival(move || {
            let (_, route) = Route::parse(&address::path());
            let invitation = address::take_invitation().map(Credential::Invitation);
            let action = invitation.map_or(Action::Arrived(route), Action::Invited);
            link.send_message(Message::Happened(action));
        });
        programs::listen(ctx.link());
        let AppProps { model, i18n } = ctx.props().clone();
        page::set_text_size(model.text_size);
        if model.portal {
            // What needs to know who is there asks at once.
            ctx.link().send_message(Message::Happened(Action::TryAgain));
        }
        Self { model, i18n, after_render: Vec::new(), opened: None }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Happened(Action::Language(language)) if language != *self.i18n.language() => {
                effects::fetch_words(ctx, language);
                return false;
            }
            // What a page may lay over a portal's frame must not be able to make one press decide (A22).
            Message::Happened(action) if action.decides() && !host::is_let(host::DECIDE, &JsValue::NULL) => {
                return false;
            }
            Message::Happened(action) => self.act(ctx, action),
            Message::Words(i18n) => {
                let language = i18n.language().clone();
                page::set_language(language.as_str());
                self.i18n = i18n;
                self.act(ctx, Action::Language(language));
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let view = View {
            model: self.model.clone(),
            i18n: self.i18n.clone(),
            act: ctx.link().callback(Message::Happened),
            moment: Callback::from(|()| moment()),
            print: Callback::from(|()| page::print()),
        };
        page_of(&view)
    }

    fn rendered(&mut self, _ctx: &Context<Self>, first: bool) {
        if first {
            page::is_ready();
            page::set_title();
        }
        self.show_program();
        for wait in self.after_render.drain(..) {
            match wait {
                AfterRender::Announce => page::announce(),
                AfterRender::ShowComplaint => page::show_complaint(),
            }
        }
    }
}

impl App {
    fn act(&mut self, ctx: &Context<Self>, action: Action) {
        let effects = Rc::make_mut(&mut self.model).update(action);
        for effect in effects {
            self.carry_out(ctx, effect);
        }
    }
}

/// A fresh id and the time, for a decision about to be made.
fn moment() -> Moment {
    let now = page::now();
    Moment { id: page::fresh_id(now), now }
}
