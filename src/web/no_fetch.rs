//! What stands in for `fetch` where the crate is built without it: the same name, and nothing that can be asked.

use std::{convert::Infallible, rc::Rc};

use web_sys::Url;

use crate::{core::connection::Serial, error::Error, options::Options, platform::Transport, session::Session};

/// Requests over `fetch`: there are none.
pub(super) struct OverFetch(Infallible);

impl OverFetch {
    pub(super) fn new(_: &mut Options, _: &Url) -> Result<Self, Error> {
        Err(Error::Unsupported)
    }

    pub(super) fn connect(&self, _: &Rc<Session>, _: Serial, _: &Rc<Options>, _: &str, _: &str) -> Rc<dyn Transport> {
        match self.0 {}
    }

    pub(super) fn free(&self) {
        match self.0 {}
    }
}
