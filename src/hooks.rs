//! What the hooks of all frameworks have in common: a connection as a component sees it.
//!
//! When it comes back is decided where it always is. A hook opens, tells its component what has become of it, and closes.

use std::{
    cell::{Cell, RefCell},
    ops::ControlFlow,
    rc::{Rc, Weak},
};

use crate::{
    core::connection::{Cause, State},
    error::Error,
    listener::{Listener, Place},
    source::EventSource,
};

/// What a component has opened: perhaps nothing.
pub(crate) type Opening = Option<Result<EventSource, Error>>;

/// A connection as a component sees it. Before it is opened it is connecting: that is what a server renders, where nothing can
/// be opened, and what a browser begins with in its place.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    pub(crate) source: Option<EventSource>,
    pub(crate) state: State,
    /// Why it is not open.
    pub(crate) error: Option<Rc<Error>>,
}

/// What happens to one.
#[derive(Debug)]
pub(crate) enum Change {
    /// It has been opened in place of the one before, or could not be.
    Opened(Opening),
    State(State),
    Failed(Error),
}

impl Connection {
    pub(crate) const CONNECTING: Self = Self { source: None, state: State::Connecting { attempt: 0 }, error: None };

    pub(crate) fn apply(&mut self, change: Change) {
        match change {
            Change::Opened(Some(Ok(source))) => {
                *self = Self { state: source.state(), source: Some(source), error: None }
            }
            Change::Opened(Some(Err(error))) => {
                *self =
                    Self { source: None, state: State::Closed { cause: Cause::Request }, error: Some(Rc::new(error)) };
            }
            Change::Opened(None) => {
                *self = Self { source: None, state: State::Closed { cause: Cause::Requested }, error: None };
            }
            Change::State(state) => {
                self.state = state;
                if state == State::Open {
                    self.error = None;
                }
            }
            Change::Failed(error) => self.error = Some(Rc::new(error)),
        }
    }
}

impl PartialEq for Connection {
    fn eq(&self, other: &Self) -> bool {
        let error = match (&self.error, &other.error) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        error && self.state == other.state && self.source == other.source
    }
}

/// A component's connection, which it follows: closed when this is dropped, whoever else still has a handle.
#[derive(Debug)]
pub(crate) struct Owned {
    source: EventSource,
    listeners: Option<[Listener; 2]>,
}

impl Owned {
    /// Opens, and tells of it and of all that follows.
    pub(crate) fn open(opening: Opening, tell: impl Fn(Change) + Clone + 'static) -> Option<Self> {
        let owned = match &opening {
            Some(Ok(source)) => Some(Self { source: source.clone(), listeners: Some(follow(source, tell.clone())) }),
            _ => None,
        };
        tell(Change::Opened(opening));
        owned
    }

    pub(crate) fn source(&self) -> &EventSource {
        &self.source
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // The component is gone, or has opened another: the end is nothing to tell it of.
        drop(self.listeners.take());
        self.source.close();
    }
}

fn follow(source: &EventSource, tell: impl Fn(Change) + Clone + 'static) -> [Listener; 2] {
    let states = tell.clone();
    // As a stream does, which does not hear what others cannot decode: where nobody listens to that it is on the console.
    let failed = source.session().streams.add(Box::new(move |error: &Error| {
        tell(Change::Failed(error.clone()));
        ControlFlow::Continue(())
    }));
    [
        source.on_state(move |state| states(Change::State(*state))),
        Listener::new(source.session(), Place::Stream(failed)),
    ]
}

/// Where a component's connection comes and goes, and those who listen to it stay. They listen from the very moment it is opened: an
/// event that comes before the next rendering is not missed.
#[derive(Default)]
pub(crate) struct Port {
    owned: RefCell<Option<Owned>>,
    /// Where the events come from: another place as soon as a connection depends on something else.
    place: Cell<u32>,
    plugs: RefCell<Vec<Weak<Plug>>>,
}

impl Port {
    /// Opens a connection in place of the one before.
    pub(crate) fn open(&self, place: u32, opening: Opening, tell: impl Fn(Change) + Clone + 'static) {
        self.close();
        self.place.set(place);
        self.owned.replace(Owned::open(opening, tell));
        let source = self.source();
        for plug in self.plugs() {
            plug.attach(source.as_ref(), place);
        }
    }

    /// Closes the connection. Its end is nothing to tell those who listen to it of.
    pub(crate) fn close(&self) {
        for plug in self.plugs() {
            drop(plug.listener.take());
        }
        drop(self.owned.take());
    }

    /// Not borrowed: who begins to listen, or ends it, may bring about others.
    fn plugs(&self) -> Vec<Rc<Plug>> {
        self.plugs.borrow().iter().filter_map(Weak::upgrade).collect()
    }

    pub(crate) fn source(&self) -> Option<EventSource> {
        self.owned.borrow().as_ref().map(|owned| owned.source().clone())
    }

    /// Listens to the connection that is there, and to all that come, until the plug is dropped.
    pub(crate) fn plug(&self, listen: Listen) -> Rc<Plug> {
        let plug = Rc::new(Plug { listen, listener: RefCell::default() });
        let mut plugs = self.plugs.borrow_mut();
        plugs.retain(|plug| plug.strong_count() > 0);
        plugs.push(Rc::downgrade(&plug));
        drop(plugs);
        if let Some(source) = self.source() {
            plug.attach(Some(&source), self.place.get());
        }
        plug
    }
}

/// Listens to the connection, if there is one, whose events come from this place.
pub(crate) type Listen = Box<dyn Fn(Option<&EventSource>, u32) -> Option<Result<Listener, Error>>>;

/// A listener, through all connections; dropping it removes it.
pub(crate) struct Plug {
    listen: Listen,
    listener: RefCell<Option<Listener>>,
}

impl Plug {
    fn attach(&self, source: Option<&EventSource>, place: u32) {
        let listener = (self.listen)(source, place).transpose();
        if let (Some(source), Err(error)) = (source, &listener) {
            source.session().report(error);
        }
        drop(self.listener.replace(listener.ok().flatten()));
    }
}

/// Connects anew; where there is no connection, or it is closed, another is opened.
pub(crate) fn reconnect(source: Option<EventSource>, open: impl FnOnce()) {
    match source.filter(|source| !source.session().is_closed()) {
        Some(source) => source.reconnect(),
        None => open(),
    }
}

/// A function that each rendering replaces by its own, which sees what that rendering sees. It may be replaced while it runs.
pub(crate) struct Latest<F>(Cell<Option<F>>);

impl<F> Default for Latest<F> {
    fn default() -> Self {
        Self(Cell::new(None))
    }
}

impl<F> Latest<F> {
    pub(crate) fn set(&self, function: F) {
        self.0.set(Some(function));
    }

    pub(crate) fn with(&self, call: impl FnOnce(&mut F)) {
        // It is not here while it runs.
        if let Some(mut function) = self.0.take() {
            call(&mut function);
            let newer = self.0.take();
            self.0.set(Some(newer.unwrap_or(function)));
        }
    }
}
