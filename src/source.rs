//! The handle that users hold, and the guards that its listeners are.

use std::{
    cell::{Cell, RefCell},
    fmt,
    ops::ControlFlow,
    rc::{Rc, Weak},
};

use crate::{
    decode::Data,
    error::Error,
    event::Event,
    listeners::{Callback, Listeners, Slot},
    options::EventSourceBuilder,
    ready_state::ReadyState,
    web::{Native, NativeListener, Raw, warn},
};

/// A connection to a server that sends events.
///
/// It opens when it is made, and the browser makes it again when it is lost. It closes at [`close`](Self::close), or
/// when the last of its handles and [`Listener`]s is gone: cloning a handle is cheap, every clone is the same
/// connection, and a listener keeps its connection open by itself.
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
/// Like all JavaScript objects it stays on its thread. It works in windows, dedicated workers and shared workers.
#[derive(Clone)]
pub struct EventSource {
    connection: Rc<Connection>,
}

impl EventSource {
    /// Opens a connection with the browser's defaults. A relative URL is resolved as the browser does it: against the
    /// page, or in a worker against the worker's script.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidUrl`] where the URL is empty or makes no sense, [`Error::Unsupported`] outside of a browser. A
    /// server that cannot be reached is no error here: that comes later, to [`on_error`](Self::on_error).
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

    fn open(url: &str, with_credentials: bool) -> Result<Self, Error> {
        if url.trim().is_empty() {
            // Browsers take it for the page's own address, which is never meant and never an event stream.
            return Err(Error::InvalidUrl { url: url.to_owned(), reason: "the URL is empty".to_owned() });
        }
        let native = Native::open(url, with_credentials)?;
        let connection = Rc::new(Connection {
            url: native.url(),
            with_credentials,
            closed: Cell::new(false),
            opened: Listeners::default(),
            failed: Listeners::default(),
            event_types: RefCell::default(),
            forgotten: RefCell::default(),
            native,
        });
        let (opened, failed) = (Rc::downgrade(&connection), Rc::downgrade(&connection));
        connection.native.watch(
            move || {
                if let Some(connection) = opened.upgrade() {
                    connection.opened.dispatch(&());
                }
            },
            move |state| {
                if let Some(connection) = failed.upgrade() {
                    connection.fail(state);
                }
            },
        );
        Ok(Self { connection })
    }

    /// The URL, resolved: absolute even where a relative one was given.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.connection.url
    }

    /// Whether cookies and HTTP authentication go along to another origin.
    #[must_use]
    pub fn with_credentials(&self) -> bool {
        self.connection.with_credentials
    }

    /// Where the connection is.
    #[must_use]
    pub fn ready_state(&self) -> ReadyState {
        self.connection.native.ready_state()
    }

    /// Closes the connection for all of its handles and removes all listeners. Nobody is called after this, not even
    /// for an event that has arrived already. Closing again does nothing.
    pub fn close(&self) {
        self.connection.close();
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

    /// Calls back each time the connection opens: the first time and after each reconnection.
    pub fn on_open(&self, mut listener: impl FnMut() + 'static) -> Listener {
        let slot = self.connection.opened.add(Box::new(move |()| {
            listener();
            ControlFlow::Continue(())
        }));
        self.guard(Place::Opened(slot))
    }

    /// Calls back when the connection is lost ([`Error::Reconnecting`]) or closed for good by the browser
    /// ([`Error::Closed`]), and when an event cannot be decoded ([`Error::Decode`]).
    ///
    /// [`close`](Self::close) is no error, and neither is an event that the server names `error`.
    pub fn on_error(&self, mut listener: impl FnMut(&Error) + 'static) -> Listener {
        let slot = self.connection.failed.add(Box::new(move |error| {
            listener(error);
            ControlFlow::Continue(())
        }));
        self.guard(Place::Failed(slot))
    }

    fn listen<T: Data>(
        &self,
        event_type: &str,
        mut listener: impl FnMut(Event<T>) -> ControlFlow<()> + 'static,
    ) -> Listener {
        let event_type = self.connection.event_type(event_type);
        let name = Rc::clone(&event_type.name);
        let connection = Rc::downgrade(&self.connection);
        let callback: Callback<Raw> = Box::new(move |raw| match Event::decode(&name, raw) {
            Ok(event) => listener(event),
            Err(error) => {
                connection.upgrade().into_iter().for_each(|connection| connection.report(&error));
                ControlFlow::Continue(())
            }
        });
        let slot = event_type.listeners.add(callback);
        self.guard(Place::Event(event_type, slot))
    }

    fn guard(&self, place: Place) -> Listener {
        let listener = Listener { connection: Rc::clone(&self.connection), place };
        if self.connection.closed.get() {
            listener.remove();
        }
        listener
    }
}

impl EventSourceBuilder {
    /// Opens the connection. It is being made when this returns; [`EventSource::on_open`] tells when it stands.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidUrl`] where the URL is empty or makes no sense, [`Error::Unsupported`] outside of a browser.
    pub fn build(&self) -> Result<EventSource, Error> {
        EventSource::open(&self.url, self.with_credentials)
    }
}

/// Two handles are equal when they are the same connection.
impl PartialEq for EventSource {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.connection, &other.connection)
    }
}

impl Eq for EventSource {}

impl fmt::Debug for EventSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventSource")
            .field("url", &self.url())
            .field("with_credentials", &self.with_credentials())
            .field("ready_state", &self.ready_state())
            .finish()
    }
}

/// A listener that is in place: dropping it removes it.
///
/// It keeps its connection open, so a struct that holds its listeners needs not hold the
/// [`EventSource`] too.
#[must_use = "dropping a listener removes it: bind it to a variable, or call `forget()`"]
pub struct Listener {
    connection: Rc<Connection>,
    place: Place,
}

impl Listener {
    /// Leaves the listener in place until the connection is closed, by [`EventSource::close`] or by the browser for
    /// good. Until then the connection stays open, even with no handle left.
    pub fn forget(self) {
        let connection = Rc::clone(&self.connection);
        if !connection.closed.get() {
            connection.forgotten.borrow_mut().push(self);
        }
    }

    fn is_removed(&self) -> bool {
        match &self.place {
            Place::Opened(slot) => slot.is_removed(),
            Place::Failed(slot) => slot.is_removed(),
            Place::Event(_, slot) => slot.is_removed(),
        }
    }

    fn remove(&self) {
        match &self.place {
            Place::Opened(slot) => self.connection.opened.remove(slot),
            Place::Failed(slot) => self.connection.failed.remove(slot),
            Place::Event(event_type, slot) => {
                event_type.listeners.remove(slot);
                if event_type.listeners.is_empty() {
                    self.connection.retire(event_type);
                }
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.remove();
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").field("place", &self.place).finish_non_exhaustive()
    }
}

/// Where a listener is.
#[derive(Debug)]
enum Place {
    Opened(Rc<Slot<()>>),
    Failed(Rc<Slot<Error>>),
    Event(Rc<EventType>, Rc<Slot<Raw>>),
}

/// What all handles and listeners of one connection share.
struct Connection {
    url: String,
    with_credentials: bool,
    closed: Cell<bool>,
    opened: Listeners<()>,
    failed: Listeners<Error>,
    /// Those that somebody listens to. A page has a handful: looking through them beats hashing.
    event_types: RefCell<Vec<Rc<EventType>>>,
    /// Listeners that nobody holds: the connection does, and so stays open until it is closed.
    forgotten: RefCell<Vec<Listener>>,
    /// Closes when it is dropped.
    native: Native,
}

/// One event type, its listeners, and the one callback that the browser has for it.
#[derive(Debug)]
struct EventType {
    name: Rc<str>,
    listeners: Listeners<Raw>,
    /// `None` once nobody listens.
    native: RefCell<Option<NativeListener>>,
}

impl Connection {
    /// The event type of this name; the browser is asked for it at its first listener.
    fn event_type(self: &Rc<Self>, name: &str) -> Rc<EventType> {
        if let Some(event_type) = self.event_types.borrow().iter().find(|event_type| &*event_type.name == name) {
            return Rc::clone(event_type);
        }
        let event_type = Rc::new_cyclic(|this: &Weak<EventType>| EventType {
            name: name.into(),
            listeners: Listeners::default(),
            native: RefCell::new(Some(self.listen(name, this.clone()))),
        });
        self.event_types.borrow_mut().push(Rc::clone(&event_type));
        event_type
    }

    fn listen(self: &Rc<Self>, name: &str, event_type: Weak<EventType>) -> NativeListener {
        let connection = Rc::downgrade(self);
        self.native.listen(name, move |raw| {
            // Held for as long as it takes: a listener may drop the last handle.
            let connection = connection.upgrade();
            if let (Some(connection), Some(event_type)) = (connection, event_type.upgrade())
                && event_type.listeners.dispatch(&raw)
            {
                connection.let_go(&event_type);
            }
        })
    }

    /// Lets go of the guards that nobody holds and whose listeners are removed: they would keep the connection open.
    fn let_go(&self, event_type: &Rc<EventType>) {
        let (gone, kept) = self.forgotten.take().into_iter().partition(Listener::is_removed);
        // Nobody could add to it meanwhile. Those that are gone are dropped after this, as they may remove others.
        self.forgotten.replace(kept);
        drop::<Vec<_>>(gone);
        if event_type.listeners.is_empty() {
            self.retire(event_type);
        }
    }

    /// Takes back what was asked of the browser for an event type that nobody listens to any more.
    fn retire(&self, event_type: &Rc<EventType>) {
        self.event_types.borrow_mut().retain(|other| !Rc::ptr_eq(other, event_type));
        event_type.native.take();
    }

    /// The browser fired `error` in this state: it tries again, or gave up.
    fn fail(&self, state: ReadyState) {
        match state {
            ReadyState::Closed => {
                self.failed.dispatch(&Error::Closed);
                self.close();
            }
            ReadyState::Connecting | ReadyState::Open => {
                self.failed.dispatch(&Error::Reconnecting);
            }
        }
    }

    /// Tells of an event that could not be decoded.
    fn report(&self, error: &Error) {
        if self.failed.is_empty() {
            warn(&format!("eventsource-wasm: {error}"));
        }
        self.failed.dispatch(error);
    }

    fn close(&self) {
        self.native.close();
        if self.closed.replace(true) {
            return;
        }
        self.opened.clear();
        self.failed.clear();
        for event_type in self.event_types.take() {
            event_type.listeners.clear();
            event_type.native.take();
        }
        drop(self.forgotten.take());
    }
}
