//! Text: the data as it came.

use std::{borrow::Cow, error::Error, fmt, sync::Arc};

use super::{Data, sealed::Sealed};
use crate::{error::Reason, raw::Raw};

impl Sealed for String {}

impl Data for String {
    fn decode(raw: &Raw) -> Result<Self, Reason> {
        raw.text().map(Cow::into_owned).ok_or_else(not_text)
    }
}

/// Why data that is no text cannot be decoded.
pub(crate) fn not_text() -> Reason {
    Arc::new(NotText)
}

/// Only a script that dispatches events of its own on the browser's object can cause this.
#[derive(Debug)]
struct NotText;

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the event's data is no string, so it did not come from a server")
    }
}

impl Error for NotText {}
