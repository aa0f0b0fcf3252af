//! A type that is no data by itself.
use eventsource_wasm::{Event, EventSource};

fn main() {
    let source = EventSource::new("/users/count").unwrap();
    source.on("userCount", |event: Event<u32>| println!("{}", event.data)).forget();
}
