//! Who is here: open connections.

use std::time::Duration;

use eventsource_wasm::{encode, encoder::Frame};
use futures_util::{Stream, stream};
use tokio::sync::watch;
use user_count_events::ServerEvent;

/// How many there are. Clones count the same ones.
#[derive(Clone, Debug, Default)]
pub struct Users(watch::Sender<u32>);

/// One of them, until it is dropped.
struct Here(Users);

impl Users {
    /// How many are here.
    #[must_use]
    pub fn now(&self) -> u32 {
        *self.0.borrow()
    }

    /// One more, for as long as this stream of counts is there.
    pub fn join(&self) -> impl Stream<Item = Frame> + use<> {
        self.0.send_modify(|users| *users += 1);
        let (here, mut counts) = (Here(self.clone()), self.0.subscribe());
        counts.mark_changed();
        stream::unfold((here, counts), async |(here, mut counts)| {
            counts.changed().await.ok()?;
            let event = ServerEvent::UserCount(*counts.borrow_and_update());
            let frame = encode(&event).ok()?.retry(Duration::from_millis(500));
            Some((frame, (here, counts)))
        })
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        self.0.0.send_modify(|users| *users -= 1);
    }
}
