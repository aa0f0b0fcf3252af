//! The live user count as a component of Dioxus', in an app with another view: the connection is there while the component is.

use dioxus::prelude::*;
use eventsource_wasm::{
    State,
    dioxus::{use_event_source, use_reduce_events},
};
use user_count_events::{ServerEvent, Stats};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(start)]
fn start() {
    dioxus::launch(App);
}

#[component]
fn App() -> Element {
    let mut counts = use_signal(|| true);
    rsx! {
        nav {
            button { id: "show-count", onclick: move |_| counts.set(true), "Count" }
            button { id: "show-about", onclick: move |_| counts.set(false), "About" }
        }
        if counts() {
            Count {}
        } else {
            p { id: "about", "You are not counted here: nothing is connected." }
        }
    }
}

/// What the server has told so far.
#[derive(Default)]
struct Told {
    users: Option<u32>,
    stats: Option<Stats>,
}

impl Told {
    const fn add(&mut self, event: ServerEvent) {
        match event {
            ServerEvent::UserCount(users) => self.users = Some(users),
            ServerEvent::Stats(stats) => self.stats = Some(stats),
        }
    }
}

#[component]
fn Count() -> Element {
    let source = use_event_source("/users/count");
    let told = use_reduce_events(source, Told::default, |told, event| told.add(event.data));
    let users = told.read().users.map_or_else(|| "–".to_owned(), |users| users.to_string());
    rsx! {
        p {
            strong { id: "users", "{users}" }
            " users"
        }
        p { id: "stats",
            if let Some(stats) = told.read().stats {
                "{stats.connections} tabs, never more than {stats.peak} users"
            }
        }
        p {
            span { id: "state", {in_words(source.state())} }
            button { id: "reconnect", onclick: move |_| source.reconnect(), "Reconnect now" }
        }
        p { id: "error",
            if let Some(error) = source.error() {
                "{error}"
            }
        }
    }
}

const fn in_words(state: State) -> &'static str {
    match state {
        State::Open => "live",
        State::Waiting { .. } => "reconnecting",
        State::Closed { .. } => "closed",
        _ => "connecting",
    }
}
