//! Streams by what is in them: cut, odd, large, many, slow, numbered.

use crate::{
    exchange::{Ending, Exchange},
    reply::Head,
    request::{Stop, bad},
    streams::{How, Stream, attempt_event},
};
use std::time::Duration;
use tokio::time::sleep;

/// A large stream is written in chunks of about this size.
const CHUNK: usize = 64 << 10;

/// A whole event, then half of one.
pub async fn cut(x: &mut Exchange<'_>, half: &[u8]) -> Result<Ending, Stop> {
    let event = attempt_event(x, None);
    let mut stream = Stream::open(x, How::Close).await?;
    stream.write(event).await?;
    stream.write(half).await?;
    stream.finish().await
}

/// A reconnection time as the query has it.
pub async fn retry(x: &mut Exchange<'_>) -> Result<Ending, Stop> {
    let value = x.request.bytes("value").unwrap_or_default();
    let event = attempt_event(x, None);
    let mut stream = Stream::open(x, How::End).await?;
    stream.write([b"retry: ", value.as_slice(), b"\n\n"].concat()).await?;
    stream.write(event).await?;
    stream.finish().await
}

/// A last event id as the query has it.
pub async fn id(x: &mut Exchange<'_>) -> Result<Ending, Stop> {
    let id = x.request.hex("hex")?.unwrap_or_default();
    let event = attempt_event(x, Some(&id));
    let mut stream = Stream::open(x, How::End).await?;
    stream.write(event).await?;
    stream.finish().await
}

/// One large event, then a small one.
pub async fn big(x: &mut Exchange<'_>) -> Result<Ending, Stop> {
    let mut rest = x.request.number("bytes")?.unwrap_or(8 << 20);
    let begin = format!("event: big\nid: {}\ndata: ", x.attempt());
    let mut stream = Stream::open(x, How::Stay).await?;
    stream.write(begin).await?;
    let piece = vec![b'x'; CHUNK];
    while rest > 0 {
        let length = rest.min(CHUNK);
        stream.write(&piece[..length]).await?;
        rest -= length;
    }
    stream.write("\n\nevent: after\ndata: tail\n\n").await?;
    stream.finish().await
}

/// Numbered events, as fast as the socket takes them. The data is the number, filled up by spaces: still JSON.
pub async fn burst(x: &mut Exchange<'_>) -> Result<Ending, Stop> {
    let count = x.request.number("count")?.unwrap_or(100_000);
    // Formatting panics where a width has more than 16 bits.
    let width: u16 = x.request.number("bytes")?.unwrap_or(0);
    let width = usize::from(width);
    let stream = Stream::open(x, How::Stay).await?;
    count_up(stream, 0, count, Duration::ZERO, |n| format!("event: n\nid: {n}\ndata: {n:<width$}\n\n")).await
}

/// Numbered events, from the one on that follows the last event id.
pub async fn numbered(x: &mut Exchange<'_>) -> Result<Ending, Stop> {
    let total = x.request.number("total")?.unwrap_or(100_000);
    let pace = x.request.milliseconds("pace")?.unwrap_or_default();
    let header = x.request.header("last-event-id").map(<[u8]>::to_vec).filter(|id| !id.is_empty());
    let last = header.or_else(|| x.request.bytes("lastEventId")).filter(|id| !id.is_empty());
    let last: u64 = match last {
        Some(id) => String::from_utf8_lossy(&id).parse().map_err(|_| bad("lastEventId", &id))?,
        None => 0,
    };
    let stream = Stream::open(x, How::Stay).await?;
    count_up(stream, last, total, pace, numbered_event).await
}

/// An event of `/numbered`.
pub fn numbered_event(number: u64) -> String {
    format!("event: n\nid: {number}\ndata: {number}\n\n")
}

/// The events of the numbers after `seen`, up to `last`.
async fn count_up(
    mut stream: Stream<'_, '_>,
    seen: u64,
    last: u64,
    pace: Duration,
    event: impl Fn(u64) -> String,
) -> Result<Ending, Stop> {
    let mut chunk = String::new();
    for before in seen..last {
        chunk.push_str(&event(before + 1));
        if chunk.len() >= CHUNK || !pace.is_zero() {
            stream.write(&chunk).await?;
            chunk.clear();
            // A pause of 0 would last a millisecond as well.
            if !pace.is_zero() {
                sleep(pace).await;
            }
        }
    }
    chunk.push_str("event: done\ndata: done\n\n");
    stream.write(&chunk).await?;
    stream.finish().await
}

/// The query's text, one byte per write.
pub async fn slow(x: &mut Exchange<'_>) -> Result<Ending, Stop> {
    let text = x.request.bytes("text").unwrap_or_default();
    let pause = x.request.milliseconds("pause")?.unwrap_or(Duration::from_millis(1));
    let mut stream = Stream::open(x, How::End).await?;
    for byte in text {
        stream.write([byte]).await?;
        sleep(pause).await;
    }
    stream.finish().await
}

/// The query's bytes.
pub async fn raw(x: &mut Exchange<'_>) -> Result<Ending, Stop> {
    let bytes = x.request.hex("hex")?.unwrap_or_default();
    let how = if x.request.number::<u8>("stay")? == Some(1) { How::Stay } else { How::End };
    let head = match x.request.header_value("type")? {
        Some(kind) => Head::new(200).with("Content-Type", kind),
        None => Head::stream(),
    };
    let mut stream = Stream::open_as(x, head, how).await?;
    stream.write(bytes).await?;
    stream.finish().await
}
