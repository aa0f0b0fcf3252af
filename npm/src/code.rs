//! What crosses the border as a number: `npm/src/numbers.ts` and `npm/src/state.ts` have the same numbers by name.

use core::time::Duration;

use eventsource_wasm::connection::{Action, Cause, Input, Signal, State};

/// The bits of what is to be done, in the order in which it is: let go, connect, set the timer, tell of the state.
pub(crate) const ABORT: u32 = 1;
pub(crate) const CONNECT: u32 = 2;
pub(crate) const TIMER: u32 = 4;
pub(crate) const NOTIFY: u32 = 8;

pub(crate) const fn action(action: Action) -> u32 {
    match action {
        Action::Abort => ABORT,
        Action::Connect(_) => CONNECT,
        Action::CancelTimer | Action::SetTimer(_) => TIMER,
        Action::Notify(_) => NOTIFY,
        // The shell hands on what the table has.
        _ => 0,
    }
}

/// What the user or the page has to say.
pub(crate) const fn input(code: u32) -> Option<Input<'static>> {
    Some(match code {
        0 => Input::Connect,
        1 => Input::Close,
        2 => Input::Abort,
        3 => Input::Timer,
        4 => Input::Online,
        5 => Input::Offline,
        6 => Input::Hidden,
        7 => Input::Visible,
        8 => Input::Frozen,
        9 => Input::Resumed,
        _ => return None,
    })
}

/// Whether a last event id comes with a signal.
pub(crate) const fn has_text(signal: u32) -> bool {
    matches!(signal, 8 | 9)
}

/// What the present connection has to say.
pub(crate) const fn signal(code: u32, last_event_id: &str) -> Option<Signal<'_>> {
    Some(match code {
        0 => Signal::Open,
        1 => Signal::Other,
        2 => Signal::End,
        3 => Signal::NetworkError,
        4 => Signal::CorsRefused,
        5 => Signal::RequestFailed,
        6 => Signal::BrowserReconnects,
        7 => Signal::BrowserGaveUp,
        8 => Signal::Event { last_event_id },
        9 => Signal::Read { last_event_id },
        _ => return None,
    })
}

/// The state without what belongs to it.
pub(crate) const fn status(state: State) -> u32 {
    match state {
        State::Open => 1,
        State::Waiting { .. } => 2,
        State::Closed { .. } => 3,
        _ => 0,
    }
}

pub(crate) const fn cause(cause: Cause) -> u32 {
    match cause {
        Cause::Requested => 0,
        Cause::Aborted => 1,
        Cause::Request => 2,
        Cause::Ended => 3,
        Cause::Offline => 5,
        Cause::CorsRefused => 6,
        Cause::Status { .. } => 7,
        Cause::ContentType => 8,
        Cause::Idle => 9,
        Cause::BrowserGaveUp => 10,
        Cause::Hidden => 11,
        Cause::Frozen => 12,
        _ => 4,
    }
}

/// Milliseconds; not a number for none.
#[allow(clippy::cast_precision_loss, reason = "JavaScript's numbers are exact for the next 285,000 years")]
pub(crate) fn milliseconds(time: Option<Duration>) -> f64 {
    // `as_millis` calculates with 128 bits, which WebAssembly has not got.
    time.map_or(f64::NAN, |time| time.as_secs() as f64 * 1000.0 + f64::from(time.subsec_millis()))
}

/// The time of so many milliseconds; `None` for what is no number.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
pub(crate) fn time(milliseconds: f64) -> Option<Duration> {
    (!milliseconds.is_nan()).then(|| Duration::from_millis(milliseconds as u64))
}

/// A count; `None` for what is no number.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
pub(crate) fn count(number: f64) -> Option<u32> {
    (!number.is_nan()).then_some(number as u32)
}
