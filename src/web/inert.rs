//! What stands in for the browser where there is none, so that one code base compiles for server-side rendering too.
//!
//! [`Native`] has no values: opening fails with [`Error::Unsupported`], and nothing after it can be reached.

use std::convert::Infallible;

use wasm_bindgen::JsValue;

use crate::{error::Error, ready_state::ReadyState};

#[derive(Debug)]
pub(crate) enum Native {}

impl Native {
    pub(crate) fn open(_url: &str, _with_credentials: bool) -> Result<Self, Error> {
        Err(Error::Unsupported)
    }

    pub(crate) fn watch(&self, _on_open: impl Fn() + 'static, _on_error: impl Fn(ReadyState) + 'static) {
        match *self {}
    }

    pub(crate) fn listen(&self, _event_type: &str, _callback: impl Fn(Raw) + 'static) -> NativeListener {
        match *self {}
    }

    pub(crate) fn url(&self) -> String {
        match *self {}
    }

    pub(crate) fn ready_state(&self) -> ReadyState {
        match *self {}
    }

    pub(crate) fn close(&self) {
        match *self {}
    }
}

#[derive(Debug)]
pub(crate) enum NativeListener {}

/// An event before it is decoded: there are none.
#[derive(Clone, Debug)]
pub struct Raw(Infallible);

impl Raw {
    pub(crate) fn text(&self) -> Option<String> {
        match self.0 {}
    }

    pub(crate) fn parse_json(&self) -> Result<JsValue, String> {
        match self.0 {}
    }

    pub(crate) fn last_event_id(&self) -> String {
        match self.0 {}
    }

    pub(crate) fn origin(&self) -> String {
        match self.0 {}
    }
}

/// There is no browser's console here, and nothing that could come to it.
pub(crate) fn warn(_message: &str) {}
