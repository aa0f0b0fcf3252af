//! What is known of a failure beside its cause, and the error that both make.

use super::{Disconnect, Error, NextRetry, Rejection};
use crate::core::connection::Cause;

/// What a transport knows of a failure.
#[derive(Default)]
pub(crate) struct Evidence {
    pub(crate) message: String,
    /// Of the answer, where there was one.
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Evidence {
    /// Why the connection is gone, unless it was the user or the page that let go of it.
    pub(crate) fn error(self, cause: Cause, retry: Option<NextRetry>) -> Option<Error> {
        let Self { message, url, headers, body } = self;
        let failure = Disconnect { cause, message, retry };
        let answer = |status| Box::new(Rejection { status, url, headers, body, cause, retry });
        Some(match cause {
            Cause::Requested | Cause::Hidden | Cause::Frozen => return None,
            Cause::Aborted => Error::Aborted,
            Cause::Ended => Error::Ended(failure),
            Cause::CorsRefused => Error::Cors(failure),
            Cause::Status { status, .. } => Error::Http(answer(status)),
            Cause::ContentType => Error::Mime(answer(200)),
            Cause::Idle => Error::Idle(failure),
            Cause::BrowserGaveUp => Error::GaveUp(failure),
            Cause::Request => Error::Request(failure),
            Cause::Network | Cause::Offline => Error::Network(failure),
        })
    }
}
