//! An event source that the test drives, on the host: what a whole connection does, in virtual time.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::{cell::RefCell, fmt::Display, rc::Rc, time::Duration};

use eventsource_wasm::{
    Buffer, Cause, Decision, Error, Event, EventSource, EventSourceBuilder, Json, Listener, ReadyState, Retry, State,
    encoder::Frame, mock::MockServer,
};
use futures_util::{FutureExt, StreamExt};

/// What happened, in order.
#[derive(Clone, Default)]
struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    fn note(&self, what: impl Display) {
        self.0.borrow_mut().push(what.to_string());
    }

    fn taken(&self) -> String {
        self.0.take().join(" ")
    }
}

fn data(text: &str) -> Frame {
    Frame::new().data(text)
}

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// A source, its server, and a log of its messages, errors and states.
struct Scene {
    mock: MockServer,
    source: EventSource,
    log: Log,
    _listeners: [Listener; 3],
}

impl Scene {
    fn new(builder: EventSourceBuilder) -> Self {
        let (mock, log) = (MockServer::new(), Log::default());
        let source = mock.connect(builder).unwrap();
        let (messages, errors, states) = (log.clone(), log.clone(), log.clone());
        let listeners = [
            source.on_message(move |event: Event<String>| messages.note(event.data)),
            source.on_error(move |error| errors.note(format!("[{error}]"))),
            source.on_state(move |state| {
                states.note(match state {
                    State::Connecting { attempt } => format!("connecting{attempt}"),
                    State::Open => "open".into(),
                    State::Waiting { attempt, .. } => format!("waiting{attempt}"),
                    State::Closed { cause } => format!("closed:{cause:?}"),
                    other => format!("{other:?}"),
                });
            }),
        ];
        Self { mock, source, log, _listeners: listeners }
    }
}

fn builder() -> EventSourceBuilder {
    EventSource::builder("/events")
}

#[test]
fn the_last_id_counts_be_it_of_no_event_and_of_a_connection_that_has_long_been_good() {
    let mock = MockServer::new();
    let source = mock.connect(EventSource::builder("/")).unwrap();
    let _listener = source.on("message", |_: Event<String>| {});
    mock.open();
    mock.send_bytes(b"data: good\n\n");
    mock.send_bytes(b"id: 1\ndata: x\n\nid: 2\n\n");
    assert_eq!(source.last_event_id(), "2");
    mock.send_bytes(b"id: 3\ndata: x\n\n");
    mock.send_bytes(b"id: 4\n\n: and more\n\n");
    mock.drop_connection();
    mock.advance(Duration::from_mins(1));
    assert_eq!(mock.last_event_id(), "4");
}

#[test]
fn a_connection_comes_back_with_the_last_event_id() {
    let Scene { mock, source, log, _listeners } = Scene::new(builder());
    mock.open();
    mock.send(&data("1").id("a").unwrap());
    mock.send(&data("2"));
    mock.drop_connection();
    assert_eq!(source.next_retry_in(), Some(Duration::from_millis(500)));
    mock.advance(Duration::from_millis(499));
    assert!(!mock.is_connected());
    mock.advance(Duration::from_millis(1));
    assert!(mock.is_connected());
    assert_eq!((mock.last_event_id(), source.last_event_id()), ("a".into(), "a".into()));
    mock.open();
    assert_eq!(
        log.taken(),
        "open 1 2 waiting1 [the connection could not be made, or was lost (the mock server dropped it); \
         attempt 1 to reconnect follows in 500 ms] connecting1 open"
    );
}

#[test]
fn a_request_says_which_attempt_it_is_for_and_why_there_is_one_more() {
    let Scene { mock, source, _listeners, .. } = Scene::new(builder());
    mock.fail(503);
    mock.advance(secs(1));
    mock.drop_connection();
    mock.advance(secs(2));
    mock.open();
    mock.send(&data("good"));
    // Nothing has failed since.
    source.reconnect();
    mock.drop_connection();
    mock.advance(secs(1));
    let asked: Vec<_> = mock.requests().iter().map(|asked| (asked.request.attempt, asked.request.cause)).collect();
    let refused = Cause::Status { status: 503, retry_after: None };
    let lost = Some(Cause::Network);
    assert_eq!(asked, [(0, None), (1, Some(refused)), (2, lost), (0, None), (1, lost)]);
}

#[test]
fn what_is_final_closes_and_says_why() {
    let Scene { mock, source, log, _listeners } = Scene::new(builder());
    mock.respond(404, "text/plain", "no such stream");
    assert_eq!(
        log.taken(),
        "closed:Status { status: 404, retry_after: None } [the server answered 404; the connection is closed for good]"
    );
    assert_eq!(source.ready_state(), ReadyState::Closed);
    mock.advance(secs(3600));
    assert_eq!(mock.requests().len(), 1);
}

#[test]
fn a_status_that_may_pass_is_tried_again_with_longer_waits() {
    let Scene { mock, log, _listeners, .. } = Scene::new(builder());
    for _ in 0..3 {
        mock.fail(503);
        mock.advance(secs(4));
    }
    mock.open();
    assert!(log.taken().ends_with("attempt 3 to reconnect follows in 2000 ms] connecting3 open"));
    assert_eq!(mock.requests().len(), 4);
}

#[test]
fn an_error_carries_the_answer() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let seen = Rc::new(RefCell::new(None));
    let place = Rc::clone(&seen);
    let _error = source.on_error(move |error| drop(place.replace(Some(error.clone()))));
    mock.respond(503, "text/plain", "deploying");
    let Some(Error::Http(answer)) = seen.take() else { panic!("an answer") };
    assert_eq!((answer.status, &*answer.body, answer.header("Content-Type")), (503, "deploying", Some("text/plain")));
    assert!(answer.retry.is_some_and(|retry| retry.attempt == 1 && retry.delay == Some(Duration::from_millis(500))));
}

#[test]
fn after_close_nobody_is_called_not_even_for_the_same_bytes() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let log = Log::default();
    let (first, second, closing) = (log.clone(), log.clone(), source.clone());
    let _listeners = [
        source.on_message(move |event: Event<String>| {
            first.note(event.data);
            closing.close();
        }),
        source.on_message(move |_: Event<String>| second.note("second")),
    ];
    mock.open();
    mock.send_bytes(b"data: 1\n\ndata: 2\n\n");
    assert_eq!(log.taken(), "1");
    assert!(!mock.is_connected());
}

#[test]
fn reconnect_does_not_wait_and_takes_the_place_of_what_stands() {
    let Scene { mock, source, log, _listeners } = Scene::new(builder());
    mock.open();
    mock.end();
    source.reconnect();
    mock.open();
    mock.send(&data("1").id("7").unwrap());
    source.reconnect();
    assert_eq!((mock.requests().len(), mock.last_event_id()), (3, "7".into()));
    assert_eq!(
        log.taken(),
        "open waiting1 [the server ended the stream; attempt 1 to reconnect follows in 500 ms] \
         connecting1 open 1 connecting0"
    );
}

#[test]
fn within_a_listener_everything_may_be_asked_for() {
    let mock = MockServer::new();
    let log = Log::default();
    let source = mock.connect(builder()).unwrap();
    let (notes, handle, server) = (log.clone(), source.clone(), mock.clone());
    let _message = source.on_message(move |event: Event<String>| {
        notes.note(&event.data);
        match &*event.data {
            "send" => server.send(&data("sent")),
            "reconnect" => handle.reconnect(),
            "drop" => server.drop_connection(),
            _ => {}
        }
        notes.note(format!("({:?})", handle.ready_state()));
    });
    mock.open();
    mock.send_bytes(b"data: send\n\ndata: drop\n\ndata: never\n\n");
    assert_eq!(log.taken(), "send (Open) drop (Connecting)", "what was sent meanwhile is lost with the connection");
    mock.advance(secs(1));
    mock.open();
    mock.send_bytes(b"data: send\n\ndata: reconnect\n\ndata: never\n\n");
    assert_eq!(log.taken(), "send (Open) reconnect (Connecting)");
    mock.open();
    mock.send(&data("send"));
    assert_eq!(log.taken(), "send (Open) sent (Open)");
}

#[test]
fn the_function_that_decides_may_look_at_the_source_and_close_it() {
    let mock = MockServer::new();
    let handle: Rc<RefCell<Option<EventSource>>> = Rc::default();
    let (own, log) = (Rc::clone(&handle), Log::default());
    let notes = log.clone();
    let retry = Retry::default().decide(move |failure| {
        let source = own.borrow().clone().unwrap();
        notes.note(format!("{:?} {:?} {:?}", failure.cause, source.state(), source.next_retry_in()));
        source.close();
        Decision::Retry(Duration::ZERO)
    });
    let source = mock.connect(builder().retry(retry)).unwrap();
    handle.replace(Some(source.clone()));
    mock.drop_connection();
    assert_eq!(log.taken(), "Network Connecting { attempt: 0 } None");
    assert_eq!(source.state(), State::Closed { cause: Cause::Requested });
    mock.advance(secs(60));
    assert_eq!(mock.requests().len(), 1);
    handle.take();
}

#[test]
fn what_is_overdue_after_sleep_happens_at_once() {
    let Scene { mock, log, _listeners, .. } = Scene::new(builder().idle_timeout(secs(45)));
    mock.open();
    mock.sleep(secs(3600));
    let seen = log.taken();
    assert!(seen.starts_with("open waiting1 [nothing came for as long as the idle timeout"), "{seen}");
    mock.sleep(secs(3600));
    assert_eq!(log.taken(), "connecting1");
}

#[test]
fn comments_keep_a_connection_from_being_idle() {
    let Scene { mock, log, _listeners, .. } = Scene::new(builder().idle_timeout(secs(45)));
    mock.open();
    for _ in 0..10 {
        mock.advance(secs(44));
        mock.send(&Frame::new().comment("still here"));
    }
    assert_eq!(log.taken(), "open");
    mock.advance(secs(45));
    assert!(log.taken().starts_with("waiting1"));
}

#[test]
fn online_again_it_reconnects_at_once_and_a_good_connection_is_left_alone() {
    let Scene { mock, log, _listeners, .. } = Scene::new(builder());
    mock.open();
    mock.set_online(false);
    mock.set_online(true);
    assert_eq!(log.taken(), "open");
    mock.set_online(false);
    mock.drop_connection();
    mock.set_online(true);
    assert!(log.taken().ends_with("connecting1"));
}

#[test]
fn a_hidden_page_keeps_its_connection_unless_told_otherwise() {
    for (builder, seen) in [(builder(), "open 1"), (builder().pause_when_hidden(secs(60)), "open waiting0 connecting0")]
    {
        let Scene { mock, log, _listeners, .. } = Scene::new(builder);
        mock.open();
        mock.set_visible(false);
        mock.advance(secs(61));
        mock.send(&data("1"));
        mock.set_visible(true);
        assert_eq!(log.taken(), seen);
    }
}

#[test]
fn an_event_that_is_too_large_is_reported_and_the_next_one_comes() {
    let Scene { mock, log, _listeners, .. } = Scene::new(builder().max_event_size(10));
    mock.open();
    mock.send(&data("12345678901"));
    mock.send(&data("2"));
    assert_eq!(log.taken(), "open [an event of 12 bytes was dropped: raise max_event_size to get it] 2");
}

#[test]
fn an_error_that_nobody_listens_to_would_be_on_the_console() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let _count = source.on("count", |_: Event<Json<u32>>| panic!("decoded"));
    mock.open();
    mock.send(&data("many").event("count").unwrap());
    mock.drop_connection();
    assert_eq!(mock.warnings().len(), 1, "what comes back is nothing to complain about");
    mock.advance(secs(1));
    mock.fail(404);
    assert_eq!(mock.warnings().len(), 2);
    assert!(mock.warnings()[1].contains("404"));
}

#[test]
fn a_stream_is_polled_for_what_has_come() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    let mut numbers = source.messages::<Json<u32>>().buffer(Buffer::BackPressure(2));
    let next = |numbers: &mut eventsource_wasm::Events<Event<Json<u32>>>| {
        numbers.next().now_or_never().map(|item| item.map(|item| item.map(|event| event.data.0).map_err(|_| "error")))
    };
    assert_eq!(next(&mut numbers), None, "nothing yet");
    mock.open();
    mock.send_bytes(b"data: 1\n\ndata: 2\n\ndata: 3\n\ndata: 4\n\ndata: x\n\n");
    for expected in 1..=4 {
        assert_eq!(next(&mut numbers), Some(Some(Ok(expected))));
    }
    assert_eq!(next(&mut numbers), Some(Some(Err("error"))), "that it cannot decode");
    assert_eq!(numbers.dropped(), 0);
    mock.drop_connection();
    assert_eq!(next(&mut numbers), Some(Some(Err("error"))));
    source.close();
    assert_eq!(next(&mut numbers), Some(None));
}

#[test]
fn what_a_full_stream_does_not_read_is_not_idle() {
    let mock = MockServer::new();
    let source = mock.connect(builder().idle_timeout(secs(45))).unwrap();
    let mut messages = source.messages::<String>().buffer(Buffer::BackPressure(1));
    mock.open();
    mock.send_bytes(b"data: 1\n\ndata: 2\n\n");
    mock.advance(secs(600));
    assert_eq!(source.state(), State::Open);
    for expected in ["1", "2"] {
        assert_eq!(messages.next().now_or_never().unwrap().unwrap().unwrap().data, expected);
    }
    mock.advance(secs(45));
    assert!(matches!(source.state(), State::Waiting { cause: Cause::Idle, .. }));
}

#[test]
fn the_last_handle_lets_go_of_the_connection() {
    let mock = MockServer::new();
    let source = mock.connect(builder()).unwrap();
    mock.open();
    assert!(mock.is_connected());
    drop(source);
    assert!(!mock.is_connected());
}

#[test]
fn options_that_do_not_go_together_are_refused_as_by_the_real_one() {
    let builder = builder().method("POST").transport(eventsource_wasm::Transport::Native);
    assert!(matches!(MockServer::new().connect(builder), Err(Error::InvalidOption { option: "transport", .. })));
}

#[test]
fn a_function_that_retries_at_once_cannot_spin() {
    let mock = MockServer::new();
    let retry = Retry::default().decide(|_| Decision::Retry(Duration::ZERO));
    let source = mock.connect(builder().retry(retry)).unwrap();
    let waits = Rc::new(RefCell::new(Vec::new()));
    let notes = Rc::clone(&waits);
    let _state = source.on_state(move |state| {
        if let State::Waiting { delay: Some(delay), .. } = state {
            notes.borrow_mut().push(delay.as_millis());
        }
    });
    for _ in 0..5 {
        mock.fail(401);
        mock.advance(secs(60));
    }
    assert_eq!(*waits.borrow(), [0, 500, 0, 500, 0]);
}

#[test]
fn the_function_that_decides_knows_the_failure_before() {
    let mock = MockServer::new();
    let log = Log::default();
    let notes = log.clone();
    let retry = Retry::default().decide(move |failure| {
        notes.note(format!("{:?} {:?};", failure.previous.and_then(Cause::status), failure.cause.status()));
        failure.decision
    });
    let _source = mock.connect(builder().retry(retry)).unwrap();
    for status in [503, 502, 401] {
        mock.fail(status);
        mock.advance(secs(60));
    }
    assert_eq!(log.taken(), "None Some(503); Some(503) Some(502); Some(502) Some(401);");
}
