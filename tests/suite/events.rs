//! What an event carries, and how listeners take it.

use eventsource_wasm::{Event, EventSource, Json, ReadyState, from_js};
use js_sys::JSON;
use serde::Deserialize;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::MessageEvent;

use super::{streams::stream, support::Log};

#[derive(Debug, Deserialize, PartialEq)]
struct Stats {
    users: u32,
    connections: u32,
}

// Its origin too: see `live`. For a blob each engine has another idea of it.
#[wasm_bindgen_test]
async fn an_event_has_its_type_data_and_last_event_id() {
    let source = EventSource::new(stream(b"event: userCount\nid: 7\ndata: 3\n\n")).unwrap();
    let log = Log::new();
    let notes = log.clone();
    let _listener = source.on("userCount", move |event: Event<String>| {
        notes.note(format!("{}|{}|{}", event.event_type(), event.data, event.last_event_id()));
    });
    assert_eq!(log.next().await, "userCount|3|7");
}

#[wasm_bindgen_test]
async fn data_is_text_or_json_or_a_javascript_value_or_the_browsers_event() {
    let source = EventSource::new(stream(b"event: stats\ndata: {\"users\":2,\ndata: \"connections\":5}\n\n")).unwrap();
    let log = Log::new();
    let (text, json, value, both, raw) = (log.clone(), log.clone(), log.clone(), log.clone(), log.clone());
    let _listeners = [
        source.on("stats", move |event: Event<String>| text.note(event.data)),
        source.on("stats", move |event: Event<Json<Stats>>| json.note(format!("{:?}", event.data.0))),
        source.on("stats", move |event: Event<JsValue>| {
            value.note(JSON::stringify(&event.data).unwrap());
        }),
        source.on("stats", move |event: Event<JsValue>| {
            both.note(format!("{:?} {}", from_js::<Stats>(&event).unwrap(), event.data.is_object()));
        }),
        source.on("stats", move |event: Event<MessageEvent>| raw.note(event.data.type_())),
    ];
    assert_eq!(log.next().await, "{\"users\":2,\n\"connections\":5}");
    assert_eq!(log.next().await, "Stats { users: 2, connections: 5 }");
    assert_eq!(log.next().await, "{\"users\":2,\"connections\":5}");
    assert_eq!(log.next().await, "Stats { users: 2, connections: 5 } true");
    assert_eq!(log.next().await, "stats");
}

#[wasm_bindgen_test]
async fn unnamed_events_are_messages() {
    let source =
        EventSource::new(stream(b"data: first\n\nevent: message\ndata: second\n\nevent: other\ndata: third\n\n"))
            .unwrap();
    let log = Log::new();
    let notes = log.clone();
    let _other = log.listen(&source, "other");
    let _messages = source.on_message(move |event: Event<String>| {
        notes.note(format!("{} {}", event.event_type(), event.data));
    });
    assert_eq!(log.until("third").await, ["message first", "message second"]);
}

#[wasm_bindgen_test]
async fn the_last_event_id_stays_until_there_is_another() {
    let source = EventSource::new(stream(b"id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\nid\ndata: d\n\n")).unwrap();
    let log = Log::new();
    let notes = log.clone();
    let _messages = source.on_message(move |event: Event<String>| {
        notes.note(format!("{}{}", event.data, event.last_event_id()));
    });
    for expected in ["a1", "b1", "c2", "d"] {
        assert_eq!(log.next().await, expected);
    }
}

#[wasm_bindgen_test]
async fn events_that_the_server_names_error_and_open_are_ordinary() {
    let source =
        EventSource::new(stream(b"event: error\ndata: oops\n\nevent: open\ndata: sesame\n\nevent: end\ndata: end\n\n"))
            .unwrap();
    let log = Log::new();
    let (opened, failed) = (log.clone(), log.clone());
    let _listeners = [
        source.on_open(move || opened.note("opened")),
        source.on_error(move |error| failed.note(error)),
        log.listen(&source, "error"),
        log.listen(&source, "open"),
        log.listen(&source, "end"),
    ];
    assert_eq!(log.until("end").await, ["opened", "oops", "sesame"]);
}

#[wasm_bindgen_test]
async fn a_handle_tells_its_url_and_state() {
    let url = stream(b"data: x\n\n");
    let source = EventSource::builder(&url).with_credentials(true).build().unwrap();
    assert_eq!(source.url(), url);
    assert!(source.with_credentials());
    assert!(!EventSource::new(&url).unwrap().with_credentials());
    assert_eq!(source.ready_state(), ReadyState::Connecting);
    let log = Log::new();
    let (notes, handle) = (log.clone(), source.clone());
    let _opened = source.on_open(move || notes.note(format!("{:?}", handle.ready_state())));
    assert_eq!(log.next().await, "Open");
    source.close();
    assert_eq!(source.ready_state(), ReadyState::Closed);
}
