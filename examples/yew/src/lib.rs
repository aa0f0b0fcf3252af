//! The live user count as a component of Yew's, in an app with another view: the connection is there while the component is.

use eventsource_wasm::{
    Error, State,
    yew::{use_event_source, use_reduce_events},
};
use user_count_events::{ServerEvent, Stats};
use wasm_bindgen::prelude::wasm_bindgen;
use yew::prelude::*;

#[wasm_bindgen(start)]
fn start() {
    yew::Renderer::<App>::new().render();
}

#[component]
fn App() -> Html {
    let counts = use_state(|| true);
    let show = |count| {
        let counts = counts.clone();
        move |_| counts.set(count)
    };
    html! {
        <>
            <nav>
                <button id="show-count" onclick={show(true)}>{ "Count" }</button>
                <button id="show-about" onclick={show(false)}>{ "About" }</button>
            </nav>
            if *counts {
                <Count />
            } else {
                <p id="about">{ "You are not counted here: nothing is connected." }</p>
            }
        </>
    }
}

/// What the server has told so far.
#[derive(Clone, Default)]
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
fn Count() -> Html {
    let source = use_event_source("/users/count");
    let told = use_reduce_events(&source, Told::default, |told, event| told.add(event.data));
    let reconnect = {
        let source = source.clone();
        move |_| source.reconnect()
    };
    html! {
        <>
            <p><strong id="users">{ told.users.map_or_else(|| "–".to_owned(), |users| users.to_string()) }</strong>{ " users" }</p>
            <p id="stats">{ told.stats.map(|stats| format!("{} tabs, never more than {} users", stats.connections, stats.peak)) }</p>
            <p>
                <span id="state">{ in_words(source.state()) }</span>
                <button id="reconnect" onclick={reconnect}>{ "Reconnect now" }</button>
            </p>
            <p id="error">{ source.error().map(Error::to_string) }</p>
        </>
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
