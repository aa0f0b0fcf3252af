//! `retry` and `id`, with values of all kinds.

use std::{ops::RangeInclusive, time::Duration};

use eventsource_wasm::{Event, State};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    case::{Case, FETCH, NATIVE, Policy, Watch},
    deviations::{Deviation, deviates},
    faults::{Key, Site, encode},
    streams::Engine,
    support::Log,
};

/// Over `fetch`: the value, and how long a connection then waits, in milliseconds, by the standard and by default.
#[wasm_bindgen_test]
async fn over_fetch_the_time_is_waited_that_the_server_asks_for() {
    const HUGE: u64 = 99_999_999_999;
    // What the policy of these tests waits for the first time.
    const LEAST: RangeInclusive<u64> = 4..=12;
    let rows: [(&str, RangeInclusive<u64>, RangeInclusive<u64>); 9] = [
        ("0", 0..=0, LEAST),
        ("700", 700..=700, 700..=708),
        // `setTimeout` would fire at once.
        ("99999999999", HUGE..=HUGE, HUGE..=HUGE + 8),
        ("", 3000..=3000, LEAST),
        ("-1", 3000..=3000, LEAST),
        ("1.5", 3000..=3000, LEAST),
        ("1e3", 3000..=3000, LEAST),
        ("100 ", 3000..=3000, LEAST),
        ("soon", 3000..=3000, LEAST),
    ];
    for (value, standard, default) in rows {
        for (policy, expected) in [(Policy::Standard, standard), (Policy::Default, default)] {
            let key = Key::new("matrix");
            let url = key.at(Site::Own, &format!("retry?times=1&value={}", encode(value)));
            let watch = Watch::new(Case { policy, ..FETCH }.builder(url));
            watch.hears(&["open", "attempt 1", "waiting 1", "Ended"]).await;
            let State::Waiting { delay: Some(delay), .. } = watch.source.state() else {
                panic!("{:?}", watch.source.state())
            };
            assert!(expected.contains(&u64::try_from(delay.as_millis()).unwrap()), "{value:?} {policy:?}: {delay:?}");
            if delay > Duration::from_secs(1) {
                // Nothing spins meanwhile.
                assert_eq!(key.attempts().await.len(), 1);
                assert_eq!(key.attempts().await.len(), 1);
                assert!(watch.source.next_retry_in().is_some_and(|rest| rest <= delay));
                watch.source.reconnect();
            }
            watch.hears(&["connecting 1", "open", "attempt 2"]).await;
        }
    }
}

#[wasm_bindgen_test]
async fn natively_no_time_is_too_short_or_too_long() {
    let key = Key::new("matrix");
    let watch = Watch::new(NATIVE.builder(key.at(Site::Own, "retry?value=0")));
    let again = ["open", "attempt 1", "waiting 1, the browser decides how long", "Network", "open", "attempt 2"];
    watch.hears(&again).await;
    drop(watch);
    let attempts = key.attempts().await;
    let waited = attempts[1].at - attempts[0].at;
    assert!(waited > 450.0 || !deviates(Deviation::HalfASecondIsTheLeast), "{waited}");

    let key = Key::new("matrix");
    let watch = Watch::new(NATIVE.builder(key.at(Site::Own, "retry?value=99999999999")));
    watch.hears(&again[..4]).await;
    for _ in 0..5 {
        assert_eq!(key.attempts().await.len(), 1);
    }
    // Who does not want to wait for it need not.
    watch.source.reconnect();
    watch.hears(&["connecting 1", "open", "attempt 2"]).await;
}

/// The id that the server sends, and the one that it gets.
#[wasm_bindgen_test]
async fn an_id_comes_back_as_it_was_sent() {
    for case in [NATIVE, FETCH] {
        for (id, header) in [
            ("7", Some("7")),
            ("two words", Some("two words")),
            ("é", Some("é")),
            ("é€😀", Some("é€😀")),
            // It sets the id to nothing.
            ("", None),
        ] {
            let in_query = !case.is_native() && id.contains('€') && Engine::this() == Engine::WebKit;
            let key = Key::new("matrix");
            let route = format!("id?retry=1&times=1&hex={}", hex(id));
            let watch = Watch::new(case.builder(key.at(Site::Own, &route)));
            let log = Log::new();
            let notes = log.clone();
            let _ids = watch.source.on("attempt", move |event: Event<String>| notes.note(event.last_event_id()));
            assert_eq!(log.next().await, id, "{case:?}");
            watch.until("attempt 2").await;
            let back = key.attempt(2).await;
            let sent = header.filter(|_| !in_query).map(hex);
            assert_eq!(back.last_event_id_hex, sent, "{case:?} {id:?}");
            let parameter = format!("&lastEventId={}", encode(id));
            assert_eq!(back.query.ends_with(&parameter), in_query, "{case:?} {}", back.query);
        }
    }
}

#[wasm_bindgen_test]
async fn an_id_with_nul_is_ignored_and_an_empty_one_clears_it() {
    for case in [NATIVE, FETCH] {
        let loses = case.is_native() && deviates(Deviation::NulInIdLosesTheEvent);
        let key = Key::new("matrix");
        let watch = Watch::new(case.builder(key.at(Site::Own, "ok?retry=1")));
        watch.hears(&["open", "attempt 1"]).await;
        key.write("id: a\0b\ndata: nul\n\ndata: next\n\n").await;
        if !loses {
            watch.hears(&["nul"]).await;
        }
        watch.hears(&["next"]).await;
        assert_eq!(watch.source.last_event_id(), "1", "{case:?}");
        key.end().await;
        watch.until("attempt 2").await;
        assert_eq!(key.attempt(2).await.last_event_id_hex.as_deref(), Some("31"), "{case:?}");

        key.write("id\ndata: cleared\n\n").await;
        watch.hears(&["cleared"]).await;
        assert_eq!(watch.source.last_event_id(), "", "{case:?}");
        key.end().await;
        watch.until("attempt 3").await;
        assert_eq!(key.attempt(3).await.last_event_id_hex, None, "{case:?}");
    }
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}
