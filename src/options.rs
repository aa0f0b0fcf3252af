//! How an event source is to be opened.

/// Options for an [`EventSource`](crate::EventSource), from [`EventSource::builder`](crate::EventSource::builder).
///
/// ```no_run
/// # fn main() -> Result<(), eventsource_wasm::Error> {
/// use eventsource_wasm::EventSource;
///
/// let source = EventSource::builder("https://api.example.com/events").with_credentials(true).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "nothing is opened before `build()`"]
pub struct EventSourceBuilder {
    pub(crate) url: String,
    pub(crate) with_credentials: bool,
}

impl EventSourceBuilder {
    pub(crate) fn new(url: String) -> Self {
        Self { url, with_credentials: false }
    }

    /// Whether cookies and HTTP authentication go along to another origin; off unless set. To the page's own origin
    /// they always go. The other origin has to allow it: `Access-Control-Allow-Credentials: true`, and the page's
    /// origin by name in `Access-Control-Allow-Origin`.
    pub fn with_credentials(mut self, with_credentials: bool) -> Self {
        self.with_credentials = with_credentials;
        self
    }
}
