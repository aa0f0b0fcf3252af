//! Answers that are no streams: by their status.

use crate::{
    exchange::{Ending, Exchange},
    port::Port,
    reply::Head,
    request::Stop,
};
use std::{
    future,
    time::{Duration, SystemTime},
};

/// A large body is written in pieces of this size.
const PIECE: usize = 64 << 10;

/// Answers with a status.
pub async fn answer(x: &mut Exchange<'_>, status: u16) -> Result<Ending, Stop> {
    let mut head = Head::new(status);
    if let Some(location) = location(x, status)? {
        head = head.with("Location", location);
    }
    if let Some(value) = x.request.header_value("retry-after")? {
        head = head.with("Retry-After", value);
    }
    // Dates end with the year 9999.
    if let Some(seconds) = x.request.number::<u32>("retry-after-date")? {
        let date = SystemTime::now() + Duration::from_secs(seconds.into());
        head = head.with("Retry-After", httpdate::fmt_http_date(date));
    }
    // These two cannot have a body, nor what describes one.
    if matches!(status, 204 | 304) {
        return x.bodiless(head).await;
    }
    let kind = x.request.header_value("type")?.unwrap_or_else(|| b"text/plain; charset=utf-8".to_vec());
    head = x.complete(head.with("Content-Type", kind));
    if x.request.number::<u8>("stall")? == Some(1) {
        x.reply.chunked(head).await?;
        return future::pending().await;
    }
    let given = match (x.request.bytes("body"), status) {
        (Some(body), _) => body,
        (None, 205) => Vec::new(),
        (None, _) => format!("status {status}\n").into_bytes(),
    };
    let length = x.request.number("body-bytes")?;
    x.reply.head(head.with("Content-Length", length.unwrap_or(given.len()).to_string())).await?;
    let Some(mut rest) = length else {
        x.reply.raw(&given).await?;
        return Ok(Ending::Server);
    };
    let piece = vec![b'x'; PIECE];
    while rest > 0 {
        let length = rest.min(PIECE);
        x.reply.raw(&piece[..length]).await?;
        rest -= length;
    }
    Ok(Ending::Server)
}

/// Where a redirect leads: to `/fault/ok`, with the same key, if the query does not say otherwise.
fn location(x: &Exchange<'_>, status: u16) -> Result<Option<Vec<u8>>, Stop> {
    if let Some(location) = x.request.header_value("location")? {
        return Ok(Some(location));
    }
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let origin = match x.request.text("to").as_deref() {
        None => String::new(),
        Some("other") => x.world.url(if x.port == Port::Server { Port::Other } else { Port::Server }),
        Some(to) => return Err(Stop::Bad(format!("to={to} makes no sense: it can be other"))),
    };
    let key = x.request.query.split('&').find(|pair| pair.starts_with("key=")).unwrap_or_default();
    Ok(Some(format!("{origin}/fault/ok?{key}").into_bytes()))
}

/// Redirects to itself.
pub async fn redirect_loop(x: &mut Exchange<'_>) -> Result<Ending, Stop> {
    let head = Head::new(302).with("Location", format!("{}?{}", x.request.path, x.request.query));
    x.bodiless(head.with("Content-Length", "0")).await
}
