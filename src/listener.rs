//! The guards that listeners are.

use std::{fmt, rc::Rc};

use crate::{
    core::connection::State,
    error::Error,
    event_types::EventType,
    listeners::Slot,
    raw::Raw,
    session::{Other, Session},
};

/// A listener that is in place: dropping it removes it.
///
/// It keeps its connection open, so a struct that holds its listeners needs not hold the
/// [`EventSource`](crate::EventSource) too.
#[must_use = "dropping a listener removes it: bind it to a variable, or call `forget()`"]
pub struct Listener {
    session: Rc<Session>,
    place: Place,
}

/// Where a listener is.
pub(crate) enum Place {
    Opened(Rc<Slot<()>>),
    Failed(Rc<Slot<Error>>),
    Stream(Rc<Slot<Error>>),
    State(Rc<Slot<State>>),
    Event(Rc<EventType>, Rc<Slot<Raw>>),
    Others(Rc<Slot<Other>>),
    /// Listeners that come and go together.
    Several(Vec<Listener>),
}

impl Listener {
    /// A listener that is in place; where the connection is closed already it is not.
    pub(crate) fn new(session: &Rc<Session>, place: Place) -> Self {
        let listener = Self { session: Rc::clone(session), place };
        if session.is_closed() {
            listener.remove();
        }
        listener
    }

    /// Leaves the listener in place until the connection is closed, by
    /// [`EventSource::close`](crate::EventSource::close) or for good by a failure. Until then the connection stays open, even with
    /// no handle left.
    pub fn forget(self) {
        let session = Rc::clone(&self.session);
        if !session.is_closed() {
            session.keep(self);
        }
    }

    pub(crate) fn is_removed(&self) -> bool {
        match &self.place {
            Place::Opened(slot) => slot.is_removed(),
            Place::Failed(slot) | Place::Stream(slot) => slot.is_removed(),
            Place::State(slot) => slot.is_removed(),
            Place::Event(_, slot) => slot.is_removed(),
            Place::Others(slot) => slot.is_removed(),
            Place::Several(listeners) => listeners.iter().all(Self::is_removed),
        }
    }

    fn remove(&self) {
        match &self.place {
            Place::Opened(slot) => self.session.opened.remove(slot),
            Place::Failed(slot) => self.session.failed.remove(slot),
            Place::Stream(slot) => self.session.streams.remove(slot),
            Place::State(slot) => self.session.states.remove(slot),
            Place::Others(slot) => self.session.others.remove(slot),
            Place::Several(listeners) => {
                for listener in listeners {
                    listener.remove();
                }
            }
            Place::Event(event_type, slot) => {
                event_type.listeners.remove(slot);
                if event_type.listeners.is_empty() {
                    self.session.retire(event_type);
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
        let what = match &self.place {
            Place::Opened(_) => "open",
            Place::Failed(_) | Place::Stream(_) => "error",
            Place::State(_) => "state",
            Place::Event(event_type, _) => &event_type.name,
            Place::Others(_) | Place::Several(_) => "several",
        };
        f.debug_struct("Listener").field("listens_to", &what).finish_non_exhaustive()
    }
}
