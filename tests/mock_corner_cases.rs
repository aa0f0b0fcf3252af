//! Where listeners, streams and policies act in the middle of things: what they must not be able to break.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
use eventsource_wasm::{
    Buffer, Cause, Decision, Error, Event, EventSource, EventSourceBuilder, Resume, Retry, State, encoder::Frame,
    mock::MockServer,
};
use futures_util::{FutureExt, StreamExt};
use std::{cell::RefCell, rc::Rc, time::Duration};

fn builder() -> EventSourceBuilder {
    EventSource::builder("/events")
}

fn data(text: &str) -> Frame {
    Frame::new().data(text)
}

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

type Log = Rc<RefCell<Vec<String>>>;

#[test]
fn a_held_session_is_not_open_before_the_answer() {
    let mock = MockServer::new();
    let source = mock.connect(builder().idle_timeout(secs(45))).unwrap();
    let _messages = source.messages::<String>().buffer(Buffer::BackPressure(1));
    mock.open();
    mock.send(&data("1"));
    mock.drop_connection();
    mock.advance(secs(2));
    assert_eq!(source.state(), State::Connecting { attempt: 1 });
    mock.advance(secs(50)); // the request is accepted, but silent
    assert_ne!(source.state(), State::Open, "nobody has answered");
    assert!(matches!(source.state(), State::Waiting { cause: Cause::Idle, .. } | State::Connecting { attempt: 2 }));
}

#[test]
fn an_error_keeps_its_evidence_when_a_state_listener_reconnects() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let handle = source.clone();
    let _state = source.on_state(move |state| {
        if matches!(state, State::Waiting { .. }) {
            handle.reconnect();
        }
    });
    let seen: Rc<RefCell<Option<Error>>> = Rc::default();
    let place = Rc::clone(&seen);
    let _error = source.on_error(move |error| drop(place.replace(Some(error.clone()))));
    mock.respond(503, "text/plain", "deploying");
    let Some(Error::Http(answer)) = seen.take() else { panic!("an answer") };
    assert_eq!((answer.status, &*answer.body), (503, "deploying"));
}

#[test]
fn the_final_error_is_the_last_item_whoever_polls() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let stream = Rc::new(RefCell::new(source.messages::<String>()));
    let (polled, log) = (Rc::clone(&stream), Log::default());
    let notes = Rc::clone(&log);
    let _state = source.on_state(move |state| {
        if let State::Closed { .. } = state {
            while let Some(item) = polled.borrow_mut().next().now_or_never() {
                let end = item.is_none();
                notes
                    .borrow_mut()
                    .push(item.map_or("end".into(), |item| item.map_or_else(|e| e.to_string(), |e| e.data)));
                if end {
                    break;
                }
            }
        }
    });
    mock.fail(404);
    while let Some(Some(item)) = stream.borrow_mut().next().now_or_never() {
        log.borrow_mut().push(item.map_or_else(|e| e.to_string(), |e| e.data));
    }
    assert_eq!(log.take().len(), 2, "an error, then the end");
}

#[test]
fn a_full_stream_that_is_dropped_holds_nobody() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let log = Log::default();
    let notes = Rc::clone(&log);
    let stream = source.messages::<String>().buffer(Buffer::BackPressure(1));
    let _listener = source.on_message(move |event: Event<String>| notes.borrow_mut().push(event.data));
    mock.open();
    mock.send_bytes(b"data: 1\n\ndata: 2\n\ndata: 3\n\n");
    drop(stream);
    mock.send(&data("4"));
    assert_eq!(log.take().join(" "), "1 2 3 4");
}

#[test]
fn who_hears_of_all_hears_of_the_event_at_which_another_reconnects() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let log = Log::default();
    let (handle, notes) = (source.clone(), Rc::clone(&log));
    let _listeners = [
        source.on("stale", move |_: Event<String>| handle.reconnect()),
        source.on_any(move |event: Event<String>| notes.borrow_mut().push(event.data)),
    ];
    mock.open();
    mock.send(&data("1").event("stale").unwrap().id("7").unwrap());
    assert_eq!(mock.last_event_id(), "7", "the server will not send it again");
    assert_eq!(log.take().join(" "), "1");
}

#[test]
fn the_last_state_that_a_listener_sees_is_the_state() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let log = Log::default();
    let (handle, notes) = (source.clone(), Rc::clone(&log));
    let _listeners = [
        source.on_state(move |state| {
            if matches!(state, State::Waiting { .. }) {
                handle.reconnect();
            }
        }),
        source.on_state(move |state| notes.borrow_mut().push(format!("{state:?}"))),
    ];
    mock.open();
    mock.drop_connection();
    assert_eq!(log.borrow().last().unwrap(), &format!("{:?}", source.state()), "{:?}", log.borrow());
}

#[test]
fn on_open_is_not_called_when_a_state_listener_has_reconnected() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let log = Log::default();
    let (handle, notes) = (source.clone(), Rc::clone(&log));
    let mut done = false;
    let seen = source.clone();
    let _listeners = [
        source.on_state(move |state| {
            if *state == State::Open && !std::mem::replace(&mut done, true) {
                handle.reconnect();
            }
        }),
        source.on_open(move || notes.borrow_mut().push(format!("{:?}", seen.state()))),
    ];
    mock.open();
    assert_eq!(log.take(), [""; 0]);
}

#[test]
fn a_hidden_page_that_reconnects_pauses_again() {
    let mock = MockServer::new();
    let source = mock.connect(builder().pause_when_hidden(secs(60))).unwrap();
    mock.open();
    mock.set_visible(false);
    mock.advance(secs(61));
    assert!(!mock.is_connected());
    source.reconnect();
    mock.open();
    mock.advance(secs(3600));
    assert!(!mock.is_connected(), "hidden for an hour");
}

#[test]
fn a_time_that_the_server_asked_for_is_waited_out_in_a_page_that_is_hidden_and_seen_again() {
    let mock = MockServer::new();
    let source = mock.connect(builder().pause_when_hidden(secs(1))).unwrap();
    mock.open();
    mock.send_bytes(b"retry: 600000\n\ndata: 1\n\n");
    mock.end();
    assert!(source.next_retry_in().unwrap() >= secs(600));
    mock.set_visible(false);
    mock.advance(secs(2));
    mock.set_visible(true);
    assert!(!mock.is_connected(), "598 s to go: {:?}", source.state());
}

#[test]
fn a_quiet_connection_that_lasted_ends_the_row_even_if_it_is_paused() {
    let mock = MockServer::new();
    let source = mock.connect(builder().pause_when_hidden(secs(60)).retry(Retry::default().max_retries(1))).unwrap();
    mock.fail(503);
    mock.advance(secs(2));
    mock.open();
    mock.advance(secs(3600)); // quiet, and good
    mock.set_visible(false);
    mock.advance(secs(61));
    mock.set_visible(true);
    mock.drop_connection();
    assert!(!matches!(source.state(), State::Closed { .. }), "{:?}", source.state());
}

#[test]
fn a_quiet_connection_that_lasted_ends_the_row_even_if_the_user_reconnects() {
    let mock = MockServer::new();
    let source = mock.connect(builder().retry(Retry::default().max_retries(1))).unwrap();
    mock.fail(503);
    mock.advance(secs(2));
    mock.open();
    mock.advance(secs(3600)); // quiet, and good
    source.reconnect();
    mock.drop_connection();
    assert!(!matches!(source.state(), State::Closed { .. }), "{:?}", source.state());
}

#[test]
fn fail_of_the_mock_does_nothing_where_no_request_waits() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    mock.open();
    mock.fail(503);
    assert_eq!(source.state(), State::Open);
}

#[test]
fn what_the_mock_sends_before_it_opens_goes_nowhere() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    mock.send(&data("1"));
    assert_eq!(source.state(), State::Connecting { attempt: 0 });
}

#[test]
fn the_end_comes_after_what_was_sent_even_if_a_stream_is_full() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let mut stream = source.messages::<String>().buffer(Buffer::BackPressure(1));
    mock.open();
    mock.send_bytes(b"data: 1\n\ndata: 2\n\n");
    mock.end();
    let mut seen = Vec::new();
    while let Some(Some(item)) = stream.next().now_or_never() {
        seen.push(item.map_or_else(|_| "error".into(), |e| e.data));
    }
    assert_eq!(seen.join(" "), "1 2 error");
}

#[test]
fn with_resume_never_the_mock_gets_no_id() {
    let mock = MockServer::new();
    let _source = mock.connect(builder().resume(Resume::Never)).unwrap();
    mock.open();
    mock.send(&data("1").id("7").unwrap());
    mock.drop_connection();
    mock.advance(secs(2));
    assert_eq!(mock.last_event_id(), "");
}

#[test]
fn close_in_decide_is_not_undone_by_reconnect() {
    let mock = MockServer::new();
    let handle: Rc<RefCell<Option<EventSource>>> = Rc::default();
    let own = Rc::clone(&handle);
    let retry = Retry::default().decide(move |_| {
        let source = own.borrow().clone().unwrap();
        source.close();
        source.reconnect();
        Decision::Close
    });
    let source = mock.connect(builder().retry(retry.clone())).unwrap();
    handle.replace(Some(source.clone()));
    mock.drop_connection();
    assert_eq!(source.state(), State::Closed { cause: Cause::Network });
    let own = Rc::clone(&handle);
    let retry = Retry::default().decide(move |failure| {
        let source = own.borrow().clone().unwrap();
        source.close();
        source.reconnect();
        failure.decision
    });
    let source = mock.connect(builder().retry(retry)).unwrap();
    handle.replace(Some(source.clone()));
    mock.drop_connection();
    assert!(matches!(source.state(), State::Closed { .. }), "{:?}", source.state());
}

#[test]
fn a_closed_source_frees_what_decide_has_captured() {
    let mock = MockServer::new();
    let canary = Rc::new(());
    let weak = Rc::downgrade(&canary);
    let handle: Rc<RefCell<Option<EventSource>>> = Rc::default();
    let own = Rc::clone(&handle);
    let retry = Retry::default().decide(move |failure| {
        let _ = (&canary, &own);
        failure.decision
    });
    let source = mock.connect(builder().retry(retry)).unwrap();
    handle.replace(Some(source.clone()));
    source.close();
    drop((source, handle, mock));
    assert!(weak.upgrade().is_none(), "leaked for ever");
}

#[test]
fn a_name_given_twice_is_listened_to_once() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let log = Log::default();
    let notes = Rc::clone(&log);
    let _l = source.on_any_of(["a", "a"], move |event: Event<String>| notes.borrow_mut().push(event.data));
    mock.open();
    mock.send(&data("1").event("a").unwrap());
    assert_eq!(log.take().join(" "), "1");
}

#[test]
fn a_stream_that_is_taken_from_is_not_idle_at_once() {
    let mock = MockServer::new();
    let source = mock.connect(builder().idle_timeout(secs(45))).unwrap();
    let mut messages = source.messages::<String>().buffer(Buffer::BackPressure(1));
    mock.open();
    mock.send_bytes(b"data: 1\n\n");
    mock.advance(secs(89));
    assert!(messages.next().now_or_never().is_some());
    mock.advance(secs(2));
    assert_eq!(source.state(), State::Open);
}

#[test]
fn a_stream_that_nobody_polls_is_bounded() {
    let mock = MockServer::new();
    let source = mock.connect(builder().max_event_size(10)).unwrap();
    let mut latest = source.messages::<String>().buffer(Buffer::Latest).errors(eventsource_wasm::Errors::Final);
    mock.open();
    for _ in 0..10_000 {
        mock.send(&data("12345678901"));
        mock.drop_connection();
        mock.advance(secs(100));
        mock.open();
    }
    let mut n = 0;
    while let Some(Some(_)) = latest.next().now_or_never() {
        n += 1;
    }
    assert!(n < 100, "{n}");
}

#[test]
fn an_earlier_source_is_not_answered_any_more() {
    let mock = MockServer::new();
    let first = mock.connect(builder()).unwrap();
    mock.drop_connection();
    let second = mock.connect(builder()).unwrap();
    mock.advance(secs(5));
    mock.open();
    assert_eq!((first.state() == State::Open, second.state()), (false, State::Open));
}

#[test]
fn an_idle_timeout_of_zero_is_refused() {
    let mock = MockServer::new();
    assert!(mock.connect(builder().idle_timeout(Duration::ZERO)).is_err());
}

#[test]
fn an_initial_id_that_cannot_be_sent_is_refused() {
    assert!(MockServer::new().connect(builder().last_event_id("a\nb")).is_err());
}

#[test]
fn too_large_with_a_stream_is_not_on_the_console() {
    let mock = MockServer::new();
    let source = mock.connect(builder().max_event_size(10)).unwrap();
    let _s = source.messages::<String>();
    mock.open();
    mock.send(&data("12345678901"));
    assert_eq!(mock.warnings().len(), 0, "the stream has it");
}

#[test]
fn a_stream_that_is_dropped_by_its_waker_holds_nobody() {
    use std::{
        sync::Arc,
        task::{Context, Wake, Waker},
    };
    struct Drops;
    thread_local!(static STREAM: RefCell<Option<eventsource_wasm::Events<Event<String>>>> = const { RefCell::new(None) });
    impl Wake for Drops {
        fn wake(self: Arc<Self>) {
            drop(STREAM.take());
        }
    }
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let mut stream = source.messages::<String>().buffer(Buffer::BackPressure(1));
    let waker: Waker = Arc::new(Drops).into();
    assert!(stream.poll_next_unpin(&mut Context::from_waker(&waker)).is_pending());
    STREAM.replace(Some(stream));
    let log = Log::default();
    let notes = Rc::clone(&log);
    let _l = source.on_message(move |event: Event<String>| notes.borrow_mut().push(event.data));
    mock.open();
    mock.send(&data("1"));
    mock.send(&data("2"));
    assert_eq!(log.take().join(" "), "1 2");
}

#[test]
fn a_page_hidden_from_the_start_with_no_time_to_be_hidden_stays_paused() {
    use eventsource_wasm::connection::{Connection, Input, Moment, Settings};
    let mut c = Connection::new(Settings { pause_when_hidden: Some(Duration::ZERO), ..Settings::default() });
    let at = |s| Moment { time: secs(s), random: 0.0 };
    let _ = c.handle(at(0), Input::Hidden);
    let _ = c.handle(at(0), Input::Connect);
    let _ = c.handle(at(1), Input::Timer);
    assert!(matches!(c.state(), State::Waiting { cause: Cause::Hidden, .. }), "{:?}", c.state());
}

#[test]
fn the_mock_refuses_what_build_refuses() {
    assert!(MockServer::new().connect(builder().body("x")).is_err());
}

#[test]
fn the_mock_refuses_an_empty_url() {
    assert!(MockServer::new().connect(EventSource::builder("")).is_err());
}

#[test]
fn the_last_handle_goes_in_a_listener() {
    let mock = MockServer::new();
    let log = Log::default();
    let all: Rc<RefCell<Vec<Box<dyn std::any::Any>>>> = Rc::default();
    let source = mock.connect(builder()).unwrap();
    let (own, notes) = (Rc::clone(&all), Rc::clone(&log));
    let l1 = source.on_message(move |event: Event<String>| {
        notes.borrow_mut().push(event.data);
        let gone = own.take();
        drop(gone);
    });
    let notes = Rc::clone(&log);
    let l2 = source.on_message(move |_: Event<String>| notes.borrow_mut().push("second".into()));
    all.replace(vec![Box::new(source), Box::new(l1), Box::new(l2)]);
    mock.open();
    mock.send_bytes(b"data: 1\n\ndata: 2\n\n");
    assert_eq!((log.take().join(" "), mock.is_connected()), ("1".into(), false));
}

#[test]
fn streams_polled_in_listeners_lose_nothing() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let a = Rc::new(RefCell::new(source.messages::<String>().buffer(Buffer::BackPressure(1))));
    let mut b = source.messages::<String>().buffer(Buffer::BackPressure(3));
    let (log, polled) = (Log::default(), Rc::clone(&a));
    let notes = Rc::clone(&log);
    let _l = source.on_message(move |_: Event<String>| {
        if let Some(Some(Ok(event))) = polled.borrow_mut().next().now_or_never() {
            notes.borrow_mut().push(event.data);
        }
    });
    mock.open();
    mock.send_bytes(b"data: 1\n\ndata: 2\n\ndata: 3\n\ndata: 4\n\ndata: 5\n\n");
    let mut seen = Vec::new();
    while let Some(Some(Ok(event))) = b.next().now_or_never() {
        seen.push(event.data);
    }
    assert_eq!((log.take().join(" "), seen.join(" ")), ("1 2 3 4 5".into(), "1 2 3 4 5".into()));
}

#[test]
fn nobody_is_called_after_close_in_on_state() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let log = Log::default();
    let (handle, one, two, three) = (source.clone(), Rc::clone(&log), Rc::clone(&log), Rc::clone(&log));
    let _ls = [
        source.on_state(move |s| {
            one.borrow_mut().push(format!("a{s:?}"));
            if matches!(s, State::Waiting { .. }) {
                handle.close();
                one.borrow_mut().push("closed".into());
            }
        }),
        source.on_state(move |s| two.borrow_mut().push(format!("b{s:?}"))),
        source.on_error(move |e| three.borrow_mut().push(e.to_string())),
    ];
    mock.drop_connection();
    let seen = log.take();
    assert_eq!(seen.last().unwrap(), "closed", "{seen:?}");
}
