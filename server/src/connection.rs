//! One connection: HTTP, until it asks for the stream.

use crate::{
    handover::{Handover, Slot, Watched},
    stream,
};
use axum::{Router, body::Body, extract::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    future,
    pin::{Pin, pin},
    task::Poll,
    time::Duration,
};
use tokio::{net::TcpStream, sync::watch};
use tower_service::Service;

/// How long a client may take to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest head of a request; longer ones are answered with 431.
const HEAD_LIMIT: usize = 16 * 1024;

/// Serves a connection until one side closes it, or `stopped` says so.
pub async fn serve(socket: TcpStream, router: Router, stopped: watch::Receiver<()>) {
    // Boxed, so that a stream does not hold the memory of what was before it. (A task of its own for the stream would
    // leave holes where the tasks before it were: 2.7 KiB a connection in place of 1.6.)
    let handover = Box::pin(http(socket, router, stopped.clone())).await;
    if let Some((socket, handover)) = handover {
        stream::run(socket, handover).await;
    }
    // Held until here: the server waits for its connections to let go of it.
    drop(stopped);
}

/// Answers requests. Returns the connection when one of them asks for the stream.
async fn http(socket: TcpStream, router: Router, mut stopped: watch::Receiver<()>) -> Option<(TcpStream, Handover)> {
    let slot = Slot::default();
    let service = {
        let slot = slot.clone();
        service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(slot.clone());
            router.clone().call(request.map(Body::new))
        })
    };
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_LIMIT)
        .serve_connection(Watched::new(TokioIo::new(socket), slot.clone()), service);
    let mut stop = pin!(stopped.changed());
    let mut stopping = false;
    let handover = future::poll_fn(|cx| {
        if !stopping && stop.as_mut().poll(cx).is_ready() {
            stopping = true;
            Pin::new(&mut connection).graceful_shutdown();
        }
        if let Poll::Ready(result) = Pin::new(&mut connection).poll(cx) {
            if let Err(error) = result {
                tracing::debug!(%error, "a connection failed");
            }
            return Poll::Ready(None);
        }
        slot.take().map_or(Poll::Pending, |handover| Poll::Ready(Some(handover)))
    })
    .await?;
    Some((connection.into_parts().io.io.into_inner(), handover))
}
