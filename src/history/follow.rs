//! A history as it grows, for each client that stays.

use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    task::{Context, Poll, Waker},
    vec,
};

use futures_core::Stream;

use super::size;
use crate::encoder::Frame;

/// What a client has missed, and then each frame as it is pushed: a stream. Made by [`History::follow`](super::History::follow).
///
/// It ends when the history is dropped; and where the client is too slow, so that more waits for it than a history
/// [keeps](super::History::max_frames): it comes back, and gets what it has missed. Dropping it is how the history is told that the
/// client has gone.
#[must_use = "a stream does nothing until it is polled"]
pub struct Follow {
    missed: vec::IntoIter<Arc<Frame>>,
    is_complete: bool,
    inbox: Arc<Inbox>,
}

impl Follow {
    pub(super) fn new<'a>(missed: impl Iterator<Item = &'a Frame>, is_complete: bool) -> Self {
        let missed: Vec<_> = missed.cloned().map(Arc::new).collect();
        Self { missed: missed.into_iter(), is_complete, inbox: Arc::default() }
    }

    /// Whether the client misses nothing: see [`Replay::is_complete`](super::Replay::is_complete).
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.is_complete
    }
}

impl Stream for Follow {
    type Item = Arc<Frame>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Arc<Frame>>> {
        if let Some(frame) = self.missed.next() {
            return Poll::Ready(Some(frame));
        }
        let mut unsent = self.inbox.unsent();
        match unsent.frames.pop_front() {
            Some(frame) => {
                unsent.bytes -= size(&frame);
                Poll::Ready(Some(frame))
            }
            None if unsent.is_ended => Poll::Ready(None),
            None => {
                unsent.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl fmt::Debug for Follow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Follow").field("is_complete", &self.is_complete).finish_non_exhaustive()
    }
}

/// What was pushed and waits for one client.
#[derive(Default)]
struct Inbox(Mutex<Unsent>);

#[derive(Default)]
struct Unsent {
    frames: VecDeque<Arc<Frame>>,
    bytes: usize,
    is_ended: bool,
    waker: Option<Waker>,
}

impl Inbox {
    fn unsent(&self) -> MutexGuard<'_, Unsent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a frame in, if there is room; one alone there always is.
    fn put(&self, frame: &Arc<Frame>, bytes: usize, max_frames: usize, max_bytes: usize) {
        let mut unsent = self.unsent();
        let is_full = unsent.frames.len() >= max_frames || unsent.bytes + bytes > max_bytes;
        if is_full && !unsent.frames.is_empty() {
            drop(unsent);
            return self.end();
        }
        unsent.frames.push_back(Arc::clone(frame));
        unsent.bytes += bytes;
        Self::wake(unsent);
    }

    /// Nothing more comes.
    fn end(&self) {
        let mut unsent = self.unsent();
        unsent.is_ended = true;
        Self::wake(unsent);
    }

    /// Not locked any more by then: who is woken may look at once.
    fn wake(mut unsent: MutexGuard<'_, Unsent>) {
        let waker = unsent.waker.take();
        drop(unsent);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// Who follows a history.
#[derive(Default)]
pub(super) struct Followers(Vec<Weak<Inbox>>);

impl Followers {
    pub(super) fn add(&mut self, follow: &Follow) {
        self.0.retain(|inbox| inbox.strong_count() > 0);
        self.0.push(Arc::downgrade(&follow.inbox));
    }

    pub(super) fn tell(&mut self, frame: &Frame, max_frames: usize, max_bytes: usize) {
        if self.0.is_empty() {
            return;
        }
        let (shared, bytes) = (Arc::new(frame.clone()), size(frame));
        self.0.retain(|inbox| {
            let Some(inbox) = inbox.upgrade() else { return false };
            inbox.put(&shared, bytes, max_frames, max_bytes);
            !inbox.unsent().is_ended
        });
    }
}

impl Drop for Followers {
    fn drop(&mut self) {
        self.0.iter().filter_map(Weak::upgrade).for_each(|inbox| inbox.end());
    }
}

/// They follow the history that they have asked, and not a copy.
impl Clone for Followers {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl fmt::Debug for Followers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Followers").field(&self.0.len()).finish()
    }
}
