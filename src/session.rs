//! One connection through all its attempts, and all who listen to it. It carries out what the core decides, and decides
//! nothing itself.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use crate::{
    core::connection::{Action, Cause, Connection, Input, Moment, Serial, Settings, Signal, State},
    error::{Error, Evidence, NextRetry},
    event_types::{EventType, EventTypes},
    listener::Listener,
    listeners::Listeners,
    platform::{Guard, Platform, Transport},
    queue::Queue,
    raw::Raw,
    web::NativeEvent,
};

/// What all handles and listeners of one connection share.
pub(crate) struct Session {
    core: RefCell<Connection>,
    /// As the core has it, for those who ask while it is deciding.
    state: Cell<State>,
    /// What the user has asked for while the core was deciding.
    wish: Cell<Option<Wish>>,
    platform: Box<dyn Platform>,
    transport: RefCell<Option<Rc<dyn Transport>>>,
    serial: Cell<Option<Serial>>,
    /// A further event of this connection decides nothing.
    settled: Cell<bool>,
    /// The streams that are full: nothing is read until they are not.
    full: RefCell<Vec<Rc<Queue>>>,
    timer: RefCell<Option<Guard>>,
    page: RefCell<Option<Guard>>,
    /// What the transport knows of the failure that it is about to tell of.
    evidence: RefCell<Evidence>,
    /// An event whose last event id the core has not been told yet, as reading it costs something.
    latest: RefCell<Option<(Serial, Raw)>>,
    pub(crate) opened: Listeners<()>,
    pub(crate) failed: Listeners<Error>,
    /// Streams, which have their own words for what they cannot decode, and need not hear of others'.
    pub(crate) streams: Listeners<Error>,
    pub(crate) states: Listeners<State>,
    /// Those that hear of events whatever their type; over `fetch`, as the browser has to be asked for each type.
    pub(crate) others: Listeners<Other>,
    event_types: EventTypes,
    /// Listeners that nobody holds: the session does, and so stays open until it is closed.
    forgotten: RefCell<Vec<Listener>>,
}

/// What a user can ask for.
#[derive(Clone, Copy)]
pub(crate) enum Wish {
    /// A new connection, now.
    Connect,
    /// The end.
    Close,
    /// The end, as an error.
    Abort,
}

/// An event of whatever type.
#[derive(Clone)]
pub(crate) struct Other {
    pub(crate) raw: Raw,
    /// Somebody has asked for this type.
    #[cfg_attr(not(feature = "json"), allow(dead_code, reason = "enums ask"))]
    pub(crate) is_asked_for: bool,
}

impl From<Wish> for Input<'_> {
    fn from(wish: Wish) -> Self {
        match wish {
            Wish::Connect => Self::Connect,
            Wish::Close => Self::Close,
            Wish::Abort => Self::Abort,
        }
    }
}

impl Session {
    /// Begins to connect.
    pub(crate) fn open(platform: Box<dyn Platform>, settings: Settings) -> Rc<Self> {
        let core = Connection::new(settings);
        let session = Rc::new(Self {
            state: Cell::new(core.state()),
            core: RefCell::new(core),
            wish: Cell::default(),
            platform,
            transport: RefCell::default(),
            serial: Cell::default(),
            settled: Cell::default(),
            full: RefCell::default(),
            timer: RefCell::default(),
            page: RefCell::default(),
            evidence: RefCell::default(),
            latest: RefCell::default(),
            opened: Listeners::default(),
            failed: Listeners::default(),
            streams: Listeners::default(),
            states: Listeners::default(),
            others: Listeners::default(),
            event_types: EventTypes::default(),
            forgotten: RefCell::default(),
        });
        session.page.replace(Some(session.platform.follow_page(&session)));
        session.input(Input::Connect);
        session
    }

    pub(crate) fn platform(&self) -> &dyn Platform {
        &*self.platform
    }

    pub(crate) fn state(&self) -> State {
        self.state.get()
    }

    pub(crate) fn is_closed(&self) -> bool {
        matches!(self.state(), State::Closed { .. })
    }

    /// What the core knows; `None` while it is deciding.
    pub(crate) fn ask<T>(&self, ask: impl FnOnce(&Connection) -> T) -> Option<T> {
        self.tell_last_event_id();
        self.core.try_borrow().ok().map(|core| ask(&core))
    }

    /// Which attempt this is, and why there is one more.
    pub(crate) fn attempt(&self) -> (u32, Option<Cause>) {
        let attempt = if let State::Connecting { attempt } = self.state() { attempt } else { 0 };
        (attempt, self.ask(Connection::last_failure).flatten())
    }

    /// Whether what the connection of this serial says still counts.
    pub(crate) fn listens_to(&self, serial: Serial) -> bool {
        self.core.try_borrow().is_ok_and(|core| core.listens_to(serial))
    }

    pub(crate) fn wish(self: &Rc<Self>, wish: Wish) {
        // The end is the end, whatever is asked for in the same breath.
        if !matches!(self.wish.get(), Some(Wish::Close | Wish::Abort)) {
            self.wish.set(Some(wish));
        }
        if let Some(wish) = self.core.try_borrow().ok().and_then(|_| self.wish.take()) {
            self.input(wish.into());
        }
    }

    pub(crate) fn input(self: &Rc<Self>, input: Input<'_>) {
        self.input_at(self.platform.moment(), input);
    }

    /// What the connection of this serial has to say.
    pub(crate) fn signal(self: &Rc<Self>, serial: Serial, signal: Signal<'_>) {
        self.input(Input::Signal(serial, signal));
    }

    /// Tells of a failure, with what is known of it.
    pub(crate) fn fail(self: &Rc<Self>, serial: Serial, signal: Signal<'_>, evidence: Evidence) {
        if self.listens_to(serial) {
            self.evidence.replace(evidence);
            self.signal(serial, signal);
        }
    }

    /// Gives the core an input and does what it says; tells whether what it was about is to be handed to the listeners.
    pub(crate) fn input_at(self: &Rc<Self>, moment: Moment, input: Input<'_>) -> bool {
        self.tell_last_event_id();
        let mut dispatch = false;
        let Ok(actions) = self.core.try_borrow_mut().map(|mut core| {
            // Nothing is settled while it decides: it may ask the user's own function.
            self.settled.set(false);
            let actions = core.handle(moment, input);
            self.state.set(core.state());
            self.settled.set(core.is_settled());
            actions
        }) else {
            // The user's own function, asked by the core, has sent the page an event of its life.
            return false;
        };
        for action in actions {
            match action {
                Action::Abort => self.let_go(),
                Action::Connect(serial) => self.connect(serial),
                Action::SetTimer(delay) => self.set_timer(delay),
                Action::CancelTimer => drop(self.timer.take()),
                Action::Dispatch => dispatch = true,
                Action::Notify(state) => self.notify(state),
            }
        }
        if let Some(wish) = self.wish.take() {
            self.input(wish.into());
        }
        // A listener of the new state may have closed.
        dispatch && !self.is_closed()
    }

    /// Whether nothing is to be decided about a further event of this connection.
    pub(crate) fn is_settled(&self, serial: Serial) -> bool {
        self.settled.get() && self.serial.get() == Some(serial)
    }

    /// Keeps an event for its last event id, which its listeners may ask for, and the core is to know before anything else.
    pub(crate) fn keep_latest(&self, serial: Serial, raw: Raw) {
        self.latest.replace(Some((serial, raw)));
    }

    /// Hands an event to its listeners.
    pub(crate) fn dispatch(&self, event_type: &Rc<EventType>, raw: &Raw) {
        if event_type.listeners.dispatch(raw) {
            self.let_go_of_removed(event_type);
        }
    }

    /// Hands an event to those that hear of all.
    pub(crate) fn dispatch_to_others(&self, raw: Raw, is_asked_for: bool) {
        self.others.dispatch(&Other { raw, is_asked_for });
    }

    pub(crate) fn find(&self, event_type: &[u8]) -> Option<Rc<EventType>> {
        self.event_types.find(event_type)
    }

    /// The browser has an event of this type.
    pub(crate) fn native_event(self: &Rc<Self>, serial: Serial, event_type: &Rc<EventType>, event: NativeEvent) {
        let raw = if self.is_settled(serial) {
            // The last event id of the one before does not matter any more.
            Raw::native(event, self.latest.take().map(|(_, raw)| raw))
        } else {
            let raw = Raw::native(event, None);
            if !self.takes(serial, &raw) {
                return;
            }
            raw
        };
        self.keep_latest(serial, raw.clone());
        self.dispatch(event_type, &raw);
    }

    /// Tells the core of an event, and whether the event is to be handed to the listeners.
    #[inline(never)]
    fn takes(self: &Rc<Self>, serial: Serial, raw: &Raw) -> bool {
        let signal = Signal::Event { last_event_id: raw.last_event_id() };
        self.input_at(self.platform.moment(), Input::Signal(serial, signal)) && self.listens_to(serial)
    }

    /// Tells of an event that was too large.
    pub(crate) fn too_large(&self, size: u64) {
        let error = Error::TooLarge { size };
        self.streams.dispatch(&error);
        if self.streams.is_empty() {
            self.report(&error);
        } else {
            self.failed.dispatch(&error);
        }
    }

    /// Tells of an error that does not touch the connection.
    #[cold]
    pub(crate) fn report(&self, error: &Error) {
        if self.failed.is_empty() {
            self.warn(error);
        }
        self.failed.dispatch(error);
    }

    /// A stream is full.
    pub(crate) fn hold(&self, queue: &Rc<Queue>) {
        let mut full = self.full.borrow_mut();
        if !full.iter().any(|other| Rc::ptr_eq(other, queue)) {
            full.push(Rc::clone(queue));
        }
    }

    /// It is not any more, or is gone.
    pub(crate) fn release(&self, queue: &Rc<Queue>) {
        let was_held = self.is_held();
        self.full.borrow_mut().retain(|other| !Rc::ptr_eq(other, queue));
        if was_held && !self.is_held() {
            // Not borrowed meanwhile: what it reads may end the connection.
            let transport = self.transport.borrow().clone();
            if let Some(transport) = transport {
                transport.resume();
            }
        }
    }

    /// Whether nothing more is to be read for now.
    pub(crate) fn is_held(&self) -> bool {
        !self.full.borrow().is_empty()
    }

    /// The event type of this name; the transport is asked for it at its first listener.
    pub(crate) fn event_type(self: &Rc<Self>, name: &str) -> Rc<EventType> {
        self.event_types.get(name, |event_type| {
            self.transport.borrow().as_ref().and_then(|transport| transport.listen(self, event_type))
        })
    }

    pub(crate) fn retire(&self, event_type: &Rc<EventType>) {
        self.event_types.retire(event_type);
    }

    /// Keeps a listener until the end.
    pub(crate) fn keep(&self, listener: Listener) {
        self.forgotten.borrow_mut().push(listener);
    }

    /// Gives the core the last event id of an event that it has not been told of.
    fn tell_last_event_id(&self) {
        if let Some((serial, raw)) = self.latest.take() {
            self.keep_last_event_id(serial, raw.last_event_id());
        }
    }

    /// Gives the core the last event id of all that has been read, where nothing else is to be decided about that.
    pub(crate) fn has_read(&self, serial: Serial, last_event_id: &str) {
        // It came before.
        drop(self.latest.take());
        self.keep_last_event_id(serial, last_event_id);
    }

    fn keep_last_event_id(&self, serial: Serial, id: &str) {
        if let Ok(mut core) = self.core.try_borrow_mut() {
            core.keep_last_event_id(serial, id);
        }
    }

    fn let_go(&self) {
        self.event_types.detach();
        drop(self.transport.take());
    }

    fn connect(self: &Rc<Self>, serial: Serial) {
        self.let_go();
        self.evidence.take();
        self.serial.set(Some(serial));
        let last_event_id = self.core.borrow().last_event_id().to_owned();
        let transport = self.platform.connect(self, serial, &last_event_id);
        self.event_types.attach(|event_type| transport.listen(self, event_type));
        self.transport.replace(Some(transport));
    }

    fn set_timer(self: &Rc<Self>, delay: std::time::Duration) {
        let session: Weak<Self> = Rc::downgrade(self);
        let fire = move || {
            if let Some(session) = session.upgrade() {
                if session.is_held()
                    && session.state() == State::Open
                    && let Some(serial) = session.serial.get()
                {
                    // What nobody reads is not idle.
                    session.signal(serial, Signal::Other);
                }
                session.input(Input::Timer);
            }
        };
        // The old one first: it is over, or not wanted any more.
        drop(self.timer.take());
        self.timer.replace(Some(self.platform.timer(delay, Box::new(fire))));
    }

    fn notify(&self, state: State) {
        let error = match state {
            State::Connecting { .. } | State::Open => None,
            State::Waiting { attempt, delay, cause } => {
                self.evidence.take().error(cause, Some(NextRetry { attempt, delay }))
            }
            State::Closed { cause } => self.evidence.take().error(cause, None),
        };
        // Streams first: where this state ends them, the error is their last item.
        if let Some(error) = &error {
            self.streams.dispatch(error);
        }
        let is_heard = !(self.failed.is_empty() && self.states.is_empty() && self.streams.is_empty());
        self.states.dispatch(&state);
        // Who was told of the state may have brought about another.
        if state == State::Open && self.state() == state {
            self.opened.dispatch(&());
        }
        if let Some(error) = &error {
            if error.is_final() && !is_heard && !matches!(error, Error::Aborted) {
                self.warn(error);
            }
            self.failed.dispatch(error);
        }
        if matches!(state, State::Closed { .. }) {
            self.free();
        }
    }

    fn warn(&self, error: &Error) {
        self.platform.warn(&format!("eventsource-wasm: {error}"));
    }

    /// Lets go of the guards that nobody holds and whose listeners are removed: they would keep the connection open.
    #[cold]
    #[inline(never)]
    fn let_go_of_removed(&self, event_type: &Rc<EventType>) {
        let (gone, kept) = self.forgotten.take().into_iter().partition(Listener::is_removed);
        // Nobody could add to it meanwhile. Those that are gone are dropped after this, as they may remove others.
        self.forgotten.replace(kept);
        drop::<Vec<_>>(gone);
        if event_type.listeners.is_empty() {
            self.retire(event_type);
        }
    }

    /// Nothing comes any more: frees what listeners have captured.
    fn free(&self) {
        drop(self.page.take());
        drop(self.timer.take());
        self.platform.free();
        self.let_go();
        self.opened.clear();
        self.failed.clear();
        self.streams.clear();
        self.states.clear();
        self.others.clear();
        self.event_types.clear();
        drop(self.forgotten.take());
    }
}
