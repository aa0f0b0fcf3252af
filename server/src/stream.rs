//! `GET /users/count`: the stream of one client.

use crate::{
    broadcast::Broadcast,
    chunk, cookie,
    handover::{Handover, Slot},
};
use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, Version, header},
    response::{IntoResponse, Response},
};
use std::{io, sync::Arc};
use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    net::{TcpStream, tcp::ReadHalf},
    task::coop,
};

/// Counts the client, and leaves its stream with the connection.
pub async fn users_count(
    State(broadcast): State<Arc<Broadcast>>,
    Extension(slot): Extension<Slot>,
    version: Version,
    headers: HeaderMap,
) -> Response {
    let (user, new) = match cookie::user(&headers) {
        Some(user) => (user, false),
        None => match cookie::new_user() {
            Ok(user) => (user, true),
            Err(error) => {
                tracing::error!(%error, "no random numbers");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        },
    };
    let chunked = version == Version::HTTP_11;
    let body = slot.fill(Handover { presence: broadcast.join(user), chunked });
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    // Compressed on its way, an event would wait until there are many.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
    if chunked {
        headers.insert(header::CONNECTION, HeaderValue::from_static("keep-alive"));
    }
    // nginx would collect the events otherwise.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if new {
        headers.insert(header::SET_COOKIE, cookie::set(user));
    }
    response
}

/// Tells a client what there is to tell, until it leaves or the server ends the stream.
pub async fn run(mut socket: TcpStream, mut handover: Handover) {
    let (reader, writer) = socket.split();
    // Why a client left makes no difference.
    tokio::select! {
        _ = tell(writer, &mut handover) => {}
        () = gone(reader) => {}
    }
}

async fn tell(mut socket: impl AsyncWrite + Unpin, handover: &mut Handover) -> io::Result<()> {
    let Handover { presence, chunked } = handover;
    while let Some(chunk) = presence.next().await {
        socket.write_all(chunk.bytes(*chunked)).await?;
    }
    if *chunked {
        socket.write_all(chunk::LAST).await?;
    }
    socket.shutdown().await
}

/// Waits until the client closes the connection, or it breaks. What a client sends meanwhile is of no interest.
async fn gone(socket: ReadHalf<'_>) {
    while socket.readable().await.is_ok() {
        // Who sends without end must not keep others waiting.
        coop::consume_budget().await;
        match socket.try_read(&mut [0; 512]) {
            Ok(0) => return,
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{broadcast::PACE, users::UserId};
    use std::time::Duration;
    use tokio::{
        io::{AsyncReadExt, duplex},
        task, time,
    };

    /// A client whose connection holds so many bytes.
    fn client(broadcast: &Arc<Broadcast>, user: u128, bytes: usize, chunked: bool) -> impl AsyncReadExt + Unpin {
        let (client, server) = duplex(bytes);
        let mut handover = Handover { presence: broadcast.join(UserId(user)), chunked };
        task::spawn(async move { tell(server, &mut handover).await });
        client
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_slowly_skips_values_and_gets_the_last() {
        let (broadcast, publisher) = Broadcast::new(Duration::from_millis(1));
        let publishing = task::spawn(publisher.run(Duration::from_secs(1000)));
        let mut slow = client(&broadcast, 1, 64, false);
        time::sleep(PACE).await;
        let mut others = Vec::new();
        for user in 2..=100 {
            others.push(broadcast.join(UserId(user)));
            time::sleep(PACE).await;
        }
        task::spawn(async move {
            time::sleep(PACE * 5).await;
            publishing.abort();
        });
        let mut text = String::new();
        slow.read_to_string(&mut text).await.unwrap();
        let lines: Vec<_> = text.lines().collect();
        let after = |before: &str| -> Vec<_> {
            lines.windows(3).filter(|lines| lines[0] == before).map(|lines| lines[2]).collect()
        };
        assert_eq!(after("event: userCount"), ["data: 1", "data: 100"], "{text}");
        assert!(text.starts_with("retry: 1\n\nevent: userCount\n"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_in_chunks_ends_with_the_last_chunk() {
        let (broadcast, publisher) = Broadcast::new(Duration::from_millis(1));
        let mut client = client(&broadcast, 1, 1024, true);
        drop(publisher);
        let mut text = String::new();
        client.read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "a\r\nretry: 1\n\n\r\n0\r\n\r\n");
    }
}
