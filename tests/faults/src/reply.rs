//! Writing an answer on the socket, byte by byte where it has to be.

use crate::victim::Budget;
use std::{
    future,
    io::{self, ErrorKind},
    sync::atomic::{AtomicU64, Ordering},
};
use tokio::{io::AsyncWriteExt, net::tcp::WriteHalf};

/// An answer's status and headers. Every answer is the last one of its connection: browsers silently repeat a request
/// whose connection was used before and then breaks.
pub struct Head(Vec<u8>);

impl Head {
    /// With no headers but those that every answer has.
    pub fn new(status: u16) -> Self {
        let phrase = if status == 200 { "OK" } else { "Fault" };
        Self(format!("HTTP/1.1 {status} {phrase}\r\nConnection: close\r\nCache-Control: no-store\r\n").into_bytes())
    }

    /// Of an event stream.
    pub fn stream() -> Self {
        Self::new(200).with("Content-Type", "text/event-stream")
    }

    /// With a header more.
    pub fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        for part in [name.as_bytes(), b": ", value.as_ref(), b"\r\n"] {
            self.0.extend_from_slice(part);
        }
        self
    }

    fn finish(mut self) -> Vec<u8> {
        self.0.extend_from_slice(b"\r\n");
        self.0
    }
}

/// An answer that is being written.
pub struct Reply<'a> {
    socket: WriteHalf<'a>,
    sent: &'a AtomicU64,
    budget: Option<&'a Budget>,
}

impl<'a> Reply<'a> {
    /// `sent` counts the bytes that the socket took.
    pub fn new(socket: WriteHalf<'a>, sent: &'a AtomicU64, budget: Option<&'a Budget>) -> Self {
        Self { socket, sent, budget }
    }

    /// Writes the head of an answer whose length is said, or that has no body.
    pub async fn head(&mut self, head: Head) -> io::Result<()> {
        self.raw(&head.finish()).await
    }

    /// Writes the head of an answer in chunks.
    pub async fn chunked(&mut self, head: Head) -> io::Result<()> {
        self.head(head.with("Transfer-Encoding", "chunked")).await
    }

    /// Writes a chunk, by one call; an empty one would be the end.
    pub async fn chunk(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
        chunk.extend_from_slice(bytes);
        chunk.extend_from_slice(b"\r\n");
        self.raw(&chunk).await
    }

    /// Writes the end of an answer in chunks.
    pub async fn end(&mut self) -> io::Result<()> {
        self.raw(b"0\r\n\r\n").await
    }

    /// Writes bytes as they are.
    pub async fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let Some(budget) = self.budget else { return self.write(rest).await };
            let allowed = budget.take(rest.len());
            if allowed == 0 {
                // Nothing more in this life.
                future::pending::<()>().await;
            }
            self.write(&rest[..allowed]).await?;
            budget.sent();
            rest = &rest[allowed..];
        }
        Ok(())
    }

    async fn write(&mut self, mut rest: &[u8]) -> io::Result<()> {
        while !rest.is_empty() {
            let written = self.socket.write(rest).await?;
            if written == 0 {
                return Err(ErrorKind::WriteZero.into());
            }
            self.sent.fetch_add(written as u64, Ordering::Relaxed);
            rest = &rest[written..];
        }
        Ok(())
    }
}
