//! The fault server, as a browser's tests use it: the way to its routes, what it saw, and what it is to do.

use std::collections::HashMap;

use js_sys::{Date, JsString, Math, Promise, encode_uri_component};
use serde::{Deserialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

use crate::streams::Engine;

/// The same routes as another origin; without a slash at the end.
const OTHER: &str = match option_env!("TEST_FAULTS_OTHER") {
    Some(server) => server,
    None => "http://127.0.0.1:9103",
};

const CONTROL: &str = match option_env!("TEST_FAULTS_CONTROL") {
    Some(server) => server,
    None => "http://127.0.0.1:9105",
};

/// Whose server it is to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// The page's own, as it is opened through the fault server.
    Own,
    /// Another origin's.
    Other,
}

impl Site {
    fn origin(self) -> &'static str {
        match self {
            Self::Own => "",
            Self::Other => OTHER,
        }
    }

    fn port(self) -> &'static str {
        match self {
            Self::Own => "port=server",
            Self::Other => "port=other",
        }
    }

    /// Takes the server away: open connections are reset, new ones refused.
    pub async fn go_away(self) {
        control::<()>("away", self.port(), None).await;
    }

    /// Has the server listen again.
    pub async fn come_back(self) {
        control::<()>("back", self.port(), None).await;
    }
}

/// What one test asks of the server: its requests are counted and noted apart from all others.
pub struct Fault {
    key: String,
}

/// A request that the server saw.
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
    pub last_event_id_hex: Option<String>,
    pub body: String,
    pub body_hex: String,
}

impl Fault {
    pub fn new() -> Self {
        Self { key: format!("{}-{}", Date::now(), Math::random()) }
    }

    /// The URL of a route, as in `status/503?retry-after=1`.
    pub fn url(&self, site: Site, route: &str) -> String {
        let mark = if route.contains('?') { '&' } else { '?' };
        format!("{}/fault/{route}{mark}key={}", site.origin(), self.key)
    }

    /// Waits for this attempt.
    pub async fn attempt(&self, number: u32) -> Seen {
        self.control("wait", &format!("&attempt={number}"), None).await
    }

    /// All requests so far.
    pub async fn seen(&self) -> Vec<Seen> {
        self.control("log", "", None).await
    }

    /// All attempts so far.
    pub async fn attempts(&self) -> Vec<Seen> {
        self.seen().await.into_iter().filter(|seen| seen.attempt.is_some()).collect()
    }

    /// Waits until the browser has let go of every connection; fails where it keeps one.
    pub async fn let_go(&self) {
        if Engine::this() == Engine::Firefox && self.seen().await.iter().any(|seen| seen.path.contains("/status/30")) {
            // It cannot: neither `abort()` nor `cancel()` ends a `fetch` that was redirected.
            self.reset().await;
        }
        self.control::<Vec<Seen>>("wait-closed", "", None).await;
    }

    /// Writes into the open stream.
    pub async fn send(&self, text: &str) {
        let sent: u32 = self.control("send", "", Some(text)).await;
        assert_eq!(sent, 1, "streams that stay open");
    }

    /// Ends the open stream properly.
    pub async fn end(&self) {
        self.control::<u32>("end", "", None).await;
    }

    /// Ends it in the middle of its body.
    pub async fn close(&self) {
        self.control::<u32>("close", "", None).await;
    }

    /// Resets the connection.
    pub async fn reset(&self) {
        self.control::<u32>("drop", "", None).await;
    }

    async fn control<T: DeserializeOwned>(&self, command: &str, query: &str, body: Option<&str>) -> T {
        control(command, &format!("key={}{query}", self.key), body).await
    }
}

/// A text as a value in a query.
pub fn encode(text: &str) -> String {
    encode_uri_component(text).into()
}

async fn control<T: DeserializeOwned>(command: &str, query: &str, body: Option<&str>) -> T {
    let init = RequestInit::new();
    if let Some(body) = body {
        init.set_method("POST");
        init.set_body(&JsValue::from_str(body));
    }
    let url = format!("{CONTROL}/control/{command}?{query}");
    let answer = JsFuture::from(ask(&url, &init)).await;
    let answer: Response = answer.unwrap_or_else(|_| panic!("no fault server at {CONTROL}")).unchecked_into();
    let text: JsString = JsFuture::from(answer.text().unwrap()).await.unwrap().unchecked_into();
    assert_eq!(answer.status(), 200, "{command}: {text}");
    serde_json::from_str(&String::from(text)).unwrap()
}

#[wasm_bindgen]
extern "C" {
    // Under another name than the library's own import: both have the same symbol otherwise.
    #[wasm_bindgen(js_name = fetch)]
    fn ask(url: &str, init: &RequestInit) -> Promise;
}
