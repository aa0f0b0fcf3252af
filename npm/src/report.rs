//! States and errors as the plain objects that the shell's types describe. Times are in milliseconds.

use std::time::Duration;

use eventsource_wasm::{Cause, Error, Rejection, State};
use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// `ConnectionState` in `state.ts`, without the time of the next attempt.
pub(crate) fn state(state: State) -> JsValue {
    match state {
        State::Connecting { attempt } => object([("status", "connecting".into()), ("attempt", attempt.into())]),
        State::Open => object([("status", "open".into())]),
        State::Waiting { attempt, delay, cause } => object([
            ("status", "waiting".into()),
            ("attempt", attempt.into()),
            ("delay", milliseconds(delay)),
            ("cause", self::cause(cause).into()),
        ]),
        State::Closed { cause } => object([("status", "closed".into()), ("cause", self::cause(cause).into())]),
        // What a later version may add is no state that this one can be in.
        _ => JsValue::UNDEFINED,
    }
}

/// `Failure` in `error.ts`.
pub(crate) fn error(error: &Error) -> JsValue {
    let kind = match error {
        Error::Http(_) => "http",
        Error::Mime(_) => "mime",
        Error::Idle(_) => "idle",
        Error::Aborted => "aborted",
        Error::TooLarge { .. } => "tooLarge",
        Error::Decode(_) => "decode",
        Error::Unsupported => "unsupported",
        _ => "network",
    };
    let retry = error.retry();
    let answer: Option<&Rejection> = match error {
        Error::Http(answer) | Error::Mime(answer) => Some(answer),
        _ => None,
    };
    object([
        ("kind", kind.into()),
        ("message", error.to_string().into()),
        ("willRetry", retry.is_some().into()),
        ("attempt", retry.map(|retry| retry.attempt).into()),
        ("delay", milliseconds(retry.and_then(|retry| retry.delay))),
        ("status", answer.map(|answer| answer.status).into()),
        ("headers", answer.map_or(JsValue::UNDEFINED, headers)),
        ("body", answer.map(|answer| &*answer.body).into()),
    ])
}

fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::Requested => "requested",
        Cause::Aborted => "aborted",
        Cause::Ended => "ended",
        Cause::Offline => "offline",
        Cause::Status { .. } => "http",
        Cause::ContentType => "mime",
        Cause::Idle => "idle",
        Cause::Hidden => "hidden",
        Cause::Frozen => "frozen",
        _ => "network",
    }
}

fn headers(answer: &Rejection) -> JsValue {
    answer
        .headers
        .iter()
        .map(|(name, value)| js_sys::Array::of2(&name.into(), &value.into()))
        .collect::<js_sys::Array>()
        .into()
}

#[allow(clippy::cast_precision_loss, reason = "JavaScript's numbers are exact for the next 285,000 years")]
fn milliseconds(time: Option<Duration>) -> JsValue {
    time.map(|time| time.as_millis() as f64).into()
}

fn object<const N: usize>(properties: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in properties {
        // A new object takes any.
        let _ = Reflect::set(&object, &name.into(), &value);
    }
    object.into()
}
