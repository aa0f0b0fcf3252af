//! A server for tests: an [`EventSource`] that the test drives, with no network and with a time of its own.
//!
//! What the test sends goes through the same parser, connection and listeners as what a server sends over `fetch`, so code under
//! test sees what it would see in a browser: events, states, errors, reconnects after their time. It works in a browser's tests
//! and on the host.
//!
//! Say this is the code under test, which takes the handle and not the URL:
//!
//! ```
//! use std::{cell::Cell, rc::Rc};
//! use eventsource_wasm::{Event, EventSource, Json, Listener, State};
//!
//! /// A badge with the number of users, greyed out while it is not live.
//! #[derive(Default)]
//! struct Badge {
//!     users: Cell<u32>,
//!     grey: Cell<bool>,
//! }
//!
//! fn follow(badge: &Rc<Badge>, source: &EventSource) -> [Listener; 2] {
//!     let (counted, greyed) = (Rc::clone(badge), Rc::clone(badge));
//!     [
//!         source.on("userCount", move |event: Event<Json<u32>>| counted.users.set(event.data.0)),
//!         source.on_state(move |state| greyed.grey.set(*state != State::Open)),
//!     ]
//! }
//!
//! // The test:
//! use std::time::Duration;
//! use eventsource_wasm::{encoder::Frame, mock::MockServer};
//!
//! let mock = MockServer::new();
//! let source = mock.connect(EventSource::builder("/users/count"))?;
//! let badge = Rc::new(Badge::default());
//! let _listeners = follow(&badge, &source);
//!
//! mock.open();
//! mock.send(&Frame::new().event("userCount")?.id("7")?.data("3"));
//! assert_eq!((badge.users.get(), badge.grey.get()), (3, false));
//!
//! mock.drop_connection();
//! assert!(badge.grey.get());
//! mock.advance(Duration::from_secs(2));
//! assert_eq!(mock.last_event_id(), "7"); // it has come back, and told what it has
//! mock.open();
//! assert!(!badge.grey.get());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::{
    cell::{Cell, RefCell},
    fmt,
    rc::{Rc, Weak},
    time::Duration,
};

use crate::{
    core::{
        connection::{Input, Moment, Response, Serial, Signal},
        encoder::Frame,
    },
    error::{Error, Evidence},
    event_types::EventType,
    options::{Credentials, EventSourceBuilder, Options, Resume},
    platform::{Guard, Platform, Transport},
    reader::Reader,
    request::Request,
    session::Session,
    source::EventSource,
};

/// 2026-01-01, so that the wall clock has a plausible time to begin with.
const START: Duration = Duration::from_hours(490_896);

/// A server for one [`EventSource`], and the time it lives in. Cloning gives another handle to the same server.
///
/// See the [module](self) for an example.
#[derive(Clone, Default)]
pub struct MockServer {
    world: Rc<World>,
}

/// What the server and the source's platform share.
#[derive(Default)]
struct World {
    /// Since [`START`].
    time: Cell<Duration>,
    random: Cell<f64>,
    timers: RefCell<Vec<Rc<Timer>>>,
    /// How many sources there have been; the last one is answered.
    sources: Cell<u32>,
    session: RefCell<Weak<Session>>,
    exchange: RefCell<Option<Rc<Exchange>>>,
    requests: RefCell<Vec<MockRequest>>,
    warnings: RefCell<Vec<String>>,
}

/// A request that the server has got.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct MockRequest {
    /// The request, as the builder describes it. A [`prepare`](EventSourceBuilder::prepare) function is not called.
    pub request: Request,
    /// The last event id that came with it; empty for none.
    pub last_event_id: String,
}

impl MockServer {
    /// A server that waits to be connected to.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens an event source that this server answers. Its first request is there when this returns, and waits for
    /// [`open`](Self::open) or [`fail`](Self::fail).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidOption`] where the options do not go together, as the real [`build`](EventSourceBuilder::build) says. A server
    /// answers one source: that of an earlier call is not answered any more.
    pub fn connect(&self, mut builder: EventSourceBuilder) -> Result<EventSource, Error> {
        builder.options.check()?;
        builder.options.chosen_transport()?;
        let settings = std::mem::take(&mut builder.options.settings);
        let source = self.world.sources.get() + 1;
        self.world.sources.set(source);
        let platform = MockPlatform { world: Rc::clone(&self.world), source, options: builder.options };
        Ok(EventSource::with_session(Session::open(Box::new(platform), settings)))
    }

    /// Answers the request that waits: 200, and an event stream. Where none waits, this and the other answers do nothing.
    pub fn open(&self) {
        self.respond(200, "text/event-stream", "");
    }

    /// Refuses the request that waits with this status.
    pub fn fail(&self, status: u16) {
        self.respond(status, "text/plain", "");
    }

    /// Answers the request that waits with this status, `Content-Type` and body. With 200 and `text/event-stream` the body is the
    /// beginning of the stream.
    pub fn respond(&self, status: u16, content_type: &str, body: &str) {
        let Some((session, exchange)) = self.live().filter(|(_, exchange)| !exchange.is_answered.replace(true)) else {
            return;
        };
        let url = exchange.url.clone();
        let head = Response { status, content_type: Some(content_type), retry_after: None, url: &url };
        if head.rejection(Duration::ZERO).is_some() {
            let headers = vec![("content-type".to_owned(), content_type.to_owned())];
            let evidence = Evidence { url: url.clone(), headers, body: body.to_owned(), ..Evidence::default() };
            session.fail(exchange.serial, Signal::Response(head), evidence);
        } else {
            session.signal(exchange.serial, Signal::Response(head));
            self.send_bytes(body.as_bytes());
        }
    }

    /// Sends an event, a comment, a reconnection time: whatever is in the frame.
    pub fn send(&self, frame: &Frame) {
        self.send_bytes(&frame.to_bytes());
    }

    /// Sends bytes of an event stream, whole events or not. Without an open stream they go nowhere.
    pub fn send_bytes(&self, bytes: &[u8]) {
        if let Some((_, exchange)) = self.live().filter(|(_, exchange)| exchange.is_answered.get()) {
            exchange.unread.borrow_mut().extend_from_slice(bytes);
            exchange.read();
        }
    }

    /// Ends the stream, properly.
    pub fn end(&self) {
        if let Some((_, exchange)) = self.live().filter(|(_, exchange)| exchange.is_answered.get()) {
            exchange.is_ended.set(true);
            exchange.read();
        }
    }

    /// Breaks the connection off, or lets the request that waits fail.
    pub fn drop_connection(&self) {
        if let Some((session, exchange)) = self.live() {
            let evidence = Evidence { message: "the mock server dropped it".to_owned(), ..Evidence::default() };
            session.fail(exchange.serial, Signal::NetworkError, evidence);
        }
    }

    /// Lets time go by. What becomes due meanwhile happens in its order, each thing at its own time.
    pub fn advance(&self, time: Duration) {
        let world = &self.world;
        let until = world.time.get().saturating_add(time);
        while let Some(timer) = world.next_timer(until) {
            world.time.set(world.time.get().max(timer.at));
            if let Some(fire) = timer.fire.take() {
                fire();
            }
        }
        world.time.set(until);
    }

    /// Lets the computer sleep: time goes by, and nothing happens before it is over.
    pub fn sleep(&self, time: Duration) {
        self.world.time.set(self.world.time.get().saturating_add(time));
        self.advance(Duration::ZERO);
    }

    /// Sets the number, from 0 up to 1, that spreads clients' reconnects; 0, the shortest waits, unless set.
    pub fn set_random(&self, random: f64) {
        self.world.random.set(random);
    }

    /// Tells the source that the browser is online, or offline.
    pub fn set_online(&self, online: bool) {
        self.tell(if online { Input::Online } else { Input::Offline });
    }

    /// Tells the source that the page is visible, or hidden.
    pub fn set_visible(&self, visible: bool) {
        self.tell(if visible { Input::Visible } else { Input::Hidden });
    }

    /// Whether a request waits or a stream is open: the source holds a connection.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.live().is_some()
    }

    /// All requests so far.
    #[must_use]
    pub fn requests(&self) -> Vec<MockRequest> {
        self.world.requests.borrow().clone()
    }

    /// The last event id of the last request; empty where it had none.
    #[must_use]
    pub fn last_event_id(&self) -> String {
        self.world.requests.borrow().last().map(|request| request.last_event_id.clone()).unwrap_or_default()
    }

    /// What would have been put on the browser's console: errors that nobody listens to.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.world.warnings.borrow().clone()
    }

    fn tell(&self, input: Input<'_>) {
        let session = self.world.session.borrow().upgrade();
        if let Some(session) = session {
            session.input(input);
        }
    }

    /// The connection that the source holds, if it does.
    fn live(&self) -> Option<(Rc<Session>, Rc<Exchange>)> {
        let exchange = self.world.exchange.borrow().clone()?;
        let session = exchange.session.upgrade().filter(|session| session.listens_to(exchange.serial))?;
        Some((session, exchange))
    }
}

impl fmt::Debug for MockServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockServer")
            .field("time", &self.world.time.get())
            .field("requests", &self.world.requests.borrow().len())
            .field("is_connected", &self.is_connected())
            .finish_non_exhaustive()
    }
}

/// Something that is to happen.
struct Timer {
    at: Duration,
    fire: Cell<Option<Box<dyn FnOnce()>>>,
}

/// Cancels it when dropped.
struct TimerGuard(Rc<Timer>);

impl Drop for TimerGuard {
    fn drop(&mut self) {
        self.0.fire.take();
    }
}

impl World {
    /// Takes out the first timer that is due by then.
    fn next_timer(&self, until: Duration) -> Option<Rc<Timer>> {
        let mut timers = self.timers.borrow_mut();
        let (index, first) = timers.iter().enumerate().min_by_key(|(_, timer)| timer.at)?;
        (first.at <= until).then(|| timers.remove(index))
    }
}

struct MockPlatform {
    world: Rc<World>,
    source: u32,
    options: Options,
}

impl Platform for MockPlatform {
    fn url(&self) -> &str {
        &self.options.request.url
    }

    fn with_credentials(&self) -> bool {
        self.options.credentials == Credentials::Include
    }

    fn moment(&self) -> Moment {
        Moment { time: START.saturating_add(self.world.time.get()), random: self.world.random.get() }
    }

    fn timer(&self, delay: Duration, fire: Box<dyn FnOnce()>) -> Guard {
        let at = self.world.time.get().saturating_add(delay);
        let timer = Rc::new(Timer { at, fire: Cell::new(Some(fire)) });
        self.world.timers.borrow_mut().push(Rc::clone(&timer));
        Box::new(TimerGuard(timer))
    }

    fn connect(&self, session: &Rc<Session>, serial: Serial, last_event_id: &str) -> Rc<dyn Transport> {
        let mut reader = Reader::new(last_event_id, self.options.max_event_size);
        reader.set_origin("http://mock");
        let exchange = Rc::new(Exchange {
            session: Rc::downgrade(session),
            serial,
            url: self.options.request.url.clone(),
            reader: RefCell::new(reader),
            unread: RefCell::default(),
            is_answered: Cell::default(),
            is_ended: Cell::default(),
        });
        // Another source has taken its place.
        if self.source == self.world.sources.get() {
            let last_event_id = if self.options.resume == Resume::Never { "" } else { last_event_id };
            let request = self.options.request.clone().for_attempt(session.attempt());
            let request = MockRequest { request, last_event_id: last_event_id.to_owned() };
            self.world.requests.borrow_mut().push(request);
            self.world.session.replace(Rc::downgrade(session));
            self.world.exchange.replace(Some(Rc::clone(&exchange)));
        }
        exchange
    }

    fn follow_page(&self, _: &Rc<Session>) -> Guard {
        Box::new(())
    }

    fn warn(&self, message: &str) {
        self.world.warnings.borrow_mut().push(message.to_owned());
    }
}

/// One connection.
struct Exchange {
    session: Weak<Session>,
    serial: Serial,
    url: String,
    reader: RefCell<Reader>,
    /// What was sent and not yet read, as a listener is running or a stream is full.
    unread: RefCell<Vec<u8>>,
    is_answered: Cell<bool>,
    /// Nothing comes after what is unread.
    is_ended: Cell<bool>,
}

impl Exchange {
    fn read(&self) {
        // A listener that sends: what it sends is read when it has returned.
        let Ok(mut reader) = self.reader.try_borrow_mut() else { return };
        let counts = || self.session.upgrade().filter(|session| session.listens_to(self.serial));
        while let Some(session) = counts().filter(|session| !session.is_held()) {
            if reader.is_done() {
                let unread = self.unread.take();
                if unread.is_empty() {
                    if self.is_ended.take() {
                        session.signal(self.serial, Signal::End);
                    }
                    return;
                }
                reader.take(unread);
            }
            reader.read(&session, self.serial);
        }
    }
}

impl Transport for Exchange {
    fn listen(&self, _: &Rc<Session>, _: &Rc<EventType>) -> Option<Guard> {
        None
    }

    fn resume(&self) {
        if let (Ok(mut reader), Some(session)) = (self.reader.try_borrow_mut(), self.session.upgrade()) {
            reader.read(&session, self.serial);
        }
        self.read();
    }
}
