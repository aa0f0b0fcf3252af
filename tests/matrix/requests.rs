//! Requests that the browser's own class cannot make.

use std::cell::Cell;

use eventsource_wasm::{Body, Error, Event, EventSourceBuilder, Json, Listener, Request, Resume};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::FormData;

use crate::{
    case::{CASES, FETCH, NATIVE, Policy, Watch},
    faults::{Key, Site},
    support::Log,
};

#[wasm_bindgen_test]
async fn a_body_of_any_kind_is_sent_anew_with_each_attempt() {
    let form = FormData::new().unwrap();
    form.append_with_str("name", "wörld").unwrap();
    let json = Body::json(&json!({ "why": "é" })).unwrap();
    let rows: [(Body, Option<&str>, &[u8]); 3] = [
        ("päth".into(), Some("text/plain;charset=UTF-8"), "päth".as_bytes()),
        (vec![0, 255, 10].into(), None, &[0, 255, 10]),
        (json, Some("application/json"), "{\"why\":\"é\"}".as_bytes()),
    ];
    for site in [Site::Own, Site::Other] {
        for (body, content_type, bytes) in rows.clone() {
            let key = Key::new("matrix");
            let watch = Watch::new(post(&key, site).body(body));
            watch.until("attempt 2").await;
            for seen in key.attempts().await {
                assert_eq!(seen.method, "POST");
                assert_eq!(seen.headers.get("content-type").map(String::as_str), content_type);
                assert_eq!(seen.body_hex, bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}")));
            }
        }

        let key = Key::new("matrix");
        let watch = Watch::new(post(&key, site).body(form.clone()));
        watch.until("attempt 2").await;
        for seen in key.attempts().await {
            let boundary = seen.headers["content-type"].strip_prefix("multipart/form-data; boundary=").unwrap();
            assert!(
                seen.body.contains(boundary) && seen.body.contains("name=\"name\"\r\n\r\nwörld\r\n"),
                "{}",
                seen.body
            );
        }
    }
}

fn post(key: &Key, site: Site) -> EventSourceBuilder {
    FETCH.builder(key.at(site, "end?times=1&retry=1")).method("POST")
}

#[wasm_bindgen_test]
async fn headers_are_sent_with_each_attempt() {
    let key = Key::new("matrix");
    let builder = FETCH.builder(key.at(Site::Other, "end?times=1&retry=1"));
    let watch = Watch::new(builder.headers([("x-one", "1"), ("content-language", "en")]).header("X-One", "2"));
    watch.until("attempt 2").await;
    for seen in key.attempts().await {
        assert_eq!(seen.headers["x-one"], "2");
        assert_eq!(seen.headers["content-language"], "en");
        assert_eq!(seen.headers["accept"], "text/event-stream");
        assert_eq!(seen.headers["cache-control"], "no-cache");
    }
}

#[wasm_bindgen_test]
async fn each_attempt_gets_a_token_of_its_own() {
    let (key, elsewhere) = (Key::new("matrix"), Key::new("matrix"));
    let tokens = Cell::new(0);
    let last = elsewhere.at(Site::Own, "ok");
    let (url, other) = (key.at(Site::Own, "end?retry=1"), Key::new("matrix"));
    let watch = Watch::new(FETCH.builder(url).header("x-token", "none").prepare(async move |request: Request| {
        // As long as it takes.
        other.log().await;
        tokens.set(tokens.get() + 1);
        let attempt = format!("{} {:?}", request.attempt, request.cause);
        let request = request.header("x-token", tokens.get().to_string()).header("x-attempt", attempt);
        Ok::<_, String>(if tokens.get() == 4 { request.url(last.clone()).method("PUT").body("all") } else { request })
    }));
    watch.until("attempt 3").await;
    // The fourth asks at another place, where it is the first.
    watch.until("attempt 1").await;
    let attempts = key.attempts().await;
    let said = |name: &str| attempts.iter().map(|seen| seen.headers[name].clone()).collect::<Vec<_>>();
    assert_eq!(said("x-token"), ["1", "2", "3"]);
    assert_eq!(said("x-attempt"), ["0 None", "1 Some(Ended)", "1 Some(Ended)"]);
    let fourth = elsewhere.attempt(1).await;
    assert_eq!((&*fourth.method, &*fourth.headers["x-token"], &*fourth.body), ("PUT", "4", "all"));
    // What it gets is what the builder says, and not what it made of it the last time.
    assert_eq!(fourth.last_event_id_hex.as_deref(), Some("33"));
}

#[wasm_bindgen_test]
async fn where_there_is_no_request_to_send_that_is_an_error_which_may_pass() {
    let key = Key::new("matrix");
    let calls = Cell::new(0);
    let watch = Watch::new(FETCH.builder(key.at(Site::Own, "ok")).prepare(async move |request: Request| {
        calls.set(calls.get() + 1);
        match calls.get() {
            1 => Err("no token"),
            2 => Ok(request.header("x-token", "two\nlines")),
            3 => Ok(request.body("a GET has none")),
            _ => Ok(request),
        }
    }));
    let (messages, _errors) = messages(&watch);
    for attempt in ["1", "2", "3"] {
        watch.hears(&[&format!("waiting {attempt}"), "Request", &format!("connecting {attempt}")]).await;
    }
    watch.hears(&["open", "attempt 1"]).await;
    assert_eq!(messages.next().await, "no token");
    assert!(!messages.next().await.is_empty() && !messages.next().await.is_empty());
    assert_eq!(key.attempts().await.len(), 1);
}

#[wasm_bindgen_test]
async fn a_url_that_can_never_be_loaded_is_the_end_by_the_standard() {
    for case in CASES.into_iter().filter(|case| !case.is_native()) {
        let key = Key::new("matrix");
        let calls = Cell::new(0);
        let watch = Watch::new(case.builder(key.at(Site::Own, "ok")).prepare(async move |request: Request| {
            calls.set(calls.get() + 1);
            Ok::<_, String>(if calls.get() == 1 { request.url("ftp://localhost/") } else { request })
        }));
        match case.policy {
            Policy::Standard => watch.hears(&["closed", "GaveUp"]).await,
            // The function may name another one.
            Policy::Default => watch.hears(&["waiting 1", "GaveUp", "connecting 1", "open", "attempt 1"]).await,
        }
    }
}

fn messages(watch: &Watch) -> (Log, Listener) {
    let log = Log::new();
    let notes = log.clone();
    let listener = watch.source.on_error(move |error| {
        if let Error::Request(failure) = error {
            notes.note(&failure.message);
        }
    });
    (log, listener)
}

#[wasm_bindgen_test]
async fn a_connection_can_begin_where_an_earlier_visit_left_off() {
    for (case, resume, header, query) in [
        (FETCH, Resume::Header, Some("3770"), ""),
        (FETCH, Resume::Query("from here".to_owned()), None, "&from%20here=7p"),
        (NATIVE, Resume::Query("from".to_owned()), None, "&from=7p"),
        (FETCH, Resume::Never, None, ""),
    ] {
        let (key, log) = (Key::new("matrix"), Log::new());
        let url = key.at(Site::Own, "raw?stay=1&hex=646174613a20310a0a");
        let source = case.builder(url).last_event_id("7p").resume(resume).build().unwrap();
        let notes = log.clone();
        let _listener = source.on_message(move |event: Event<Json<Value>>| notes.note(event.last_event_id()));
        // The browser's own class knows nothing of it.
        assert_eq!(log.next().await, if case.is_native() { "" } else { "7p" });
        let seen = key.attempt(1).await;
        assert_eq!(seen.last_event_id_hex.as_deref(), header);
        assert!(seen.query.ends_with(query), "{}", seen.query);
        assert_eq!(seen.query.contains("7p"), !query.is_empty(), "{}", seen.query);
    }
}
