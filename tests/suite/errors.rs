//! What goes wrong, and that nothing else does because of it.

use eventsource_wasm::{Error, Event, EventSource, Json, ReadyState, Retry, from_js};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{
    streams::{document, stream},
    support::{Log, console_errors},
};

#[wasm_bindgen_test]
fn a_url_that_makes_no_sense_is_an_error_that_names_it() {
    for url in ["http://[", "http://user:pass word@:/", "https://"] {
        let error = EventSource::new(url).unwrap_err();
        assert!(matches!(&error, Error::InvalidUrl { url: named, .. } if named == url), "{error:?}");
        assert!(error.to_string().contains(url), "{error}");
    }
}

#[wasm_bindgen_test]
fn an_empty_url_is_an_error() {
    assert!(matches!(EventSource::new(" "), Err(Error::InvalidUrl { url, .. }) if url == " "));
    let error = EventSource::new("").unwrap_err();
    assert_eq!(error.to_string(), r#"cannot open an event source at "": the URL is empty"#);
}

#[wasm_bindgen_test]
async fn an_undecodable_event_reaches_the_error_listeners_and_the_others_go_on() {
    let source = EventSource::new(stream(b"event: count\nid: 7\ndata: many\n\nevent: count\ndata: 2\n\n")).unwrap();
    let log = Log::new();
    let (numbers, values, errors) = (log.clone(), log.clone(), log.clone());
    let _listeners = [
        source.on("count", move |event: Event<Json<u32>>| numbers.note(format!("number {}", event.data.0))),
        source.on("count", move |event: Event<JsValue>| values.note(format!("value {:?}", event.data.as_f64()))),
        log.listen(&source, "count"),
        source.on_error(move |error| match error {
            Error::Decode(error) => {
                errors.note(format!("{} {} {}", error.event_type(), error.last_event_id(), error.data()));
                errors.note(error.message());
            }
            error => errors.note(error),
        }),
    ];
    assert_eq!(log.next().await, "count 7 many");
    assert_eq!(log.next().await, "expected value at line 1 column 1");
    assert_eq!(log.next().await, "count 7 many");
    assert!(log.next().await.contains("JSON"), "the browser's words");
    assert_eq!(log.next().await, "many");
    assert_eq!(log.next().await, "number 2");
    assert_eq!(log.next().await, "value Some(2.0)");
    assert_eq!(log.next().await, "2");
}

#[wasm_bindgen_test]
async fn an_undecodable_event_goes_to_the_console_where_nobody_listens_to_errors() {
    let source = EventSource::new(stream(b"event: count\ndata: many\n\nevent: count\ndata: 2\n\n")).unwrap();
    let log = Log::new();
    let notes = log.clone();
    let _count = source.on("count", move |event: Event<Json<u32>>| notes.note(event.data.0));
    let lines = console_errors(async || assert_eq!(log.next().await, "2")).await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].contains(r#"cannot decode the event "count" with the data "many""#), "{lines:?}");
}

#[wasm_bindgen_test]
async fn once_waits_for_an_event_that_it_can_decode() {
    let source = EventSource::new(stream(b"data: many\n\ndata: 1\n\ndata: 2\n\nevent: end\ndata: end\n\n")).unwrap();
    let log = Log::new();
    let (notes, errors) = (log.clone(), log.clone());
    let _listeners = [
        source.once("message", move |event: Event<Json<u32>>| notes.note(event.data.0)),
        source.on_error(move |_| errors.note("undecodable")),
        log.listen(&source, "end"),
    ];
    assert_eq!(log.until("end").await, ["undecodable", "1"]);
}

#[wasm_bindgen_test]
async fn a_javascript_value_of_another_shape_is_a_decode_error() {
    let source = EventSource::new(stream(b"event: count\nid: 9\ndata: \"many\"\n\n")).unwrap();
    let log = Log::new();
    let notes = log.clone();
    let _listener = source.on("count", move |event: Event<JsValue>| {
        let Err(Error::Decode(error)) = from_js::<u32>(&event) else { panic!("decoded") };
        notes.note(format!("{} {} {}", error.event_type(), error.last_event_id(), error.data()));
        notes.note(error.message());
    });
    assert_eq!(log.next().await, "count 9 \"many\"");
    assert!(log.next().await.contains("u32"));
}

#[wasm_bindgen_test]
async fn a_stream_that_ends_is_made_again_and_said_so() {
    let source = EventSource::new(stream(b"retry: 100\ndata: x\n\n")).unwrap();
    let log = Log::new();
    let (opened, failed, handle) = (log.clone(), log.clone(), source.clone());
    let _listeners = [
        source.on_open(move || opened.note("open")),
        source.on_error(move |error| {
            assert!(matches!(error, Error::Network(_)) && error.is_transient() && error.will_retry());
            failed.note(format!("{:?}", handle.ready_state()));
        }),
        log.listen(&source, "message"),
    ];
    for expected in ["open", "x", "Connecting", "open", "x", "Connecting"] {
        assert_eq!(log.next().await, expected);
    }
}

#[wasm_bindgen_test]
async fn an_answer_that_is_no_event_stream_closes_for_good() {
    let source = EventSource::builder(document(b"data: x\n\n", "text/plain")).retry(Retry::standard()).build().unwrap();
    let log = Log::new();
    let notes = log.clone();
    let _error = source.on_error(move |error| {
        assert!(matches!(error, Error::GaveUp(_)) && error.is_final());
        notes.note("closed");
    });
    assert_eq!(log.next().await, "closed");
    assert_eq!(source.ready_state(), ReadyState::Closed);
}
