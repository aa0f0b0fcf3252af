//! The library's connection, and what of its actions needs more than a bit to be told.

use core::time::Duration;

use eventsource_wasm::{
    connection::{Action, Cause, Connection, Input, Moment, Serial, Settings, Signal},
    retry::{Decision, Failure},
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::code::{self, milliseconds};

#[wasm_bindgen]
extern "C" {
    /// Asks the function that the user of the connection which is just deciding has for it: in how many milliseconds to connect
    /// again. Less than 0 is never, and no number leaves it to the policy.
    fn decide(
        attempt: u32,
        cause: u32,
        status: u32,
        retry_after: f64,
        elapsed: f64,
        delay: f64,
        will_retry: bool,
        previous: f64,
        previous_status: u32,
    ) -> f64;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date)]
    fn now() -> f64;
    #[wasm_bindgen(js_namespace = Math)]
    fn random() -> f64;
}

/// A connection, and the one of its attempts that counts.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) core: Connection,
    serial: Option<Serial>,
    /// How long until the timer is to fire, if it is.
    pub(crate) timer: Option<Duration>,
}

impl Machine {
    pub(crate) fn new(settings: Settings) -> Self {
        Self { core: Connection::new(settings), serial: None, timer: None }
    }

    /// Takes an input, and gives the bits of what is to be done.
    pub(crate) fn handle(&mut self, moment: Moment, input: Input<'_>) -> u32 {
        let mut bits = 0;
        for action in self.core.handle(moment, input) {
            match action {
                Action::Connect(serial) => self.serial = Some(serial),
                Action::SetTimer(delay) => self.timer = Some(delay),
                Action::CancelTimer => self.timer = None,
                _ => {}
            }
            bits |= code::action(action);
        }
        bits
    }

    /// Takes what the present connection has to say.
    pub(crate) fn signal(&mut self, moment: Moment, signal: Signal<'_>) -> u32 {
        self.serial.map_or(0, |serial| self.handle(moment, Input::Signal(serial, signal)))
    }
}

/// Now, with a random number.
pub(crate) fn moment() -> Moment {
    Moment { time: code::time(now()).unwrap_or_default(), random: random() }
}

/// The user's last word on a failure.
pub(crate) fn decision(failure: &Failure) -> Decision {
    let Failure { attempt, cause, previous, elapsed, delay, decision, .. } = *failure;
    let answer = decide(
        attempt,
        code::cause(cause),
        cause.status().unwrap_or_default().into(),
        milliseconds(cause.retry_after()),
        milliseconds(Some(elapsed)),
        milliseconds(Some(delay)),
        decision != Decision::Close,
        previous.map_or(f64::NAN, |cause| code::cause(cause).into()),
        previous.and_then(Cause::status).unwrap_or_default().into(),
    );
    match code::time(answer) {
        Some(delay) if answer >= 0.0 => Decision::Retry(delay),
        Some(_) => Decision::Close,
        None => decision,
    }
}
