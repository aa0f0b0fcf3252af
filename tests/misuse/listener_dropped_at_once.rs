//! A listener that would be removed in the statement that adds it.
#![deny(unused_must_use)]
use eventsource_wasm::{Event, EventSource};

fn main() {
    let source = EventSource::new("/users/count").unwrap();
    source.on("userCount", |event: Event<String>| println!("{}", event.data));
}
