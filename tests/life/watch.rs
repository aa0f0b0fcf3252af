//! A connection, and a log of all that is heard of it.

use eventsource_wasm::{Event, EventSource, EventSourceBuilder, Json, Listener, State, Transport};
use serde::Deserialize;

use super::{
    faults::{Key, Seen, resuming},
    support::Log,
};

/// A connection to one of the fault server's routes.
pub struct Watch {
    pub key: Key,
    pub source: EventSource,
    log: Log,
    _listeners: [Listener; 4],
}

/// What the event `attempt` carries.
#[derive(Deserialize)]
struct Attempt {
    attempt: u32,
}

impl Watch {
    pub fn new(
        test: &str,
        transport: Transport,
        route: &str,
        configure: impl FnOnce(EventSourceBuilder) -> EventSourceBuilder,
    ) -> Self {
        let key = Key::new(test);
        let source = configure(resuming(transport, key.url(route))).build().unwrap();
        let log = Log::new();
        let (states, errors, attempts) = (log.clone(), log.clone(), log.clone());
        let listeners = [
            source.on_state(move |state| {
                states.note(match state {
                    State::Connecting { .. } => "connecting".to_owned(),
                    State::Open => "open".to_owned(),
                    State::Waiting { cause, .. } => format!("waiting: {cause:?}"),
                    state => format!("{state:?}"),
                });
            }),
            source.on_error(move |_| errors.note("error")),
            source.on("attempt", move |event: Event<Json<Attempt>>| {
                attempts.note(format!("attempt {}", event.data.0.attempt));
            }),
            log.listen(&source, "message"),
        ];
        Self { key, source, log, _listeners: listeners }
    }

    /// Waits for what is heard next, which has to be these.
    pub async fn hears(&self, expected: &[&str]) {
        let mut heard = Vec::new();
        for _ in expected {
            heard.push(self.log.next().await);
        }
        assert_eq!(heard, expected);
    }

    /// Waits until this is heard, whatever comes before.
    pub async fn hears_at_last(&self, expected: &str) {
        self.log.until(expected).await;
    }

    /// What the server sends comes, over the one and only connection of this so far, and nothing else has happened.
    pub async fn still_stands(&self) {
        self.key.send("still here").await;
        self.hears(&["still here"]).await;
        assert_eq!(self.key.log().await.len(), 1);
    }

    /// Nothing happens: the server sees no other request than these so far, and nothing is heard of this.
    pub async fn keeps_waiting(&self, requests: usize) {
        // What a listener asks for happens in its microtask, and so before the answer to this.
        assert_eq!(self.key.log().await.len(), requests);
        assert!(matches!(self.source.state(), State::Waiting { .. }), "{:?}", self.source.state());
    }

    /// Waits until the server has seen this end all of its connections; gives the last.
    pub async fn let_go(&self) -> Seen {
        let last = self.key.closed().await.pop().unwrap();
        assert_eq!(last.closed.as_deref(), Some("client"));
        last
    }
}
