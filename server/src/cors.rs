//! Which pages of other origins may read the stream: those named by `--allow-origin`, cookies included.

use axum::http::{HeaderName, HeaderValue, Method, header, request::Parts};
use std::{str::FromStr, time::Duration};
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

/// An origin that may read the stream, or one on any port: `https://example.com`, `http://127.0.0.1:*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The scheme and the host, and the port where it is fixed.
    origin: String,
    any_port: bool,
}

impl FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (origin, any_port) = text.strip_suffix(":*").map_or((text, false), |origin| (origin, true));
        let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")).unwrap_or_default();
        // A browser sends neither path nor user, and lower case only: anything else would never match.
        let valid = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b':' | b'[' | b']');
        if host.is_empty() || !host.bytes().all(valid) {
            return Err(format!(
                "'{text}' is not an origin: give scheme and host as the browser sends them, such as \
                 https://example.com, http://localhost:3000 or http://127.0.0.1:*"
            ));
        }
        Ok(Self { origin: origin.to_owned(), any_port })
    }
}

impl Origin {
    fn allows(&self, origin: &[u8]) -> bool {
        match origin.strip_prefix(self.origin.as_bytes()) {
            Some([]) => true,
            Some([b':', port @ ..]) => self.any_port && !port.is_empty() && port.iter().all(u8::is_ascii_digit),
            _ => false,
        }
    }
}

/// Answers preflights and names the origin that may read a response.
pub fn layer(allowed: Vec<Origin>) -> CorsLayer {
    let allows = move |origin: &HeaderValue, _: &Parts| allowed.iter().any(|allowed| allowed.allows(origin.as_bytes()));
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(allows))
        .allow_credentials(true)
        .allow_methods([Method::GET])
        // What clients over `fetch` send; the browser's `EventSource` needs no permission.
        .allow_headers(AllowHeaders::list([
            header::ACCEPT,
            header::CACHE_CONTROL,
            header::CONTENT_TYPE,
            HeaderName::from_static("last-event-id"),
        ]))
        .max_age(Duration::from_mins(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(allowed: &str, origin: &str) -> bool {
        allowed.parse::<Origin>().unwrap().allows(origin.as_bytes())
    }

    #[test]
    fn an_origin_allows_itself_only() {
        assert!(allows("https://example.com", "https://example.com"));
        for other in ["http://example.com", "https://example.com:8443", "https://example.com.evil.org", "null", ""] {
            assert!(!allows("https://example.com", other), "{other}");
        }
    }

    #[test]
    fn any_port_is_a_port() {
        assert!(allows("http://127.0.0.1:*", "http://127.0.0.1:34567"));
        assert!(allows("http://127.0.0.1:*", "http://127.0.0.1"));
        assert!(allows("http://[::1]:*", "http://[::1]:80"));
        for other in
            ["http://127.0.0.1:", "http://127.0.0.1:80.evil.org", "http://127.0.0.10:80", "https://127.0.0.1:1"]
        {
            assert!(!allows("http://127.0.0.1:*", other), "{other}");
        }
    }

    #[test]
    fn what_no_browser_sends_is_refused() {
        for text in ["", "*", "null", "example.com", "http://", "http://a/", "http://A", "ftp://a", "http://u@a"] {
            assert!(text.parse::<Origin>().is_err_and(|error| error.contains("is not an origin")), "{text}");
        }
    }
}
