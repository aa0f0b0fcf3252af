//! The live user count as a component of Leptos', in an app with another view: the connection is there while the component is.

use std::time::Duration;

use eventsource_wasm::{
    State, Transport,
    leptos::{UseEventSource, use_events_with_options},
};
use leptos::prelude::*;
use user_count_events::{ServerEvent, Stats};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(start)]
fn start() {
    mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let counts = RwSignal::new(true);
    view! {
        <nav>
            <button id="show-count" on:click=move |_| counts.set(true)>"Count"</button>
            <button id="show-about" on:click=move |_| counts.set(false)>"About"</button>
        </nav>
        <Show when=move || counts.get() fallback=|| view! { <p id="about">"You are not counted here: nothing is connected."</p> }>
            <Count />
        </Show>
    }
}

#[component]
fn Count() -> impl IntoView {
    // Over `fetch` it is known when the connection comes back. The browser's own class waits by itself, and does not say how long.
    let events = use_events_with_options::<ServerEvent>("/users/count", |builder| builder.transport(Transport::Fetch));
    let (users, stats) = (RwSignal::new(None), RwSignal::new(None));
    events.on_event(move |event| match event.data {
        ServerEvent::UserCount(count) => users.set(Some(count)),
        ServerEvent::Stats(Stats { connections, peak, .. }) => stats.set(Some((connections, peak))),
    });

    view! {
        <p><strong id="users">{move || users.get().map_or_else(|| "–".into(), |users: u32| users.to_string())}</strong>" users"</p>
        <p id="stats">
            {move || stats.get().map(|(tabs, peak)| format!("{tabs} tabs, never more than {peak} users"))}
        </p>
        <p>
            <span id="state">{in_words(events)}</span>
            <button id="reconnect" on:click=move |_| events.reconnect()>"Reconnect now"</button>
        </p>
        <p id="error">{move || events.error.get().map(|error| error.to_string())}</p>
    }
}

/// The connection's state, with the seconds until it comes back.
fn in_words(events: UseEventSource<ServerEvent>) -> impl Fn() -> String {
    let tick = Trigger::new();
    if let Ok(interval) = set_interval_with_handle(move || tick.notify(), Duration::from_millis(250)) {
        on_cleanup(move || interval.clear());
    }
    let words = Memo::new(move |_| {
        tick.track();
        match (events.state.get(), events.source().and_then(|source| source.next_retry_in())) {
            (State::Open, _) => "live".into(),
            (State::Waiting { .. }, Some(time)) => format!("reconnecting in {} s", time.as_secs() + 1),
            (State::Waiting { .. }, None) => "reconnecting".into(),
            (State::Closed { .. }, _) => "closed".into(),
            _ => "connecting".to_owned(),
        }
    });
    move || words.get()
}
