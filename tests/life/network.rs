//! The browser goes offline, and comes back.

use eventsource_wasm::{Resume, Transport};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{
    faults::{never_soon, soon},
    page::{Hidden, dispatch, document, window},
    watch::Watch,
};

async fn what_was_lost_comes_back_with_the_network(transport: Transport) {
    let watch = Watch::new("online", transport, "ok", |builder| builder.retry(never_soon()));
    watch.hears(&["open", "attempt 1"]).await;
    watch.key.drop_connections().await;
    watch.hears(&["waiting: Network", "error"]).await;
    dispatch(&window(), "offline");
    watch.keeps_waiting(1).await;
    dispatch(&window(), "online");
    watch.hears(&["connecting", "open", "attempt 2"]).await;
    assert_eq!(watch.key.attempt(2).await.last_event_id(), Some("1"));
}

async fn what_fails_while_offline_says_so(transport: Transport) {
    let watch = Watch::new("offline", transport, "ok", |builder| builder.retry(never_soon()));
    watch.hears(&["open", "attempt 1"]).await;
    dispatch(&window(), "offline");
    watch.key.drop_connections().await;
    watch.hears(&["waiting: Offline", "error"]).await;
    dispatch(&window(), "online");
    watch.hears(&["connecting", "open", "attempt 2"]).await;
}

#[wasm_bindgen_test]
async fn what_the_browsers_class_gave_up_comes_back_with_the_network() {
    let watch = Watch::new("online", Transport::Native, "status/503?times=1", |builder| builder.retry(never_soon()));
    watch.hears(&["waiting: BrowserGaveUp", "error"]).await;
    dispatch(&window(), "offline");
    watch.keeps_waiting(1).await;
    dispatch(&window(), "online");
    watch.hears(&["connecting", "open", "attempt 2"]).await;
}

#[wasm_bindgen_test]
async fn what_the_browsers_class_does_by_itself_is_left_to_it() {
    let watch = Watch::new("online", Transport::Native, "ok?retry=1000", |builder| {
        builder.retry(never_soon()).resume(Resume::Header)
    });
    watch.hears(&["open", "attempt 1"]).await;
    watch.key.drop_connections().await;
    watch.hears(&["waiting: Network", "error"]).await;
    dispatch(&window(), "online");
    watch.hears(&["open", "attempt 2"]).await;
    watch.key.send("one connection").await;
    watch.hears(&["one connection"]).await;
    assert_eq!(watch.key.log().await.len(), 2);
    assert_eq!(watch.key.attempt(2).await.last_event_id(), Some("1"));
}

#[wasm_bindgen_test]
async fn the_time_that_a_server_asks_for_is_waited_out_all_the_same() {
    let watch =
        Watch::new("asked", Transport::Fetch, "status/503?times=1&retry-after=3600", |builder| builder.retry(soon()));
    watch.hears_at_last("error").await;
    assert!(watch.source.next_retry_in().unwrap().as_secs() > 3500);
    dispatch(&window(), "offline");
    dispatch(&window(), "online");
    watch.keeps_waiting(1).await;
    watch.source.reconnect();
    watch.hears(&["connecting", "open", "attempt 2"]).await;
}

async fn a_connection_that_stands_is_left_alone(transport: Transport) {
    let watch = Watch::new("stands", transport, "ok", |builder| builder.retry(soon()));
    watch.hears(&["open", "attempt 1"]).await;
    dispatch(&window(), "offline");
    dispatch(&window(), "online");
    dispatch(&window(), "pageshow");
    dispatch(&document(), "resume");
    drop(Hidden::new());
    watch.still_stands().await;
}

async fn a_closed_connection_stays_closed(transport: Transport) {
    let watch = Watch::new("closed", transport, "ok", |builder| builder.retry(soon()));
    watch.hears(&["open", "attempt 1"]).await;
    watch.source.close();
    watch.hears(&["Closed { cause: Requested }"]).await;
    dispatch(&window(), "pagehide");
    dispatch(&window(), "pageshow");
    dispatch(&window(), "online");
    dispatch(&document(), "resume");
    drop(Hidden::new());
    watch.source.reconnect();
    assert_eq!(watch.key.closed().await.len(), 1);
}

over_both!(
    what_was_lost_comes_back_with_the_network,
    what_fails_while_offline_says_so,
    a_connection_that_stands_is_left_alone,
    a_closed_connection_stays_closed,
);
