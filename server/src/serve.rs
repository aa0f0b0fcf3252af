//! The server as a whole: routes, connections, start and end.

use crate::{broadcast::Broadcast, cli::Options, connection, cors, listen, page, shutdown, stream};
use axum::{
    Router,
    http::{StatusCode, header},
    response::IntoResponse,
    routing::get,
};
use std::{sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::watch, task, time};

/// How long streams may take to end.
const FAREWELL: Duration = Duration::from_secs(2);

/// Runs the server until it is told to stop. Calls `listening` with its URL when it is ready.
///
/// # Errors
/// One line that says what to do.
pub async fn run(options: Options, listening: impl FnOnce(&str)) -> Result<(), String> {
    // A connection is an open file, and many systems allow 1024 unless they are asked for more.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files cannot be raised");
    }
    let (broadcast, publisher) = Broadcast::new(options.retry);
    let router = router(Arc::clone(&broadcast), &options)?;
    let listeners = listen::bind(&options.host, options.port).await?;
    let stop = shutdown::requested().map_err(|error| format!("cannot listen to signals: {error}"))?;
    if let Some(Ok(address)) = listeners.first().map(TcpListener::local_addr) {
        listening(&format!("http://{address}"));
    }

    let publisher = task::spawn(publisher.run(options.heartbeat));
    let (stopping, stopped) = watch::channel(());
    // A heartbeat comes at most one interval after a client vanished; the rest of the second one is for waking up.
    let patience = options.heartbeat.mul_f64(0.9);
    let acceptors: Vec<_> = listeners
        .into_iter()
        .map(|listener| task::spawn(accept(listener, router.clone(), patience, stopped.clone())))
        .collect();
    drop(stopped);

    stop.await;
    let counts = broadcast.counts();
    tracing::info!(users = counts.users, connections = counts.connections, "stopping");
    for acceptor in acceptors {
        acceptor.abort();
    }
    publisher.abort();
    stopping.send_replace(());
    if time::timeout(FAREWELL, stopping.closed()).await.is_err() {
        tracing::warn!("some clients did not take the end of their stream");
    }
    Ok(())
}

fn router(broadcast: Arc<Broadcast>, options: &Options) -> Result<Router, String> {
    // HEAD would count a connection that has no stream.
    let no = || async { (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET")]).into_response() };
    let mut count =
        Router::new().route("/users/count", get(stream::users_count).head(no).fallback(no)).with_state(broadcast);
    if !options.allow_origins.is_empty() {
        count = count.layer(cors::layer(options.allow_origins.clone()));
    }
    let router = count.route("/healthz", get(|| async { "ok" }));
    match &options.www {
        Some(folder) => Ok(router.fallback_service(page::router(folder)?)),
        None => Ok(router),
    }
}

async fn accept(listener: TcpListener, router: Router, patience: Duration, stopped: watch::Receiver<()>) {
    loop {
        let stream = listen::accept(&listener).await;
        if let Err(error) = listen::prepare(&stream, patience) {
            tracing::debug!(%error, "a connection was gone at once");
            continue;
        }
        task::spawn(connection::serve(stream, router.clone(), stopped.clone()));
    }
}
