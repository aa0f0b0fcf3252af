//! The routes: which path does what. README.md says what each is for.

use crate::{
    events,
    exchange::{Ending, Exchange},
    reply::Head,
    request::{Stop, bad},
    status,
    streams::{How, Stream, attempt_event, cookie},
};
use std::future;

/// Answers a request to a fault route.
pub async fn answer(x: &mut Exchange<'_>) -> Result<Ending, Stop> {
    if x.request.is_preflight() {
        return x.bodiless(Head::new(204)).await;
    }
    if x.request.method == "HEAD" {
        return x.bodiless(Head::stream()).await;
    }
    let times: Option<u32> = x.request.number("times")?;
    if times.is_some_and(|times| x.attempt() > times) {
        return attempt(x, How::Stay).await;
    }
    let path = x.request.path.strip_prefix("/fault/").unwrap_or_default();
    match path {
        "ok" | "echo" | "cors/refused" | "cors/no-headers" | "cors/wildcard" => attempt(x, How::Stay).await,
        "end" => attempt(x, How::End).await,
        "cors/credentials" => {
            let head = Head::stream().with("Set-Cookie", format!("{}; Path=/; SameSite=Lax", cookie(x)));
            attempt_as(x, head, How::Stay).await
        }
        "mime" => mime(x).await,
        "reset" => Ok(Ending::Reset),
        "silent" => future::pending().await,
        "head-only" => Stream::open(x, How::Stay).await?.finish().await,
        "reset-after-head" => Stream::open(x, How::Reset).await?.finish().await,
        "cut/event" => events::cut(x, b"event: half\nid: half\ndata: half an ev").await,
        // Two of the three bytes of a euro sign.
        "cut/code-point" => events::cut(x, b"event: half\nid: half\ndata: \xE2\x82").await,
        "cut/crlf" => events::cut(x, b"event: half\r\nid: half\r\ndata: half\r").await,
        "retry" => events::retry(x).await,
        "id" => events::id(x).await,
        "big" => events::big(x).await,
        "burst" => events::burst(x).await,
        "slow" => events::slow(x).await,
        "raw" => events::raw(x).await,
        "numbered" => events::numbered(x).await,
        "redirect-loop" => status::redirect_loop(x).await,
        _ => match path.strip_prefix("status/").map(str::parse) {
            Some(Ok(status @ 200..=599)) => status::answer(x, status).await,
            Some(_) => Err(bad("status", path.as_bytes())),
            None => Err(Stop::Bad(format!("there is no route {}: tests/faults/README.md lists them", x.request.path))),
        },
    }
}

async fn attempt(x: &mut Exchange<'_>, how: How) -> Result<Ending, Stop> {
    attempt_as(x, Head::stream(), how).await
}

/// A stream that tells which request this is.
async fn attempt_as(x: &mut Exchange<'_>, head: Head, how: How) -> Result<Ending, Stop> {
    let event = attempt_event(x, None);
    let mut stream = Stream::open_as(x, head, how).await?;
    stream.write(":\n\n").await?;
    stream.write(event).await?;
    stream.finish().await
}

async fn mime(x: &mut Exchange<'_>) -> Result<Ending, Stop> {
    let head = match x.request.header_value("type")? {
        Some(kind) => Head::new(200).with("Content-Type", kind),
        None => Head::new(200),
    };
    attempt_as(x, head, How::Stay).await
}
