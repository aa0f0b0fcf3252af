//! An app with Dioxus that has no events.

mod view;

use dioxus::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

#[component]
fn Count() -> Element {
    let mut count = use_signal(|| 0);
    view::view(Some(count()), None, move || count += 1)
}

#[wasm_bindgen]
pub fn run() {
    dioxus::launch(Count);
}
