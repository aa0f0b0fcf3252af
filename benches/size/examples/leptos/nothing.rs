//! An app with Leptos that has no events.

mod view;

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

#[component]
fn Count() -> impl IntoView {
    let count = RwSignal::new(0);
    view::view(move || Some(count.get()), || None, move || count.update(|count| *count += 1))
}

#[wasm_bindgen]
pub fn run() {
    mount_to_body(Count);
}
