//! Tells every client how many are here: one encoding for all of them, at most ten times a second, the last value always.
//!
//! A change is published at once, unless something was published less than [`PACE`] ago: then it waits for the rest of
//! that time, together with all changes that follow meanwhile. What is published replaces what was published before, so
//! a client that cannot keep up skips values and costs nothing, and never sees an old one after a new one.
//!
//! A join is a change as well. So a client that joins is told within [`PACE`] by an update that counts it already, and
//! nothing is encoded for it alone: after a restart, when everybody comes back at once, that is what keeps it cheap.

use crate::{
    chunk::Chunk,
    frame,
    users::{Counts, UserId, Users},
};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::{
    sync::{Notify, watch},
    time::{self, Instant, MissedTickBehavior},
};

/// The shortest time between two updates: at most ten a second.
pub const PACE: Duration = Duration::from_millis(100);

/// The newest of what is to be sent.
#[derive(Debug, Default)]
struct Update {
    /// The changes it counts, see [`Counts::revision`].
    revision: u64,
    /// The encoded events: all clients share these bytes.
    events: Chunk,
    /// How many heartbeats there were.
    heartbeats: u64,
}

/// The users, where clients join and the [`Publisher`] looks.
#[derive(Debug)]
pub struct Broadcast {
    users: Mutex<Users>,
    changed: Notify,
    updates: watch::Receiver<Update>,
    heartbeat: Chunk,
}

impl Broadcast {
    /// With nobody here yet.
    #[must_use]
    pub fn new() -> (Arc<Self>, Publisher) {
        let (sender, updates) = watch::channel(Update::default());
        let mut heartbeat = Vec::new();
        frame::comment(&mut heartbeat, "heartbeat");
        let heartbeat = Chunk::new(&heartbeat);
        let broadcast = Arc::new(Self { users: Mutex::default(), changed: Notify::new(), updates, heartbeat });
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let publisher = Publisher { broadcast: Arc::clone(&broadcast), updates: sender, since };
        (broadcast, publisher)
    }

    /// Counts a connection of `user` until the returned value is dropped.
    #[must_use]
    pub fn join(self: &Arc<Self>, user: UserId) -> Presence {
        let updates = self.updates.clone();
        let heartbeats = updates.borrow().heartbeats;
        // An update that does not count this client yet is not for it.
        let revision = self.users().join(user) - 1;
        self.changed.notify_one();
        Presence { broadcast: Arc::clone(self), user, updates, revision, heartbeats }
    }

    /// How many are here now.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.users().counts()
    }

    fn users(&self) -> MutexGuard<'_, Users> {
        // Nothing panics while it is locked; if it did, the count would still be the best there is.
        self.users.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A client that is counted, and what it has not been told yet.
#[derive(Debug)]
pub struct Presence {
    broadcast: Arc<Broadcast>,
    user: UserId,
    updates: watch::Receiver<Update>,
    /// The newest revision that was handed out.
    revision: u64,
    /// The newest heartbeat that was handed out.
    heartbeats: u64,
}

impl Presence {
    /// Waits for what this client is to be sent next: whatever is newest then. `None`: the stream ends.
    pub async fn next(&mut self) -> Option<Chunk> {
        loop {
            {
                let update = self.updates.borrow_and_update();
                if self.revision < update.revision {
                    self.revision = update.revision;
                    return Some(update.events.clone());
                }
                if self.heartbeats < update.heartbeats {
                    self.heartbeats = update.heartbeats;
                    return Some(self.broadcast.heartbeat.clone());
                }
            }
            self.updates.changed().await.ok()?;
        }
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.broadcast.users().leave(self.user);
        self.broadcast.changed.notify_one();
    }
}

/// Encodes and hands out what changes. When it is dropped, all streams end.
#[derive(Debug)]
pub struct Publisher {
    broadcast: Arc<Broadcast>,
    updates: watch::Sender<Update>,
    /// When the counting began, in milliseconds since 1970.
    since: u128,
}

impl Publisher {
    /// Publishes what changes, and a heartbeat every `heartbeat`. Does not end by itself.
    pub async fn run(self, heartbeat: Duration) {
        let mut heartbeats = time::interval_at(Instant::now() + heartbeat, heartbeat);
        heartbeats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = self.broadcast.changed.notified() => {
                    let counts = self.broadcast.counts();
                    let events = self.encode(counts);
                    self.updates.send_modify(|update| (update.revision, update.events) = (counts.revision, events));
                    time::sleep(PACE).await;
                }
                _ = heartbeats.tick() => self.updates.send_modify(|update| update.heartbeats += 1),
            }
        }
    }

    fn encode(&self, counts: Counts) -> Chunk {
        let Counts { users, connections, peak, revision } = counts;
        let since = self.since;
        let stats = format_args!(r#"{{"users":{users},"connections":{connections},"peak":{peak},"since":{since}}}"#);
        let mut out = Vec::with_capacity(192);
        frame::event(&mut out, "userCount", Some(revision), users);
        frame::event(&mut out, "stats", None, stats);
        Chunk::new(&out)
    }
}
