//! Who asked for what, and how it ended: what tests ask for and wait for.

use crate::{
    port::Port,
    request::{Request, to_hex},
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Instant, SystemTime},
};
use tokio::sync::{Notify, mpsc, oneshot, watch};

/// What a test has an open stream do.
pub enum Command {
    /// Send these bytes, then tell.
    Send(Vec<u8>, oneshot::Sender<()>),
    /// End as a body ends.
    End,
    /// End without the last chunk.
    Close,
}

/// Who ended a connection.
#[derive(Clone, Copy)]
pub enum Side {
    Client,
    Server,
}

/// A request, which has a connection of its own.
pub struct Entry {
    /// The how manieth of its key it is; preflights and HEAD do not count.
    pub attempt: Option<u32>,
    /// Asks for the connection to be reset.
    pub reset: Notify,
    /// How many bytes were given to the socket.
    pub sent: AtomicU64,
    request: Value,
    commands: OnceLock<mpsc::UnboundedSender<Command>>,
    closed: OnceLock<Side>,
}

impl Entry {
    fn is_open(&self) -> bool {
        self.closed.get().is_none()
    }

    fn json(&self) -> Value {
        let mut entry = self.request.clone();
        entry["attempt"] = self.attempt.into();
        entry["bytesSent"] = self.sent.load(Ordering::Relaxed).into();
        entry["closed"] = match self.closed.get() {
            None => Value::Null,
            Some(Side::Client) => "client".into(),
            Some(Side::Server) => "server".into(),
        };
        entry
    }
}

#[derive(Default)]
struct Key {
    attempts: u32,
    entries: Vec<Arc<Entry>>,
}

/// All requests, by the key that they came with.
pub struct Log {
    keys: watch::Sender<HashMap<String, Key>>,
    start: (Instant, SystemTime),
}

impl Log {
    /// With nothing in it.
    pub fn new() -> Self {
        Self { keys: watch::Sender::new(HashMap::new()), start: (Instant::now(), SystemTime::now()) }
    }

    /// Notes a request that has arrived.
    pub fn arrived(&self, port: Port, request: &Request) -> Arc<Entry> {
        let key = request.key();
        let noted = json!({
            "at": self.now(),
            "port": port.name(),
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": request.headers_json(),
            "lastEventIdHex": request.last_event_id_hex(),
            "body": String::from_utf8_lossy(&request.body),
            "bodyHex": to_hex(&request.body),
        });
        let counts = !request.is_preflight() && request.method != "HEAD";
        let mut arrived = None;
        self.keys.send_modify(|keys| {
            let known = keys.entry(key).or_default();
            known.attempts += u32::from(counts);
            let entry = Arc::new(Entry {
                attempt: counts.then_some(known.attempts),
                reset: Notify::new(),
                sent: AtomicU64::new(0),
                request: noted,
                commands: OnceLock::new(),
                closed: OnceLock::new(),
            });
            known.entries.push(entry.clone());
            arrived = Some(entry);
        });
        #[expect(clippy::unwrap_used, reason = "the closure above was called")]
        arrived.unwrap()
    }

    /// Notes that a stream is open and does what `commands` say.
    pub fn streams(&self, entry: &Entry, commands: mpsc::UnboundedSender<Command>) {
        let _ = entry.commands.set(commands);
        self.changed();
    }

    /// Notes that a connection is closed.
    pub fn closed(&self, entry: &Entry, by: Side) {
        let _ = entry.closed.set(by);
        self.changed();
    }

    /// The requests of a key, oldest first.
    pub fn of(&self, key: &str) -> Value {
        self.entries(key).iter().map(|entry| entry.json()).collect()
    }

    /// How many connections of a key are open.
    pub fn open(&self, key: &str) -> usize {
        self.entries(key).iter().filter(|entry| entry.is_open()).count()
    }

    /// Resets the connections of a key; gives how many.
    pub fn reset(&self, key: &str) -> usize {
        let open = self.entries(key).into_iter().filter(|entry| entry.is_open());
        open.inspect(|entry| entry.reset.notify_one()).count()
    }

    /// What has the open streams of a key do something; there may be none.
    pub fn streams_of(&self, key: &str) -> Vec<mpsc::UnboundedSender<Command>> {
        let open = self.entries(key).into_iter().filter(|entry| entry.is_open());
        open.filter_map(|entry| entry.commands.get().cloned()).collect()
    }

    /// Starts a key anew: its attempts count from 1 again.
    pub fn forget(&self, key: &str) {
        self.keys.send_modify(|keys| drop(keys.remove(key)));
    }

    /// Waits for an attempt of a key.
    pub async fn attempt(&self, key: &str, attempt: u32) -> Value {
        let found = |keys: &HashMap<String, Key>| {
            keys.get(key)?.entries.iter().find(|entry| entry.attempt == Some(attempt)).map(|entry| entry.json())
        };
        self.find(found).await
    }

    /// Waits until a key has open streams.
    pub async fn streaming(&self, key: &str) {
        let streams = |entry: &Arc<Entry>| entry.is_open() && entry.commands.get().is_some();
        self.find(|keys| keys.get(key)?.entries.iter().any(streams).then_some(())).await;
    }

    /// Waits until no connection of a key is open.
    pub async fn all_closed(&self, key: &str) {
        let open = |key: &Key| key.entries.iter().any(|entry| entry.is_open());
        self.find(|keys| (!keys.get(key).is_some_and(open)).then_some(())).await;
    }

    async fn find<T>(&self, mut find: impl FnMut(&HashMap<String, Key>) -> Option<T>) -> T {
        let mut changes = self.keys.subscribe();
        loop {
            if let Some(found) = find(&changes.borrow_and_update()) {
                return found;
            }
            // The sender lives as long as this log.
            let _ = changes.changed().await;
        }
    }

    fn entries(&self, key: &str) -> Vec<Arc<Entry>> {
        self.keys.borrow().get(key).map(|key| key.entries.clone()).unwrap_or_default()
    }

    fn changed(&self) {
        self.keys.send_modify(|_| {});
    }

    /// Milliseconds since 1970, by a clock that never goes back.
    fn now(&self) -> f64 {
        let (instant, time) = self.start;
        (time + instant.elapsed()).duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64() * 1000.0
    }
}
