//! A server that is not there: nobody listens at its port.

use eventsource_wasm::Resume;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    case::{CASES, Case, FETCH, NATIVE, Policy, Watch},
    deviations::{Deviation, deviates},
    faults::{Key, Site},
};

/// How many attempts fail before the server is back.
const FAILURES: usize = 4;

#[wasm_bindgen_test]
async fn while_a_stream_is_open() {
    for case in CASES {
        goes_away(case, Site::Own, Resume::Header).await;
    }
    goes_away(NATIVE, Site::Own, query()).await;
}

#[wasm_bindgen_test]
async fn while_a_stream_of_another_origin_is_open() {
    for case in CASES {
        goes_away(case, Site::Other, Resume::Header).await;
    }
    goes_away(NATIVE, Site::Other, query()).await;
}

fn query() -> Resume {
    Resume::Query("from".to_owned())
}

async fn goes_away(case: Case, site: Site, resume: Resume) {
    let key = Key::new("matrix");
    let watch = Watch::new(case.builder(key.at(site, "ok?retry=1")).resume(resume.clone()));
    watch.hears(&["open", "attempt 1"]).await;
    site.go_away().await;

    let futile = case.is_native() && site == Site::Other && deviates(Deviation::RefusedElsewhereIsFinal);
    if futile && case.policy == Policy::Standard {
        watch.hears(&["waiting 1, the browser decides how long", "Network", "closed", "GaveUp"]).await;
        site.come_back().await;
        return;
    }
    let mut heard: Vec<String> = Vec::new();
    while heard.iter().filter(|note| is_error(note)).count() < FAILURES {
        heard.push(watch.next().await);
    }
    site.come_back().await;
    heard.extend(watch.until("attempt 2").await);
    assert_eq!(heard.pop().unwrap(), "open", "{case:?}");
    let errors: Vec<_> = heard.iter().filter(|note| is_error(note)).collect();
    let refused = if futile { "GaveUp" } else { "Network" };
    assert_eq!(errors[0], "Network", "{case:?}");
    assert!(errors[1..].iter().all(|error| *error == refused), "{case:?} {errors:?}");

    // A new object of the browser's class cannot send the header.
    let back = key.attempt(2).await;
    let header = resume == Resume::Header && !futile;
    assert_eq!(back.last_event_id_hex.as_deref(), header.then_some("31"), "{case:?}");
    assert_eq!(back.query.ends_with("&from=1"), resume != Resume::Header, "{case:?}");
}

fn is_error(note: &str) -> bool {
    matches!(note, "Network" | "GaveUp")
}

#[wasm_bindgen_test]
async fn before_it_was_ever_there() {
    for site in [Site::Own, Site::Other] {
        for policy in [Policy::Standard, Policy::Default] {
            let case = Case { policy, ..FETCH };
            let key = Key::new("matrix");
            site.go_away().await;
            let watch = Watch::new(case.builder(key.at(site, "ok")));
            // Not by CORS, although that is the same to `fetch`.
            watch.hears(&["waiting 1", "Network"]).await;
            site.come_back().await;
            if policy == Policy::Standard {
                // It would be 3 s.
                watch.source.reconnect();
            }
            let mut last = String::new();
            loop {
                match watch.next().await {
                    note if note.starts_with("attempt") => break,
                    note => last = note,
                }
            }
            assert_eq!(last, "open");
        }
    }
}
