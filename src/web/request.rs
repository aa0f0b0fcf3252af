//! The request that `fetch` is given.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, Headers, RequestCache, RequestCredentials, RequestInit, RequestMode};

use super::{last_event_id::header_value, query::with_query, words};
use crate::{
    error::Error,
    options::{Credentials, Mode, Options, Resume},
    request::{Body, Request},
};

/// Where the last event id goes if no header can carry it and no parameter was named.
const QUERY_PARAMETER: &str = "lastEventId";

/// Whether the request can be sent: browsers refuse some names and values of headers, and some methods.
pub(super) fn check(options: &Options) -> Result<(), Error> {
    let request = &options.request;
    let option = |option| move |reason: String| Error::InvalidOption { option, reason };
    headers(request).map_err(option("header"))?;
    let init = RequestInit::new();
    init.set_method(&request.method);
    check_init("data:,", &init).map_err(option("method"))
}

/// Whether the browser has something against what `fetch` is given: a URL that makes no sense, a GET with a body. `fetch` tells of
/// that as it tells of the network.
pub(super) fn check_init(url: &str, init: &RequestInit) -> Result<(), String> {
    web_sys::Request::new_with_str_and_init(url, init).map(drop).map_err(|error| words(&error))
}

/// The URL and the options for `fetch`, or what the browser has against the headers.
///
/// > Let request be the result of creating a potential-CORS request given urlRecord, the empty string, and corsAttributeState.
/// >
/// > User agents may set (`Accept`, `text/event-stream`) in request's header list.
/// >
/// > Set request's cache mode to "no-store".
pub(super) fn init(
    request: &Request,
    options: &Options,
    last_event_id: &str,
    signal: &AbortSignal,
) -> Result<(String, RequestInit), String> {
    let headers = headers(request)?;
    let set = |name: &str, value: &str| headers.set(name, value).map_err(|error| words(&error));
    if !request.has_header("accept") {
        set("accept", "text/event-stream")?;
    }
    let mut url = request.url.clone();
    if options.resume == Resume::Header && !last_event_id.is_empty() && !request.has_header("last-event-id") {
        match header_value(last_event_id) {
            Some(value) => set("last-event-id", &value)?,
            None => url = with_query(&url, &Resume::Query(QUERY_PARAMETER.to_owned()), last_event_id),
        }
    } else {
        url = with_query(&url, &options.resume, last_event_id);
    }
    let init = RequestInit::new();
    init.set_method(&request.method);
    if let Some(body) = &request.body {
        if matches!(body, Body::Json(_)) && !request.has_header("content-type") {
            set("content-type", "application/json")?;
        }
        init.set_body(&body_value(body));
    }
    init.set_headers(headers.as_ref());
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(credentials(options.credentials));
    init.set_mode(match options.mode {
        Mode::Cors => RequestMode::Cors,
        Mode::SameOrigin => RequestMode::SameOrigin,
    });
    init.set_signal(Some(signal));
    Ok((url, init))
}

/// The same request as one that carries nothing out.
pub(super) fn harmless(mut request: Request) -> Request {
    request.body = None;
    request.method("HEAD")
}

/// A request whose answer nobody may read, but which fails only where the network does.
pub(super) fn probe(options: &Options, signal: &AbortSignal) -> RequestInit {
    let init = RequestInit::new();
    // Not the request's own method: it must not be carried out twice.
    init.set_method("HEAD");
    init.set_mode(RequestMode::NoCors);
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(credentials(options.credentials));
    init.set_signal(Some(signal));
    init
}

fn headers(request: &Request) -> Result<Headers, String> {
    let headers = Headers::new().map_err(|error| words(&error))?;
    for (name, value) in &request.headers {
        headers.set(name, value).map_err(|error| words(&error))?;
    }
    Ok(headers)
}

fn credentials(credentials: Credentials) -> RequestCredentials {
    match credentials {
        Credentials::Omit => RequestCredentials::Omit,
        Credentials::SameOrigin => RequestCredentials::SameOrigin,
        Credentials::Include => RequestCredentials::Include,
    }
}

fn body_value(body: &Body) -> JsValue {
    match body {
        Body::Text(text) | Body::Json(text) => JsValue::from_str(text),
        Body::Bytes(bytes) => Uint8Array::from(&bytes[..]).into(),
        Body::Form(form) => form.into(),
    }
}
