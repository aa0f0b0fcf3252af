//! Which origins may see an answer, and by which requests.

use crate::{reply::Head, request::Request};

/// What a route allows pages of another origin.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Cors {
    /// Everything: whatever is asked for is echoed.
    Everything,
    /// Everything but headers that need leave.
    NoHeaders,
    /// `*`, which is nothing to a request with credentials.
    Wildcard,
    /// Nothing.
    Nothing,
}

/// What a page may read of an answer besides what it always may.
const EXPOSED: &[u8] = b"Retry-After, Date, X-Attempt";

impl Cors {
    /// What the route of this path allows.
    pub fn of(path: &str) -> Self {
        match path.strip_prefix("/fault/cors/") {
            Some("refused") => Self::Nothing,
            Some("no-headers") => Self::NoHeaders,
            Some("wildcard") => Self::Wildcard,
            _ => Self::Everything,
        }
    }

    /// Adds what this allows the one that asks.
    pub fn add_to(self, head: Head, request: &Request) -> Head {
        let head = head.with("Timing-Allow-Origin", "*");
        let origin = match (self, request.header("origin")) {
            (Self::Nothing, _) | (_, None) => return head,
            (Self::Wildcard, _) => b"*".as_slice(),
            (_, Some(origin)) => origin,
        };
        let head = head.with("Access-Control-Allow-Origin", origin);
        let head = if self == Self::Wildcard { head } else { head.with("Access-Control-Allow-Credentials", "true") };
        if !request.is_preflight() {
            return head.with("Access-Control-Expose-Headers", EXPOSED);
        }
        let mut head = head.with("Access-Control-Max-Age", "0");
        for (asked, allowed) in [
            ("access-control-request-method", "Access-Control-Allow-Methods"),
            ("access-control-request-headers", "Access-Control-Allow-Headers"),
        ] {
            let refused = self == Self::NoHeaders && allowed == "Access-Control-Allow-Headers";
            if let (Some(value), false) = (request.header(asked), refused) {
                head = head.with(allowed, value);
            }
        }
        head
    }
}
