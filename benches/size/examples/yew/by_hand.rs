//! The same that counts users, with the event source itself.

mod view;

use eventsource_wasm::{Event, EventSource, Json};
use wasm_bindgen::prelude::wasm_bindgen;
use yew::prelude::*;

#[component]
fn Count() -> Html {
    let count = use_state(|| None);
    let error = use_state(|| None);
    let source = use_mut_ref(|| None);
    let (set_count, set_error, no_error, holder) = (count.setter(), error.setter(), error.setter(), source.clone());
    use_effect_with((), move |()| {
        match EventSource::new("/users/count") {
            Ok(source) => {
                source.on("userCount", move |event: Event<Json<u32>>| set_count.set(Some(event.data.0))).forget();
                source.on_error(move |error| set_error.set(Some(error.to_string()))).forget();
                source.on_open(move || no_error.set(None)).forget();
                *holder.borrow_mut() = Some(source);
            }
            Err(error) => set_error.set(Some(error.to_string())),
        }
        move || {
            if let Some(source) = holder.take() {
                source.close();
            }
        }
    });
    let reconnect = move |_| {
        let source: Option<EventSource> = source.borrow().clone();
        if let Some(source) = source {
            source.reconnect();
        }
    };
    view::view(*count, (*error).clone(), reconnect)
}

#[wasm_bindgen]
pub fn run() {
    yew::Renderer::<Count>::new().render();
}
