//! Event streams: how they begin, what a test can have them do, and how they end.

use crate::{
    exchange::{Ending, Exchange},
    log::Command,
    reply::Head,
    request::{Stop, bad, to_hex},
};
use serde_json::{Value, json};
use std::{future, time::Duration};
use tokio::{
    sync::mpsc,
    time::{Instant, Interval, interval_at, sleep},
};

/// How a stream ends: `how` in the query.
#[derive(Clone, Copy)]
pub enum How {
    /// As the body of an answer ends.
    End,
    /// FIN without the last chunk.
    Close,
    /// RST.
    Reset,
    /// It stays open, and does what the test says.
    Stay,
}

/// A reset may overtake what was sent before, and a browser drops what a page has not yet read when a body breaks off:
/// time for it to be read. A test that has to be sure waits until it has come, and has the stream end then.
const BEFORE_BREAK: Duration = Duration::from_millis(50);

/// An event stream that is being written. What the query says about every stream, this does.
pub struct Stream<'x, 'a> {
    exchange: &'x mut Exchange<'a>,
    commands: mpsc::UnboundedReceiver<Command>,
    how: How,
    heartbeat: Option<Interval>,
    events: Option<Interval>,
}

impl<'x, 'a> Stream<'x, 'a> {
    /// Begins a stream, which ends like this if the query does not say otherwise.
    pub async fn open(exchange: &'x mut Exchange<'a>, how: How) -> Result<Self, Stop> {
        Self::open_as(exchange, Head::stream(), how).await
    }

    /// The same, with a head of its own.
    pub async fn open_as(exchange: &'x mut Exchange<'a>, head: Head, how: How) -> Result<Self, Stop> {
        // First of all: once there is a head it is too late to say that the query makes no sense.
        let how = match exchange.request.text("how").as_deref() {
            None => how,
            Some("end") => How::End,
            Some("close") => How::Close,
            Some("reset") => How::Reset,
            Some("stay") => How::Stay,
            Some(other) => return Err(bad("how", other.as_bytes())),
        };
        let interval = |name| {
            let period = exchange.request.milliseconds(name)?.filter(|period| !period.is_zero());
            Ok::<_, Stop>(period.map(|period| interval_at(Instant::now() + period, period)))
        };
        let (heartbeat, events) = (interval("heartbeat")?, interval("events")?);
        let retry: Option<u64> = exchange.request.number("retry")?;

        let head = exchange.complete(head);
        exchange.reply.chunked(head).await?;
        if let Some(retry) = retry {
            exchange.reply.chunk(format!("retry: {retry}\n\n").as_bytes()).await?;
        }
        let (sender, commands) = mpsc::unbounded_channel();
        exchange.world.log.streams(exchange.entry, sender);
        Ok(Self { exchange, commands, how, heartbeat, events })
    }

    /// Writes a chunk.
    pub async fn write(&mut self, bytes: impl AsRef<[u8]>) -> Result<(), Stop> {
        Ok(self.exchange.reply.chunk(bytes.as_ref()).await?)
    }

    /// Ends it, as it is to end.
    pub async fn finish(mut self) -> Result<Ending, Stop> {
        match self.how {
            How::End => self.exchange.reply.end().await?,
            How::Close => sleep(BEFORE_BREAK).await,
            How::Reset => {
                sleep(BEFORE_BREAK).await;
                return Ok(Ending::Reset);
            }
            How::Stay => self.stay().await?,
        }
        Ok(Ending::Server)
    }

    /// Does what the test says, until it says that this is the end.
    async fn stay(&mut self) -> Result<(), Stop> {
        let mut ticks = 0_u64;
        loop {
            tokio::select! {
                command = self.commands.recv() => match command {
                    Some(Command::Send(bytes, done)) => {
                        self.write(bytes).await?;
                        let _ = done.send(());
                    }
                    Some(Command::End) => return Ok(self.exchange.reply.end().await?),
                    Some(Command::Close) => return Ok(()),
                    None => future::pending().await,
                },
                () = tick(&mut self.heartbeat) => self.write(":\n\n").await?,
                () = tick(&mut self.events) => {
                    ticks += 1;
                    self.write(format!("event: tick\ndata: {ticks}\n\n")).await?;
                }
            }
        }
    }
}

async fn tick(interval: &mut Option<Interval>) {
    match interval {
        Some(interval) => drop(interval.tick().await),
        None => future::pending().await,
    }
}

/// An event that tells which request this is; `id` is the attempt's number if none is given.
pub fn attempt_event(exchange: &Exchange<'_>, id: Option<&[u8]>) -> Vec<u8> {
    let request = exchange.request;
    let attempt = exchange.attempt();
    let last_event_id = request.header("last-event-id").and_then(|id| str::from_utf8(id).ok());
    let mut data = json!({
        "attempt": attempt,
        "method": request.method,
        "lastEventId": last_event_id,
        "lastEventIdHex": request.last_event_id_hex(),
        "query": request.query,
        "headers": request.headers_json(),
        "body": String::from_utf8_lossy(&request.body),
        "bodyHex": to_hex(&request.body),
    });
    if let Some(came) = cookie_came(exchange) {
        data["cookie"] = came;
    }
    let number = attempt.to_string();
    let id = id.unwrap_or(number.as_bytes());
    [b"event: attempt\nid: ", id, format!("\ndata: {data}\n\n").as_bytes()].concat()
}

/// The cookie of `/cors/credentials`, which each key has its own of.
pub fn cookie(exchange: &Exchange<'_>) -> String {
    format!("fault-{}=1", to_hex(exchange.request.key().as_bytes()))
}

fn cookie_came(exchange: &Exchange<'_>) -> Option<Value> {
    let expected = cookie(exchange);
    (exchange.request.path == "/fault/cors/credentials").then(|| {
        let cookies = exchange.request.header("cookie").map(String::from_utf8_lossy).unwrap_or_default();
        cookies.split("; ").any(|cookie| cookie == expected).into()
    })
}
