//! The connection of a component.

use std::{cell::Cell, fmt, rc::Rc};

use dioxus_core::{use_drop, use_hook};
use dioxus_hooks::{use_callback, use_effect, use_reactive, use_signal};
use dioxus_signals::{CopyValue, ReadableExt, Signal, WritableExt};

use crate::{
    core::connection::State,
    error::Error,
    hooks::{self, Connection, Port},
    source::EventSource,
};

/// Opens a connection for as long as the component is there, and anew when the URL is another. As
/// [`EventSource::new`] otherwise; for options there is [`use_event_source_with`].
///
/// ```
/// # use dioxus_signals::ReadSignal;
/// # use eventsource_wasm::{Event, dioxus::{use_event, use_event_source}};
/// # use std::rc::Rc;
/// // A hook of one's own:
/// fn use_topic(room: &str) -> ReadSignal<Option<Rc<Event<String>>>> {
///     let source = use_event_source(format!("/rooms/{room}"));
///     use_event::<String>(source, "topic")
/// }
/// ```
pub fn use_event_source(url: impl Into<String>) -> UseEventSource {
    let url = url.into();
    use_event_source_with(use_reactive((&url,), |(url,)| EventSource::new(url)))
}

/// The same with a function that opens the connection; it runs after the first rendering, and whenever a signal that it reads has
/// changed. For what is no signal, such as a property, there is [`use_reactive!`](dioxus_hooks::use_reactive!).
///
/// It may give `None`, for no connection; or one from `MockServer::connect` (feature `mock`), in tests. What
/// fails to open is closed, and the handle has the [error](UseEventSource::error).
///
/// ```
/// # use dioxus_signals::{ReadSignal, ReadableExt};
/// # use eventsource_wasm::{EventSource, Retry, dioxus::{UseEventSource, use_event_source_with}};
/// fn use_inbox(token: ReadSignal<Option<String>>) -> UseEventSource {
///     use_event_source_with(move || {
///         let token = token.cloned()?;
///         let builder = EventSource::builder("/inbox").header("authorization", format!("Bearer {token}"));
///         Some(builder.retry(Retry::default().max_retries(10)).build())
///     })
/// }
/// ```
pub fn use_event_source_with<O>(mut open: impl FnMut() -> O + 'static) -> UseEventSource
where
    O: Into<Option<Result<EventSource, Error>>>,
{
    let mut connection = use_signal(|| Connection::CONNECTING);
    let openings = use_signal(|| 0);
    let tell = use_callback(move |change| connection.write().apply(change));
    let (port, place) = use_hook(<(Rc<Port>, Rc<Cell<u32>>)>::default);
    let asked_before = use_hook(|| Rc::new(Cell::new(None)));

    let opens = Rc::clone(&port);
    use_effect(move || {
        // Where it is not for that, something that the connection depends on has changed.
        let asked = Some(*openings.read());
        if asked_before.replace(asked) == asked {
            place.set(place.get().wrapping_add(1));
        }
        opens.close();
        opens.open(place.get(), open().into(), move |change| tell.call(change));
    });
    let closes = Rc::clone(&port);
    use_drop(move || closes.close());
    UseEventSource { connection, port: use_hook(|| CopyValue::new(port)), openings }
}

/// A component's connection, from [`use_event_source`]: what has become of it, and what can be done with it.
#[derive(Clone, Copy, PartialEq)]
pub struct UseEventSource {
    connection: Signal<Connection>,
    port: CopyValue<Rc<Port>>,
    /// How many times it was asked for, other than by what it depends on.
    openings: Signal<u32>,
}

impl UseEventSource {
    /// Where the connection is, and why. Who reads it is rendered when that changes.
    #[must_use]
    pub fn state(&self) -> State {
        self.connection.read().state
    }

    /// Why the connection is not open: what it could not be opened for, or the last failure. `None` once it is open again. Who reads
    /// it is rendered when that changes.
    ///
    /// An event that could not be decoded is none of these: it is on the browser's console, or goes to
    /// [`use_on_error`](super::use_on_error).
    #[must_use]
    pub fn error(&self) -> Option<Rc<Error>> {
        self.connection.read().error.clone()
    }

    /// The event source itself, for what there is no hook for; `None` where nothing has been opened, as in the first rendering. Who
    /// reads it is rendered when it is another, or its state changes.
    #[must_use]
    pub fn source(&self) -> Option<EventSource> {
        self.connection.read().source.clone()
    }

    /// Closes the connection. [`reconnect`](Self::reconnect) opens another.
    pub fn close(&self) {
        if let Some(source) = self.current() {
            source.close();
        }
    }

    /// Connects anew at once: instead of waiting for the next attempt, in place of a connection that stands, or, unlike
    /// [`EventSource::reconnect`], after one that was closed.
    pub fn reconnect(&self) {
        let mut openings = self.openings;
        hooks::reconnect(self.current(), || {
            // Where the component is gone there is nobody to open one.
            if let Ok(mut openings) = openings.try_write() {
                *openings += 1;
            }
        });
    }

    /// `None` where the component is gone.
    pub(super) fn port(self) -> Option<Rc<Port>> {
        self.port.try_peek().ok().map(|port| Rc::clone(&port))
    }

    fn current(self) -> Option<EventSource> {
        self.port().and_then(|port| port.source())
    }
}

impl fmt::Debug for UseEventSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not read, so that who prints it is not rendered for it.
        let connection = self.connection.try_peek().ok();
        f.debug_struct("UseEventSource").field("connection", &connection.as_deref()).finish_non_exhaustive()
    }
}
