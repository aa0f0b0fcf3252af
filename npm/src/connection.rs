//! The connection as JavaScript has it: what decides, and the parser of what comes.

use alloc::{
    borrow::{Cow, ToOwned},
    string::String,
    vec::Vec,
};

use eventsource_wasm::{
    connection::{Response, Settings, Signal, State},
    parser::{Parsed, Parser},
    retry::Retry,
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{
    code::{self, CONNECT, count, milliseconds, time},
    machine::{Machine, decision, moment},
    table::Table,
};

/// How many numbers a report has.
const REPORT: usize = 12;

/// One connection through all its attempts. The shell in TypeScript is its only user.
///
/// Nothing but numbers crosses the border. Times are in milliseconds, and what there is none of is not a number. Bytes, texts
/// among them, are put into the [`room`](Self::room); what calls leave behind is told by the [`report`](Self::report).
#[wasm_bindgen]
#[derive(Debug)]
pub struct Connection {
    machine: Machine,
    parser: Parser,
    max_event_size: usize,
    /// What was put into the room, and behind it what of the table does not lie in there.
    block: Vec<u8>,
    room: usize,
    table: Table,
    report: [f64; REPORT],
}

#[wasm_bindgen]
impl Connection {
    /// A connection that waits to be told to connect.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::too_many_arguments, reason = "an object would have to be taken to pieces by name")]
    #[must_use]
    pub fn new(
        standard: bool,
        decides: bool,
        min: f64,
        max: f64,
        max_retries: f64,
        max_elapsed: f64,
        idle_timeout: f64,
        pause_when_hidden: f64,
        max_event_size: f64,
    ) -> Self {
        let mut retry = if standard { Retry::standard() } else { Retry::default() };
        if let Some(min) = time(min) {
            retry = retry.min(min);
        }
        if let Some(max) = time(max) {
            retry = retry.max(max);
        }
        if let Some(max) = count(max_retries) {
            retry = retry.max_retries(max);
        }
        if let Some(max) = time(max_elapsed) {
            retry = retry.max_elapsed(max);
        }
        if decides {
            retry = retry.decide(decision);
        }
        let mut settings = Settings { retry, ..Settings::default() };
        settings.idle_timeout = time(idle_timeout);
        settings.pause_when_hidden = time(pause_when_hidden);
        Self {
            machine: Machine::new(settings),
            parser: Parser::new(),
            max_event_size: count(max_event_size).map_or(Parser::DEFAULT_MAX_EVENT_SIZE, |bytes| bytes as usize),
            block: Vec::new(),
            room: 0,
            table: Table::default(),
            report: [0.0; REPORT],
        }
    }

    /// Where to put so many bytes.
    pub fn room(&mut self, length: usize) -> *mut u8 {
        self.room = length;
        self.block.resize(length.max(self.block.len()), 0);
        self.block.as_mut_ptr()
    }

    /// Takes what the user or the page has to say. This and all that tell something give the bits of what is to be done.
    pub fn input(&mut self, input: u32) -> u32 {
        let bits = code::input(input).map_or(0, |input| self.machine.handle(moment(), input));
        if bits & CONNECT != 0 {
            let id = self.machine.core.last_event_id();
            self.parser = Parser::new().max_event_size(self.max_event_size).with_last_event_id(id);
        }
        bits
    }

    /// Takes what the present connection has to say; in the room: the last event id of an event of the browser's own class.
    pub fn signal(&mut self, signal: u32) -> u32 {
        // Most have none, and the room has a whole chunk.
        let text = text(&self.block, if code::has_text(signal) { self.room } else { 0 });
        let signal = code::signal(signal, &text);
        signal.map_or(0, |signal| self.machine.signal(moment(), signal))
    }

    /// Takes the head of the answer. In the room: MIME type, `Retry-After` and URL, a line each.
    pub fn respond(&mut self, status: u16) -> u32 {
        let room = self.block.get(..self.room).unwrap_or_default();
        let mut lines = room.splitn(3, |byte| *byte == b'\n').map(String::from_utf8_lossy);
        let (content_type, retry_after, url) = (lines.next(), lines.next(), lines.next().unwrap_or_default());
        let (content_type, retry_after) = (content_type.as_deref(), retry_after.as_deref());
        self.machine.signal(moment(), Signal::Response(Response { status, content_type, retry_after, url: &url }))
    }

    /// Takes the last event id to begin with, in the room.
    pub fn seed(&mut self) {
        self.machine.core.set_last_event_id(&text(&self.block, self.room));
    }

    /// Reads the chunk in the room into the table. What is in there counts once it is [delivered](Self::deliver).
    /// `copies` has all of it copied, in its order.
    pub fn read(&mut self, copies: bool) -> u32 {
        let Self { machine, parser, block, table, .. } = self;
        let moment = moment();
        let mut bits = 0;
        table.clear(copies);
        let chunk = block.get(..self.room).unwrap_or_default();
        let mut found = parser.feed(chunk);
        let mut proved = machine.core.is_settled();
        while let Some(parsed) = found.next() {
            match &parsed {
                Parsed::Event(event) => {
                    table.push(chunk, event);
                    if !proved {
                        let last_event_id = &machine.core.last_event_id().to_owned();
                        bits |= machine.signal(moment, Signal::Event { last_event_id });
                        proved = true;
                    }
                }
                Parsed::TooLarge { size } => table.push_too_large(*size),
                Parsed::Comment(_) | Parsed::Retry(_) => bits |= machine.signal(moment, Signal::from(&parsed)),
            }
        }
        let end = self.room + table.copied.len();
        block.resize(block.len().max(end), 0);
        if let Some(place) = block.get_mut(self.room..end) {
            place.copy_from_slice(&table.copied);
        }
        if table.rows.is_empty() { bits | self.deliver() } else { bits }
    }

    /// Makes the places in the table those of UTF-16, in the text behind the room alone. That has to be UTF-8, and to have been
    /// read with `copies`.
    pub fn widen(&mut self) {
        self.table.widen(self.room);
    }

    /// All of the table has been delivered. What came in the chunk after the last event counts too.
    pub fn deliver(&mut self) -> u32 {
        self.machine.signal(moment(), Signal::Read { last_event_id: self.parser.last_event_id() })
    }

    /// Where the report is, which this call makes. Its numbers:
    ///
    /// 0. how long until the timer is to fire, if it is
    /// 1. 0 while connecting, 1 while open, 2 while waiting, 3 when closed
    /// 2. the number of the attempt that is on its way or comes next
    /// 3. how long the wait for it is in all
    /// 4. why there is a wait, or the end
    /// 5. 1 where it has to be found out if CORS is what a request has failed by
    /// 6. where the last event id is, and
    /// 7. how many bytes it has
    /// 8. where the table is, six numbers a row, of bytes in the room and behind it,
    /// 9. how many rows it has, and
    /// 10. how many bytes are behind the room
    /// 11. where the room is, which may have been moved
    pub fn report(&mut self) -> *const f64 {
        let core = &self.machine.core;
        let state = core.state();
        let (attempt, delay, cause) = match state {
            State::Connecting { attempt } => (attempt, None, None),
            State::Waiting { attempt, delay, cause } => (attempt, delay, Some(cause)),
            State::Closed { cause } => (0, None, Some(cause)),
            _ => (0, None, None),
        };
        let id = core.last_event_id();
        self.report = [
            milliseconds(self.machine.timer),
            code::status(state).into(),
            attempt.into(),
            milliseconds(delay),
            cause.map_or(f64::NAN, |cause| code::cause(cause).into()),
            core.asks_about_cors().into(),
            number(id.as_ptr().addr()),
            number(id.len()),
            number(self.table.rows.as_ptr().addr()),
            number(self.table.rows.len()),
            number(self.table.copied.len()),
            number(self.block.as_ptr().addr()),
        ];
        self.report.as_ptr()
    }

    /// Whether a further event would change nothing but the last event id.
    #[must_use]
    pub fn settled(&self) -> bool {
        self.machine.core.is_settled()
    }
}

/// The text in the room.
fn text(block: &[u8], length: usize) -> Cow<'_, str> {
    String::from_utf8_lossy(block.get(..length).unwrap_or_default())
}

/// An address or a length, of which there are no more than 32 bits.
#[allow(clippy::cast_possible_truncation)]
fn number(number: usize) -> f64 {
    f64::from(number as u32)
}
