//! The browser as a session's world: its clock, its timers, its two transports.

use std::{cell::RefCell, rc::Rc, time::Duration};

use gloo_timers::callback::Timeout;
use js_sys::{Date, Math};
use wasm_bindgen::JsValue;
use web_sys::Url;

use super::{fetch::Fetch, global, native::Native, page, request, words};
use crate::{
    core::connection::{Moment, Serial, Settings},
    error::Error,
    options::{Credentials, Options, Prepare, Resume, Transport as Choice},
    platform::{Guard, Platform, Transport},
    session::Session,
};

/// A browser's window or worker, or another runtime that has `fetch`.
struct Browser {
    /// Absolute.
    url: String,
    over_fetch: bool,
    options: Rc<Options>,
    prepare: RefCell<Option<Prepare>>,
}

/// Checks the options, and opens nothing yet.
pub(crate) fn platform(mut options: Options) -> Result<Box<dyn Platform>, Error> {
    options.check()?;
    let (has_native, has_fetch) = (global::has("EventSource"), global::has("fetch"));
    let over_fetch = match options.chosen_transport()? {
        Choice::Native => false,
        Choice::Fetch => true,
        // An old service worker, or Node without its flag.
        Choice::Auto => !has_native,
    };
    if !(if over_fetch { has_fetch } else { has_native }) {
        return Err(Error::Unsupported);
    }
    let url = resolve(&options.request.url, over_fetch)?;
    if over_fetch {
        request::check(&options)?;
    }
    let prepare = RefCell::new(options.prepare.take());
    // The session has them: what the policy's function has captured is freed with it.
    options.settings = Settings::default();
    Ok(Box::new(Browser { url, over_fetch, options: Rc::new(options), prepare }))
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
        if self.over_fetch {
            let prepare = self.prepare.borrow().clone();
            Rc::new(Fetch::connect(session, serial, &self.options, prepare, &self.url, last_event_id))
        } else {
            let reconnects = !matches!(self.options.resume, Resume::Query(_));
            let url = request::with_query(&self.url, &self.options.resume, last_event_id);
            Rc::new(Native::connect(session, serial, &url, self.with_credentials(), reconnects))
        }
    }

    fn follow_page(&self, session: &Rc<Session>) -> Guard {
        Box::new(page::follow(session, self.options.signal.as_ref()))
    }

    fn free(&self) {
        self.prepare.take();
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
fn resolve(url: &str, over_fetch: bool) -> Result<String, Error> {
    let invalid = |reason: &str| Error::InvalidUrl { url: url.to_owned(), reason: reason.to_owned() };
    let resolved = match global::base() {
        Some(base) => Url::new_with_base(url, &base),
        None => Url::new(url),
    };
    let resolved = resolved.map_err(|error| invalid(&words(&error)))?;
    if !matches!(&*resolved.protocol(), "http:" | "https:" | "blob:" | "data:") {
        return Err(invalid("event streams are served over http or https"));
    }
    if over_fetch && !(resolved.username().is_empty() && resolved.password().is_empty()) {
        return Err(invalid("fetch takes no user name and password in a URL; send an Authorization header"));
    }
    Ok(resolved.href())
}
