//! Listeners that come, go, close and call each other.

use std::{cell::RefCell, rc::Rc};

use eventsource_wasm::{Error, Event, EventSource, Listener};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::MessageEvent;

use super::{
    streams::stream,
    support::{Log, dispatch, object, object_of},
};

const THREE: &[u8] = b"data: 1\n\ndata: 2\n\ndata: 3\n\nevent: end\ndata: end\n\n";

#[wasm_bindgen_test]
async fn several_listeners_are_called_in_the_order_of_adding() {
    let source = EventSource::new(stream(THREE)).unwrap();
    let log = Log::new();
    let (a, b) = (log.clone(), log.clone());
    let _listeners = [
        source.on_message(move |event: Event<String>| a.note(format!("a{}", event.data))),
        source.on_message(move |event: Event<String>| b.note(format!("b{}", event.data))),
        log.listen(&source, "end"),
    ];
    assert_eq!(log.until("end").await, ["a1", "b1", "a2", "b2", "a3", "b3"]);
}

#[wasm_bindgen_test]
async fn a_dropped_listener_is_removed_and_the_others_stay() {
    let source = EventSource::new(stream(THREE)).unwrap();
    let log = Log::new();
    let dropped = source.on_message(|_: Event<String>| panic!("called after its guard was dropped"));
    let _kept = [log.listen(&source, "message"), log.listen(&source, "end")];
    drop(dropped);
    assert_eq!(log.until("end").await, ["1", "2", "3"]);
}

#[wasm_bindgen_test]
async fn once_is_called_once() {
    let source = EventSource::new(stream(THREE)).unwrap();
    let log = Log::new();
    let notes = log.clone();
    let _listeners =
        [source.once("message", move |event: Event<String>| notes.note(event.data)), log.listen(&source, "end")];
    assert_eq!(log.until("end").await, ["1"]);
}

#[wasm_bindgen_test]
async fn a_listener_may_remove_itself() {
    let source = EventSource::new(stream(THREE)).unwrap();
    let log = Log::new();
    let own: Rc<RefCell<Option<Listener>>> = Rc::default();
    let (notes, mine) = (log.clone(), Rc::clone(&own));
    own.replace(Some(source.on_message(move |event: Event<String>| {
        drop(mine.take());
        notes.note(event.data);
    })));
    let _end = log.listen(&source, "end");
    assert_eq!(log.until("end").await, ["1"]);
}

#[wasm_bindgen_test]
async fn a_listener_may_add_and_remove_others() {
    let source = EventSource::new(stream(THREE)).unwrap();
    let log = Log::new();
    let second: Rc<RefCell<Option<Listener>>> = Rc::default();
    let (notes, handle, place) = (log.clone(), source.clone(), Rc::clone(&second));
    let first = source.on_message(move |event: Event<String>| {
        // Added at 1, called for 2, removed at 3 before its turn.
        match &*event.data {
            "1" => drop(place.replace(Some(notes.listen(&handle, "message")))),
            "3" => drop(place.take()),
            _ => {}
        }
        notes.note(format!("first {}", event.data));
    });
    let _listeners = [first, log.listen(&source, "end")];
    assert_eq!(log.until("end").await, ["first 1", "first 2", "2", "first 3"]);
}

#[wasm_bindgen_test]
async fn after_a_close_within_a_listener_nobody_is_called() {
    let source = EventSource::new(stream(THREE)).unwrap();
    let other = EventSource::new(stream(b"retry: 50\nevent: end\ndata: end\n\n")).unwrap();
    let log = Log::new();
    let (notes, handle, errors) = (log.clone(), source.clone(), log.clone());
    let _listeners = [
        source.on_message(move |event: Event<String>| {
            notes.note(event.data);
            handle.close();
        }),
        log.listen(&source, "message"),
        source.on_error(move |error: &Error| errors.note(error)),
        // Several rounds of another connection: long after the events above would have come.
        log.listen(&other, "end"),
    ];
    let mut notes = Vec::new();
    for _ in 0..4 {
        notes.extend(log.until("end").await);
    }
    assert_eq!(notes, ["1"]);
}

#[wasm_bindgen_test]
async fn a_listener_may_send_a_new_event_to_itself() {
    let source = EventSource::new(stream(b"data: 1\n\nevent: end\ndata: end\n\n")).unwrap();
    let log = Log::new();
    let notes = log.clone();
    let _listeners = [
        source.on_message(move |event: Event<MessageEvent>| {
            let number: u32 = event.data.data().as_string().unwrap().parse().unwrap();
            notes.note(format!("begin {number}"));
            if number < 3 {
                dispatch(&object(&event.data), "message", &(number + 1).to_string());
            }
            notes.note(format!("end {number}"));
        }),
        log.listen(&source, "end"),
    ];
    let notes = log.until("end").await;
    assert_eq!(notes, ["begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3"]);
}

#[wasm_bindgen_test]
async fn a_listener_may_send_events_named_error_and_open_to_itself() {
    let source = EventSource::new(stream(b"event: error\ndata: 1\n\nevent: end\ndata: end\n\n")).unwrap();
    let log = Log::new();
    let (notes, failed) = (log.clone(), log.clone());
    let _listeners = [
        source.on_error(move |error| failed.note(error)),
        source.on("error", move |event: Event<MessageEvent>| {
            let data = event.data.data().as_string().unwrap();
            if data == "1" {
                dispatch(&object(&event.data), "error", "2");
                dispatch(&object(&event.data), "open", "3");
            }
            notes.note(data);
        }),
        log.listen(&source, "open"),
        log.listen(&source, "end"),
    ];
    assert_eq!(log.until("end").await, ["3", "1", "2"]);
}

#[wasm_bindgen_test]
async fn listeners_for_the_connection_may_send_such_events_to_it() {
    let source = EventSource::new(stream(b"event: end\ndata: end\n\n")).unwrap();
    let log = Log::new();
    let object = object_of(&source, "end").await;
    let (failed, of_error) = (log.clone(), object.clone());
    let mut rounds = 0;
    let _listeners = [
        source.on_error(move |error| {
            rounds += 1;
            if rounds < 3 {
                of_error.dispatch_event(&web_sys::Event::new("error").unwrap()).unwrap();
                dispatch(&of_error, "error", "named");
            }
            failed.note(format!("failed {rounds} {}", error.will_retry()));
        }),
        log.listen(&source, "error"),
    ];
    object.dispatch_event(&web_sys::Event::new("error").unwrap()).unwrap();
    assert_eq!(log.until("failed 3 true").await, ["named", "failed 1 true", "named", "failed 2 true"]);
}

#[wasm_bindgen_test]
async fn an_error_listener_may_close_and_an_open_listener_may_listen() {
    let source = EventSource::new(stream(b"retry: 10\ndata: 1\n\n")).unwrap();
    let log = Log::new();
    let (opened, failed, handle, closing) = (log.clone(), log.clone(), source.clone(), source.clone());
    let own: Rc<RefCell<Vec<Listener>>> = Rc::default();
    let listeners = Rc::clone(&own);
    own.borrow_mut().push(source.on_open(move || listeners.borrow_mut().push(opened.listen(&handle, "message"))));
    let _error = source.on_error(move |_| {
        closing.close();
        failed.note("closed");
    });
    assert_eq!(log.until("closed").await, ["1"]);
    own.take();
}

#[wasm_bindgen_test]
async fn the_browser_is_not_asked_for_events_that_nobody_listens_to() {
    let source = EventSource::new(stream(b"retry: 10\ndata: 1\n\n")).unwrap();
    let log = Log::new();
    let object = object_of(&source, "message").await;
    // Whoever removes the last listener of a type and adds one again gets each event once.
    drop(log.listen(&source, "message"));
    let _listener = log.listen(&source, "message");
    dispatch(&object, "message", "once");
    dispatch(&object, "message", "end");
    assert_eq!(log.until("end").await.iter().filter(|note| *note == "once").count(), 1);
}
