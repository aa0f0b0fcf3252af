//! What is no route of ours is passed on to another server, so that a page from there has this origin.

use crate::{
    connection::text,
    exchange::Ending,
    request::{Request, Stop},
    world::World,
};
use std::sync::PoisonError;
use tokio::{
    io::{self, AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// It is the last request of its connection: the next may be for a route of ours.
const LAST: (&str, &str) = ("Connection", "close");

/// Another server may be behind this address the next time.
const UNCACHED: (&str, &str) = ("Cache-Control", "no-store");

/// Passes a request on, and the answer back, byte by byte but for these two headers.
pub async fn pass(stream: &mut TcpStream, request: &Request, world: &World) -> Ending {
    let target = *world.proxy.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(target) = target else {
        let line = "this is no route, and nothing is set to pass it on to: /control/proxy?to=127.0.0.1:PORT does\n";
        return text(stream, Some(request), 404, "text/plain", line).await;
    };
    let mut other = match TcpStream::connect(target).await {
        Ok(other) => other,
        Err(error) => return text(stream, Some(request), 502, "text/plain", &format!("{target}: {error}\n")).await,
    };
    if passed(stream, request, &mut other).await.is_ok() { Ending::Server } else { Ending::Client }
}

async fn passed(stream: &mut TcpStream, request: &Request, other: &mut TcpStream) -> Result<(), Stop> {
    let (head, rest) = request.read.split_at(request.head);
    other.write_all(&with(head, &[LAST])).await?;
    other.write_all(rest).await?;

    let mut answer = Vec::new();
    let end = loop {
        if other.read_buf(&mut answer).await? == 0 {
            return Err(Stop::Gone);
        }
        if let Some(end) = answer.windows(4).position(|end| end == b"\r\n\r\n") {
            break end + 4;
        }
    };
    stream.write_all(&with(&answer[..end], &[LAST, UNCACHED])).await?;
    stream.write_all(&answer[end..]).await?;
    // Until both have ended, as the one that ends first is passed on too.
    io::copy_bidirectional(stream, other).await?;
    Ok(())
}

/// A head with these headers in the place of what it says itself.
fn with(head: &[u8], headers: &[(&str, &str)]) -> Vec<u8> {
    let mut result = Vec::with_capacity(head.len() + 64);
    for (number, line) in head.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        if !headers.iter().any(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes())) {
            result.extend_from_slice(line);
        }
        if number == 0 {
            for (name, value) in headers {
                result.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
            }
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_put_in_the_place_of_another() {
        let head = b"GET / HTTP/1.1\r\nHost: a\r\nconnection: keep-alive\r\nAccept: b\r\n\r\n";
        let expected = b"GET / HTTP/1.1\r\nConnection: close\r\nHost: a\r\nAccept: b\r\n\r\n";
        assert_eq!(with(head, &[LAST]), expected);
    }
}
