//! The parser over a stream of chunks.
#![cfg(not(target_arch = "wasm32"))]

use std::{
    collections::VecDeque,
    error::Error as _,
    fmt::{self, Display},
    pin::Pin,
    task::{Context, Poll, Waker},
};

use eventsource_wasm::{
    parser::Parser,
    stream::{EventStream, OwnedEvent, StreamError},
};
use futures_core::Stream;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Reset;

impl Display for Reset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("connection reset")
    }
}

impl std::error::Error for Reset {}

/// What a body gives when it is polled.
#[derive(Debug)]
struct Body(VecDeque<Poll<Result<Vec<u8>, Reset>>>);

impl Stream for Body {
    type Item = Result<Vec<u8>, Reset>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.0.pop_front() {
            Some(Poll::Pending) => Poll::Pending,
            Some(Poll::Ready(item)) => Poll::Ready(Some(item)),
            None => Poll::Ready(None),
        }
    }
}

fn chunk(text: &str) -> Poll<Result<Vec<u8>, Reset>> {
    Poll::Ready(Ok(text.into()))
}

type Events = EventStream<Body, Vec<u8>>;

fn poll(stream: &mut Events) -> Poll<Option<Result<OwnedEvent, StreamError<Reset>>>> {
    Pin::new(stream).poll_next(&mut Context::from_waker(Waker::noop()))
}

fn event(event_type: &str, data: &str, last_event_id: &str) -> Poll<Option<Result<OwnedEvent, StreamError<Reset>>>> {
    let event = OwnedEvent { event_type: event_type.into(), data: data.into(), last_event_id: last_event_id.into() };
    Poll::Ready(Some(Ok(event)))
}

#[test]
fn events_come_one_by_one_however_they_are_cut() {
    let chunks = ["data: a\n\n: hi\nretry: 5\nid: 1\nevent: x\nda", "ta: b\n\n", "", "data: c\n\ndata: lost"];
    let mut body: VecDeque<_> = chunks.map(chunk).into();
    body.insert(1, Poll::Pending);
    let mut stream = Events::new(Body(body));
    assert_eq!(poll(&mut stream), event("message", "a", ""));
    assert_eq!(poll(&mut stream), Poll::Pending);
    assert_eq!(poll(&mut stream), event("x", "b", "1"));
    assert_eq!(poll(&mut stream), event("message", "c", "1"));
    assert_eq!(poll(&mut stream), Poll::Ready(None));
    assert_eq!(stream.parser().last_event_id(), "1");
    assert_eq!(stream.parser().reconnection_time().map(|time| time.as_millis()), Some(5));
}

#[test]
fn a_large_event_and_a_failure_are_items() {
    let body = [chunk("data: 12345\n\ndata: 1\n\n"), Poll::Ready(Err(Reset))];
    let mut stream = Events::with_parser(Body(body.into()), Parser::new().max_event_size(5));
    assert_eq!(poll(&mut stream), Poll::Ready(Some(Err(StreamError::TooLarge { size: 6 }))));
    assert_eq!(poll(&mut stream), event("message", "1", ""));
    assert_eq!(poll(&mut stream), Poll::Ready(Some(Err(StreamError::Body(Reset)))));
    assert_eq!(poll(&mut stream), Poll::Ready(None));
}

#[test]
fn the_parser_goes_on_with_the_next_body() {
    let mut stream = Events::new(Body([chunk("id: 1\ndata\n\nid: 2\nda")].into()));
    assert_eq!(poll(&mut stream), event("message", "", "1"));
    assert!(poll(&mut stream).is_ready());
    let mut next = Events::with_parser(Body([chunk("\u{FEFF}data: a\n\n")].into()), stream.into_parser());
    assert_eq!(poll(&mut next), event("message", "a", "1"));
    // The same where the first one was left in the middle.
    let mut stream = Events::new(Body([chunk("id: 3\n\nda"), Poll::Pending].into()));
    assert!(poll(&mut stream).is_pending());
    let mut next = Events::with_parser(Body([chunk("ta: x\n\ndata: b\n\n")].into()), stream.into_parser());
    assert_eq!(poll(&mut next), event("message", "b", "3"));
}

#[test]
fn errors_say_what_to_do_and_where_they_come_from() {
    let large: StreamError<Reset> = StreamError::TooLarge { size: 6 };
    assert_eq!(large.to_string(), "an event of 6 bytes was dropped: raise max_event_size to get it");
    assert!(large.source().is_none());
    let body = StreamError::Body(Reset);
    assert_eq!(body.to_string(), "the body of the event stream has failed");
    assert_eq!(body.source().map(ToString::to_string), Some("connection reset".into()));
}
