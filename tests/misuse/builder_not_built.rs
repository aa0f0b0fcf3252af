//! Options with which nothing is opened.
#![deny(unused_must_use)]
use eventsource_wasm::EventSource;

fn main() {
    EventSource::builder("/chat").method("POST");
}
