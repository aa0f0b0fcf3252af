//! The computer sleeps and timers with it: what counts is the wall clock.

use std::time::Duration;

use eventsource_wasm::Transport;

use super::{
    faults::{HOUR, never_soon, soon},
    page::{Clock, Hidden, dispatch, document, window},
    watch::Watch,
};

async fn a_wait_that_a_sleep_has_outlasted_is_over_when_the_page_is_awake(transport: Transport) {
    let wake: [fn(); 4] = [
        || drop(Hidden::new()),
        || dispatch(&window(), "pageshow"),
        || dispatch(&document(), "resume"),
        || dispatch(&window(), "online"),
    ];
    // The last wait ends with an answer.
    let route = format!("status/503?times={}&retry-after=3600", wake.len());
    let watch = Watch::new("asleep", transport, &route, |builder| builder.retry(never_soon()));
    let mut clock = Clock::new();
    let mut slept = Duration::ZERO;
    for (attempts, wake) in (1..).zip(wake) {
        watch.hears_at_last("error").await;
        // What comes before its time is no reason to connect; natively `online` is, as nobody asked for this time.
        if attempts < 4 {
            wake();
            watch.keeps_waiting(attempts).await;
        }
        slept += HOUR * 4;
        clock.ahead(slept);
        wake();
        watch.hears(&["connecting"]).await;
    }
    watch.hears(&["open", "attempt 5"]).await;
}

async fn a_stream_that_a_sleep_has_silenced_is_made_anew(transport: Transport) {
    let watch = Watch::new("asleep", transport, "ok", |builder| builder.retry(soon()).idle_timeout(HOUR));
    watch.hears(&["open", "attempt 1"]).await;
    let mut clock = Clock::new();
    clock.ahead(HOUR / 2);
    drop(Hidden::new());
    watch.still_stands().await;
    clock.ahead(HOUR * 2);
    drop(Hidden::new());
    watch.hears(&["waiting: Idle", "error", "connecting", "open", "attempt 2"]).await;
    let first = &watch.key.log().await[0];
    assert_eq!(first.closed.as_deref(), Some("client"));
    assert_eq!(watch.key.attempt(2).await.last_event_id(), Some("1"));
}

async fn a_pause_that_is_overdue_comes_at_once(transport: Transport) {
    let watch = Watch::new("asleep", transport, "ok", |builder| builder.retry(soon()).pause_when_hidden(HOUR));
    watch.hears(&["open", "attempt 1"]).await;
    let mut clock = Clock::new();
    let hidden = Hidden::new();
    watch.still_stands().await;
    clock.ahead(HOUR * 2);
    dispatch(&window(), "offline");
    watch.hears(&["waiting: Hidden"]).await;
    drop(hidden);
    watch.hears(&["connecting", "open", "attempt 2"]).await;
}

async fn a_clock_that_is_set_back_makes_no_wait_longer(transport: Transport) {
    let retry = soon().min(Duration::from_millis(200)).max(Duration::from_millis(200));
    let watch = Watch::new("set-back", transport, "status/503?times=1", |builder| builder.retry(retry));
    watch.hears_at_last("error").await;
    let mut clock = Clock::new();
    clock.behind(HOUR);
    watch.hears(&["connecting", "open", "attempt 2"]).await;
}

over_both!(
    a_wait_that_a_sleep_has_outlasted_is_over_when_the_page_is_awake,
    a_stream_that_a_sleep_has_silenced_is_made_anew,
    a_pause_that_is_overdue_comes_at_once,
    a_clock_that_is_set_back_makes_no_wait_longer,
);
