//! The page is hidden, and seen again.

use std::time::Duration;

use eventsource_wasm::Transport;

use super::{
    faults::{HOUR, never_soon, soon},
    page::Hidden,
    watch::Watch,
};

/// A pause that comes as soon as the page is hidden.
const SOON: Duration = Duration::from_millis(1);

async fn a_hidden_page_keeps_its_stream(transport: Transport) {
    let watch = Watch::new("hidden", transport, "ok", |builder| builder.retry(soon()));
    watch.hears(&["open", "attempt 1"]).await;
    let _hidden = Hidden::new();
    watch.still_stands().await;
}

async fn a_hidden_page_pauses_where_it_is_told_to(transport: Transport) {
    let watch = Watch::new("hidden", transport, "ok", |builder| builder.retry(never_soon()).pause_when_hidden(SOON));
    watch.hears(&["open", "attempt 1"]).await;
    let hidden = Hidden::new();
    watch.hears(&["waiting: Hidden"]).await;
    watch.let_go().await;
    drop(hidden);
    watch.hears(&["connecting", "open", "attempt 2"]).await;
    assert_eq!(watch.key.attempt(2).await.last_event_id(), Some("1"));
}

async fn a_page_that_is_seen_again_in_time_does_not_pause(transport: Transport) {
    let watch = Watch::new("hidden", transport, "ok", |builder| builder.retry(soon()).pause_when_hidden(HOUR));
    watch.hears(&["open", "attempt 1"]).await;
    for _ in 0..3 {
        drop(Hidden::new());
    }
    watch.still_stands().await;
}

async fn a_page_that_is_hidden_from_the_beginning_pauses_too(transport: Transport) {
    let hidden = Hidden::new();
    let watch = Watch::new("hidden", transport, "ok", |builder| builder.retry(never_soon()).pause_when_hidden(SOON));
    watch.hears_at_last("waiting: Hidden").await;
    watch.key.closed().await;
    drop(hidden);
    watch.hears(&["connecting", "open"]).await;
    watch.key.send("seen").await;
    watch.hears_at_last("seen").await;
}

over_both!(
    a_hidden_page_keeps_its_stream,
    a_hidden_page_pauses_where_it_is_told_to,
    a_page_that_is_seen_again_in_time_does_not_pause,
    a_page_that_is_hidden_from_the_beginning_pauses_too,
);
