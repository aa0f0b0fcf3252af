//! The same with the hooks.

mod view;

use eventsource_wasm::{
    Error, Json,
    yew::{use_event, use_event_source},
};
use wasm_bindgen::prelude::wasm_bindgen;
use yew::prelude::*;

#[component]
fn Count() -> Html {
    let source = use_event_source("/users/count");
    let count = use_event::<Json<u32>>(&source, "userCount");
    let error = source.error().map(Error::to_string);
    view::view(count.map(|event| event.data.0), error, move |_| source.reconnect())
}

#[wasm_bindgen]
pub fn run() {
    yew::Renderer::<Count>::new().render();
}
