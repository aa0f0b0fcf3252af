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
    users::{Counts, UserId, Users},
};
use eventsource_wasm::encoder::{EncodeError, Frame};
use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::{
    sync::{Notify, watch},
    time::{self, Instant, MissedTickBehavior},
};
use user_count_events::{ServerEvent, Stats};

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
    preamble: Chunk,
    heartbeat: Chunk,
}

impl Broadcast {
    /// With nobody here yet. Clients that lose their stream are to come back after `retry`.
    #[must_use]
    pub fn new(retry: Duration) -> (Arc<Self>, Publisher) {
        let (sender, updates) = watch::channel(Update::default());
        let preamble = chunk(&[Frame::new().retry(retry)]);
        let heartbeat = chunk(&[Frame::new().comment("heartbeat")]);
        let broadcast =
            Arc::new(Self { users: Mutex::default(), changed: Notify::new(), updates, preamble, heartbeat });
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let since = u64::try_from(since).unwrap_or(u64::MAX);
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
        Presence { broadcast: Arc::clone(self), user, updates, greeted: false, revision, heartbeats }
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
    /// Whether the preamble was handed out.
    greeted: bool,
    /// The newest revision that was handed out.
    revision: u64,
    /// The newest heartbeat that was handed out.
    heartbeats: u64,
}

impl Presence {
    /// Waits for what this client is to be sent next: whatever is newest then. `None`: the stream ends.
    pub async fn next(&mut self) -> Option<Chunk> {
        // At once, so that the client knows that the stream is open: some browsers wait for the body's first byte.
        if !mem::replace(&mut self.greeted, true) {
            return Some(self.broadcast.preamble.clone());
        }
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
    since: u64,
}

impl Publisher {
    /// Publishes what changes, and a heartbeat every `heartbeat`. Does not end by itself.
    pub async fn run(self, heartbeat: Duration) {
        let mut heartbeats = time::interval_at(Instant::now() + heartbeat, heartbeat);
        heartbeats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = self.broadcast.changed.notified() => {
                    self.publish(self.broadcast.counts());
                    time::sleep(PACE).await;
                }
                _ = heartbeats.tick() => self.updates.send_modify(|update| update.heartbeats += 1),
            }
        }
    }

    fn publish(&self, counts: Counts) {
        match self.encode(counts) {
            Ok(events) => {
                self.updates.send_modify(|update| (update.revision, update.events) = (counts.revision, events));
            }
            Err(error) => tracing::error!(%error, "cannot tell the count"),
        }
    }

    fn encode(&self, counts: Counts) -> Result<Chunk, EncodeError> {
        let Counts { users, connections, peak, revision } = counts;
        let count = eventsource_wasm::encode(&ServerEvent::UserCount(users))?.id(revision.to_string())?;
        let stats = ServerEvent::Stats(Stats { users, connections, peak, since: self.since });
        Ok(chunk(&[count, eventsource_wasm::encode(&stats)?]))
    }
}

fn chunk(frames: &[Frame]) -> Chunk {
    let mut out = Vec::new();
    for frame in frames {
        frame.write_to(&mut out);
    }
    Chunk::new(&out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::task;

    const HEARTBEAT: Duration = Duration::from_secs(15);

    /// A broadcast that is being published.
    fn start() -> (Arc<Broadcast>, task::AbortHandle) {
        let (broadcast, publisher) = Broadcast::new(Duration::from_secs(3));
        let publishing = task::spawn(publisher.run(HEARTBEAT)).abort_handle();
        (broadcast, publishing)
    }

    /// What comes next, besides the preamble.
    async fn next(presence: &mut Presence) -> String {
        loop {
            let chunk = presence.next().await.expect("the stream goes on");
            let text = String::from_utf8(chunk.bytes(false).to_owned()).unwrap();
            if text != "retry: 3000\n\n" {
                return text;
            }
        }
    }

    /// The count in the next update.
    async fn next_count(presence: &mut Presence) -> u32 {
        let update = next(presence).await;
        let data = update.lines().find_map(|line| line.strip_prefix("data: "));
        data.unwrap_or_else(|| panic!("no count: {update}")).parse().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_change_is_told_at_once() {
        let (broadcast, _) = start();
        let began = Instant::now();
        let mut first = broadcast.join(UserId(1));
        let update = next(&mut first).await;
        let (count, stats) = update.split_at("event: userCount\nid: 1\ndata: 1\n\n".len());
        assert_eq!(count, "event: userCount\nid: 1\ndata: 1\n\n");
        let stats = stats.strip_prefix("event: stats\ndata: {\"users\":1,\"connections\":1,\"peak\":1,\"since\":");
        let since = stats.and_then(|stats| stats.strip_suffix("}\n\n")).and_then(|since| since.parse::<u64>().ok());
        assert!(since.is_some_and(|since| since > 1_700_000_000_000), "{update}");
        assert_eq!(began.elapsed(), Duration::ZERO);

        time::sleep(PACE).await;
        let began = Instant::now();
        let second = broadcast.join(UserId(2));
        assert_eq!(next_count(&mut first).await, 2);
        assert_eq!(began.elapsed(), Duration::ZERO);

        time::sleep(PACE).await;
        drop(second);
        assert_eq!(next_count(&mut first).await, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn who_joins_between_two_updates_is_told_a_count_with_itself() {
        let (broadcast, _) = start();
        let mut first = broadcast.join(UserId(1));
        assert_eq!(next_count(&mut first).await, 1);
        // The pace holds the next update back; the one before must not reach the newcomer.
        let began = Instant::now();
        let mut second = broadcast.join(UserId(2));
        assert_eq!(next_count(&mut second).await, 2);
        assert_eq!(next_count(&mut first).await, 2);
        assert!(began.elapsed() <= PACE);
        // A further tab changes the count for nobody, and is told it nevertheless.
        let mut tab = broadcast.join(UserId(2));
        assert_eq!(next_count(&mut tab).await, 2);
    }

    #[tokio::test(start_paused = true)]
    async fn churn_is_coalesced_and_its_last_value_delivered() {
        let (broadcast, _) = start();
        let mut watcher = broadcast.join(UserId(0));
        let churn = task::spawn(async move {
            let mut present = Vec::new();
            for user in 1..=3000 {
                present.push(broadcast.join(UserId(user)));
                time::sleep(Duration::from_millis(1)).await;
                if user % 3 == 0 {
                    present.clear();
                }
            }
            present.extend((1..=7).map(|user| broadcast.join(UserId(user))));
            present
        });
        let began = Instant::now();
        let mut updates = 0;
        while next_count(&mut watcher).await != 8 {
            updates += 1;
        }
        assert!(updates <= 1 + began.elapsed().as_millis() / PACE.as_millis(), "{updates} updates");
        assert!(updates >= 20, "{updates} updates: the count is live meanwhile");
        assert!(began.elapsed() < Duration::from_secs(4));
        assert_eq!(churn.await.unwrap().len(), 7);
    }

    #[tokio::test(start_paused = true)]
    async fn an_update_is_encoded_once_for_all() {
        let (broadcast, _) = start();
        let mut clients: Vec<_> = (0..100).map(|user| broadcast.join(UserId(user))).collect();
        let mut addresses = Vec::new();
        for client in &mut clients {
            let _preamble = client.next().await;
            addresses.push(client.next().await.unwrap().bytes(true).as_ptr());
        }
        addresses.dedup();
        assert_eq!(addresses.len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_look_for_a_while_is_told_the_newest_only() {
        let (broadcast, _) = start();
        let mut idle = broadcast.join(UserId(0));
        let mut others = Vec::new();
        for user in 1..=50 {
            others.push(broadcast.join(UserId(user)));
            time::sleep(PACE).await;
        }
        assert_eq!(next_count(&mut idle).await, 51);
        assert!(time::timeout(PACE, idle.next()).await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_stream_has_heartbeats() {
        let (broadcast, _) = start();
        let began = Instant::now();
        let mut client = broadcast.join(UserId(1));
        assert_eq!(next_count(&mut client).await, 1);
        for beat in 1..=3 {
            assert_eq!(next(&mut client).await, ": heartbeat\n\n");
            assert!(began.elapsed().abs_diff(HEARTBEAT * beat) <= PACE);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn streams_end_with_the_publisher() {
        let (broadcast, publishing) = start();
        let mut client = broadcast.join(UserId(1));
        assert_eq!(next_count(&mut client).await, 1);
        publishing.abort();
        assert!(client.next().await.is_none());
        let mut late = broadcast.join(UserId(2));
        assert!(late.next().await.is_some_and(|preamble| preamble.bytes(false) == b"retry: 3000\n\n"));
        assert!(late.next().await.is_none());
    }
}
