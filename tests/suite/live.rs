//! The library against the real server: the live user count.
//!
//! The test command starts one. By hand: `npm run test:server`, then for example `wasm-pack test --headless --chrome`.

use eventsource_wasm::{Error, Event, EventSource, Json, Listener};
use futures_util::StreamExt;
use user_count_events::{ServerEvent, Stats};
use wasm_bindgen_test::wasm_bindgen_test;

use super::support::Log;

/// Where the server listens, without a slash at the end.
const SERVER: &str = match option_env!("TEST_SERVER") {
    Some(server) => server,
    None => "http://127.0.0.1:9100",
};

fn connect(with_credentials: bool) -> EventSource {
    EventSource::builder(format!("{SERVER}/users/count")).with_credentials(with_credentials).build().unwrap()
}

/// Notes the stats as `users/connections`, and fails with what to do where there is no server.
fn watch(source: &EventSource, log: &Log) -> [Listener; 2] {
    let notes = log.clone();
    [
        source.on("stats", move |event: Event<Json<Stats>>| {
            let Json(Stats { users, connections, peak, since }) = event.data;
            assert!(peak >= users && since > 1_600_000_000_000, "{:?}", event.data);
            notes.note(format!("{users}/{connections}"));
        }),
        source.on_error(|error| match error {
            Error::Decode(error) => panic!("{error}"),
            _ => panic!("no server at {SERVER}: start one with `npm run test:server`"),
        }),
    ]
}

#[wasm_bindgen_test]
async fn the_count_is_a_plain_number_with_an_id() {
    let source = connect(false);
    let log = Log::new();
    let notes = log.clone();
    let _guards = watch(&source, &Log::new());
    let _count = source.on("userCount", move |event: Event<Json<u32>>| {
        assert!(event.data.0 >= 1);
        assert!(!event.last_event_id().is_empty());
        notes.note(event.origin());
    });
    assert_eq!(log.next().await, SERVER);
}

#[wasm_bindgen_test]
async fn one_enum_has_all_that_the_server_tells() {
    let source = connect(false);
    let _guards = watch(&source, &Log::new());
    let mut events = source.events::<ServerEvent>().unwrap();
    let (mut counts, mut stats) = (Vec::new(), Vec::new());
    while counts.is_empty() || stats.is_empty() {
        match events.next().await.unwrap().unwrap().data {
            ServerEvent::UserCount(count) => counts.push(count),
            ServerEvent::Stats(Stats { users, .. }) => stats.push(users),
        }
    }
    // Each update has both.
    assert!(counts[0] >= 1);
    assert_eq!(counts[0], stats[0]);
}

#[wasm_bindgen_test]
async fn a_user_is_a_browser_and_leaves_when_its_connections_close() {
    let (first, log) = (connect(true), Log::new());
    let guards = watch(&first, &log);
    // Those of the test before may still be on their way out.
    log.until("1/1").await;

    // The same cookie: another connection of the same user. Without credentials there is none: another user.
    let second = connect(true);
    log.until("1/2").await;
    let stranger = connect(false);
    log.until("2/3").await;

    stranger.close();
    log.until("1/2").await;
    drop(second);
    log.until("1/1").await;
    drop((first, guards));
}
