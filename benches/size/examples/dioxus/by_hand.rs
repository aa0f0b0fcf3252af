//! The same that counts users, with the event source itself.

mod view;

use std::{cell::RefCell, rc::Rc};

use dioxus::prelude::*;
use eventsource_wasm::{Event, EventSource, Json};
use wasm_bindgen::prelude::wasm_bindgen;

#[component]
fn Count() -> Element {
    let mut count = use_signal(|| None);
    let mut error = use_signal(|| None);
    let source = use_hook(Rc::<RefCell<Option<EventSource>>>::default);
    let (holder, closing) = (source.clone(), source.clone());
    use_effect(move || match EventSource::new("/users/count") {
        Ok(source) => {
            source.on("userCount", move |event: Event<Json<u32>>| count.set(Some(event.data.0))).forget();
            source.on_error(move |failure| error.set(Some(failure.to_string()))).forget();
            source.on_open(move || error.set(None)).forget();
            holder.replace(Some(source));
        }
        Err(failure) => error.set(Some(failure.to_string())),
    });
    use_drop(move || {
        if let Some(source) = closing.take() {
            source.close();
        }
    });
    let reconnect = move || {
        let source = source.borrow().clone();
        if let Some(source) = source {
            source.reconnect();
        }
    };
    view::view(count(), error(), reconnect)
}

#[wasm_bindgen]
pub fn run() {
    dioxus::launch(Count);
}
