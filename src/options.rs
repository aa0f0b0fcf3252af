//! How an event source is to be opened.

#[cfg(feature = "fetch")]
mod over_fetch;

use std::{fmt, future::Future, pin::Pin, rc::Rc, time::Duration};

use crate::{
    core::{connection::Settings, parser::Parser, retry::Retry},
    error::Error,
    request::Request,
};

/// Who makes the connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Transport {
    /// The browser's `EventSource` where it can do what is asked, `fetch` for all else. Without the feature `fetch`, the former.
    #[default]
    Auto,
    /// The browser's own `EventSource` class. It needs no preflight, and browsers show its events among their developer tools.
    /// It reconnects by itself after the failures that the HTML standard takes for temporary, and tells neither status nor
    /// headers.
    Native,
    /// `fetch`, and our own parser: any method, headers and body, errors with status and headers, and less work for the main
    /// thread on busy streams. With the feature `fetch`, which is on by default.
    #[cfg(feature = "fetch")]
    Fetch,
}

/// How a server learns, when a connection is made anew, which events are there already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Resume {
    /// The `Last-Event-ID` header. Over `fetch` it makes a request to another origin one with a preflight, which the server has to
    /// allow by `Access-Control-Allow-Headers: Last-Event-ID`. The browser's own class sends it, without a preflight, when it
    /// reconnects by itself; a new object of that class cannot.
    #[default]
    Header,
    /// A parameter of this name in the URL's query, as in `Resume::Query("lastEventId".into())`. Works everywhere and needs no
    /// preflight; the server has to look there. The browser's own class is kept from reconnecting by itself, as it would ask with the
    /// old id: the [policy](EventSourceBuilder::retry) decides, and a new object is made.
    Query(String),
    /// Not at all. The browser's own class sends the header all the same when it reconnects by itself.
    Never,
}

/// Whether cookies and HTTP authentication go along.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Credentials {
    /// Not even to the page's own origin.
    Omit,
    /// To the page's own origin.
    #[default]
    SameOrigin,
    /// To other origins too, which have to allow it: `Access-Control-Allow-Credentials: true`, and the page's origin by name in
    /// `Access-Control-Allow-Origin`.
    Include,
}

/// Which origins may be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mode {
    /// Others too, if they allow it by CORS.
    #[default]
    Cors,
    /// The page's own origin and no other.
    SameOrigin,
}

/// What to do where the browser's class cannot do what is asked.
const REMEDY: &str = if cfg!(feature = "fetch") {
    "leave the transport to Auto or Fetch"
} else {
    "the feature `fetch` of eventsource-wasm, which is switched off, brings the transport that can"
};

/// The future that [`prepare`](EventSourceBuilder::prepare)'s function gives, boxed.
pub(crate) type Prepared = Pin<Box<dyn Future<Output = Result<Request, String>>>>;

/// What [`prepare`](EventSourceBuilder::prepare) was given.
pub(crate) type Prepare = Rc<dyn Fn(Request) -> Prepared>;

/// Options for an [`EventSource`](crate::EventSource), from [`EventSource::builder`](crate::EventSource::builder).
///
/// ```no_run
/// # async fn fresh_token() -> Result<String, std::io::Error> { Ok(String::new()) }
/// # fn main() -> Result<(), eventsource_wasm::Error> {
/// use std::time::Duration;
/// use eventsource_wasm::{EventSource, Retry};
///
/// let source = EventSource::builder("https://api.example.com/chat")
///     .method("POST")
///     .body("why is the sky blue?")
///     .prepare(async |request| Ok::<_, std::io::Error>(request.header("authorization", fresh_token().await?)))
///     .retry(Retry::default().max_retries(10))
///     .idle_timeout(Duration::from_secs(45))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is opened before `build()`"]
pub struct EventSourceBuilder {
    pub(crate) options: Options,
}

/// The same as data.
#[derive(Clone)]
pub(crate) struct Options {
    pub(crate) request: Request,
    pub(crate) prepare: Option<Prepare>,
    pub(crate) transport: Transport,
    pub(crate) credentials: Credentials,
    pub(crate) mode: Mode,
    pub(crate) resume: Resume,
    pub(crate) settings: Settings,
    /// In bytes.
    pub(crate) max_event_size: usize,
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) signal: Option<web_sys::AbortSignal>,
}

impl EventSourceBuilder {
    pub(crate) fn new(url: String) -> Self {
        Self {
            options: Options {
                request: Request::new(url),
                prepare: None,
                transport: Transport::default(),
                credentials: Credentials::default(),
                mode: Mode::default(),
                resume: Resume::default(),
                settings: Settings::default(),
                max_event_size: Parser::DEFAULT_MAX_EVENT_SIZE,
                #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
                signal: None,
            },
        }
    }

    /// Whether cookies and HTTP authentication go along to another origin, as [`Credentials::Include`] says; off unless set. To
    /// the page's own origin they always go.
    pub fn with_credentials(mut self, with_credentials: bool) -> Self {
        self.options.credentials = if with_credentials { Credentials::Include } else { Credentials::SameOrigin };
        self
    }

    /// Sets who makes the connection; [`Transport::Auto`] unless set.
    pub fn transport(mut self, transport: Transport) -> Self {
        self.options.transport = transport;
        self
    }

    /// Closes the connection when this signal is aborted, with [`Error::Aborted`].
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub fn signal(mut self, signal: web_sys::AbortSignal) -> Self {
        self.options.signal = Some(signal);
        self
    }

    /// Sets when the connection comes back; [`Retry::default`] unless set.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.options.settings.retry = retry;
        self
    }

    /// Takes the connection for dead, and makes it anew, when nothing has come for this long; off unless set. It should be at least
    /// two and a half times as long as the server's heartbeat.
    ///
    /// Over `fetch` every byte counts, comments too. The browser's own class shows no comments: there the events count that
    /// somebody listens to, so the server has to send one as its heartbeat.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.options.settings.idle_timeout = Some(timeout);
        self
    }

    /// Lets the connection go when the page has been hidden for this long, and makes it anew when it is visible again; off unless
    /// set: a hidden page keeps its connection.
    pub fn pause_when_hidden(mut self, after: Duration) -> Self {
        self.options.settings.pause_when_hidden = Some(after);
        self
    }

    /// Sets the last event id to begin with: where an earlier visit left off.
    pub fn last_event_id(mut self, id: impl Into<String>) -> Self {
        self.options.settings.last_event_id = id.into();
        self
    }

    /// Sets how the server learns of the last event id; [`Resume::Header`] unless set.
    pub fn resume(mut self, resume: Resume) -> Self {
        self.options.resume = resume;
        self
    }
}

impl Options {
    /// What can be said of the options without a browser.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidUrl`] where the URL is empty, [`Error::InvalidOption`] where an option is malformed.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let invalid = |option, reason: &str| Err(Error::InvalidOption { option, reason: reason.to_owned() });
        let Request { url, method, body, .. } = &self.request;
        if url.trim().is_empty() {
            // Browsers take it for the page's own address, which is never meant and never an event stream.
            return Err(Error::InvalidUrl { url: url.clone(), reason: "the URL is empty".to_owned() });
        }
        if matches!(&*method.to_ascii_uppercase(), "GET" | "HEAD") && body.is_some() {
            return invalid("body", "GET requests have none; set the method to POST");
        }
        if self.settings.last_event_id.contains(['\n', '\r', '\0']) {
            return invalid("last_event_id", "no event stream has an id with a line break or NUL");
        }
        if self.settings.idle_timeout.is_some_and(|timeout| timeout.is_zero()) {
            return invalid("idle_timeout", "every connection is idle for that long; leave it out to have none");
        }
        Ok(())
    }

    /// The transport that these options ask for.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidOption`] where the browser's class is asked for what it cannot do.
    pub(crate) fn chosen_transport(&self) -> Result<Transport, Error> {
        let Some(what) = self.fetch_only() else { return Ok(self.transport) };
        match self.transport {
            #[cfg(feature = "fetch")]
            Transport::Auto | Transport::Fetch => Ok(Transport::Fetch),
            _ => Err(Error::InvalidOption {
                option: "transport",
                reason: format!("the browser's EventSource {what}; {REMEDY}"),
            }),
        }
    }

    /// What the browser's own class cannot do, if any of it is asked for.
    fn fetch_only(&self) -> Option<&'static str> {
        let starts_later = !self.settings.last_event_id.is_empty() && self.resume == Resume::Header;
        if !self.request.is_plain() {
            Some("sends no method, header or body")
        } else if self.prepare.is_some() {
            Some("asks nobody to prepare its requests")
        } else if self.credentials == Credentials::Omit || self.mode == Mode::SameOrigin {
            Some("knows neither credentials to omit nor a mode")
        } else if starts_later {
            Some("cannot be given a last event id (or give it by Resume::Query)")
        } else {
            None
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("request", &self.request)
            .field("transport", &self.transport)
            .field("credentials", &self.credentials)
            .field("mode", &self.mode)
            .field("resume", &self.resume)
            .field("settings", &self.settings)
            .field("max_event_size", &self.max_event_size)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[cfg(feature = "fetch")]
mod tests {
    use super::*;

    fn chosen(builder: &EventSourceBuilder) -> Result<Transport, Error> {
        builder.options.chosen_transport()
    }

    #[test]
    fn what_the_browsers_class_cannot_do_is_done_by_fetch() {
        let plain = EventSourceBuilder::new("/".into());
        assert_eq!(chosen(&plain).unwrap(), Transport::Auto);
        for builder in [
            plain.clone().method("POST"),
            plain.clone().headers([("a", "b")]),
            plain.clone().body("text"),
            plain.clone().credentials(Credentials::Omit),
            plain.clone().mode(Mode::SameOrigin),
            plain.clone().last_event_id("7"),
            plain.clone().prepare(async |request| Ok::<_, String>(request)),
        ] {
            assert_eq!(chosen(&builder).unwrap(), Transport::Fetch);
            let error = chosen(&builder.transport(Transport::Native)).unwrap_err();
            assert!(matches!(error, Error::InvalidOption { option: "transport", .. }));
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_what_to_do() {
        let plain = EventSourceBuilder::new("/".into());
        assert!(plain.options.check().is_ok());
        for (builder, option) in [
            (plain.clone().body("text"), "body"),
            (plain.clone().last_event_id("a\nb"), "last_event_id"),
            (plain.clone().idle_timeout(Duration::ZERO), "idle_timeout"),
        ] {
            let error = builder.options.check().unwrap_err();
            assert!(matches!(error, Error::InvalidOption { option: named, .. } if named == option), "{error}");
        }
        assert!(matches!(EventSourceBuilder::new(" ".into()).options.check(), Err(Error::InvalidUrl { .. })));
    }

    #[test]
    fn in_the_query_the_browsers_class_can_be_given_a_last_event_id() {
        let builder = EventSourceBuilder::new("/".into()).last_event_id("7").resume(Resume::Query("from".into()));
        assert_eq!(chosen(&builder).unwrap(), Transport::Auto);
    }
}
