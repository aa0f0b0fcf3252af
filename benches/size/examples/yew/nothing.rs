//! An app with Yew that has no events.

mod view;

use wasm_bindgen::prelude::wasm_bindgen;
use yew::prelude::*;

#[component]
fn Count() -> Html {
    let count = use_state(|| 0);
    let shown = *count;
    view::view(Some(shown), None, move |_| count.set(*count + 1))
}

#[wasm_bindgen]
pub fn run() {
    yew::Renderer::<Count>::new().render();
}
