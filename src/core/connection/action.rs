//! What a connection tells its shell to do.

use core::time::Duration;

use super::{Serial, State};

/// Something to be done. Nothing in it is left to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// Let the present connection go: abort the request, close the `EventSource`.
    Abort,
    /// Make a connection whose signals carry this serial, with [`last_event_id`](super::Connection::last_event_id) in the
    /// request unless that is empty.
    Connect(Serial),
    /// Give [`Input::Timer`](super::Input::Timer) after this time; it takes the place of a timer set before. Never longer than
    /// `setTimeout` can wait.
    SetTimer(Duration),
    /// Forget the timer.
    CancelTimer,
    /// Hand what the signal was about to the listeners.
    Dispatch,
    /// Tell the listeners about the new state. Always the last one, as a listener may give an input of its own.
    Notify(State),
}

/// The actions of one input, to be carried out in their order.
#[derive(Debug, Clone, Default)]
#[must_use = "the connection relies on its actions being carried out"]
pub struct Actions {
    list: [Option<Action>; Self::MOST],
    next: usize,
}

impl Actions {
    /// Abort, connect, the timer, dispatch or notify.
    const MOST: usize = 4;

    pub(super) fn push(&mut self, action: Action) {
        if let Some(place) = self.list.iter_mut().find(|place| place.is_none()) {
            *place = Some(action);
        } else {
            debug_assert!(false, "no input has more than {} actions", Self::MOST);
        }
    }
}

impl Iterator for Actions {
    type Item = Action;

    fn next(&mut self) -> Option<Action> {
        let action = self.list.get(self.next).copied().flatten()?;
        self.next += 1;
        Some(action)
    }
}
