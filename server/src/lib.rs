//! The live user count: counts who is looking at the page and tells everybody, by Server-Sent Events.
//!
//! A connection comes in through [`listen`], is answered by [`serve`], and is [joined](broadcast::Broadcast::join) to the
//! [`users`]. What changes there, [`broadcast`] encodes once and hands to the [`stream`] of every client.

pub mod broadcast;
pub mod cli;
pub mod cookie;
pub mod cors;
pub mod frame;
pub mod listen;
pub mod page;
pub mod serve;
pub mod shutdown;
pub mod stream;
pub mod users;
