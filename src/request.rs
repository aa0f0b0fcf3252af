//! What is asked of the server at each attempt to connect.

use crate::core::connection::Cause;

/// A request, as the function given to [`prepare`](crate::EventSourceBuilder::prepare) gets it: with all that the builder
/// says, to be changed and handed back.
///
/// ```
/// # use eventsource_wasm::Request;
/// fn signed(request: Request, token: &str) -> Request {
///     request.header("authorization", format!("Bearer {token}"))
/// }
/// ```
///
/// It says which attempt it is for, and why there is one more. A token that costs something is fetched anew only where the
/// server has refused the old one:
///
/// ```no_run
/// # use std::time::Duration;
/// # use eventsource_wasm::{EventSource, Request, Retry, retry::Decision};
/// # async fn kept_token() -> Result<String, std::io::Error> { Ok(String::new()) }
/// # async fn fresh_token() -> Result<String, std::io::Error> { Ok(String::new()) }
/// # fn main() -> Result<(), eventsource_wasm::Error> {
/// let source = EventSource::builder("/chat")
///     .retry(Retry::default().decide(|failure| match failure.cause.status() {
///         Some(401) if failure.previous.and_then(|cause| cause.status()) != Some(401) => Decision::Retry(Duration::ZERO),
///         _ => failure.decision,
///     }))
///     .prepare(async |request: Request| {
///         let refused = request.cause.and_then(|cause| cause.status()) == Some(401);
///         let token = if refused { fresh_token().await? } else { kept_token().await? };
///         Ok::<_, std::io::Error>(request.header("authorization", format!("Bearer {token}")))
///     })
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use]
pub struct Request {
    /// The URL; a relative one is resolved as the browser does it.
    pub url: String,
    /// The HTTP method.
    pub method: String,
    /// Headers, beside those that every event stream is asked for with.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<Body>,
    /// How many retries in a row this is: 0 for the first connection. It is there to be read: to set it changes nothing.
    pub attempt: u32,
    /// Why the attempt before this one failed, or the connection was lost; `None` where nothing has
    /// failed since a connection that proved good. To set it changes nothing either.
    pub cause: Option<Cause>,
}

impl Request {
    pub(crate) fn new(url: String) -> Self {
        Self { url, method: "GET".to_owned(), headers: Vec::new(), body: None, attempt: 0, cause: None }
    }

    /// The same, for an attempt.
    pub(crate) fn for_attempt(mut self, (attempt, cause): (u32, Option<Cause>)) -> Self {
        (self.attempt, self.cause) = (attempt, cause);
        self
    }

    /// Sets the URL.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.url = url.into();
        self
    }

    /// Sets the HTTP method.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = method.into();
        self
    }

    /// Sets a header, in place of one of the same name.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(&name));
        self.headers.push((name, value.into()));
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.body = Some(body.into());
        self
    }

    pub(crate) fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name))
    }

    /// Whether the browser's own class could send it.
    pub(crate) fn is_plain(&self) -> bool {
        self.method.eq_ignore_ascii_case("GET") && self.headers.is_empty() && self.body.is_none()
    }
}

/// A request's body. It is sent anew with each attempt to connect.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Body {
    /// Text, as `text/plain` unless a `content-type` header says otherwise.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Text that is JSON, as `application/json` unless a `content-type` header says otherwise.
    Json(String),
    /// A form, with files or without.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    Form(web_sys::FormData),
}

impl Body {
    /// A body that is JSON.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidOption`](crate::Error::InvalidOption) where serde cannot write the value as JSON, such as a map whose keys
    /// are no strings.
    ///
    /// ```
    /// # use eventsource_wasm::{Body, EventSource};
    /// # fn main() -> Result<(), eventsource_wasm::Error> {
    /// # #[derive(serde::Serialize)] struct Question { text: &'static str }
    /// let chat = EventSource::builder("/chat").method("POST").body(Body::json(&Question { text: "why?" })?);
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "json")]
    pub fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<Self, crate::Error> {
        match serde_json::to_string(value) {
            Ok(text) => Ok(Self::Json(text)),
            Err(error) => Err(crate::Error::InvalidOption { option: "body", reason: error.to_string() }),
        }
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
impl From<web_sys::FormData> for Body {
    fn from(form: web_sys::FormData) -> Self {
        Self::Form(form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_takes_the_place_of_one_of_its_name() {
        let request = Request::new("/".into()).header("X-Token", "1").header("Accept", "*/*").header("x-token", "2");
        assert_eq!(request.headers, [("Accept".into(), "*/*".into()), ("x-token".into(), "2".into())]);
        assert!(request.has_header("ACCEPT") && !request.has_header("x"));
    }

    #[test]
    fn the_browsers_class_can_send_a_get_with_nothing_to_it() {
        let request = Request::new("/".into());
        assert!(request.is_plain() && request.clone().method("get").is_plain());
        assert!(!request.clone().method("POST").is_plain());
        assert!(!request.clone().header("a", "b").is_plain());
        assert!(!request.body("text").is_plain());
    }
}
