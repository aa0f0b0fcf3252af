//! The handle that users hold.

use std::{fmt, ops::ControlFlow, rc::Rc, time::Duration};

use crate::{
    core::connection::State,
    decode::Data,
    error::Error,
    event::Event,
    events::Events,
    listener::{Listener, Place},
    listeners::Callback,
    options::EventSourceBuilder,
    raw::Raw,
    ready_state::ReadyState,
    session::{Session, Wish},
    web,
};

/// A connection to a server that sends events.
///
/// It opens when it is made, and comes back when it is lost, as its [retry policy](EventSourceBuilder::retry) says. It closes at
/// [`close`](Self::close), or when the last of its handles and [`Listener`]s is gone: cloning a handle is cheap, every clone is
/// the same connection, and a listener keeps its connection open by itself.
///
/// ```no_run
/// use eventsource_wasm::{Error, Event, EventSource, Json};
///
/// # fn main() -> Result<(), Error> {
/// let source = EventSource::new("/users/count")?;
/// let _count = source.on("userCount", |event: Event<Json<u32>>| println!("{} users", event.data.0));
/// let _error = source.on_error(|error| eprintln!("{error}"));
/// # Ok(())
/// # }
/// ```
///
/// # Listeners
///
/// They run in the order in which they were added. Inside of one everything is allowed: adding listeners (called from
/// the next event on), removing them (not called any more), closing (nobody is called any more), and dispatching
/// another event to the same object (a listener is never re-entered: it gets that event right after it returns).
///
/// # Threads
///
/// Like all JavaScript objects it stays on its thread. It works in windows, in dedicated, shared and service workers, and over
/// `fetch` wherever there is one, such as in Node.
///
/// # The page's life
///
/// A connection that waits for its next attempt makes it at once when the browser is online again, and when the page comes back from
/// a sleep that has outlasted the wait. A page that is left lets go of its connection; if it comes back out of the browser's
/// back/forward cache, so does the connection. Only where the browser's own class is reconnecting by itself it is left to that, as it
/// alone can tell the server the last event id then. (Firefox puts no page there that has an open connection.) A hidden page keeps its
/// connection unless [told otherwise](EventSourceBuilder::pause_when_hidden).
#[derive(Clone)]
pub struct EventSource {
    session: Rc<Session>,
}

impl EventSource {
    /// Opens a connection with the browser's defaults. A relative URL is resolved as the browser does it: against the
    /// page, or in a worker against the worker's script.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidUrl`] where the URL is empty, makes no sense or is no HTTP URL, [`Error::Unsupported`] outside of a
    /// browser. A server that cannot be reached is no error here: that comes later, to [`on_error`](Self::on_error).
    ///
    /// ```
    /// # #[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))] {
    /// use eventsource_wasm::{Error, EventSource};
    ///
    /// // Compiled for a server, say to render a page there, it is inert and says so.
    /// assert!(matches!(EventSource::new("/users/count"), Err(Error::Unsupported)));
    /// # }
    /// ```
    pub fn new(url: impl Into<String>) -> Result<Self, Error> {
        Self::builder(url).build()
    }

    /// Options to set before the connection is opened.
    pub fn builder(url: impl Into<String>) -> EventSourceBuilder {
        EventSourceBuilder::new(url.into())
    }

    pub(crate) fn session(&self) -> &Rc<Session> {
        &self.session
    }

    pub(crate) fn with_session(session: Rc<Session>) -> Self {
        Self { session }
    }

    /// The URL, resolved: absolute even where a relative one was given.
    #[must_use]
    pub fn url(&self) -> &str {
        self.session.platform().url()
    }

    /// Whether cookies and HTTP authentication go along to another origin.
    #[must_use]
    pub fn with_credentials(&self) -> bool {
        self.session.platform().with_credentials()
    }

    /// Where the connection is, in the terms of the browser's class: one that waits for its next attempt is connecting.
    #[must_use]
    pub fn ready_state(&self) -> ReadyState {
        match self.state() {
            State::Open => ReadyState::Open,
            State::Closed { .. } => ReadyState::Closed,
            _ => ReadyState::Connecting,
        }
    }

    /// Where the connection is, and why.
    ///
    /// ```no_run
    /// # use eventsource_wasm::{EventSource, State};
    /// # fn run(source: &EventSource) -> String {
    /// match source.state() {
    ///     State::Waiting { delay: Some(_), .. } => {
    ///         format!("reconnecting in {} s", source.next_retry_in().unwrap_or_default().as_secs())
    ///     }
    ///     State::Open => "live".into(),
    ///     State::Closed { cause } => format!("closed: {cause:?}"),
    ///     _ => "connecting".into(),
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn state(&self) -> State {
        self.session.state()
    }

    /// How long it will be until the next attempt to connect; `None` where none is planned, or the browser makes it by itself in a
    /// time that it does not tell.
    #[must_use]
    pub fn next_retry_in(&self) -> Option<Duration> {
        let now = self.session.platform().moment().time;
        self.session.ask(|core| core.next_retry_in(now)).flatten()
    }

    /// The id of the last event, which a server is told when the connection is made anew; empty where there was none. Over the
    /// browser's own class that is the last event that somebody listens to. Within the function of
    /// [`Retry::decide`](crate::Retry::decide) it is not known.
    #[must_use]
    pub fn last_event_id(&self) -> String {
        self.session.ask(|core| core.last_event_id().to_owned()).unwrap_or_default()
    }

    /// Connects anew at once: instead of waiting for the next attempt, or in place of a connection that stands. Once closed it does
    /// nothing: open another.
    pub fn reconnect(&self) {
        self.session.wish(Wish::Connect);
    }

    /// Closes the connection for all of its handles and removes all listeners. Nobody is called after this, not even
    /// for an event that has arrived already. Closing again does nothing.
    pub fn close(&self) {
        self.session.wish(Wish::Close);
    }

    /// Listens to the events of one type, such as `event: userCount`, with their data decoded to the type that the
    /// listener's argument names. See [`Data`] for those.
    ///
    /// An event that cannot be decoded goes to [`on_error`](Self::on_error) instead, or to the browser's console where
    /// nobody listens there; the next one comes as usual. Several listeners for one event type may decode to different
    /// types. After [`close`](Self::close) this does nothing.
    ///
    /// ```no_run
    /// # use eventsource_wasm::{Event, EventSource, Json};
    /// # fn run(source: &EventSource) {
    /// let as_number = source.on("userCount", |event: Event<Json<u32>>| println!("{}", event.data.0 + 1));
    /// let as_text = source.on("userCount", |event: Event<String>| println!("{}", event.data));
    /// drop(as_number); // removes this one
    /// as_text.forget(); // keeps this one for as long as the connection is open
    /// # }
    /// ```
    pub fn on<T: Data>(&self, event_type: &str, mut listener: impl FnMut(Event<T>) + 'static) -> Listener {
        self.listen(event_type, move |event| {
            listener(event);
            ControlFlow::Continue(())
        })
    }

    /// Listens to the next event of one type and no further. One that cannot be decoded goes to
    /// [`on_error`](Self::on_error), and the listener waits on.
    pub fn once<T: Data>(&self, event_type: &str, listener: impl FnOnce(Event<T>) + 'static) -> Listener {
        let mut listener = Some(listener);
        self.listen(event_type, move |event| {
            if let Some(listener) = listener.take() {
                listener(event);
            }
            ControlFlow::Break(())
        })
    }

    /// Listens to the events that have no name: the same as `on("message", ..)`.
    pub fn on_message<T: Data>(&self, listener: impl FnMut(Event<T>) + 'static) -> Listener {
        self.on("message", listener)
    }

    /// The events of one type as a stream, with their data decoded to the type that is asked for. Nothing is missed between this call
    /// and the first poll.
    ///
    /// ```no_run
    /// # use eventsource_wasm::{Error, EventSource, Json};
    /// # use futures_util::StreamExt;
    /// # async fn run(source: EventSource) -> Result<(), Error> {
    /// let mut counts = source.stream::<Json<u32>>("userCount");
    /// while let Some(event) = counts.next().await {
    ///     match event {
    ///         Ok(event) => println!("{} users", event.data.0),
    ///         Err(error) => eprintln!("{error}"), // one after which the stream goes on, or its last item
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn stream<T: Data>(&self, event_type: &str) -> Events<Event<T>> {
        Events::new(&self.session, [event_type], Event::decode)
    }

    /// The events that have no name as a stream: the same as `stream("message")`.
    pub fn messages<T: Data>(&self) -> Events<Event<T>> {
        self.stream("message")
    }

    /// Calls back each time the connection opens: the first time and after each reconnection.
    pub fn on_open(&self, mut listener: impl FnMut() + 'static) -> Listener {
        let slot = self.session.opened.add(Box::new(move |()| {
            listener();
            ControlFlow::Continue(())
        }));
        Listener::new(&self.session, Place::Opened(slot))
    }

    /// Calls back when the connection is lost, cannot be made or is closed for good, each time with
    /// [why](Error) and [what follows](Error::retry); and when an event is too large or cannot be decoded.
    ///
    /// [`close`](Self::close) is no error, and neither is an event that the server names `error`.
    pub fn on_error(&self, mut listener: impl FnMut(&Error) + 'static) -> Listener {
        let slot = self.session.failed.add(Box::new(move |error| {
            listener(error);
            ControlFlow::Continue(())
        }));
        Listener::new(&self.session, Place::Failed(slot))
    }

    /// Calls back each time the connection's [state](Self::state) changes.
    ///
    /// ```no_run
    /// # use eventsource_wasm::{EventSource, State};
    /// # fn run(source: &EventSource) {
    /// let _states = source.on_state(|state| match state {
    ///     State::Waiting { delay: Some(delay), .. } => println!("reconnecting in {} s", delay.as_secs()),
    ///     state => println!("{state:?}"),
    /// });
    /// # }
    /// ```
    pub fn on_state(&self, mut listener: impl FnMut(&State) + 'static) -> Listener {
        let session = Rc::downgrade(&self.session);
        let slot = self.session.states.add(Box::new(move |state| {
            // A listener before this one may have brought about another, which was told meanwhile.
            if session.upgrade().is_some_and(|session| session.state() == *state) {
                listener(state);
            }
            ControlFlow::Continue(())
        }));
        Listener::new(&self.session, Place::State(slot))
    }

    fn listen<T: Data>(
        &self,
        event_type: &str,
        mut listener: impl FnMut(Event<T>) -> ControlFlow<()> + 'static,
    ) -> Listener {
        let event_type = self.session.event_type(event_type);
        let session = Rc::downgrade(&self.session);
        let callback: Callback<Raw> = Box::new(move |raw| match Event::decode(raw) {
            Ok(event) => listener(event),
            Err(error) => {
                session.upgrade().into_iter().for_each(|session| session.report(&error));
                ControlFlow::Continue(())
            }
        });
        let slot = event_type.listeners.add(callback);
        Listener::new(&self.session, Place::Event(event_type, slot))
    }
}

impl EventSourceBuilder {
    /// Opens the connection. It is being made when this returns; [`EventSource::on_open`] tells when it stands.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidUrl`] where the URL is empty, makes no sense or is no HTTP URL, [`Error::InvalidOption`] where an option is
    /// malformed or does not go with another, [`Error::Unsupported`] outside of a browser.
    pub fn build(self) -> Result<EventSource, Error> {
        let settings = self.options.settings.clone();
        let platform = web::platform(self.options)?;
        Ok(EventSource::with_session(Session::open(platform, settings)))
    }
}

/// Two handles are equal when they are the same connection.
impl PartialEq for EventSource {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.session, &other.session)
    }
}

impl Eq for EventSource {}

impl fmt::Debug for EventSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventSource")
            .field("url", &self.url())
            .field("with_credentials", &self.with_credentials())
            .field("state", &self.state())
            .finish()
    }
}
