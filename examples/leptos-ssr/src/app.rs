//! The app, at both ends.

use eventsource_wasm::{State, leptos::use_events};
use leptos::prelude::*;
use leptos_router::{
    components::{A, Route, Router, Routes},
    path,
};
use user_count_events::ServerEvent;

/// What the server answers with: the app in a document, and the scripts that hydrate it.
#[must_use]
pub fn document() -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <title>"The live user count: Leptos, rendered by its server"</title>
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <link rel="stylesheet" href="/style.css" />
                <script type="module" src="/start.js"></script>
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// All that is hydrated.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <nav>
                <A href="/" attr:id="show-count">"Count"</A>
                " "
                <A href="/about" attr:id="show-about">"About"</A>
            </nav>
            <Routes fallback=|| "There is no such page.">
                <Route path=path!("/") view=Count />
                <Route path=path!("/about") view=About />
            </Routes>
        </Router>
    }
}

#[component]
fn About() -> impl IntoView {
    view! { <p id="about">"You are not counted here: nothing is connected."</p> }
}

#[component]
fn Count() -> impl IntoView {
    // The server puts into the page what it has rendered, so that hydration begins with the same.
    let rendered = SharedValue::new(users_now).into_inner();
    let events = use_events::<ServerEvent>("/users/count");
    let users = move || match events.data.get() {
        Some(ServerEvent::UserCount(users)) => Some(users),
        _ => rendered,
    };
    let state = move || match events.state.get() {
        State::Open => "live",
        State::Waiting { .. } => "reconnecting",
        State::Closed { .. } => "closed",
        _ => "connecting",
    };

    view! {
        <p>
            <strong id="users">{move || users().map_or_else(|| "–".to_owned(), |users| users.to_string())}</strong>
            " users"
        </p>
        <p>
            <span id="state">{state}</span>
            <button id="reconnect" on:click=move |_| events.reconnect()>"Reconnect now"</button>
        </p>
        <p id="error">{move || events.error.get().map(|error| error.to_string())}</p>
    }
}

/// How many are here, where that is known: in a page that the browser itself renders, not before the first event.
fn users_now() -> Option<u32> {
    #[cfg(feature = "ssr")]
    return use_context::<crate::Users>().map(|users| users.now());
    #[cfg(not(feature = "ssr"))]
    None
}
