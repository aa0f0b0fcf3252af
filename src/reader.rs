//! From a connection's bytes to the listeners: chunk by chunk through the parser.

use std::{ops::Range, rc::Rc};

use crate::{
    core::{
        connection::{Input, Serial, Signal},
        parser::{Event, Parsed, Parser},
    },
    event_types::EventType,
    raw::{self, Raw, Source},
    session::Session,
};

/// What reads one connection's body.
pub(crate) struct Reader {
    parser: Parser,
    /// The present chunk, of which listeners may keep events.
    chunk: Rc<Vec<u8>>,
    /// How far it has been read.
    position: usize,
    source: Rc<Source>,
}

impl Reader {
    pub(crate) fn new(last_event_id: &str, max_event_size: usize) -> Self {
        Self {
            parser: Parser::new().with_last_event_id(last_event_id).max_event_size(max_event_size),
            chunk: Rc::default(),
            position: 0,
            source: Rc::new(Source { last_event_id: last_event_id.to_owned(), origin: "".into() }),
        }
    }

    /// Sets the origin that events come from.
    pub(crate) fn set_origin(&mut self, origin: &str) {
        let last_event_id = self.source.last_event_id.clone();
        self.source = Rc::new(Source { last_event_id, origin: origin.into() });
    }

    /// Takes a chunk.
    pub(crate) fn take(&mut self, chunk: Vec<u8>) {
        self.position = 0;
        self.chunk = Rc::new(chunk);
    }

    /// Whether the chunk has been read.
    #[cfg(feature = "mock")]
    pub(crate) fn is_done(&self) -> bool {
        self.position >= self.chunk.len()
    }

    /// Reads the chunk, from where it has stopped, until its end or until the session is held.
    pub(crate) fn read(&mut self, session: &Rc<Session>, serial: Serial) {
        // One for all that is in this chunk, if anything is to be decided about it.
        let mut moment = None;
        let mut moment = || *moment.get_or_insert_with(|| session.platform().moment());
        let chunk = Rc::clone(&self.chunk);
        let mut found = self.parser.feed(chunk.get(self.position..).unwrap_or_default());
        while !session.is_held()
            && let Some(parsed) = found.next()
        {
            // In the usual case nothing is to be decided about an event, and it is told of when the chunk has been read.
            let settled = matches!(parsed, Parsed::Event(_)) && session.is_settled(serial);
            if settled || session.input_at(moment(), Input::Signal(serial, Signal::from(&parsed))) {
                match parsed {
                    Parsed::Event(event) => {
                        dispatch(session, serial, &chunk, &mut self.source, &event);
                    }
                    Parsed::TooLarge { size } => session.too_large(size),
                    Parsed::Comment(_) | Parsed::Retry(_) => {}
                }
            }
            // A listener may have closed, or asked for another connection: nothing of this one comes after that.
            if !session.listens_to(serial) {
                return;
            }
        }
        self.position += found.consumed();
        let last_event_id = self.parser.last_event_id();
        // Be it of an event that nobody listens to, or of none at all.
        keep_last_event_id(&mut self.source, last_event_id);
        if session.is_settled(serial) {
            session.has_read(serial, last_event_id);
        } else {
            session.input_at(moment(), Input::Signal(serial, Signal::Read { last_event_id }));
        }
    }
}

/// Hands an event to those who listen to it.
fn dispatch(session: &Session, serial: Serial, chunk: &Rc<Vec<u8>>, source: &mut Rc<Source>, event: &Event<'_>) {
    let event_type = find(session, event);
    if event_type.is_none() && session.others.is_empty() {
        return;
    }
    let is_new = keep_last_event_id(source, event.last_event_id());
    let (bytes, data) = place(chunk, event);
    let name = event_type.as_ref().map_or_else(|| event.event_type().into(), |event_type| Rc::clone(&event_type.name));
    let raw = Raw::parsed(raw::Parsed { bytes, data, event_type: name, source: Rc::clone(source) });
    if is_new {
        session.keep_latest(serial, raw.clone());
    }
    if let Some(event_type) = &event_type {
        session.dispatch(event_type, &raw);
    }
    if !session.others.is_empty() && !session.is_closed() {
        session.dispatch_to_others(raw, event_type.is_some());
    }
}

/// The event's type, if somebody listens to it.
fn find(session: &Session, event: &Event<'_>) -> Option<Rc<EventType>> {
    let name = event.event_type_bytes();
    let found = if name.is_empty() { None } else { session.find(name) };
    // A type that is left out, or no UTF-8.
    found.or_else(|| session.find(event.event_type().as_bytes()))
}

/// Takes a last event id, and tells whether it is another than before.
fn keep_last_event_id(source: &mut Rc<Source>, id: &str) -> bool {
    let is_new = source.last_event_id != id;
    if is_new {
        *source = Rc::new(Source { last_event_id: id.to_owned(), origin: Rc::clone(&source.origin) });
    }
    is_new
}

/// Where the event's data is: in the chunk as a rule, and else the parser has put it together.
fn place(chunk: &Rc<Vec<u8>>, event: &Event<'_>) -> (Rc<Vec<u8>>, Range<usize>) {
    match event.data_range(chunk) {
        Some(range) => (Rc::clone(chunk), range),
        None => (Rc::new(event.data_bytes().to_vec()), 0..event.data_bytes().len()),
    }
}
