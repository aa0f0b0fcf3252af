//! The fault server, as these tests ask it: for streams, for what it saw, and to do something. `tests/faults/README.md` lists
//! its routes.

use eventsource_wasm::{EventSource, EventSourceBuilder, Resume, Retry, Transport};
use js_sys::{Math, Promise, encode_uri_component};
use serde::Deserialize;
use std::{collections::HashMap, time::Duration};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

/// The server's origin, which is that of the page too, as it is opened through it.
pub const SERVER: &str = match option_env!("TEST_FAULTS") {
    Some(server) => server,
    None => "http://127.0.0.1:9102",
};

/// The same routes as another origin.
const OTHER: &str = match option_env!("TEST_FAULTS_OTHER") {
    Some(other) => other,
    None => "http://127.0.0.1:9103",
};

const VICTIM: &str = match option_env!("TEST_FAULTS_VICTIM") {
    Some(victim) => victim,
    None => "http://127.0.0.1:9104",
};

const CONTROL: &str = match option_env!("TEST_FAULTS_CONTROL") {
    Some(control) => control,
    None => "http://127.0.0.1:9105",
};

/// A wait that no test sees the end of.
pub const HOUR: Duration = Duration::from_hours(1);

/// A policy whose waits are over before anybody notices.
pub fn soon() -> Retry {
    Retry::default().min(Duration::from_millis(1)).max(Duration::from_millis(30))
}

/// A policy that never comes back by itself while a test runs.
pub fn never_soon() -> Retry {
    Retry::default().min(HOUR).max(HOUR * 3)
}

/// Asks the control port, which fails where it has waited in vain.
pub async fn control(path: &str) -> String {
    ask(path, &RequestInit::new()).await
}

async fn ask(path: &str, init: &RequestInit) -> String {
    let url = format!("{CONTROL}/control/{path}");
    let answer = JsFuture::from(global_fetch(&url, init)).await;
    let answer: Response = answer.unwrap_or_else(|_| panic!("no fault server at {CONTROL}")).into();
    let text = JsFuture::from(answer.text().unwrap()).await.unwrap().as_string().unwrap();
    assert_eq!(answer.status(), 200, "{path}: {text}");
    text
}

/// A stream on the port whose process is killed again and again. It is of another origin than the page.
pub fn victim(route: &str) -> String {
    format!("{VICTIM}/fault/{route}")
}

/// Whose server it is to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// The page's own.
    Own,
    /// Another origin's.
    Other,
}

impl Site {
    /// Takes the server away: open connections are reset, new ones refused.
    pub async fn go_away(self) {
        control(&format!("away?port={}", self.port())).await;
    }

    /// Has it listen again.
    pub async fn come_back(self) {
        control(&format!("back?port={}", self.port())).await;
    }

    fn origin(self) -> &'static str {
        if self == Self::Own { SERVER } else { OTHER }
    }

    fn port(self) -> &'static str {
        if self == Self::Own { "server" } else { "other" }
    }
}

/// A text as a value in a query.
pub fn encode(text: &str) -> String {
    encode_uri_component(text).into()
}

/// The requests of one test, which the server keeps apart from those of others by a word of its own.
pub struct Key(String);

/// What the server saw of a request.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// The how manieth it is; preflights and `HEAD` do not count.
    pub attempt: Option<u32>,
    /// In milliseconds since 1970.
    pub at: f64,
    pub method: String,
    pub path: String,
    pub query: String,
    /// Names in lower case.
    pub headers: HashMap<String, String>,
    /// The header's bytes, in hexadecimal digits.
    pub last_event_id_hex: Option<String>,
    pub body: String,
    pub body_hex: String,
    /// Who ended its connection: `client` or `server`, or nobody yet.
    pub closed: Option<String>,
}

impl Seen {
    /// The last event id that came along, whichever way.
    pub fn last_event_id(&self) -> Option<&str> {
        let header = self.headers.get("last-event-id").map(String::as_str);
        header.or_else(|| self.query.split('&').find_map(|pair| pair.strip_prefix("lastEventId=")))
    }
}

impl Key {
    pub fn new(test: &str) -> Self {
        Self(format!("{test}-{}", Math::random()))
    }

    /// The URL of a route under `/fault/`, such as `ok` or `status/503?times=1`.
    pub fn url(&self, route: &str) -> String {
        self.at(Site::Own, route)
    }

    /// The same of this origin.
    pub fn at(&self, site: Site, route: &str) -> String {
        let mark = if route.contains('?') { '&' } else { '?' };
        format!("{}/fault/{route}{mark}key={}", site.origin(), self.0)
    }

    /// A stream of these bytes, which then stays open.
    pub fn stream(&self, bytes: &[u8]) -> String {
        let hex = bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        self.url(&format!("raw?stay=1&type=text/event-stream&hex={hex}"))
    }

    /// A connection over this transport that resumes: by the header over `fetch`, natively by the query.
    pub fn open(&self, transport: Transport, route: &str, retry: Retry) -> EventSource {
        resuming(transport, self.url(route)).retry(retry).build().unwrap()
    }

    pub async fn log(&self) -> Vec<Seen> {
        serde_json::from_str(&control(&format!("log?key={}", self.0)).await).unwrap()
    }

    /// The requests that count as attempts to connect.
    pub async fn attempts(&self) -> Vec<Seen> {
        self.log().await.into_iter().filter(|seen| seen.attempt.is_some()).collect()
    }

    /// Waits for this attempt to connect.
    pub async fn attempt(&self, attempt: u32) -> Seen {
        serde_json::from_str(&control(&format!("wait?key={}&attempt={attempt}", self.0)).await).unwrap()
    }

    /// Waits until no connection is open.
    pub async fn closed(&self) -> Vec<Seen> {
        serde_json::from_str(&control(&format!("wait-closed?key={}", self.0)).await).unwrap()
    }

    /// How many connections are open.
    pub async fn open_connections(&self) -> u32 {
        control(&format!("open?key={}", self.0)).await.trim().parse().unwrap()
    }

    /// Sends the event `message` with this data on every open stream.
    pub async fn send(&self, data: &str) {
        self.write(&format!("data: {data}\n\n")).await;
    }

    /// Writes this into every open stream.
    pub async fn write(&self, text: &str) {
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_body(&text.into());
        let streams = ask(&format!("send?key={}", self.0), &init).await;
        assert_ne!(streams.trim(), "0", "nobody is connected");
    }

    /// Ends every open stream properly.
    pub async fn end(&self) {
        control(&format!("end?key={}", self.0)).await;
    }

    /// Ends every open stream in the middle of its body.
    pub async fn cut(&self) {
        control(&format!("close?key={}", self.0)).await;
    }

    /// Resets every connection.
    pub async fn drop_connections(&self) {
        control(&format!("drop?key={}", self.0)).await;
    }

    /// Forgets what there was.
    pub async fn forget(&self) {
        control(&format!("forget?key={}", self.0)).await;
    }
}

/// A connection over this transport that resumes: by the header over `fetch`, natively by the query.
pub fn resuming(transport: Transport, url: String) -> EventSourceBuilder {
    let builder = EventSource::builder(url).transport(transport);
    match transport {
        Transport::Native => builder.resume(Resume::Query("lastEventId".into())),
        _ => builder,
    }
}

#[wasm_bindgen]
extern "C" {
    // Under another name than the library's, which is of this package too: they would be one symbol.
    #[wasm_bindgen(js_name = fetch)]
    fn global_fetch(url: &str, init: &RequestInit) -> Promise;
}
