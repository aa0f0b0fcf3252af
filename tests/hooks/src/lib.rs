//! What tests of hooks need, whatever the framework: a place in the page, and a way to wait for what it shows; events to
//! send, and values that tell how many of them are left.

use std::cell::Cell;

use eventsource_wasm::encoder::{EncodeError, Frame};
use serde::Deserialize;

#[cfg(target_arch = "wasm32")]
mod page;
mod scene;

#[cfg(target_arch = "wasm32")]
pub use page::{Page, memory, until};
pub use scene::{Scene, words};

/// An event of this type.
///
/// # Errors
///
/// Where there can be no such type.
pub fn event(event_type: &str, data: &str) -> Result<Frame, EncodeError> {
    Ok(Frame::new().event(event_type)?.data(data))
}

thread_local! {
    static ALIVE: Cell<u32> = const { Cell::new(0) };
}

/// A number out of an event, which is counted for as long as it is there.
#[derive(Debug, Deserialize)]
#[serde(from = "u32")]
pub struct Counted(pub u32);

impl Counted {
    /// How many there are.
    #[must_use]
    pub fn alive() -> u32 {
        ALIVE.get()
    }
}

impl From<u32> for Counted {
    fn from(number: u32) -> Self {
        ALIVE.set(ALIVE.get() + 1);
        Self(number)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        ALIVE.set(ALIVE.get() - 1);
    }
}
