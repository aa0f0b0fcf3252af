//! One connection after the other, and what listens to each of them.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use reactive_graph::{graph::untrack, prelude::*, signal::ArcRwSignal};

use crate::{
    core::connection::State,
    error::Error,
    hooks::{Change, Connection, Owned},
    listener::Listener,
    options::EventSourceBuilder,
    source::EventSource,
};

/// Opens a connection.
type Open = Box<dyn Fn(EventSourceBuilder) -> Result<EventSource, Error>>;

/// Listens to a connection that has just been opened.
type Listen = Box<dyn Fn(&EventSource) -> Result<Listener, Error>>;

/// The connections of one hook, of which there is one at a time.
pub(super) struct Connections {
    open: Open,
    options: Box<dyn Fn(EventSourceBuilder) -> EventSourceBuilder>,
    url: RefCell<Option<String>>,
    owned: RefCell<Option<Owned>>,
    present: Rc<Present>,
    places: RefCell<Vec<Rc<Place>>>,
    /// The user has closed it.
    is_closed: Cell<bool>,
}

/// The connection that there is, as it is shown.
struct Present {
    connection: RefCell<Connection>,
    state: ArcRwSignal<State>,
    error: ArcRwSignal<Option<Error>>,
}

/// A listener, through all connections.
pub(super) struct Place {
    listen: Listen,
    listener: RefCell<Option<Listener>>,
}

impl Connections {
    /// None as yet; `None` where there will be none, as on a server: neither a browser nor the mock server of a test.
    pub(super) fn new(
        options: impl Fn(EventSourceBuilder) -> EventSourceBuilder + 'static,
        url: Option<String>,
        state: ArcRwSignal<State>,
        error: ArcRwSignal<Option<Error>>,
    ) -> Option<Self> {
        let connection = RefCell::new(Connection { state: state.get_untracked(), ..Connection::CONNECTING });
        Some(Self {
            open: opener()?,
            options: Box::new(options),
            url: RefCell::new(url),
            owned: RefCell::default(),
            present: Rc::new(Present { connection, state, error }),
            places: RefCell::default(),
            is_closed: Cell::default(),
        })
    }

    pub(super) fn source(&self) -> Option<EventSource> {
        self.present.connection.borrow().source.clone()
    }

    /// The component is mounted; or its URL or its options have changed.
    pub(super) fn follow(&self, is_mounted: bool, url: Option<String>) {
        let is_same = *self.url.borrow() == url;
        self.url.replace(url);
        // Asked for even where nothing is opened: the signals that are read among them are to be heard of.
        let builder = self.builder();
        let is_settled = self.is_closed.get() || is_mounted && self.source().is_some();
        if !(is_same && is_settled) {
            self.open(builder);
        }
    }

    pub(super) fn reconnect(&self) {
        match self.source().filter(|source| !matches!(source.state(), State::Closed { .. })) {
            Some(source) => source.reconnect(),
            None => self.open(untrack(|| self.builder())),
        }
    }

    pub(super) fn close(&self) {
        self.let_go();
        self.is_closed.set(true);
        self.present.apply(Change::Opened(None));
    }

    /// Adds a listener, to all connections from the present one on.
    pub(super) fn add(&self, listen: impl Fn(&EventSource) -> Result<Listener, Error> + 'static) -> Rc<Place> {
        let place = Rc::new(Place { listen: Box::new(listen), listener: RefCell::default() });
        self.places.borrow_mut().push(Rc::clone(&place));
        self.attach(std::slice::from_ref(&place));
        place
    }

    pub(super) fn remove(&self, place: &Rc<Place>) {
        self.places.borrow_mut().retain(|other| !Rc::ptr_eq(other, place));
    }

    /// From now on, data that cannot be decoded is an error to show, and no longer one for the browser's console.
    pub(super) fn show_undecoded(&self) {
        let present = Rc::clone(&self.present);
        self.add(move |source| {
            let present = Rc::clone(&present);
            Ok(source.on_error(move |error| {
                if matches!(error, Error::Decode(_)) {
                    present.apply(Change::Failed(error.clone()));
                }
            }))
        });
    }

    fn builder(&self) -> Option<EventSourceBuilder> {
        let url = self.url.borrow().clone()?;
        Some((self.options)(EventSource::builder(url)))
    }

    fn open(&self, builder: Option<EventSourceBuilder>) {
        self.let_go();
        self.is_closed.set(false);
        let opening = builder.map(&self.open);
        let present = Rc::clone(&self.present);
        self.owned.replace(Owned::open(opening, move |change| present.apply(change)));
        self.attach(&self.places());
    }

    /// Where one cannot listen, as its type is no enum, the connection would be for nothing.
    fn attach(&self, places: &[Rc<Place>]) {
        let Some(source) = self.source() else { return };
        if let Err(error) = places.iter().try_for_each(|place| place.attach(&source)) {
            // A mistake in the program: on the console, whoever looks at it in the page.
            source.session().report(&error);
            self.let_go();
            self.present.apply(Change::Opened(Some(Err(error))));
        }
    }

    /// Closes the connection that there is, and nobody hears of it.
    fn let_go(&self) {
        for place in self.places() {
            drop(place.listener.take());
        }
        drop(self.owned.take());
    }

    /// Not borrowed: what a listener has captured may add and remove others when it goes.
    fn places(&self) -> Vec<Rc<Place>> {
        self.places.borrow().clone()
    }
}

impl Place {
    fn attach(&self, source: &EventSource) -> Result<(), Error> {
        let listener = (self.listen)(source)?;
        self.listener.replace(Some(listener));
        Ok(())
    }
}

impl Present {
    fn apply(&self, change: Change) {
        let mut connection = self.connection.borrow_mut();
        let before = connection.clone();
        connection.apply(change);
        let Connection { state, error, .. } = connection.clone();
        drop(connection);
        if state != before.state {
            self.state.set(state);
        }
        if error.as_ref().map(Rc::as_ptr) != before.error.as_ref().map(Rc::as_ptr) {
            self.error.set(error.as_deref().cloned());
        }
    }
}

impl Drop for Connections {
    fn drop(&mut self) {
        self.let_go();
    }
}

/// What opens connections here: the mock server of a test, or the browser.
fn opener() -> Option<Open> {
    #[cfg(feature = "mock")]
    {
        use reactive_graph::{owner::use_context, send_wrapper_ext::SendOption};
        if let Some(server) = use_context::<SendOption<crate::mock::MockServer>>().and_then(SendOption::take) {
            return Some(Box::new(move |builder| server.connect(builder)));
        }
    }
    cfg!(all(target_arch = "wasm32", target_os = "unknown")).then(|| Box::new(EventSourceBuilder::build) as Open)
}
