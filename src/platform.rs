//! What a session needs of the world around it: time, timers, a transport, and news of the page's life.
//!
//! In a browser that is `web::Browser`. Nothing here knows of web types.

use std::{any::Any, rc::Rc, time::Duration};

use crate::{
    core::connection::{Moment, Serial},
    event_types::EventType,
    session::Session,
};

/// Something that stops when it is dropped: a timer, a listener.
pub(crate) type Guard = Box<dyn Any>;

/// The world around a session.
pub(crate) trait Platform {
    /// The URL, resolved.
    fn url(&self) -> &str;

    /// Whether credentials go along to another origin.
    fn with_credentials(&self) -> bool;

    /// The time by the wall clock, and a random number.
    fn moment(&self) -> Moment;

    /// Calls back after this time, once.
    fn timer(&self, delay: Duration, fire: Box<dyn FnOnce()>) -> Guard;

    /// Makes a connection, which tells the session under this serial what happens. It is given no chance to do so before this
    /// returns.
    fn connect(&self, session: &Rc<Session>, serial: Serial, last_event_id: &str) -> Rc<dyn Transport>;

    /// Tells the session of the page's life, and of the user's signal to abort.
    fn follow_page(&self, session: &Rc<Session>) -> Guard;

    /// Nothing is asked of it any more: lets go of what the user has given it.
    fn free(&self) {}

    /// Puts a message on the console, for what nobody listens to.
    fn warn(&self, message: &str);
}

/// One connection. Dropping it lets go of it.
pub(crate) trait Transport {
    /// Listens to the events of one type, where a transport has to be asked for them; without a guard it tells of all of them.
    fn listen(&self, session: &Rc<Session>, event_type: &Rc<EventType>) -> Option<Guard>;

    /// Goes on to read, where it has stopped because the session was held.
    fn resume(&self);
}
