//! Gives memory back to the system after a rush of visitors.
//!
//! A stream is many small allocations among longer-lived ones. When it ends they are free, but glibc's allocator keeps
//! them for the next rush, unless it is told not to: 18 MiB after 10,000 clients.

use crate::broadcast::Broadcast;
use std::time::Duration;
use tokio::time;

/// Gives back what is free, once in `interval` if somebody came or went. Does not end by itself.
pub async fn give_back(broadcast: &Broadcast, interval: Duration) {
    let mut last = 0;
    loop {
        time::sleep(interval).await;
        let revision = broadcast.counts().revision;
        if revision != last {
            // A millisecond or two when it was a rush, and next to nothing otherwise.
            trim();
            last = revision;
        }
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "glibc has no other door")]
fn trim() {
    // SAFETY: this is how glibc declares it, and it may be called at any time, by any thread.
    unsafe extern "C" {
        safe fn malloc_trim(pad: usize) -> std::ffi::c_int;
    }
    malloc_trim(0);
}

/// Other allocators see to it themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn trim() {}
