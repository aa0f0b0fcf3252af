//! Who keeps a connection open, and who closes it.

use std::rc::Rc;

use eventsource_wasm::{Error, Event, EventSource, ReadyState, Retry};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{
    streams::{document, stream},
    support::{Log, object, object_of},
};

const EVENTS: &[u8] = b"retry: 10\ndata: 1\n\n";

#[wasm_bindgen_test]
async fn a_listener_keeps_its_connection_open_without_a_handle() {
    let log = Log::new();
    let _listener = {
        let source = EventSource::new(stream(EVENTS)).unwrap();
        log.listen(&source, "message")
    };
    assert_eq!(log.next().await, "1");
    assert_eq!(log.next().await, "1");
}

#[wasm_bindgen_test]
async fn the_last_handle_or_listener_closes() {
    let log = Log::new();
    let source = EventSource::new(stream(EVENTS)).unwrap();
    let object = object_of(&source, "message").await;
    let (clone, listener, error) = (source.clone(), log.listen(&source, "message"), source.on_error(|_| {}));
    drop(source);
    drop(clone);
    drop(error);
    assert_ne!(object.ready_state(), web_sys::EventSource::CLOSED);
    drop(listener);
    assert_eq!(object.ready_state(), web_sys::EventSource::CLOSED);
}

#[wasm_bindgen_test]
async fn a_dropped_clone_closes_nothing() {
    let source = EventSource::new(stream(EVENTS)).unwrap();
    let clone = source.clone();
    assert_eq!(source, clone);
    drop(clone);
    let log = Log::new();
    let _listener = log.listen(&source, "message");
    assert_eq!(log.next().await, "1");
}

#[wasm_bindgen_test]
async fn the_last_handle_may_be_dropped_within_a_listener() {
    let source = EventSource::new(stream(EVENTS)).unwrap();
    let log = Log::new();
    let notes = log.clone();
    let listener = Rc::new(std::cell::RefCell::new(None));
    let own = Rc::clone(&listener);
    let object = object_of(&source, "message").await;
    listener.replace(Some(source.on_message(move |event: Event<String>| {
        drop(own.take());
        notes.note(event.data);
    })));
    drop(source);
    assert_eq!(log.next().await, "1");
    assert_eq!(object.ready_state(), web_sys::EventSource::CLOSED);
}

#[wasm_bindgen_test]
async fn a_forgotten_listener_stays_until_close_and_is_freed_then() {
    let log = Log::new();
    let source = EventSource::new(stream(EVENTS)).unwrap();
    let witness = Rc::new(());
    let (notes, handle, held) = (log.clone(), source.clone(), Rc::clone(&witness));
    source
        .on_message(move |event: Event<String>| {
            let _ = &held;
            notes.note(event.data);
            if handle.ready_state() == ReadyState::Closed {
                notes.note("called while closed");
            }
        })
        .forget();
    let object = object_of(&source, "message").await;
    let closing = source.clone();
    drop(source);
    assert_eq!(log.next().await, "1");
    assert_eq!(Rc::strong_count(&witness), 2);
    closing.close();
    assert_eq!(object.ready_state(), web_sys::EventSource::CLOSED);
    assert_eq!(Rc::strong_count(&witness), 1, "the closure is freed");
}

#[wasm_bindgen_test]
async fn a_forgotten_listener_is_freed_when_the_browser_gives_up() {
    let source = EventSource::builder(document(b"", "text/plain")).retry(Retry::standard()).build().unwrap();
    let log = Log::new();
    let witness = Rc::new(());
    let (notes, held, handle) = (log.clone(), Rc::clone(&witness), source.clone());
    source
        .on_error(move |error| {
            let _ = (&held, &handle);
            notes.note(matches!(error, Error::GaveUp(_)));
        })
        .forget();
    drop(source);
    assert_eq!(log.next().await, "true");
    // The closure goes after it has run, before the browser calls anything else.
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&wasm_bindgen::JsValue::NULL)).await.unwrap();
    assert_eq!(Rc::strong_count(&witness), 1);
}

#[wasm_bindgen_test]
async fn closing_frees_what_listeners_captured_even_while_their_guards_are_held() {
    let source = EventSource::new(stream(EVENTS)).unwrap();
    let witness = Rc::new(());
    let (first, second, third) = (Rc::clone(&witness), Rc::clone(&witness), Rc::clone(&witness));
    let (log, handle) = (Log::new(), source.clone());
    let notes = log.clone();
    let _guards = [
        source.on_open(move || drop(Rc::clone(&first))),
        source.on_error(move |_| drop(Rc::clone(&second))),
        // Closes while it runs itself.
        source.on_message(move |event: Event<String>| {
            let _ = &third;
            handle.close();
            notes.note(event.data);
        }),
    ];
    drop(source);
    assert_eq!(log.next().await, "1");
    assert_eq!(Rc::strong_count(&witness), 1);
}

#[wasm_bindgen_test]
async fn a_forgotten_once_lets_go_of_the_connection_when_it_was_called() {
    let source = EventSource::new(stream(b"retry: 500\ndata: 1\n\ndata: 2\n\n")).unwrap();
    let log = Log::new();
    let (notes, second) = (log.clone(), log.clone());
    source.once("message", move |event: Event<String>| notes.note(event.data)).forget();
    let (sender, mut receiver) = futures_channel::mpsc::unbounded();
    source
        .once("message", move |event: Event<web_sys::MessageEvent>| {
            sender.unbounded_send(object(&event.data)).unwrap();
            second.note("second");
        })
        .forget();
    drop(source);
    assert_eq!(log.next().await, "1");
    assert_eq!(log.next().await, "second");
    let object = futures_util::StreamExt::next(&mut receiver).await.unwrap();
    assert_eq!(object.ready_state(), web_sys::EventSource::CLOSED);
}

#[wasm_bindgen_test]
fn a_dropped_listener_frees_what_it_captured_even_its_own_source() {
    let source = EventSource::new(stream(EVENTS)).unwrap();
    let witness = Rc::new(());
    let (handle, held) = (source.clone(), Rc::clone(&witness));
    let listener = source.on_message(move |_: Event<String>| {
        let _ = (&held, &handle);
    });
    drop(source);
    assert_eq!(Rc::strong_count(&witness), 2);
    drop(listener);
    assert_eq!(Rc::strong_count(&witness), 1);
}

#[wasm_bindgen_test]
async fn listening_after_close_does_nothing() {
    let source = EventSource::new(stream(EVENTS)).unwrap();
    source.close();
    source.close();
    let witness = Rc::new(());
    let held = Rc::clone(&witness);
    source.on_message(move |_: Event<String>| drop(Rc::clone(&held))).forget();
    assert_eq!(Rc::strong_count(&witness), 1, "forgetting it keeps nothing");
    let _guards = [source.on_open(|| panic!("opened")), source.on_error(|error| panic!("{error}"))];
    // Time for the connection to be made, had it not been closed.
    let other = EventSource::new(stream(EVENTS)).unwrap();
    object_of(&other, "message").await;
    object_of(&other, "message").await;
}
