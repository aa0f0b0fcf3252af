//! What all apps with Leptos show.

use leptos::prelude::*;

pub fn view(
    users: impl Fn() -> Option<u32> + Send + 'static,
    error: impl Fn() -> Option<String> + Send + 'static,
    reconnect: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <h1>{users} " users"</h1>
        <p>{error}</p>
        <button on:click=move |_| reconnect()>"Reconnect now"</button>
    }
}
