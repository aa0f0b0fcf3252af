//! The same with the hooks.

mod view;

use dioxus::prelude::*;
use eventsource_wasm::{
    Json,
    dioxus::{use_event, use_event_source},
};
use wasm_bindgen::prelude::wasm_bindgen;

#[component]
fn Count() -> Element {
    let source = use_event_source("/users/count");
    let count = use_event::<Json<u32>>(source, "userCount");
    let error = source.error().map(|error| error.to_string());
    view::view(count().map(|event| event.data.0), error, move || source.reconnect())
}

#[wasm_bindgen]
pub fn run() {
    dioxus::launch(Count);
}
