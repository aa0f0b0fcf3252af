//! `GET /users/count`: the stream of one client.

use crate::{
    broadcast::{Broadcast, Presence},
    cookie, frame,
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use std::{convert::Infallible, sync::Arc, time::Duration};

/// What the handler needs.
#[derive(Clone, Debug)]
pub struct Streams {
    broadcast: Arc<Broadcast>,
    /// What a stream begins with.
    preamble: Bytes,
}

impl Streams {
    /// Streams that tell what `broadcast` says, to clients that come back after `retry`.
    #[must_use]
    pub fn new(broadcast: Arc<Broadcast>, retry: Duration) -> Self {
        let mut preamble = Vec::new();
        frame::retry(&mut preamble, retry);
        Self { broadcast, preamble: preamble.into() }
    }
}

/// Counts the client for as long as it holds the stream.
pub async fn users_count(State(streams): State<Streams>, headers: HeaderMap) -> Response {
    let (user, new) = match cookie::user(&headers) {
        Some(user) => (user, false),
        None => match cookie::new_user() {
            Ok(user) => (user, true),
            Err(error) => {
                tracing::error!(%error, "no random numbers");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        },
    };
    let presence = streams.broadcast.join(user);
    let stream = futures_util::stream::unfold((Some(streams.preamble), presence), next);
    let mut response = Response::new(Body::from_stream(stream));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("keep-alive"));
    // nginx would collect the events otherwise.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if new {
        headers.insert(header::SET_COOKIE, cookie::set(user));
    }
    response
}

type State_ = (Option<Bytes>, Presence);

async fn next((preamble, mut presence): State_) -> Option<(Result<Bytes, Infallible>, State_)> {
    match preamble {
        Some(preamble) => Some((Ok(preamble), (None, presence))),
        None => presence.next().await.map(|bytes| (Ok(bytes), (None, presence))),
    }
}
