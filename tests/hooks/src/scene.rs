//! What a test and its component share.

use std::{
    cell::{Cell, RefCell},
    fmt::{self, Display},
    rc::Rc,
};

use eventsource_wasm::{Error, EventSource, State, mock::MockServer};

use crate::event;

/// A server, a log, and how often the component was rendered. Clones are the same one.
#[derive(Clone, Default)]
pub struct Scene(Rc<Shared>);

#[derive(Default)]
struct Shared {
    mock: MockServer,
    log: RefCell<Vec<String>>,
    renderings: Cell<u32>,
    source: RefCell<Option<EventSource>>,
}

impl Scene {
    /// The server.
    #[must_use]
    pub fn mock(&self) -> &MockServer {
        &self.0.mock
    }

    /// Opens a connection to the server.
    ///
    /// # Errors
    ///
    /// As [`MockServer::connect`] says.
    pub fn connect(&self, url: &str) -> Result<EventSource, Error> {
        self.0.mock.connect(EventSource::builder(url))
    }

    /// Waits for the server to be asked.
    #[cfg(target_arch = "wasm32")]
    pub async fn connected(&self) {
        let asked = || self.0.mock.is_connected().then_some(()).ok_or_else(|| "nobody asks".to_owned());
        crate::until("the server is asked", asked).await;
    }

    /// Lets the server send an event.
    ///
    /// # Panics
    ///
    /// Where there can be no such event type.
    #[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    pub fn send(&self, event_type: &str, data: &str) {
        self.0.mock.send(&event(event_type, data).unwrap());
    }

    /// Notes what has happened.
    pub fn note(&self, what: impl Display) {
        self.0.log.borrow_mut().push(what.to_string());
    }

    /// What was noted since it was taken last, in order.
    #[must_use]
    pub fn taken(&self) -> String {
        self.0.log.take().join(" ")
    }

    /// Counts a rendering.
    pub fn rendered(&self) {
        self.0.renderings.set(self.0.renderings.get() + 1);
    }

    /// How many there were.
    #[must_use]
    pub fn renderings(&self) -> u32 {
        self.0.renderings.get()
    }

    /// Shows the test the event source that the component has.
    pub fn show(&self, source: Option<EventSource>) {
        self.0.source.replace(source);
    }

    /// The event source that the component has, or has had; it is not kept here any longer.
    #[must_use]
    pub fn source(&self) -> Option<EventSource> {
        self.0.source.take()
    }

    /// How many there are of this one: whoever holds one is not gone.
    #[must_use]
    pub fn holders(&self) -> usize {
        Rc::strong_count(&self.0)
    }
}

impl PartialEq for Scene {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scene").field("mock", &self.0.mock).finish_non_exhaustive()
    }
}

/// A state as components under test show it.
#[must_use]
pub fn words(state: State) -> String {
    match state {
        State::Connecting { .. } => "connecting".into(),
        State::Open => "open".into(),
        State::Waiting { .. } => "waiting".into(),
        State::Closed { cause } => format!("closed {cause:?}"),
        _ => "in another state".into(),
    }
}
