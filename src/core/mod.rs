//! What is hard about Server-Sent Events, with no browser in it: no web types, no clock, no randomness, no I/O.
//!
//! The shells around it (the browser's `EventSource`, `fetch`, a test) carry out what it says. Because time, random numbers
//! and the network come in as plain values, every story of a connection is a test that takes microseconds.

mod cause;
pub mod connection;
pub mod encoder;
pub mod parser;
pub mod retry;
pub mod stream;
