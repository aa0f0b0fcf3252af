//! The server as a process, over real sockets.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod client;
mod command_line;
mod counting;
mod cross_origin;
mod holder;
mod lifecycle;
mod limits;
mod page;
mod process;
mod stream;
mod vanishing;
