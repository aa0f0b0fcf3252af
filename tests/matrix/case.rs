//! One connection under test: over which transport and by which policy, and all that a user hears of it.

use std::{pin::pin, time::Duration};

use eventsource_wasm::{
    Error, Event, EventSource, EventSourceBuilder, Json, Listener, Retry, State,
    Transport::{self, Fetch, Native},
};
use futures_util::future::{Either, select};
use js_sys::{Function, Promise};
use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

use crate::support::Log;

/// Bounds a hang, in milliseconds.
const DEADLINE: i32 = 60_000;

/// Who connects, and who decides what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    pub transport: Transport,
    pub policy: Policy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// `Retry::standard()`.
    Standard,
    /// `Retry::default()`.
    Default,
}

pub const CASES: [Case; 4] = [
    Case { transport: Native, policy: Policy::Standard },
    Case { transport: Native, policy: Policy::Default },
    Case { transport: Fetch, policy: Policy::Standard },
    Case { transport: Fetch, policy: Policy::Default },
];

/// What is the same by either policy.
pub const NATIVE: Case = CASES[1];
/// What is the same by either policy.
pub const FETCH: Case = CASES[3];

impl Case {
    pub fn is_native(self) -> bool {
        self.transport == Native
    }

    pub fn builder(self, url: impl Into<String>) -> EventSourceBuilder {
        EventSource::builder(url).transport(self.transport).retry(match self.policy {
            Policy::Standard => Retry::standard().min(Duration::from_millis(4)),
            Policy::Default => quick(),
        })
    }
}

/// The default policy with waits that a test has time for.
pub fn quick() -> Retry {
    Retry::default().min(Duration::from_millis(4)).max(Duration::from_millis(12))
}

/// A connection, and all that is heard of it, in order: states, errors, events.
pub struct Watch {
    pub source: EventSource,
    log: Log,
    _listeners: Vec<Listener>,
}

/// What the event `attempt` carries.
#[derive(Deserialize)]
struct Attempt {
    attempt: u32,
}

impl Watch {
    pub fn new(builder: EventSourceBuilder) -> Self {
        let (source, log) = (builder.build().unwrap(), Log::new());
        let (states, errors, attempts, halves) = (log.clone(), log.clone(), log.clone(), log.clone());
        let listeners = vec![
            source.on_state(move |state| states.note(in_words(state))),
            source.on_error(move |error| errors.note(name(error))),
            source.on("attempt", move |event: Event<Json<Attempt>>| {
                attempts.note(format!("attempt {}", event.data.0.attempt));
            }),
            source.on("half", move |event: Event<String>| halves.note(format!("half: {}", event.data))),
            log.listen(&source, "message"),
        ];
        Self { source, log, _listeners: listeners }
    }

    /// Waits for what is heard next.
    pub async fn next(&self) -> String {
        self.next_in_time().await.unwrap_or_else(|| panic!("nothing is heard any more"))
    }

    /// The same, but not for ever.
    pub async fn next_in_time(&self) -> Option<String> {
        let late = Promise::new(&mut |resolve, _| set_timeout(&resolve, DEADLINE));
        match select(pin!(self.log.next()), JsFuture::from(late)).await {
            Either::Left((note, _)) => Some(note),
            Either::Right(_) => None,
        }
    }

    /// Waits for what is heard next, which has to be these.
    pub async fn hears(&self, expected: &[&str]) {
        for expected in expected {
            assert_eq!(self.next().await, *expected);
        }
    }

    /// Waits until this is heard, and returns all before it.
    pub async fn until(&self, last: &str) -> Vec<String> {
        let mut notes = Vec::new();
        loop {
            match self.next().await {
                note if note == last => return notes,
                note => notes.push(note),
            }
        }
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, milliseconds: i32);
}

fn in_words(state: &State) -> String {
    match state {
        State::Connecting { attempt } => format!("connecting {attempt}"),
        State::Open => "open".to_owned(),
        State::Waiting { attempt, delay: Some(_), .. } => format!("waiting {attempt}"),
        State::Waiting { attempt, delay: None, .. } => format!("waiting {attempt}, the browser decides how long"),
        State::Closed { .. } => "closed".to_owned(),
        state => format!("{state:?}"),
    }
}

/// An error as the tables name it.
pub fn name(error: &Error) -> String {
    match error {
        Error::Network(_) => "Network".to_owned(),
        Error::Ended(_) => "Ended".to_owned(),
        Error::Cors(_) => "Cors".to_owned(),
        Error::Http(answer) => format!("Http {}", answer.status),
        Error::Mime(_) => "Mime".to_owned(),
        Error::Idle(_) => "Idle".to_owned(),
        Error::GaveUp(_) => "GaveUp".to_owned(),
        Error::Request(_) => "Request".to_owned(),
        Error::Aborted => "Aborted".to_owned(),
        Error::TooLarge { size } => format!("TooLarge {size}"),
        error => format!("{error:?}"),
    }
}
