//! The browser as a session's world: its clock, its timers, its two transports.

use std::{rc::Rc, time::Duration};

use gloo_timers::callback::Timeout;
use js_sys::{Date, Math};
use wasm_bindgen::JsValue;
use web_sys::Url;

use super::{OverFetch, global, native::Native, page, query, words};
use crate::{
    core::connection::{Moment, Serial, Settings},
    error::Error,
    options::{Credentials, Options, Resume, Transport as Choice},
    platform::{Guard, Platform, Transport},
    session::Session,
};

/// A browser's window or worker, or another runtime that has `fetch`.
struct Browser {
    /// Absolute.
    url: String,
    /// `None` where the connection is the browser's own class'.
    over_fetch: Option<OverFetch>,
    options: Rc<Options>,
}

/// Checks the options, and opens nothing yet.
pub(crate) fn platform(mut options: Options) -> Result<Box<dyn Platform>, Error> {
    options.check()?;
    let has_native = global::has("EventSource");
    let is_native = match options.chosen_transport()? {
        Choice::Native => true,
        // An old service worker has none, or Node without its flag.
        Choice::Auto => has_native,
        #[cfg(feature = "fetch")]
        Choice::Fetch => false,
    };
    if is_native && !has_native {
        return Err(Error::Unsupported);
    }
    let url = resolve(&options.request.url)?;
    let over_fetch = if is_native { None } else { Some(OverFetch::new(&mut options, &url)?) };
    // The session has them: what the policy's function has captured is freed with it.
    options.settings = Settings::default();
    Ok(Box::new(Browser { url: url.href(), over_fetch, options: Rc::new(options) }))
}

impl Platform for Browser {
    fn url(&self) -> &str {
        &self.url
    }

    fn with_credentials(&self) -> bool {
        self.options.credentials == Credentials::Include
    }

    fn moment(&self) -> Moment {
        // The wall clock is positive, and a cast saturates.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds since 1970")]
        let milliseconds = Date::now() as u64;
        Moment { time: Duration::from_millis(milliseconds), random: Math::random() }
    }

    fn timer(&self, delay: Duration, fire: Box<dyn FnOnce()>) -> Guard {
        timer(delay, fire)
    }

    fn connect(&self, session: &Rc<Session>, serial: Serial, last_event_id: &str) -> Rc<dyn Transport> {
        if let Some(over_fetch) = &self.over_fetch {
            over_fetch.connect(session, serial, &self.options, &self.url, last_event_id)
        } else {
            let reconnects = !matches!(self.options.resume, Resume::Query(_));
            let url = query::with_query(&self.url, &self.options.resume, last_event_id);
            Rc::new(Native::connect(session, serial, &url, self.with_credentials(), reconnects))
        }
    }

    fn follow_page(&self, session: &Rc<Session>) -> Guard {
        Box::new(page::follow(session, self.options.signal.as_ref()))
    }

    fn free(&self) {
        if let Some(over_fetch) = &self.over_fetch {
            over_fetch.free();
        }
    }

    fn warn(&self, message: &str) {
        web_sys::console::error_1(&JsValue::from_str(message));
    }
}

/// Calls back after this time, in whole milliseconds, unless it is dropped before.
pub(super) fn timer(delay: Duration, fire: Box<dyn FnOnce()>) -> Guard {
    // Rounded up: a timer that is early would have to be set again. In 64 bits: dividing 128 is a kilobyte of wasm.
    let part = u64::from(!delay.subsec_nanos().is_multiple_of(1_000_000));
    let milliseconds = delay.as_secs().saturating_mul(1000).saturating_add(u64::from(delay.subsec_millis()) + part);
    Box::new(Timeout::new(u32::try_from(milliseconds).unwrap_or(u32::MAX), fire))
}

/// The URL as the browser's class resolves it, if it is one that can be asked.
fn resolve(url: &str) -> Result<Url, Error> {
    let invalid = |reason: &str| Error::InvalidUrl { url: url.to_owned(), reason: reason.to_owned() };
    let resolved = match global::base() {
        Some(base) => Url::new_with_base(url, &base),
        None => Url::new(url),
    };
    let resolved = resolved.map_err(|error| invalid(&words(&error)))?;
    if !matches!(&*resolved.protocol(), "http:" | "https:" | "blob:" | "data:") {
        return Err(invalid("event streams are served over http or https"));
    }
    Ok(resolved)
}
