//! The page is left, and comes back out of the back/forward cache.

use eventsource_wasm::{State, Transport};

use super::{
    faults::{never_soon, soon},
    page::{dispatch, document, window},
    watch::Watch,
};

async fn a_page_that_is_left_lets_go_and_resumes_when_it_is_back(transport: Transport) {
    let watch = Watch::new("history", transport, "ok", |builder| builder.retry(never_soon()));
    watch.hears(&["open", "attempt 1"]).await;
    for attempt in 2..5 {
        dispatch(&window(), "pagehide");
        watch.hears(&["waiting: Frozen"]).await;
        assert!(matches!(watch.source.state(), State::Waiting { attempt: 0, delay: None, .. }));
        watch.let_go().await;
        dispatch(&window(), "pageshow");
        watch.hears(&["connecting", "open", &format!("attempt {attempt}")]).await;
        assert_eq!(watch.key.attempt(attempt).await.last_event_id(), Some(&*(attempt - 1).to_string()));
    }
}

async fn a_wait_is_over_when_the_page_is_back(transport: Transport) {
    let watch = Watch::new("history", transport, "status/503?times=1", |builder| builder.retry(never_soon()));
    watch.hears_at_last("error").await;
    dispatch(&window(), "pagehide");
    watch.hears(&["waiting: Frozen"]).await;
    dispatch(&window(), "online");
    watch.keeps_waiting(1).await;
    dispatch(&document(), "resume");
    watch.hears(&["connecting", "open", "attempt 2"]).await;
}

async fn one_that_is_being_made_is_let_go_too(transport: Transport) {
    let watch = Watch::new("history", transport, "silent?times=1", |builder| builder.retry(soon()));
    watch.key.attempt(1).await;
    dispatch(&window(), "pagehide");
    watch.hears(&["waiting: Frozen"]).await;
    watch.let_go().await;
    dispatch(&window(), "pageshow");
    watch.hears(&["connecting", "open", "attempt 2"]).await;
}

over_both!(
    a_page_that_is_left_lets_go_and_resumes_when_it_is_back,
    a_wait_is_over_when_the_page_is_back,
    one_that_is_being_made_is_let_go_too,
);
