//! One connection after the other, and what listens to each of them.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use reactive_graph::{
    graph::untrack,
    owner::{Owner, on_cleanup},
    prelude::*,
    send_wrapper_ext::SendOption,
    signal::ArcRwSignal,
};

use crate::{
    core::connection::State,
    error::Error,
    hooks::{self, Change, Connection, Plug, Port},
    listener::Listener,
    options::EventSourceBuilder,
    source::EventSource,
};

/// Opens a connection.
type Open = Box<dyn Fn(EventSourceBuilder) -> Result<EventSource, Error>>;

/// The connections of one hook, of which there is one at a time.
pub(super) struct Connections {
    open: Open,
    options: Box<dyn Fn(EventSourceBuilder) -> EventSourceBuilder>,
    url: RefCell<Option<String>>,
    port: Port,
    present: Rc<Present>,
    /// The listeners that are there for as long as this is.
    plugs: RefCell<Vec<Rc<Plug>>>,
    /// The user has closed it.
    is_closed: Cell<bool>,
}

/// The connection that there is, as it is shown.
struct Present {
    connection: RefCell<Connection>,
    state: ArcRwSignal<State>,
    error: ArcRwSignal<Option<Error>>,
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
            port: Port::default(),
            present: Rc::new(Present { connection, state, error }),
            plugs: RefCell::default(),
            is_closed: Cell::default(),
        })
    }

    pub(super) fn source(&self) -> Option<EventSource> {
        self.port.source()
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
        hooks::reconnect(self.source(), || self.open(untrack(|| self.builder())));
    }

    pub(super) fn close(&self) {
        self.is_closed.set(true);
        self.port.close();
        self.present.apply(Change::Opened(None));
    }

    /// Listens to the connection that is there, and to all that come, for as long as the owner is there that this is called under.
    pub(super) fn listen(self: &Rc<Self>, listen: impl Fn(&EventSource) -> Result<Listener, Error> + 'static) {
        let connections = Rc::downgrade(self);
        let plug = self.port.plug(Box::new(move |source, _| {
            Some(listen(source?).inspect_err(|error| {
                if let Some(connections) = connections.upgrade() {
                    connections.give_up(error.clone());
                }
            }))
        }));
        if Owner::current().is_some() {
            let plug = SendOption::new_local(Some(plug));
            on_cleanup(move || drop(plug));
        } else {
            self.plugs.borrow_mut().push(plug);
        }
    }

    /// From now on, data that cannot be decoded is an error to show, and no longer one for the browser's console.
    pub(super) fn show_undecoded(&self) {
        let present = Rc::clone(&self.present);
        let plug = self.port.plug(Box::new(move |source, _| {
            let present = Rc::clone(&present);
            Some(Ok(source?.on_error(move |error| {
                if matches!(error, Error::Decode(_)) {
                    present.apply(Change::Failed(error.clone()));
                }
            })))
        }));
        self.plugs.borrow_mut().push(plug);
    }

    fn builder(&self) -> Option<EventSourceBuilder> {
        let url = self.url.borrow().clone()?;
        Some((self.options)(EventSource::builder(url)))
    }

    fn open(&self, builder: Option<EventSourceBuilder>) {
        // Before the next one is opened: browsers have few for a server.
        self.port.close();
        self.is_closed.set(false);
        let present = Rc::clone(&self.present);
        self.port.open(0, builder.map(&self.open), move |change| present.apply(change));
    }

    /// The connection would be for nothing: nobody can listen to it.
    fn give_up(&self, error: Error) {
        self.port.close();
        self.present.apply(Change::Opened(Some(Err(error))));
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
        self.port.close();
    }
}

/// What opens connections here: the mock server of a test, or the browser.
fn opener() -> Option<Open> {
    #[cfg(feature = "mock")]
    {
        use reactive_graph::owner::use_context;
        if let Some(server) = use_context::<SendOption<crate::mock::MockServer>>().and_then(SendOption::take) {
            return Some(Box::new(move |builder| server.connect(builder)));
        }
    }
    cfg!(all(target_arch = "wasm32", target_os = "unknown")).then(|| Box::new(EventSourceBuilder::build) as Open)
}
