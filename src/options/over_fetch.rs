//! What `fetch` alone can do: the options of the feature `fetch`.

use std::{fmt, rc::Rc};

use super::{Credentials, EventSourceBuilder, Mode};
use crate::request::{Body, Request};

/// With the feature `fetch`, which is on by default.
impl EventSourceBuilder {
    /// Sets the HTTP method; `GET` unless set. Any other is sent by `fetch`.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.options.request = self.options.request.method(method);
        self
    }

    /// Sets a request header, in place of one of the same name. It is sent by `fetch`.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.request = self.options.request.header(name, value);
        self
    }

    /// Sets several request headers.
    pub fn headers<N: Into<String>, V: Into<String>>(self, headers: impl IntoIterator<Item = (N, V)>) -> Self {
        headers.into_iter().fold(self, |builder, (name, value)| builder.header(name, value))
    }

    /// Sets the request's body: text, bytes, [JSON](Body::json) or a form. It is sent by `fetch`, anew with each attempt.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.options.request = self.options.request.body(body);
        self
    }

    /// Sets whether credentials go along.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.options.credentials = credentials;
        self
    }

    /// Sets which origins may be asked. [`Mode::SameOrigin`] is kept by `fetch`.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.options.mode = mode;
        self
    }

    /// Sets a function that makes the request for each attempt to connect out of what the builder says: another URL, a fresh
    /// token among the headers, another body. It is sent by `fetch`.
    ///
    /// Where it fails there is no request: that is [`Error::Request`], after which the [retry policy](Self::retry) decides.
    pub fn prepare<F, E>(mut self, prepare: F) -> Self
    where
        F: AsyncFn(Request) -> Result<Request, E> + 'static,
        E: fmt::Display,
    {
        let prepare = Rc::new(prepare);
        self.options.prepare = Some(Rc::new(move |request| {
            let prepare = Rc::clone(&prepare);
            Box::pin(async move { prepare(request).await.map_err(|error| error.to_string()) })
        }));
        self
    }

    /// Sets the most bytes that one event may have, over `fetch`; 16 MiB unless set. A larger one is dropped, and reported as
    /// [`Error::TooLarge`].
    pub fn max_event_size(mut self, bytes: usize) -> Self {
        self.options.max_event_size = bytes;
        self
    }
}
