//! What waits for a stream to be polled, and what happens when that is too much.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    task::{Context, Poll, Waker},
};

use crate::{error::Error, raw::Raw};

/// What a stream does with events that come faster than it is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Buffer {
    /// Keeps the latest event alone: right for what is a state, such as a count of users.
    Latest,
    /// Keeps so many events, and drops the oldest for a new one.
    DropOldest(usize),
    /// Keeps so many events, and drops new ones until there is room.
    DropNewest(usize),
    /// Keeps so many events, then stops reading the connection until there is room, for its other listeners too: nothing is
    /// dropped, and the server feels it. Over `fetch`; the browser's own class cannot be stopped, and there the oldest is dropped.
    BackPressure(usize),
}

impl Default for Buffer {
    /// Back pressure after 1024 events.
    fn default() -> Self {
        Self::BackPressure(1024)
    }
}

impl Buffer {
    fn room(self) -> usize {
        match self {
            Self::Latest => 1,
            Self::DropOldest(room) | Self::DropNewest(room) | Self::BackPressure(room) => room.max(1),
        }
    }
}

/// Something that waits.
pub(crate) enum Item {
    Event(Raw),
    Error(Error),
}

/// The most errors that wait: who never polls would keep those of a night without network.
const MOST_ERRORS: usize = 64;

/// The items of one stream. Errors have a room of their own.
#[derive(Default)]
pub(crate) struct Queue {
    items: RefCell<VecDeque<Item>>,
    waker: RefCell<Option<Waker>>,
    buffer: Cell<Buffer>,
    events: Cell<usize>,
    errors: Cell<usize>,
    dropped: Cell<u64>,
    ended: Cell<bool>,
}

impl Queue {
    pub(crate) fn set_buffer(&self, buffer: Buffer) {
        self.buffer.set(buffer);
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.dropped.get()
    }

    /// Whether the connection should not be read until something is taken.
    pub(crate) fn is_full(&self) -> bool {
        !self.ended.get()
            && matches!(self.buffer.get(), Buffer::BackPressure(_))
            && self.events.get() >= self.buffer.get().room()
    }

    pub(crate) fn push_event(&self, raw: &Raw) {
        if self.ended.get() {
            return;
        }
        let mut items = self.items.borrow_mut();
        if self.events.get() >= self.buffer.get().room() {
            self.dropped.set(self.dropped.get() + 1);
            if matches!(self.buffer.get(), Buffer::DropNewest(_)) {
                return;
            }
            if let Some(oldest) = items.iter().position(|item| matches!(item, Item::Event(..))) {
                items.remove(oldest);
            }
        } else {
            self.events.set(self.events.get() + 1);
        }
        items.push_back(Item::Event(raw.clone()));
        drop(items);
        self.wake();
    }

    pub(crate) fn push_error(&self, error: &Error) {
        let mut items = self.items.borrow_mut();
        if self.errors.get() < MOST_ERRORS {
            self.errors.set(self.errors.get() + 1);
        } else if let Some(oldest) = items.iter().position(|item| matches!(item, Item::Error(_))) {
            items.remove(oldest);
        }
        items.push_back(Item::Error(error.clone()));
        drop(items);
        self.wake();
    }

    /// Nothing comes any more. What waits is still given out, unless the user has closed: then nothing is.
    pub(crate) fn end(&self, discard: bool) {
        self.ended.set(true);
        if discard {
            drop(self.items.take());
            self.events.set(0);
            self.errors.set(0);
        }
        self.wake();
    }

    /// Nobody polls any more.
    pub(crate) fn abandon(&self) {
        self.waker.take();
        self.end(true);
    }

    pub(crate) fn poll(&self, context: &Context<'_>) -> Poll<Option<Item>> {
        let item = self.items.borrow_mut().pop_front();
        match item {
            Some(Item::Event(..)) => self.events.set(self.events.get() - 1),
            Some(Item::Error(_)) => self.errors.set(self.errors.get() - 1),
            None => {}
        }
        if item.is_some() || self.ended.get() {
            return Poll::Ready(item);
        }
        self.waker.replace(Some(context.waker().clone()));
        Poll::Pending
    }

    fn wake(&self) {
        // Taken out first: what it wakes may poll at once.
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

#[cfg(test)]
#[cfg(feature = "fetch")]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::raw::Parsed;

    fn raw(text: &str) -> Raw {
        let bytes = Rc::new(text.as_bytes().to_vec());
        Raw::parsed(Parsed { data: 0..bytes.len(), bytes, event_type: "message".into(), source: Rc::default() })
    }

    fn queue(buffer: Buffer, events: &[&str]) -> Queue {
        let queue = Queue::default();
        queue.set_buffer(buffer);
        for event in events {
            queue.push_event(&raw(event));
        }
        queue
    }

    /// All that waits, in short.
    fn taken(queue: &Queue) -> String {
        let mut seen = Vec::new();
        loop {
            match queue.poll(&Context::from_waker(Waker::noop())) {
                Poll::Ready(Some(Item::Event(raw))) => seen.push(raw.text().unwrap().into_owned()),
                Poll::Ready(Some(Item::Error(error))) => seen.push(format!("{error:?}")),
                Poll::Ready(None) => seen.push("end".into()),
                Poll::Pending => seen.push("pending".into()),
            }
            if matches!(&**seen.last().unwrap(), "end" | "pending") {
                return seen.join(" ");
            }
        }
    }

    #[test]
    fn a_buffer_that_is_full_drops_what_its_policy_says_and_counts_it() {
        for (buffer, kept, dropped) in [
            (Buffer::Latest, "4 pending", 3),
            (Buffer::DropOldest(3), "2 3 4 pending", 1),
            (Buffer::DropNewest(3), "1 2 3 pending", 1),
            (Buffer::BackPressure(3), "2 3 4 pending", 1),
            (Buffer::DropOldest(0), "4 pending", 3),
            (Buffer::default(), "1 2 3 4 pending", 0),
        ] {
            let queue = queue(buffer, &["1", "2", "3", "4"]);
            assert_eq!(queue.dropped(), dropped, "{buffer:?}");
            assert_eq!(taken(&queue), kept, "{buffer:?}");
        }
    }

    #[test]
    fn back_pressure_alone_is_full_until_something_is_taken() {
        let queue = queue(Buffer::BackPressure(2), &["1"]);
        assert!(!queue.is_full());
        queue.push_event(&raw("2"));
        assert!(queue.is_full());
        assert!(queue.poll(&Context::from_waker(Waker::noop())).is_ready());
        assert!(!queue.is_full());
        assert!(!self::queue(Buffer::DropOldest(1), &["1"]).is_full());
    }

    #[test]
    fn errors_keep_their_place_and_are_not_dropped() {
        let queue = queue(Buffer::Latest, &["1"]);
        queue.push_error(&Error::Aborted);
        queue.push_event(&raw("2"));
        assert_eq!(taken(&queue), "Aborted 2 pending");
    }

    #[test]
    fn at_the_end_what_waits_is_given_out_unless_the_user_has_closed() {
        let ended = queue(Buffer::default(), &["1"]);
        ended.end(false);
        assert_eq!(taken(&ended), "1 end");
        let closed = queue(Buffer::default(), &["1"]);
        closed.end(true);
        assert_eq!(taken(&closed), "end");
    }
}
