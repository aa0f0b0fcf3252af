//! Who keeps a connection open, and who closes it: as the server sees it.

use std::{cell::RefCell, rc::Rc};

use eventsource_wasm::{Cause, Event, ReadyState, State, Transport};
use web_sys::AbortController;

use crate::{
    faults::{Key, never_soon, resuming},
    support::Log,
};

/// Waits until the server has seen this browser close the only connection.
async fn let_go(key: &Key) {
    let seen = key.closed().await;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].closed.as_deref(), Some("client"));
}

async fn a_listener_keeps_its_connection_open_and_the_last_one_closes_it(transport: Transport) {
    let key = Key::new("last");
    let log = Log::new();
    let (first, last) = {
        let source = key.open(transport, "ok", never_soon());
        (log.listen(&source, "attempt"), log.listen(&source, "message"))
    };
    log.next().await;
    drop(first);
    key.send("for the last").await;
    assert_eq!(log.next().await, "for the last");
    drop(last);
    let_go(&key).await;
}

async fn the_last_listener_may_be_dropped_within_itself(transport: Transport) {
    let key = Key::new("within");
    let source = key.open(transport, "ok", never_soon());
    let log = Log::new();
    let own = Rc::new(RefCell::new(None));
    let (notes, inner) = (log.clone(), Rc::clone(&own));
    own.replace(Some(source.on("attempt", move |_: Event<String>| {
        drop(inner.take());
        notes.note("dropped");
    })));
    drop(source);
    assert_eq!(log.next().await, "dropped");
    let_go(&key).await;
}

async fn close_as_it_opens_and_right_after_that_leaves_no_connection(transport: Transport) {
    // In Firefox's workers it is a matter of luck what has come by then.
    for round in 0..12 {
        let key = Key::new("opens");
        let source = key.open(transport, "ok", never_soon());
        let log = Log::new();
        let (notes, handle) = (log.clone(), source.clone());
        let _open = source.on_open(move || {
            if round % 2 == 0 {
                handle.close();
            }
            notes.note("open");
        });
        assert_eq!(log.next().await, "open");
        source.close();
        let_go(&key).await;
    }
}

async fn nothing_comes_after_close_not_even_what_is_there_already(transport: Transport) {
    let key = Key::new("close");
    let source = resuming(transport, key.stream(b"data: 1\n\ndata: 2\n\ndata: 3\n\n")).build().unwrap();
    let log = Log::new();
    let witness = Rc::new(());
    let (notes, handle, held) = (log.clone(), source.clone(), Rc::clone(&witness));
    source
        .on_message(move |event: Event<String>| {
            let _ = &held;
            notes.note(event.data);
            handle.close();
        })
        .forget();
    assert_eq!(log.next().await, "1");
    assert_eq!(source.ready_state(), ReadyState::Closed);
    let_go(&key).await;
    assert_eq!(Rc::strong_count(&witness), 1, "what the listener owned is freed");
    log.note("end");
    assert!(log.until("end").await.is_empty());
}

async fn a_signal_closes(transport: Transport) {
    let key = Key::new("signal");
    let controller = AbortController::new().unwrap();
    let source = resuming(transport, key.url("ok")).signal(controller.signal()).build().unwrap();
    let log = Log::new();
    let notes = log.clone();
    let _listeners = [log.listen(&source, "attempt"), source.on_error(move |error| notes.note(error))];
    log.next().await;
    controller.abort();
    assert_eq!(log.next().await, "the connection was aborted by its signal");
    assert_eq!(source.state(), State::Closed { cause: Cause::Aborted });
    let_go(&key).await;
}

over_both!(
    a_listener_keeps_its_connection_open_and_the_last_one_closes_it,
    the_last_listener_may_be_dropped_within_itself,
    close_as_it_opens_and_right_after_that_leaves_no_connection,
    nothing_comes_after_close_not_even_what_is_there_already,
    a_signal_closes,
);
