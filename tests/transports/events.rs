//! What events carry, and how listeners take them.

use eventsource_wasm::{Error, Event, Json, Transport, from_js};
use serde::Deserialize;
use wasm_bindgen::JsValue;
use web_sys::MessageEvent;

use crate::{
    faults::{Key, SERVER, resuming},
    support::Log,
};

#[derive(Debug, Deserialize, PartialEq)]
struct Stats {
    users: u32,
    connections: u32,
}

async fn an_event_has_its_type_data_id_and_origin(transport: Transport) {
    let url = Key::new("event").stream("event: größe\nid: 7€\ndata: 3 😀\n\n".as_bytes());
    let source = resuming(transport, url).build().unwrap();
    let log = Log::new();
    let notes = log.clone();
    let _listener = source.on("größe", move |event: Event<String>| {
        notes.note(format!("{} {} {} {}", event.event_type(), event.data, event.last_event_id(), event.origin()));
    });
    assert_eq!(log.next().await, format!("größe 3 😀 7€ {SERVER}"));
}

async fn data_is_text_or_json_or_a_javascript_value_or_an_event_as_the_browsers(transport: Transport) {
    let url = Key::new("event").stream(b"event: stats\nid: 7\ndata: {\"users\":2,\ndata: \"connections\":5}\n\n");
    let source = resuming(transport, url).build().unwrap();
    let log = Log::new();
    let (text, json, value, raw) = (log.clone(), log.clone(), log.clone(), log.clone());
    let _listeners = [
        source.on("stats", move |event: Event<String>| text.note(event.data)),
        source.on("stats", move |event: Event<Json<Stats>>| json.note(format!("{:?}", event.data.0))),
        source.on("stats", move |event: Event<JsValue>| {
            value.note(format!("{:?} {}", from_js::<Stats>(&event).unwrap(), event.data.is_object()));
        }),
        source.on("stats", move |event: Event<MessageEvent>| {
            let event = event.data;
            raw.note(format!("{} {} {}", event.type_(), event.last_event_id(), event.origin()));
        }),
    ];
    assert_eq!(log.next().await, "{\"users\":2,\n\"connections\":5}");
    assert_eq!(log.next().await, "Stats { users: 2, connections: 5 }");
    assert_eq!(log.next().await, "Stats { users: 2, connections: 5 } true");
    assert_eq!(log.next().await, format!("stats 7 {SERVER}"));
}

async fn events_that_the_server_names_error_and_open_are_ordinary(transport: Transport) {
    let url = Key::new("names").stream(b"event: error\ndata: oops\n\nevent: open\ndata: sesame\n\ndata: end\n\n");
    let source = resuming(transport, url).build().unwrap();
    let log = Log::new();
    let (opened, failed) = (log.clone(), log.clone());
    let _listeners = [
        source.on_open(move || opened.note("opened")),
        source.on_error(move |error| failed.note(error)),
        log.listen(&source, "error"),
        log.listen(&source, "open"),
        log.listen(&source, "message"),
    ];
    assert_eq!(log.until("end").await, ["opened", "oops", "sesame"]);
}

async fn the_last_event_id_stays_until_there_is_another(transport: Transport) {
    let url = Key::new("ids").stream(b"id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\nid\ndata: d\n\n");
    let source = resuming(transport, url).build().unwrap();
    let log = Log::new();
    let notes = log.clone();
    let _messages = source.on_message(move |event: Event<String>| {
        notes.note(format!("{}{}", event.data, event.last_event_id()));
    });
    for expected in ["a1", "b1", "c2", "d"] {
        assert_eq!(log.next().await, expected);
    }
}

async fn an_undecodable_event_is_reported_and_the_others_go_on(transport: Transport) {
    let url = Key::new("undecodable").stream(b"event: count\nid: 7\ndata: many\n\nevent: count\ndata: 2\n\n");
    let source = resuming(transport, url).build().unwrap();
    let log = Log::new();
    let (numbers, errors) = (log.clone(), log.clone());
    let _listeners = [
        source.on("count", move |event: Event<Json<u32>>| numbers.note(event.data.0)),
        source.on_error(move |error| match error {
            Error::Decode(error) => {
                errors.note(format!("{} {} {}", error.event_type(), error.last_event_id(), error.data()));
            }
            error => errors.note(error),
        }),
        log.listen(&source, "count"),
    ];
    for expected in ["count 7 many", "many", "2", "2"] {
        assert_eq!(log.next().await, expected);
    }
}

over_both!(
    an_event_has_its_type_data_id_and_origin,
    data_is_text_or_json_or_a_javascript_value_or_an_event_as_the_browsers,
    events_that_the_server_names_error_and_open_are_ordinary,
    the_last_event_id_stays_until_there_is_another,
    an_undecodable_event_is_reported_and_the_others_go_on,
);
