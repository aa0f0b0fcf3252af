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

/// Passes a request on, and the answer back, byte by byte but for one header: each is the last of its connection, as
/// the next request may be for a route of ours.
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
    other.write_all(&closing(head)).await?;
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
    stream.write_all(&closing(&answer[..end])).await?;
    stream.write_all(&answer[end..]).await?;
    // Until both have ended, as the one that ends first is passed on too.
    io::copy_bidirectional(stream, other).await?;
    Ok(())
}

/// The head, with `Connection: close` and no other word on that.
fn closing(head: &[u8]) -> Vec<u8> {
    let lines = head.split_inclusive(|byte| *byte == b'\n');
    let mut result = Vec::with_capacity(head.len() + 32);
    for (number, line) in lines.enumerate() {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        if ![b"connection".as_slice(), b"keep-alive"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
            result.extend_from_slice(line);
        }
        if number == 0 {
            result.extend_from_slice(b"Connection: close\r\n");
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_says_once_that_the_connection_closes() {
        let head = b"GET / HTTP/1.1\r\nHost: a\r\nconnection: keep-alive\r\nKeep-Alive: 5\r\n\r\n";
        assert_eq!(closing(head), b"GET / HTTP/1.1\r\nConnection: close\r\nHost: a\r\n\r\n");
    }
}
