//! What was sent lately, for clients that come back: they say which event they saw last, and get what they missed.
//!
//! ```
//! use eventsource_wasm::{encode, history::History};
//!
//! #[derive(serde::Serialize)]
//! enum Chat {
//!     Said(String),
//!     State(Vec<String>),
//! }
//!
//! let mut history = History::<Chat>::new();
//! let _to_all_who_are_connected = history.push(&Chat::Said("hello".into()))?;
//! let header = history.last_id(); // what a client that goes now sends as `Last-Event-ID` when it is back
//! let missed = history.push(&Chat::Said("anybody here?".into()))?;
//!
//! let replay = history.after(Some(&header));
//! assert!(replay.is_complete());
//! assert_eq!(replay.collect::<Vec<_>>(), [&missed]);
//!
//! // A client that is new, or was away for too long, gets how things stand, and goes on from there.
//! if !history.after(Some("of-another-day")).is_complete() {
//!     let state = Chat::State(vec!["hello".into(), "anybody here?".into()]);
//!     let _frame = encode(&state)?.id(history.last_id())?;
//! }
//! # Ok::<(), eventsource_wasm::encoder::EncodeError>(())
//! ```
//!
//! A client must miss nothing between its replay and the events to come: [`History::follow`] has both, as one stream.

mod follow;

use std::{
    collections::{VecDeque, hash_map::RandomState, vec_deque},
    hash::BuildHasher,
    marker::PhantomData,
};

pub use follow::Follow;
use follow::Followers;

#[cfg(feature = "json")]
use crate::encoder::EncodeError;
use crate::encoder::Frame;

/// The latest frames of a stream of `T`s, numbered, up to a number of frames and of bytes.
///
/// An ID is drawn for each history, and a number counted up from 1: an ID that was given out before a restart, or by another
/// server, is not taken for one of these.
#[derive(Clone, Debug)]
pub struct History<T> {
    run: String,
    /// How many frames were pushed, which is the number of the latest.
    count: u64,
    frames: VecDeque<Frame>,
    /// The size of all frames together.
    bytes: usize,
    max_frames: usize,
    max_bytes: usize,
    followers: Followers,
    events: PhantomData<fn(&T)>,
}

impl<T> History<T> {
    /// How many frames are kept unless [`max_frames`](Self::max_frames) says otherwise: 1000.
    pub const DEFAULT_MAX_FRAMES: usize = 1000;

    /// How many bytes are kept unless [`max_bytes`](Self::max_bytes) says otherwise: 1 MiB.
    pub const DEFAULT_MAX_BYTES: usize = 1024 * 1024;

    /// A history with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        // The standard library's hashers are keyed at random.
        let run = RandomState::new().hash_one("run");
        Self {
            run: format!("{run:016x}"),
            count: 0,
            frames: VecDeque::new(),
            bytes: 0,
            max_frames: Self::DEFAULT_MAX_FRAMES,
            max_bytes: Self::DEFAULT_MAX_BYTES,
            followers: Followers::default(),
            events: PhantomData,
        }
    }

    /// Sets how many frames are kept.
    #[must_use]
    pub fn max_frames(mut self, frames: usize) -> Self {
        self.max_frames = frames;
        self.forget();
        self
    }

    /// Sets how many bytes are kept, counted as they go over the wire. A frame that alone has more is not kept.
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self.forget();
        self
    }

    /// Encodes an event, numbers it and keeps it; those who [follow](Self::follow) get it. Returns it with its ID, ready to be sent to
    /// others who are connected.
    ///
    /// # Errors
    /// Those of [`encode`](crate::encode). The history is as before then.
    #[cfg(feature = "json")]
    pub fn push(&mut self, event: &T) -> Result<Frame, EncodeError>
    where
        T: serde::Serialize,
    {
        crate::encode(event).map(|frame| self.push_frame(frame))
    }

    /// The same with a frame that is encoded already. Another ID that it has is replaced.
    pub fn push_frame(&mut self, mut frame: Frame) -> Frame {
        self.count += 1;
        frame.id = Some(self.last_id());
        self.bytes += size(&frame);
        self.frames.push_back(frame.clone());
        self.forget();
        self.followers.tell(&frame, self.max_frames, self.max_bytes);
        frame
    }

    /// The ID of the frame that was pushed last, or one that comes before the first.
    #[must_use]
    pub fn last_id(&self) -> String {
        format!("{}-{}", self.run, self.count)
    }

    /// What a client has missed that sends this as `Last-Event-ID`; `None` for one that sends nothing. That one gets all there is, and
    /// it is never complete: a new client has to be told how things stand.
    pub fn after(&self, last_event_id: Option<&str>) -> Replay<'_> {
        let forgotten = self.count - self.frames.len() as u64;
        let seen = last_event_id.and_then(|id| self.number(id)).filter(|seen| (forgotten..=self.count).contains(seen));
        let seen = seen.and_then(|seen| usize::try_from(seen - forgotten).ok());
        Replay { frames: self.frames.range(seen.unwrap_or(0)..), is_complete: seen.is_some() }
    }

    /// What a client has missed, as of [`after`](Self::after), and then all that is pushed: what to answer it with, as long as it
    /// stays. Nothing is left out between the two.
    ///
    /// ```
    /// use std::sync::{Mutex, PoisonError};
    ///
    /// use eventsource_wasm::{encoder::Frame, history::{Follow, History}};
    ///
    /// struct Room(Mutex<History<String>>);
    ///
    /// impl Room {
    ///     fn say(&self, text: &str) {
    ///         let mut history = self.0.lock().unwrap_or_else(PoisonError::into_inner);
    ///         let _ = history.push_frame(Frame::new().data(text));
    ///     }
    ///
    ///     /// The answer to a client that says what it has seen.
    ///     fn join(&self, last_event_id: Option<&str>) -> Follow {
    ///         let mut history = self.0.lock().unwrap_or_else(PoisonError::into_inner);
    ///         history.follow(last_event_id)
    ///     }
    /// }
    ///
    /// # let example = async {
    /// use futures_util::StreamExt;
    ///
    /// let room = Room(Mutex::default());
    /// room.say("hello");
    /// let mut frames = room.join(None);
    /// room.say("anybody here?");
    /// assert!(frames.next().await?.to_bytes().ends_with(b"data: hello\n\n"));
    /// assert!(frames.next().await?.to_bytes().ends_with(b"data: anybody here?\n\n"));
    /// # Some(())
    /// # };
    /// # assert_eq!(futures_util::FutureExt::now_or_never(example).flatten(), Some(()));
    /// ```
    ///
    /// Who is not [complete](Follow::is_complete) may be told how things stand instead, and then follow from the
    /// [`last_id`](Self::last_id) on.
    pub fn follow(&mut self, last_event_id: Option<&str>) -> Follow {
        let missed = self.after(last_event_id);
        let is_complete = missed.is_complete();
        let follow = Follow::new(missed, is_complete);
        self.followers.add(&follow);
        follow
    }

    fn number(&self, id: &str) -> Option<u64> {
        id.strip_prefix(&self.run)?.strip_prefix('-')?.parse().ok()
    }

    fn forget(&mut self) {
        while self.frames.len() > self.max_frames || self.bytes > self.max_bytes {
            let Some(frame) = self.frames.pop_front() else { break };
            self.bytes -= size(&frame);
        }
    }
}

fn size(frame: &Frame) -> usize {
    frame.to_bytes().len()
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// What a client has missed: an iterator over the frames, oldest first. Made by [`History::after`].
#[derive(Clone, Debug)]
#[must_use = "a replay does nothing until its frames are sent"]
pub struct Replay<'a> {
    frames: vec_deque::Iter<'a, Frame>,
    is_complete: bool,
}

impl Replay<'_> {
    /// Whether the frames are all that the client has missed, so that with them it is up to date.
    ///
    /// If not, the client is new, comes from an earlier run, or was away for too long, and the frames are all that are kept.
    /// Then send how things stand, with the [`last_id`](History::last_id), in place of the frames; or the frames, where late is
    /// better than never.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.is_complete
    }
}

impl<'a> Iterator for Replay<'a> {
    type Item = &'a Frame;

    fn next(&mut self) -> Option<&'a Frame> {
        self.frames.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.frames.size_hint()
    }
}

impl ExactSizeIterator for Replay<'_> {}
