//! A type that borrows from the event, in a listener that hands out an owned one: `Event<Text>` and `json()` are for that.
use eventsource_wasm::{Event, EventSource, Json};

#[derive(serde::Deserialize)]
struct Delta<'a> {
    text: &'a str,
}

fn main() {
    let source = EventSource::new("/chat").unwrap();
    source.on("delta", |event: Event<Json<Delta>>| println!("{}", event.data.0.text)).forget();
}
