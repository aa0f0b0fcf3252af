//! The event types that somebody listens to.

use std::{cell::RefCell, rc::Rc};

use crate::{listeners::Listeners, platform::Guard, raw::Raw};

/// One event type, its listeners, and what the transport has for it.
pub(crate) struct EventType {
    pub(crate) name: Rc<str>,
    pub(crate) listeners: Listeners<Raw>,
    attached: RefCell<Option<Guard>>,
}

/// Those of one connection. A page has a handful: looking through them beats hashing.
#[derive(Default)]
pub(crate) struct EventTypes {
    list: RefCell<Vec<Rc<EventType>>>,
}

impl EventTypes {
    /// By its name's bytes: where they are the same, they need not be looked through for what is no UTF-8.
    pub(crate) fn find(&self, name: &[u8]) -> Option<Rc<EventType>> {
        self.list.borrow().iter().find(|event_type| event_type.name.as_bytes() == name).cloned()
    }

    /// The event type of this name; `attach` asks the transport for one that is new.
    pub(crate) fn get(&self, name: &str, attach: impl FnOnce(&Rc<EventType>) -> Option<Guard>) -> Rc<EventType> {
        self.find(name.as_bytes()).unwrap_or_else(|| {
            let event_type =
                Rc::new(EventType { name: name.into(), listeners: Listeners::default(), attached: RefCell::default() });
            event_type.attached.replace(attach(&event_type));
            self.list.borrow_mut().push(Rc::clone(&event_type));
            event_type
        })
    }

    /// Asks a new transport for all of them.
    pub(crate) fn attach(&self, attach: impl Fn(&Rc<EventType>) -> Option<Guard>) {
        for event_type in self.list.borrow().iter() {
            event_type.attached.replace(attach(event_type));
        }
    }

    /// Takes back what was asked of the transport.
    pub(crate) fn detach(&self) {
        self.attach(|_| None);
    }

    /// Forgets a type that nobody listens to any more.
    pub(crate) fn retire(&self, event_type: &Rc<EventType>) {
        self.list.borrow_mut().retain(|other| !Rc::ptr_eq(other, event_type));
        event_type.attached.take();
    }

    /// Removes all listeners.
    pub(crate) fn clear(&self) {
        for event_type in self.list.take() {
            event_type.listeners.clear();
            event_type.attached.take();
        }
    }
}
