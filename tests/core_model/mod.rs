//! What the tests, the fuzz targets and the simulation of the core share.
#![allow(dead_code, missing_docs, reason = "each user needs a part of it")]
#![allow(clippy::panic, reason = "a model stops where it is wrong")]

pub mod fuzz;
pub mod naive;
pub mod random;
pub mod round_trip;
pub mod shell;
pub mod world;

use std::time::Duration;

use eventsource_wasm::parser::{Parsed, Parser};

/// What a parser found, owned, so that two parsers can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    Event { event_type: String, data: String, last_event_id: String },
    Comment(String),
    Retry(Duration),
    TooLarge(u64),
}

impl Item {
    pub fn event(event_type: &str, data: &str, last_event_id: &str) -> Self {
        Self::Event { event_type: event_type.into(), data: data.into(), last_event_id: last_event_id.into() }
    }
}

impl From<Parsed<'_>> for Item {
    fn from(parsed: Parsed<'_>) -> Self {
        match parsed {
            Parsed::Event(event) => Self::event(&event.event_type(), &event.data(), event.last_event_id()),
            Parsed::Comment(text) => Self::Comment(String::from_utf8_lossy(text).into_owned()),
            Parsed::Retry(time) => Self::Retry(time),
            Parsed::TooLarge { size } => Self::TooLarge(size),
        }
    }
}

/// Feeds the chunks and collects what is found.
pub fn parse<'a>(parser: &mut Parser, chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Item> {
    let mut items = Vec::new();
    for chunk in chunks {
        let mut found = parser.feed(chunk);
        while let Some(parsed) = found.next() {
            items.push(parsed.into());
        }
        assert_eq!(found.consumed(), chunk.len());
    }
    items
}

/// Cuts a stream into chunks whose lengths are taken from `lengths` in turn, over and over.
pub fn cut<'a>(mut stream: &'a [u8], lengths: &[usize]) -> Vec<&'a [u8]> {
    let mut chunks = Vec::new();
    let mut lengths = lengths.iter().copied().map(|length| length.max(1)).cycle();
    while !stream.is_empty() {
        let (chunk, rest) = stream.split_at(lengths.next().unwrap_or(usize::MAX).min(stream.len()));
        chunks.push(chunk);
        stream = rest;
    }
    chunks
}
