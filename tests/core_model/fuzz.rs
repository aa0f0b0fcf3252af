//! What the fuzz targets do with their bytes; the replay of the corpus does the same on stable Rust.

use std::time::Duration;

use eventsource_wasm::{
    connection::{Input, Response, Settings, Signal},
    parser::Parser,
    retry::Retry,
};

use super::{
    cut, naive, parse,
    round_trip::{self, Parts},
    shell::Shell,
};

/// Bytes taken one after another, zeros where there are no more.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or(0)
    }

    fn take(&mut self, most: usize) -> &'a [u8] {
        let (head, rest) = self.0.split_at(most.min(self.0.len()));
        self.0 = rest;
        head
    }

    fn flag(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    fn text(&mut self) -> String {
        let length = usize::from(self.byte() % 16);
        String::from_utf8_lossy(self.take(length)).into_owned()
    }

    /// From nothing to centuries.
    fn time(&mut self) -> Duration {
        let (mantissa, exponent) = (self.byte(), self.byte() % 48);
        Duration::from_millis(u64::from(mantissa) << exponent)
    }

    fn maybe<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| value(self))
    }
}

/// The parser is what the naive one is: four bytes say how the rest, the stream, is cut, and how large an event may be.
pub fn parser(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let lengths: Vec<usize> = bytes.take(3).iter().map(|&length| usize::from(length)).collect();
    let limit = usize::from(bytes.byte());
    let stream = bytes.0;
    let limit = if stream.is_ascii() && limit < 64 { limit } else { Parser::DEFAULT_MAX_EVENT_SIZE };
    let naive = naive::parse(stream, "", limit);
    for chunks in [vec![stream], cut(stream, &lengths)] {
        let mut parser = Parser::new().max_event_size(limit);
        assert_eq!(parse(&mut parser, chunks), naive.items);
        assert_eq!(parser.last_event_id(), naive.last_event_id);
        assert_eq!(parser.reconnection_time(), naive.reconnection_time);
    }
}

/// What is encoded is parsed back.
pub fn encoder(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let length = usize::from(bytes.byte());
    let mut all = Vec::new();
    while !bytes.0.is_empty() {
        all.push(Parts {
            comment: bytes.maybe(Bytes::text),
            retry: bytes.maybe(|bytes| u64::from(bytes.byte()) << (bytes.byte() % 64)),
            event: bytes.maybe(Bytes::text),
            id: bytes.maybe(Bytes::text),
            data: bytes.maybe(Bytes::text),
        });
    }
    round_trip::check(all, length);
}

/// Whatever is given to a connection in whatever order, its shell is never asked for what must not be.
pub fn connection(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let mut retry = if bytes.flag() { Retry::standard() } else { Retry::default() };
    if bytes.flag() {
        retry = retry.min(bytes.time()).max(bytes.time());
    }
    if bytes.flag() {
        retry = retry.max_retries(bytes.byte().into());
    }
    if bytes.flag() {
        retry = retry.max_elapsed(bytes.time());
    }
    let settings = Settings {
        retry,
        idle_timeout: bytes.maybe(Bytes::time),
        pause_when_hidden: bytes.maybe(Bytes::time),
        reconnection_time: bytes.maybe(Bytes::time),
        ..Settings::default()
    };
    let mut shell = Shell::new(settings);
    let (mut now, mut wall) = (Duration::ZERO, Duration::from_hours(500_000));
    let mut serials = Vec::new();
    while !bytes.0.is_empty() {
        let operation = bytes.byte();
        let id = [operation];
        let last_event_id = std::str::from_utf8(&id).unwrap_or_default();
        let text = bytes.maybe(Bytes::text);
        let signal = match operation % 32 {
            0 => Signal::Response(Response {
                status: 200,
                content_type: Some("text/event-stream"),
                ..Response::default()
            }),
            1 => {
                let status = u16::from(bytes.byte()) * 3;
                Signal::Response(Response { status, retry_after: text.as_deref(), ..Response::default() })
            }
            2 => Signal::Response(Response { status: 200, content_type: text.as_deref(), ..Response::default() }),
            3 => Signal::Open,
            4 => Signal::Event { last_event_id },
            5 => Signal::Read { last_event_id },
            6 => Signal::Retry(bytes.time()),
            7 => Signal::Other,
            8 => Signal::End,
            9 => Signal::NetworkError,
            10 => Signal::CorsRefused,
            11 => Signal::BrowserReconnects,
            12 => Signal::BrowserGaveUp,
            _ => {
                let input = match operation % 32 {
                    13 => Input::Connect,
                    14 => Input::Online,
                    15 => Input::Offline,
                    16 => Input::Hidden,
                    17 => Input::Visible,
                    18 => Input::Frozen,
                    19 => Input::Resumed,
                    20 => Input::Close,
                    21 => Input::Timer,
                    22 => {
                        wall = wall.saturating_sub(bytes.time());
                        continue;
                    }
                    23 => {
                        wall = wall.saturating_add(bytes.time());
                        continue;
                    }
                    24 => {
                        let time = bytes.time();
                        (now, wall) = (now.saturating_add(time), wall.saturating_add(time));
                        continue;
                    }
                    // Time passes until the timer fires.
                    _ => {
                        let Some(at) = shell.timer else { continue };
                        wall = wall.saturating_add(at.saturating_sub(now));
                        now = now.max(at);
                        Input::Timer
                    }
                };
                serials.extend(shell.give(now, wall, f64::from(operation) / 256.0, input).connect);
                continue;
            }
        };
        // Now and then an old connection speaks.
        let back = usize::from(operation >= 224);
        if let Some(serial) = serials.iter().rev().nth(back) {
            shell.give(now, wall, f64::from(operation) / 256.0, Input::Signal(*serial, signal));
        }
    }
    shell.give(now, wall, 0.0, Input::Close);
    assert!(shell.is_closed());
    let mut controls = vec![Input::Connect, Input::Timer, Input::Online, Input::Hidden, Input::Visible, Input::Resumed];
    controls.extend(serials.iter().map(|serial| Input::Signal(*serial, Signal::Event { last_event_id: "late" })));
    for input in controls {
        shell.give(now, wall, 0.0, input);
    }
    assert_ne!(shell.connection.last_event_id(), "late");
}
