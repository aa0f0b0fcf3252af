//! What is told of an answer that is no event stream, and what it costs.

use std::{cell::RefCell, time::Duration};

use eventsource_wasm::{Error, Rejection, Retry};
use futures_channel::oneshot;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    case::{Case, FETCH, NATIVE, Watch, quick},
    deviations::{Deviation, deviates},
    faults::{Key, Site},
};

/// The first answer that was rejected.
async fn rejection(url: String, retry: Retry) -> Rejection {
    let source = FETCH.builder(url).retry(retry).build().unwrap();
    let (sender, receiver) = oneshot::channel();
    let sender = RefCell::new(Some(sender));
    let _errors = source.on_error(move |error| {
        let (Error::Http(answer) | Error::Mime(answer)) = error else { panic!("{error}") };
        sender.take().into_iter().for_each(|sender| sender.send((**answer).clone()).unwrap());
    });
    receiver.await.unwrap()
}

#[wasm_bindgen_test]
async fn an_error_has_the_status_the_headers_and_the_beginning_of_the_body() {
    for site in [Site::Own, Site::Other] {
        let key = Key::new("matrix");
        let url = key.at(site, "status/403?body=nope&type=text/x-test");
        let answer = rejection(url.clone(), Retry::default()).await;
        assert_eq!((answer.status, &*answer.body), (403, "nope"));
        assert_eq!(answer.header("Content-Type"), Some("text/x-test"));
        assert_eq!(answer.header("x-attempt"), Some("1"));
        assert!(answer.url.starts_with("http://") && answer.url.ends_with(&url), "{}", answer.url);
        assert_eq!(answer.retry, None);
    }
}

#[wasm_bindgen_test]
async fn of_a_large_body_there_are_4_kib() {
    let key = Key::new("matrix");
    let answer = rejection(key.at(Site::Own, "status/500?body-bytes=50000000"), Retry::standard()).await;
    assert_eq!(answer.body, "x".repeat(4096));
    key.closed().await;
}

#[wasm_bindgen_test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let key = Key::new("matrix");
    let url = key.at(Site::Own, "status/502?stall=1");
    if deviates(Deviation::HeadComesWithTheBody) {
        // Nobody knows that there is an answer.
        let watch = Watch::new(FETCH.builder(url).idle_timeout(Duration::from_millis(300)));
        watch.hears(&["waiting 1", "Idle"]).await;
        watch.source.close();
    } else {
        let answer = rejection(url, Retry::standard()).await;
        assert_eq!((answer.status, &*answer.body), (502, ""));
    }
    key.closed().await;
}

#[wasm_bindgen_test]
async fn of_a_body_that_does_not_end_there_is_what_came() {
    let key = Key::new("matrix");
    let answer = rejection(key.at(Site::Own, "mime?type=text/html"), Retry::default()).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html")));
    assert!(answer.body.starts_with(":\n\nevent: attempt\nid: 1\n"), "{}", answer.body);
    key.closed().await;
}

#[wasm_bindgen_test]
async fn a_time_that_the_server_asks_for_is_the_least() {
    let key = Key::new("matrix");
    let route = "status/429?retry-after=1&times=1";
    let watch = Watch::new(FETCH.builder(key.at(Site::Own, route)));
    watch.hears(&["waiting 1", "Http 429", "connecting 1", "open", "attempt 2"]).await;
    let attempts = key.attempts().await;
    // The clocks of two programs, which may differ by what they round.
    assert!(attempts[1].at - attempts[0].at > 990.0, "{attempts:?}");

    for (route, seconds) in [
        ("status/503?retry-after=7", 7..=7),
        // To a second, and a slow machine.
        ("status/503?retry-after-date=1000", 900..=1000),
        ("status/503?retry-after=soon", 0..=0),
    ] {
        let answer = rejection(Key::new("matrix").at(Site::Own, route), quick()).await;
        let delay = answer.retry.unwrap().delay.unwrap();
        assert!(seconds.contains(&delay.as_secs()), "{route}: {delay:?}");
        assert_eq!(answer.cause.retry_after().is_some(), *seconds.end() > 0, "{route}");
    }
}

#[wasm_bindgen_test]
async fn answers_of_another_type_do_not_use_up_the_connections() {
    for case in [NATIVE, FETCH] {
        ten(case, "mime?type=application/json").await;
    }
}

#[wasm_bindgen_test]
async fn answers_with_a_body_that_does_not_come_do_not_use_up_the_connections() {
    if !deviates(Deviation::HeadComesWithTheBody) {
        ten(FETCH, "status/503?stall=1").await;
    }
}

/// Over HTTP/1.1 a browser has six connections to a server.
async fn ten(case: Case, route: &str) {
    let (key, next) = (Key::new("matrix"), Key::new("matrix"));
    let retry = Retry::default().max_retries(0);
    let open = || Watch::new(case.builder(key.at(Site::Other, route)).retry(retry.clone()));
    let watches: Vec<_> = (0..10).map(|_| open()).collect();
    for watch in &watches {
        assert_eq!(watch.next().await, "closed");
    }
    let watch = Watch::new(case.builder(next.at(Site::Other, "ok")));
    watch.hears(&["open", "attempt 1"]).await;
    key.closed().await;
    assert_eq!(key.attempts().await.len(), 10);
}
