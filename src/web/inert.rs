//! What stands in for the browser where there is none, so that one code base compiles for server-side rendering too.
//!
//! [`platform`] fails with [`Error::Unsupported`], and [`NativeEvent`] has no values.

use std::convert::Infallible;

#[cfg(feature = "js")]
use wasm_bindgen::JsValue;

use crate::{error::Error, options::Options, platform::Platform};

/// There is no browser to open an event source in.
pub(crate) fn platform(_options: Options) -> Result<Box<dyn Platform>, Error> {
    Err(Error::Unsupported)
}

/// The browser's own event: there are none.
#[derive(Debug)]
pub(crate) struct NativeEvent(Infallible);

impl NativeEvent {
    pub(crate) fn text(&self) -> Option<String> {
        match self.0 {}
    }

    #[cfg(feature = "js")]
    pub(crate) fn parse_json(&self) -> Result<JsValue, String> {
        match self.0 {}
    }

    pub(crate) fn event_type(&self) -> &str {
        match self.0 {}
    }

    pub(crate) fn last_event_id(&self) -> &str {
        match self.0 {}
    }

    pub(crate) fn origin(&self) -> &str {
        match self.0 {}
    }
}

/// There is no JavaScript to have values of.
#[cfg(feature = "js")]
pub(crate) fn parse_json(_text: &str) -> Result<JsValue, String> {
    Err("there are no JavaScript values outside of a browser".to_owned())
}
