//! Events as a stream: what is an item, when it ends, and what happens to who is slow.

use std::{cell::Cell, rc::Rc};

use eventsource_wasm::{Buffer, Error, Errors, Event, EventSource, EventSourceBuilder, Json, Retry, Transport};
use futures_util::StreamExt;
use wasm_bindgen_test::wasm_bindgen_test;

use super::streams::{document, stream};

const TRANSPORTS: [Transport; 2] = [Transport::Native, Transport::Fetch];

/// A source that comes back soon.
fn source(url: String, transport: Transport) -> EventSourceBuilder {
    let soon = std::time::Duration::from_millis(1);
    EventSource::builder(url).transport(transport).retry(Retry::default().min(soon).max(soon))
}

fn numbers(count: usize) -> Vec<u8> {
    (1..=count).fold(Vec::new(), |bytes, n| [bytes, format!("event: n\nid: {n}\ndata: {n}\n\n").into_bytes()].concat())
}

#[wasm_bindgen_test]
async fn a_stream_has_every_event_decoded_and_goes_on_after_what_it_cannot_decode() {
    for transport in TRANSPORTS {
        let bytes =
            b"event: n\ndata: 1\n\nevent: n\ndata: one\n\nevent: other\ndata: 7\n\nevent: n\nid: 3\ndata: 3\n\n";
        let source = source(stream(bytes), transport).build().unwrap();
        let mut events = source.stream::<Json<u32>>("n");
        assert_eq!(events.next().await.unwrap().unwrap().data.0, 1);
        let error = events.next().await.unwrap().unwrap_err();
        assert!(matches!(&error, Error::Decode(error) if error.data() == "one"), "{error}");
        let event = events.next().await.unwrap().unwrap();
        assert_eq!((event.data.0, event.last_event_id(), event.event_type()), (3, "3", "n"));
    }
}

#[wasm_bindgen_test]
async fn a_lost_connection_is_an_item_or_is_not_and_the_stream_goes_on() {
    for transport in TRANSPORTS {
        let url = stream(b"retry: 1\ndata: x\n\n");
        let source = source(url, transport).build().unwrap();
        let (mut all, mut rest) = (source.messages::<String>(), source.messages::<String>().errors(Errors::Final));
        assert_eq!(all.next().await.unwrap().unwrap().data, "x");
        let error = all.next().await.unwrap().unwrap_err();
        assert!(error.will_retry() && !error.is_final(), "{error}");
        assert_eq!(all.next().await.unwrap().unwrap().data, "x");
        assert_eq!(rest.next().await.unwrap().unwrap().data, "x");
        assert_eq!(rest.next().await.unwrap().unwrap().data, "x");
    }
}

#[wasm_bindgen_test]
async fn the_error_that_ends_the_connection_is_the_last_item() {
    for transport in TRANSPORTS {
        let url = document(b"data: x\n\n", "text/plain");
        let source = EventSource::builder(url).transport(transport).retry(Retry::standard()).build().unwrap();
        let mut events = source.messages::<String>().errors(Errors::Final);
        assert!(events.next().await.unwrap().unwrap_err().is_final());
        assert!(events.next().await.is_none());
        assert!(events.next().await.is_none());
        assert!(source.messages::<String>().next().await.is_none(), "of a closed source");
    }
}

#[wasm_bindgen_test]
async fn after_close_a_stream_ends_at_once_even_where_something_waits() {
    for transport in TRANSPORTS {
        let source = source(stream(&numbers(3)), transport).build().unwrap();
        let mut events = source.stream::<String>("n");
        let mut other = source.stream::<String>("n");
        assert_eq!(events.next().await.unwrap().unwrap().data, "1");
        source.close();
        assert!(events.next().await.is_none());
        assert!(other.next().await.is_none());
    }
}

#[wasm_bindgen_test]
async fn a_stream_owns_its_connection() {
    for transport in TRANSPORTS {
        let mut events = source(stream(&numbers(2)), transport).build().unwrap().stream::<String>("n");
        assert_eq!(events.next().await.unwrap().unwrap().data, "1");
        assert_eq!(events.next().await.unwrap().unwrap().data, "2");
    }
}

#[wasm_bindgen_test]
async fn who_wants_the_latest_gets_the_latest() {
    for transport in TRANSPORTS {
        let source = source(stream(&numbers(500)), transport).build().unwrap();
        let mut latest = source.stream::<Json<u32>>("n").buffer(Buffer::Latest);
        // Until the connection ends, and so all have come.
        let mut all = source.stream::<Json<u32>>("n");
        while all.next().await.unwrap().is_ok() {}
        assert_eq!(latest.next().await.unwrap().unwrap().data.0, 500);
        assert_eq!(latest.dropped(), 499);
        assert_eq!(all.dropped(), 0);
    }
}

#[wasm_bindgen_test]
async fn over_fetch_a_stream_that_is_not_polled_stops_the_reading() {
    let source = source(stream(&numbers(3000)), Transport::Fetch).build().unwrap();
    let mut slow = source.stream::<Json<u32>>("n").buffer(Buffer::BackPressure(10));
    let seen = Rc::new(Cell::new(0));
    let count = Rc::clone(&seen);
    let _listener = source.on("n", move |event: Event<Json<u32>>| count.set(event.data.0));
    for expected in 1..=3000 {
        assert_eq!(slow.next().await.unwrap().unwrap().data.0, expected);
        assert!(seen.get() < expected + 10, "{} were read while {expected} were taken", seen.get());
    }
    assert_eq!(slow.dropped(), 0);
}

#[wasm_bindgen_test]
async fn a_full_stream_that_is_dropped_lets_the_others_go_on() {
    let source = source(stream(&numbers(100)), Transport::Fetch).build().unwrap();
    let slow = source.stream::<Json<u32>>("n").buffer(Buffer::BackPressure(1));
    let mut other = source.stream::<Json<u32>>("n");
    assert_eq!(other.next().await.unwrap().unwrap().data.0, 1);
    drop(slow);
    for expected in 2..=100 {
        assert_eq!(other.next().await.unwrap().unwrap().data.0, expected);
    }
}
