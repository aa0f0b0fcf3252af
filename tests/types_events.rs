//! One enum for the events of many types, at the client: as a stream and as a callback, driven by a mock server.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::{cell::RefCell, rc::Rc};

use eventsource_wasm::{Error, Event, EventSource, Text, encode, mock::MockServer, schema::Schema};
use futures_util::{FutureExt, StreamExt};
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum ServerEvent {
    UserCount(u32),
    Stats {
        users: u32,
        connections: u32,
    },
    #[serde(rename = "message")]
    Said(String),
    Goodbye,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Counted {
    UserCount(u32),
    #[serde(alias = "userCount2")]
    Other(u32),
}

fn scene() -> (MockServer, EventSource) {
    let mock = MockServer::new();
    let source = mock.connect(EventSource::builder("/events")).unwrap();
    mock.open();
    (mock, source)
}

type Log = Rc<RefCell<Vec<String>>>;

fn note(log: &Log, what: String) {
    log.borrow_mut().push(what);
}

#[test]
fn a_stream_has_the_events_of_all_variants_in_their_order() {
    let (mock, source) = scene();
    let mut events = source.events::<ServerEvent>().unwrap();
    let sent = [
        ServerEvent::UserCount(3),
        ServerEvent::Stats { users: 3, connections: 5 },
        ServerEvent::Said("hello".into()),
        ServerEvent::Goodbye,
    ];
    for event in &sent {
        mock.send(&encode(event).unwrap());
    }
    mock.send_bytes(b"data: \"unnamed\"\n\nevent: news\ndata: no JSON\n\n");
    for expected in sent.into_iter().chain([ServerEvent::Said("unnamed".into()), ServerEvent::Unknown]) {
        assert_eq!(events.next().now_or_never().unwrap().unwrap().unwrap().data, expected);
    }
    source.close();
    assert!(events.next().now_or_never().unwrap().is_none());
}

#[test]
fn a_callback_gets_them_too_and_what_cannot_be_decoded_is_an_error() {
    let (mock, source) = scene();
    let log = Log::default();
    let (events, errors) = (Rc::clone(&log), Rc::clone(&log));
    let _listeners = [
        source.on_events(move |event: Event<ServerEvent>| note(&events, format!("{:?}", event.data))).unwrap(),
        source.on_error(move |error| {
            let Error::Decode(error) = error else { panic!("{error}") };
            note(&errors, format!("[{} {}]", error.event_type(), error.data()));
        }),
    ];
    mock.send_bytes(b"event: userCount\ndata: many\n\nevent: userCount\ndata: 2\n\nevent: news\ndata: x\n\n");
    assert_eq!(log.take(), ["[userCount many]", "UserCount(2)", "Unknown"]);
}

#[test]
fn without_a_variant_for_it_an_unknown_event_is_an_error_that_lists_the_known_names() {
    let (mock, source) = scene();
    let mut events = source.events::<Counted>().unwrap();
    mock.send_bytes(b"event: news\nid: 7\ndata: x\n\n");
    let error = events.next().now_or_never().unwrap().unwrap().unwrap_err();
    let Error::Decode(error) = error else { panic!("{error}") };
    assert_eq!((error.event_type(), error.last_event_id(), error.data()), ("news", "7", "x"));
    for name in ["news", "userCount", "userCount2", "other"] {
        assert!(error.message().contains(name), "{}", error.message());
    }
}

#[test]
fn an_event_that_somebody_else_listens_to_is_none_of_its_business() {
    let (mock, source) = scene();
    let mut events = source.events::<Counted>().unwrap();
    let _news = source.on("news", |_: Event<String>| {});
    mock.send_bytes(b"event: news\ndata: x\n\nevent: userCount2\ndata: 2\n\n");
    assert_eq!(events.next().now_or_never().unwrap().unwrap().unwrap().data, Counted::Other(2));
    assert!(events.next().now_or_never().is_none());
}

#[test]
fn a_type_that_cannot_work_is_refused_at_the_call_with_the_remedy() {
    #[derive(Debug, Deserialize)]
    #[serde(tag = "type")]
    #[allow(dead_code, reason = "never made")]
    enum Internal {
        Joined { name: String },
    }
    let (_mock, source) = scene();
    let words = [
        source.events::<Internal>().unwrap_err(),
        source.events::<u32>().unwrap_err(),
        source.on_events(|_: Event<Internal>| {}).unwrap_err(),
    ]
    .map(|error| error.to_string());
    for words in words {
        assert!(words.contains("make it an enum"), "{words}");
    }
}

#[test]
fn what_borrows_from_the_data_is_decoded_in_the_callback() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "camelCase")]
    enum Chat<'a> {
        Delta(&'a str),
        Done,
    }
    let (mock, source) = scene();
    let log = Log::default();
    let notes = Rc::clone(&log);
    let names = Schema::of::<Chat<'_>>().unwrap();
    let _listener = source.on_any_of(names.names(), move |event: Event<Text>| {
        note(&notes, format!("{:?}", event.variant::<Chat<'_>>().map_err(|error| error.to_string())));
    });
    mock.send_bytes(b"event: delta\ndata: \"why\"\n\nevent: done\ndata\n\nevent: delta\ndata: 1\n\n");
    let seen = log.take();
    assert_eq!(seen[..2], [r#"Ok(Delta("why"))"#, "Ok(Done)"]);
    assert!(seen[2].starts_with("Err(\"cannot decode the event \\\"delta\\\""), "{}", seen[2]);
}

#[test]
fn one_listener_for_several_types_and_one_for_all() {
    let (mock, source) = scene();
    let log = Log::default();
    let (several, all) = (Rc::clone(&log), Rc::clone(&log));
    let listener = source.on_any_of(["joined", "left"], move |event: Event<String>| {
        note(&several, format!("{} {}", event.data, event.event_type()));
    });
    let _all = source.on_any(move |event: Event<String>| note(&all, format!("({})", event.event_type())));
    mock.send_bytes(b"event: joined\ndata: Ada\n\nevent: left\ndata: Bob\n\ndata: x\n\n");
    assert_eq!(log.take(), ["Ada joined", "(joined)", "Bob left", "(left)", "(message)"]);
    drop(listener);
    mock.send_bytes(b"event: joined\ndata: Ada\n\n");
    assert_eq!(log.take(), ["(joined)"]);
}
