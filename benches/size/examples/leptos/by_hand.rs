//! The same that counts users, with the event source itself.

mod view;

use eventsource_wasm::{Event, EventSource, Json};
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

#[component]
fn Count() -> impl IntoView {
    let (count, error) = (RwSignal::new(None), RwSignal::new(None));
    let holder = StoredValue::new_local(None::<EventSource>);
    Effect::new(move || match EventSource::new("/users/count") {
        Ok(source) => {
            source.on("userCount", move |event: Event<Json<u32>>| count.set(Some(event.data.0))).forget();
            source.on_error(move |failure| error.set(Some(failure.to_string()))).forget();
            source.on_open(move || error.set(None)).forget();
            holder.set_value(Some(source));
        }
        Err(failure) => error.set(Some(failure.to_string())),
    });
    on_cleanup(move || {
        if let Some(source) = holder.try_get_value().flatten() {
            source.close();
        }
    });
    let reconnect = move || {
        if let Some(source) = holder.get_value() {
            source.reconnect();
        }
    };
    view::view(move || count.get(), move || error.get(), reconnect)
}

#[wasm_bindgen]
pub fn run() {
    mount_to_body(Count);
}
