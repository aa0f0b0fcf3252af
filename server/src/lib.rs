//! The live user count: counts who is looking at the page and tells everybody, by Server-Sent Events.
//!
//! A [`connection`] comes in through [`listen`] and is answered by the routes of [`serve`]. If it asks for the stream, it
//! is [joined](broadcast::Broadcast::join) to the [`users`], and [handed over](handover) to its [`stream`]. What changes
//! among the users, [`broadcast`] encodes once for all streams.

pub mod broadcast;
pub mod chunk;
pub mod cli;
pub mod connection;
pub mod cookie;
pub mod cors;
pub mod handover;
pub mod listen;
pub mod page;
pub mod serve;
pub mod shutdown;
pub mod stream;
pub mod users;
