//! The same with the hook.

mod view;

use eventsource_wasm::{Json, leptos::use_event_source};
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

#[component]
fn Count() -> impl IntoView {
    let count = use_event_source::<Json<u32>>("/users/count", "userCount");
    view::view(
        move || count.data.get().map(|Json(users)| users),
        move || count.error.get().map(|error| error.to_string()),
        move || count.reconnect(),
    )
}

#[wasm_bindgen]
pub fn run() {
    mount_to_body(Count);
}
