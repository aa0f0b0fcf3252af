//! Events as a stream.

use std::{
    cell::Cell,
    fmt,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
};

use futures_core::{FusedStream, Stream};

use crate::{
    core::connection::{Cause, State},
    error::Error,
    listener::{Listener, Place},
    queue::{Buffer, Item, Queue},
    raw::Raw,
    session::Session,
};

/// Which errors a stream has among its items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Errors {
    /// All: a lost connection too, after which the stream goes on.
    #[default]
    All,
    /// Those after which nothing comes, and events that cannot be decoded or are too large.
    Final,
}

/// The events of one or more types as a stream, from [`EventSource::stream`](crate::EventSource::stream) and its like.
///
/// It listens from the moment it is made, and decodes an event when it is polled for it. It keeps its connection open, goes on after
/// failures that the connection survives, and ends with `None` after [`close`](crate::EventSource::close), or after the error that
/// closes the connection for good, which is its last item.
///
/// ```no_run
/// # use eventsource_wasm::{Buffer, Error, Errors, EventSource, Json};
/// # use futures_util::StreamExt;
/// # async fn run() -> Result<(), Error> {
/// let source = EventSource::new("/users/count")?;
/// let mut counts = source.stream::<Json<u32>>("userCount").buffer(Buffer::Latest).errors(Errors::Final);
/// while let Some(event) = counts.next().await {
///     println!("{} users", event?.data.0);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing unless it is polled"]
pub struct Events<E> {
    queue: Rc<Queue>,
    session: Rc<Session>,
    errors: Rc<Cell<Errors>>,
    decode: fn(&Raw) -> Result<E, Error>,
    ended: bool,
    listeners: Vec<Listener>,
}

impl<E> Events<E> {
    pub(crate) fn new<'a>(
        session: &Rc<Session>,
        names: impl IntoIterator<Item = &'a str>,
        decode: fn(&Raw) -> Result<E, Error>,
    ) -> Self {
        let queue = Rc::new(Queue::default());
        if session.is_closed() {
            queue.end(true);
        }
        let mut listeners: Vec<_> = names.into_iter().map(|name| listen(session, name, &queue)).collect();
        let (failed, errors) = (Rc::clone(&queue), Rc::new(Cell::new(Errors::default())));
        let wanted = Rc::clone(&errors);
        let slot = session.streams.add(Box::new(move |error: &Error| {
            if wanted.get() == Errors::All || !error.will_retry() {
                failed.push_error(error);
            }
            std::ops::ControlFlow::Continue(())
        }));
        listeners.push(Listener::new(session, Place::Stream(slot)));
        let closed = Rc::clone(&queue);
        let slot = session.states.add(Box::new(move |state| {
            if let State::Closed { cause } = *state {
                closed.end(cause == Cause::Requested);
            }
            std::ops::ControlFlow::Continue(())
        }));
        listeners.push(Listener::new(session, Place::State(slot)));
        Self { queue, session: Rc::clone(session), errors, decode, ended: false, listeners }
    }

    /// Has those events among its items too whose type nobody named, and that are wanted.
    #[cfg(feature = "json")]
    pub(crate) fn with_others(mut self, wanted: impl Fn(&crate::session::Other) -> bool + 'static) -> Self {
        let push = pusher(&self.session, &self.queue);
        let slot = self.session.others.add(Box::new(move |other| {
            if wanted(other) {
                push(&other.raw);
            }
            std::ops::ControlFlow::Continue(())
        }));
        self.listeners.push(Listener::new(&self.session, Place::Others(slot)));
        self
    }

    /// Sets what becomes of events that come faster than the stream is polled; [`Buffer::BackPressure`] unless set.
    pub fn buffer(self, buffer: Buffer) -> Self {
        self.queue.set_buffer(buffer);
        self
    }

    /// Sets which errors are items; all unless set.
    pub fn errors(self, errors: Errors) -> Self {
        self.errors.set(errors);
        self
    }

    /// How many events have been dropped so far, as the [buffer](Self::buffer) was full.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.queue.dropped()
    }
}

fn listen(session: &Rc<Session>, name: &str, queue: &Rc<Queue>) -> Listener {
    let event_type = session.event_type(name);
    let push = pusher(session, queue);
    let slot = event_type.listeners.add(Box::new(move |raw| {
        push(raw);
        std::ops::ControlFlow::Continue(())
    }));
    Listener::new(session, Place::Event(event_type, slot))
}

/// Puts events into the queue, and stops the reading where it is full then.
fn pusher(session: &Rc<Session>, queue: &Rc<Queue>) -> impl Fn(&Raw) + use<> {
    let (queue, session) = (Rc::clone(queue), Rc::downgrade(session));
    move |raw| {
        queue.push_event(raw);
        if queue.is_full()
            && let Some(session) = session.upgrade()
        {
            session.hold(&queue);
        }
    }
}

impl<E> Stream for Events<E> {
    type Item = Result<E, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let item = ready!(self.queue.poll(context));
        if !self.queue.is_full() {
            self.session.release(&self.queue);
        }
        Poll::Ready(match item {
            Some(Item::Event(raw)) => Some((self.decode)(&raw)),
            Some(Item::Error(error)) => Some(Err(error)),
            None => {
                self.ended = true;
                None
            }
        })
    }
}

impl<E> FusedStream for Events<E> {
    fn is_terminated(&self) -> bool {
        self.ended
    }
}

impl<E> Drop for Events<E> {
    fn drop(&mut self) {
        // What is read when the reading goes on is for others.
        self.queue.abandon();
        self.listeners.clear();
        self.session.release(&self.queue);
    }
}

impl<E> fmt::Debug for Events<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events")
            .field("errors", &self.errors.get())
            .field("dropped", &self.dropped())
            .finish_non_exhaustive()
    }
}
