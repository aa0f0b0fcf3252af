//! Redirects: where the next attempt goes.

use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    case::{CASES, FETCH, NATIVE, Policy, Watch},
    deviations::{Deviation, deviates},
    faults::{Key, Site, encode},
};

/// Over `fetch` each attempt asks the original URL again: a signed one, or a balancer's, needs that.
#[wasm_bindgen_test]
async fn the_next_attempt_asks_at_the_beginning_or_where_it_was_led() {
    for case in [NATIVE, FETCH] {
        for status in [301, 302, 303, 307, 308] {
            let key = Key::new("matrix");
            let target = encode(&key.at(Site::Own, "ok?retry=1"));
            let url = key.at(Site::Own, &format!("status/{status}?location={target}"));
            let watch = Watch::new(case.builder(url));
            watch.hears(&["open", "attempt 2"]).await;
            key.end().await;
            let remembers = case.is_native()
                && (deviates(Deviation::RedirectsAreForGood)
                    || deviates(Deviation::PermanentRedirectsAreForGood) && matches!(status, 301 | 308));
            watch.until(if remembers { "attempt 3" } else { "attempt 4" }).await;
            let attempts = key.attempts().await;
            let paths: Vec<_> = attempts.iter().map(|seen| seen.path.rsplit('/').next().unwrap()).collect();
            let first = status.to_string();
            let expected = if remembers { vec![&*first, "ok", "ok"] } else { vec![&*first, "ok", &*first, "ok"] };
            assert_eq!(paths, expected, "{case:?} {status}");
            watch.source.close();
            if deviates(Deviation::RedirectedRequestsAreKept) {
                key.drop_connections().await;
            }
            key.closed().await;
        }
    }
}

#[wasm_bindgen_test]
async fn a_loop_is_an_error_of_the_network() {
    for case in CASES {
        let key = Key::new("matrix");
        let watch = Watch::new(case.builder(key.at(Site::Own, "redirect-loop")));
        watch
            .hears(match (case.is_native(), deviates(Deviation::LoopsAreFinal), case.policy) {
                (false, ..) => &["waiting 1", "Network"],
                (true, false, _) => &["waiting 1, the browser decides how long", "Network"],
                (true, true, Policy::Standard) => &["closed", "GaveUp"],
                (true, true, Policy::Default) => &["waiting 1", "GaveUp"],
            })
            .await;
        watch.source.close();
        // "If request's redirect count is 20, then return a network error."
        assert!(key.attempts().await.len() >= 21);
    }
}
