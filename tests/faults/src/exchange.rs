//! What a route answers: one request, and what there is to answer it with.

use crate::{
    cors::Cors,
    log::Entry,
    port::Port,
    reply::{Head, Reply},
    request::{Request, Stop},
    world::World,
};
use std::sync::Arc;

/// How a connection ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The client has closed it.
    Client,
    /// It is closed: FIN.
    Server,
    /// It is reset: RST.
    Reset,
}

/// A request to a fault route, and the answer to it.
pub struct Exchange<'a> {
    pub world: &'a World,
    pub port: Port,
    pub request: &'a Request,
    pub entry: &'a Arc<Entry>,
    pub reply: Reply<'a>,
}

impl Exchange<'_> {
    /// The how manieth request of its key this is, from 1 on.
    pub fn attempt(&self) -> u32 {
        self.entry.attempt.unwrap_or_default()
    }

    /// Adds the headers that an answer of this route has.
    pub fn complete(&self, head: Head) -> Head {
        let head = Cors::of(&self.request.path).add_to(head, self.request);
        match self.entry.attempt {
            Some(attempt) => head.with("X-Attempt", attempt.to_string()),
            None => head,
        }
    }

    /// Answers without a body.
    pub async fn bodiless(&mut self, head: Head) -> Result<Ending, Stop> {
        let head = self.complete(head);
        self.reply.head(head).await?;
        Ok(Ending::Server)
    }
}
