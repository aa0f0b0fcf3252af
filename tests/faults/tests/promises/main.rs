//! What the tests of clients rely on, over raw sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod client;
mod connections;
mod cross_origin;
mod process;
mod requests;
mod victim;
