//! When to stop.

use std::io;
use tokio::signal;

/// From the call on, SIGTERM and Ctrl-C no longer end the process but the returned future.
///
/// # Errors
/// The signals cannot be listened to.
#[cfg(unix)]
pub fn requested() -> io::Result<impl Future<Output = ()>> {
    use signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// From the call on, Ctrl-C no longer ends the process but the returned future.
///
/// # Errors
/// The signal cannot be listened to.
#[cfg(windows)]
pub fn requested() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = signal::windows::ctrl_c()?;
    Ok(async move { drop(interrupt.recv().await) })
}
