//! The browser as oracle: the same bytes to its `EventSource` and to our parser give the same events.
//!
//! Engines deviate from the standard here and there. Those deviations that are known are listed by name, and streams that
//! would run into them are not generated for that engine; every other difference fails.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "core_model/random.rs"]
mod random;
#[path = "suite/streams.rs"]
mod streams;

use std::{cell::RefCell, rc::Rc};

use eventsource_wasm::{
    Error, Event, EventSource,
    parser::{Parsed, Parser},
};
use futures_channel::mpsc::unbounded;
use futures_util::{StreamExt, future::join_all};
use random::Random;
use streams::{Engine, stream};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

const STREAMS: u64 = 1500;

/// How many at once: over HTTP/1.1 a browser has no more connections to a server than that.
const AT_ONCE: usize = 6;

/// Where an engine does not do what the standard says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deviation {
    /// "If the field value does not contain U+0000 NULL, then set the last event ID buffer to the field value. Otherwise,
    /// ignore the field." The whole event is lost instead.
    NulInIdLosesTheEvent,
    /// "Set the last event ID string of the event source to the value of the last event ID buffer", before it is looked
    /// whether there is data. The id of a block without data is forgotten instead.
    IdWithoutDataIsForgotten,
    /// "Streams must be decoded using the UTF-8 decode algorithm", which strips a byte order mark. If a blank line follows
    /// it, the line after that is lost too.
    BlankLineAfterMarkLosesTheNext,
    /// "Append the field value to the data buffer." Without its U+0000 NULL characters.
    NulInDataIsDropped,
}

use Deviation::{BlankLineAfterMarkLosesTheNext, IdWithoutDataIsForgotten, NulInDataIsDropped, NulInIdLosesTheEvent};

const fn deviations(engine: Engine) -> &'static [Deviation] {
    match engine {
        Engine::Chromium => &[BlankLineAfterMarkLosesTheNext],
        Engine::Firefox => &[NulInIdLosesTheEvent, IdWithoutDataIsForgotten, NulInDataIsDropped],
        Engine::WebKit => &[IdWithoutDataIsForgotten],
    }
}

/// The byte order mark.
const MARK: &[u8] = b"\xEF\xBB\xBF";

const EVENT_TYPES: &[&str] = &["", "message", "count", "two words", "é", "error", "open", " count"];
const VALUES: &[&[u8]] = &[
    b"",
    b"1",
    b"some text",
    b" two spaces",
    b"a:b: c",
    "é€😀".as_bytes(),
    b"\xEF\xBB\xBFmark",
    b"\xFF broken",
    b"cut \xE2\x82",
    b"trailing ",
    b"\0 nul",
];
const OTHER_LINES: &[&[u8]] = &[
    b": comment",
    b":",
    b"unknown: x",
    b"Data: upper case",
    b" data: a space before",
    b"datas: x",
    b"retry: 500",
    b"retry: 50x",
    b"retry",
    b"\xEF\xBB\xBFdata: a mark that does not begin the stream",
    b"\xFFdata: x",
];
const LINE_BREAKS: &[&[u8]] = &[b"\n", b"\n", b"\r", b"\r\n"];

/// The values that a field of this name can have without running into a deviation.
fn values(name: &str, deviations: &[Deviation]) -> Vec<&'static [u8]> {
    let is_known = |value: &&[u8]| {
        deviations.iter().any(|deviation| match deviation {
            NulInIdLosesTheEvent => name == "id" && value.contains(&0),
            NulInDataIsDropped => name == "data" && value.contains(&0),
            BlankLineAfterMarkLosesTheNext | IdWithoutDataIsForgotten => false,
        })
    };
    match name {
        "event" => EVENT_TYPES.iter().map(|event_type| event_type.as_bytes()).collect(),
        _ => VALUES.iter().copied().filter(|value| !is_known(value)).collect(),
    }
}

/// Lines that mean something, in blocks, with line breaks of all kinds.
fn generate(random: &mut Random, deviations: &[Deviation]) -> Vec<u8> {
    let beginnings = [b"" as &[u8], b"", MARK, b"\xEF\xBB\xBF\xEF\xBB\xBF", b"\xEF\xBB"];
    let mut stream = random.of(&beginnings).to_vec();
    for _ in 0..random.below(6) {
        let mut names: Vec<_> =
            (0..random.below(6)).map(|_| random.of(&["data", "data", "id", "event", "other", "other"])).collect();
        if deviations.contains(&IdWithoutDataIsForgotten) && names.contains(&"id") {
            names.push("data");
        }
        if deviations.contains(&BlankLineAfterMarkLosesTheNext) && stream == MARK && names.is_empty() {
            names.push("other");
        }
        for name in names {
            match name {
                "other" => stream.extend(random.of(OTHER_LINES)),
                name => field(&mut stream, random, name, &values(name, deviations)),
            }
            stream.extend(random.of(LINE_BREAKS));
        }
        stream.extend(random.of(LINE_BREAKS));
    }
    if random.percent(50) {
        stream.extend(b"data: unfinished");
    }
    stream
}

fn field(stream: &mut Vec<u8>, random: &mut Random, name: &str, values: &[&[u8]]) {
    stream.extend(name.as_bytes());
    if random.percent(90) {
        stream.extend(random.of(&[b": " as &[u8], b": ", b":"]));
        stream.extend(random.of(values));
    }
}

fn describe(event_type: &str, data: &str, last_event_id: &str) -> String {
    format!("{event_type:?} {data:?} {last_event_id:?}")
}

fn parsed(stream: &[u8]) -> Vec<String> {
    let mut parser = Parser::new();
    let mut feed = parser.feed(stream);
    let mut events = Vec::new();
    while let Some(parsed) = feed.next() {
        if let Parsed::Event(event) = parsed {
            events.push(describe(&event.event_type(), &event.data(), event.last_event_id()));
        }
    }
    events
}

async fn in_browser(bytes: &[u8]) -> Vec<String> {
    let source = EventSource::new(stream(bytes)).unwrap();
    let events: Rc<RefCell<Vec<String>>> = Rc::default();
    // A listener for `""` would get nothing: without a name an event is a `message`.
    let listeners = EVENT_TYPES[1..].iter().map(|event_type| {
        let events = Rc::clone(&events);
        source.on(event_type, move |event: Event<String>| {
            events.borrow_mut().push(describe(event.event_type(), &event.data, event.last_event_id()));
        })
    });
    let listeners: Vec<_> = listeners.collect();
    let (sender, mut ended) = unbounded();
    let _error = source.on_error(move |error| sender.unbounded_send(error.clone()).unwrap());
    let error = ended.next().await.unwrap();
    source.close();
    drop(listeners);
    assert!(matches!(error, Error::Network(_)), "{error}");
    events.take()
}

#[wasm_bindgen_test]
async fn the_browser_and_the_parser_find_the_same_events() {
    let deviations = deviations(Engine::this());
    let seeds: Vec<u64> = (0..STREAMS).collect();
    let mut events = 0;
    for seeds in seeds.chunks(AT_ONCE) {
        let compared = seeds.iter().map(|&seed| async move {
            let stream = generate(&mut Random(seed), deviations);
            let (browser, parser) = (in_browser(&stream).await, parsed(&stream));
            assert_eq!(browser, parser, "seed {seed}: {}", stream.escape_ascii());
            parser.len()
        });
        events += join_all(compared).await.iter().sum::<usize>();
    }
    assert!(events > 1000, "only {events} events were compared");
}
