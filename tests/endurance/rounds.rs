//! Connections that come and go, in all ways in which they can: what they leave behind.

use std::{arch::wasm32::memory_size, cell::RefCell, rc::Rc};

use eventsource_wasm::{Event, EventSource, EventSourceBuilder, Listener, Retry, Transport};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::{StreamExt, future::join_all};
use wasm_bindgen::externref_heap_live_count;

use super::faults::{Key, control, never_soon, resuming};

const WARM_UP: usize = 200;
const ROUNDS: usize = 2000;

/// How many connections there are at a time; a browser has no more than six to one server.
const AT_ONCE: usize = 5;

/// After so many rounds the server is asked whether it is rid of all of them.
const BATCH: usize = 50;

/// What all listeners of all rounds own.
type Witness = Rc<()>;

/// One connection, from its first listener to its end.
struct Round {
    key: Rc<Key>,
    transport: Transport,
    witness: Witness,
}

impl Round {
    fn builder(&self, route: &str) -> EventSourceBuilder {
        resuming(self.transport, self.key.url(route)).retry(never_soon())
    }

    fn open(&self, route: &str) -> EventSource {
        self.builder(route).build().unwrap()
    }

    /// Listens to everything, and tells of each event and error.
    fn listen(&self, source: &EventSource) -> (Vec<Listener>, UnboundedReceiver<()>) {
        let (say, said) = unbounded();
        let tell = || {
            let (say, witness): (UnboundedSender<()>, _) = (say.clone(), Rc::clone(&self.witness));
            move || {
                let _ = &witness;
                // Nobody may be interested.
                let _ = say.unbounded_send(());
            }
        };
        let (event, message, error) = (tell(), tell(), tell());
        let (opened, changed) = (Rc::clone(&self.witness), Rc::clone(&self.witness));
        let listeners = vec![
            source.on("attempt", move |_: Event<String>| event()),
            source.on_message(move |_: Event<String>| message()),
            source.on_error(move |_| error()),
            source.on_open(move || drop(Rc::clone(&opened))),
            source.on_state(move |_| drop(Rc::clone(&changed))),
        ];
        (listeners, said)
    }

    async fn closed(self) {
        let source = self.open("ok");
        let (_listeners, mut said) = self.listen(&source);
        said.next().await;
        source.close();
    }

    async fn dropped(self) {
        let source = self.open("ok");
        let (listeners, mut said) = self.listen(&source);
        said.next().await;
        drop((source, listeners));
    }

    fn dropped_at_once(self) {
        let source = self.open("ok");
        drop(self.listen(&source));
    }

    async fn closed_while_it_is_being_made(self) {
        let source = self.open("silent");
        let (_listeners, _) = self.listen(&source);
        // By then the request is under way.
        control("victim/status").await;
        source.close();
    }

    async fn closed_within_a_listener(self) {
        let source = self.open("ok");
        let (listeners, mut said) = self.listen(&source);
        let handle = RefCell::new(Some((source.clone(), Rc::clone(&self.witness))));
        source
            .on("attempt", move |_: Event<String>| {
                if let Some((source, _)) = handle.take() {
                    source.close();
                }
            })
            .forget();
        listeners.into_iter().for_each(Listener::forget);
        drop(source);
        said.next().await;
    }

    async fn made_anew(self) {
        let source = self.open("ok");
        let (_listeners, mut said) = self.listen(&source);
        said.next().await;
        source.reconnect();
        said.next().await;
    }

    async fn waiting(self) {
        let source = self.open("status/503?body=busy");
        let (_listeners, mut said) = self.listen(&source);
        said.next().await;
    }

    async fn rejected(self) {
        let source = self.builder("status/404").retry(Retry::standard()).build().unwrap();
        let (listeners, mut said) = self.listen(&source);
        listeners.into_iter().for_each(Listener::forget);
        said.next().await;
    }

    async fn run(self, number: usize) {
        match number % 8 {
            0 => self.closed().await,
            1 => self.dropped().await,
            2 => self.dropped_at_once(),
            3 => self.closed_while_it_is_being_made().await,
            4 => self.closed_within_a_listener().await,
            5 => self.made_anew().await,
            6 => self.waiting().await,
            _ => self.rejected().await,
        }
    }
}

/// Runs so many rounds, after which the server has no connection.
async fn rounds(transport: Transport, witness: &Witness, count: usize) {
    for batch in 0..count / BATCH {
        let key = Rc::new(Key::new("rounds"));
        let lanes = (0..AT_ONCE).map(|lane| {
            let key = Rc::clone(&key);
            async move {
                for number in (lane..BATCH).step_by(AT_ONCE) {
                    let round = Round { key: Rc::clone(&key), transport, witness: Rc::clone(witness) };
                    round.run(batch * BATCH + number).await;
                }
            }
        });
        join_all(lanes).await;
        key.closed().await;
        assert_eq!(key.open_connections().await, 0);
        key.forget().await;
    }
}

/// How many JavaScript values are held when nothing is under way: what a browser has still to say of an abort comes in tasks of
/// its own.
async fn values_held() -> u32 {
    let mut fewest = u32::MAX;
    for _ in 0..50 {
        control("victim/status").await;
        fewest = fewest.min(externref_heap_live_count());
    }
    fewest
}

async fn nothing_is_left_behind(transport: Transport) {
    let witness = Witness::default();
    rounds(transport, &witness, WARM_UP).await;
    let (held, pages) = (values_held().await, memory_size::<0>());
    rounds(transport, &witness, ROUNDS).await;
    let (still_held, pages_now) = (values_held().await, memory_size::<0>());
    assert!(still_held <= held, "{still_held} JavaScript values are held after {ROUNDS} rounds, {held} before");
    assert_eq!(pages_now, pages, "pages of memory");
    assert_eq!(Rc::strong_count(&witness), 1);
}

over_both!(nothing_is_left_behind);
