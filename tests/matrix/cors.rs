//! What another origin allows, and what it does not.

use eventsource_wasm::{Credentials, Event, Json, Resume};
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    case::{CASES, Case, FETCH, NATIVE, Policy, Watch},
    faults::{Key, Site},
    row::{Again, Closed, Row, test_each_case},
    support::Log,
};

test_each_case!(rows());

fn rows() -> Vec<Row> {
    vec![
        Row::new("ok").elsewhere(),
        Row::new("cors/wildcard").elsewhere(),
        // It concerns others only.
        Row::new("cors/refused"),
        Row::new("cors/refused")
            .elsewhere()
            .native(Closed("GaveUp"), Again("GaveUp"))
            .fetch(Closed("Cors"), Again("Network")),
    ]
}

/// `*` is nothing to a request with credentials.
#[wasm_bindgen_test]
async fn credentials_need_leave_by_name() {
    for case in CASES {
        let key = Key::new("matrix");
        let url = key.at(Site::Other, "cors/wildcard");
        let watch = Watch::new(case.builder(url).with_credentials(true));
        let error = match (case.is_native(), case.policy) {
            (true, _) => "GaveUp",
            (false, Policy::Standard) => "Cors",
            (false, Policy::Default) => "Network",
        };
        let what = if case.policy == Policy::Standard { "closed" } else { "waiting 1" };
        watch.hears(&[what, error]).await;
    }
}

#[wasm_bindgen_test]
async fn credentials_go_where_they_are_meant_to() {
    use Credentials::{Include, Omit, SameOrigin};
    for (case, site, credentials, expected) in [
        (NATIVE, Site::Own, SameOrigin, true),
        (NATIVE, Site::Other, SameOrigin, false),
        (NATIVE, Site::Other, Include, true),
        (FETCH, Site::Own, SameOrigin, true),
        (FETCH, Site::Own, Omit, false),
        (FETCH, Site::Other, SameOrigin, false),
        (FETCH, Site::Other, Include, true),
    ] {
        let (key, log) = (Key::new("matrix"), Log::new());
        let url = key.at(site, "cors/credentials?how=end&retry=1");
        let source = case.builder(url).credentials(credentials).build().unwrap();
        let notes = log.clone();
        let _listener = source.on("attempt", move |event: Event<Json<Value>>| notes.note(&event.data.0["cookie"]));
        assert_eq!(log.next().await, "false");
        assert_eq!(log.next().await, expected.to_string(), "{case:?} {site:?} {credentials:?}");
    }
}

/// To another origin, the header costs a preflight over `fetch`, and leave for the header.
#[wasm_bindgen_test]
async fn without_leave_for_the_header_a_connection_comes_back_by_the_query_or_with_nothing() {
    let query = || Resume::Query("from".to_owned());
    for (case, resume, header, parameter) in [
        // Natively it is no matter of CORS.
        (NATIVE, Resume::Header, Some("1"), false),
        (FETCH, query(), None, true),
        (FETCH, Resume::Never, None, false),
    ] {
        let key = Key::new("matrix");
        let url = key.at(Site::Other, "cors/no-headers?how=stay&retry=1");
        let watch = Watch::new(case.builder(url).resume(resume));
        watch.hears(&["open", "attempt 1"]).await;
        key.end().await;
        watch.until("attempt 2").await;
        let seen = key.log().await;
        assert_eq!(seen.len(), 2, "there is no preflight: {seen:?}");
        assert_eq!(seen[1].headers.get("last-event-id").map(String::as_str), header);
        assert_eq!(seen[1].query.ends_with("&from=1"), parameter, "{}", seen[1].query);
    }

    for policy in [Policy::Standard, Policy::Default] {
        let key = Key::new("matrix");
        let url = key.at(Site::Other, "cors/no-headers?how=stay&retry=1");
        let watch = Watch::new(Case { policy, ..FETCH }.builder(url));
        watch.hears(&["open", "attempt 1"]).await;
        key.end().await;
        // Who was allowed once is not taken to be refused now: it tries on.
        watch.hears(&["waiting 1", "Ended", "connecting 1", "waiting 2", "Network", "connecting 2"]).await;
        watch.source.close();
        let methods: Vec<_> = key.log().await.into_iter().map(|seen| seen.method).collect();
        assert_eq!(methods[..2], ["GET", "OPTIONS"]);
        assert!(!methods[1..].contains(&"GET".to_owned()), "{methods:?}");
    }
}
