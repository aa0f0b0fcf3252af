//! What comes of events.

use std::sync::{Arc, Mutex};

use eventsource_wasm::{
    Error, Event, Json, State,
    leptos::{UseEventSource, use_event_source, use_events},
};
use hooks_tests::Counted;
use reactive_graph::{effect::Effect, prelude::*, signal::RwSignal};
use serde::Deserialize;

use crate::support::{Component, test, turn};

const URL: &str = "/users/count";

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum ServerEvent {
    UserCount(u32),
    Stats { connections: u32 },
}

fn count() -> UseEventSource<Json<u32>> {
    use_event_source(URL, "userCount")
}

#[test]
async fn two_events_in_one_turn_are_two() {
    let (seen, noted) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
    let (heard, effect) = (Arc::clone(&seen), Arc::clone(&noted));
    let (component, ()) = Component::connected(|| {
        let count = count();
        // The signals have the event already.
        count.on_event(move |event| heard.lock().unwrap().push((event.data.0, count.data.get().unwrap().0)));
        Effect::new(move || effect.lock().unwrap().extend(count.data.get().map(|Json(users)| users)));
    })
    .await;
    turn().await;
    component.send("userCount", "1");
    component.send("userCount", "2");
    turn().await;
    assert_eq!(*seen.lock().unwrap(), [(1, 1), (2, 2)]);
    assert_eq!(*noted.lock().unwrap(), [2]);
}

#[test]
async fn an_equal_event_is_an_event() {
    let noted = Arc::new(Mutex::new(0));
    let effect = Arc::clone(&noted);
    let (component, ()) = Component::connected(|| {
        let count = count();
        Effect::new(move || *effect.lock().unwrap() += i32::from(count.data.get().is_some()));
    })
    .await;
    for _ in 0..2 {
        component.send("userCount", "1");
        turn().await;
    }
    assert_eq!(*noted.lock().unwrap(), 2);
}

#[test]
async fn an_event_is_there_with_all_that_the_server_says_about_it() {
    let (component, count) = Component::connected(count).await;
    component.server.send_bytes(b"event: userCount\nid: 7\ndata: 3\n\n");
    let said = count.event.with_untracked(|event| {
        event.as_ref().map(|event| format!("{} {} {}", event.event_type(), event.last_event_id(), event.data.0))
    });
    assert_eq!(said.unwrap(), "userCount 7 3");
}

#[test]
async fn a_server_may_name_its_events_as_it_likes() {
    let (component, errors) = Component::connected(|| use_event_source::<String>(URL, "error")).await;
    component.send("error", "so what");
    assert_eq!(errors.data.get_untracked().unwrap(), "so what");
    assert_eq!(errors.state.get_untracked(), State::Open);
    assert!(errors.error.get_untracked().is_none());
}

#[test]
async fn an_enum_has_several() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&seen);
    let (component, events) = Component::connected(|| {
        let events = use_events::<ServerEvent>(URL);
        events.on_event(move |event| heard.lock().unwrap().push(event.data));
        events
    })
    .await;
    component.send("userCount", "3");
    component.send("stats", r#"{"connections":5}"#);
    let stats = ServerEvent::Stats { connections: 5 };
    assert_eq!(*seen.lock().unwrap(), [ServerEvent::UserCount(3), stats.clone()]);
    assert_eq!(events.data.get_untracked(), Some(stats));
}

#[test]
async fn a_type_that_cannot_be_several_events_is_an_error_at_once() {
    let (component, events) = Component::connected(|| use_events::<u32>(URL)).await;
    assert!(matches!(events.error.get_untracked(), Some(Error::Schema(_))));
    assert!(matches!(events.state.get_untracked(), State::Closed { .. }));
    assert!(!component.server.is_connected());
    assert!(component.server.warnings()[0].contains("`u32` has no variants to name events by"));
}

#[test]
async fn one_connection_is_enough_for_several_types() {
    let (component, (count, tabs)) = Component::connected(|| {
        let (count, tabs) = (count(), RwSignal::new(0));
        count.listen(move |source| source.on("tabs", move |event: Event<Json<u32>>| tabs.set(event.data.0)));
        (count, tabs)
    })
    .await;
    component.send("userCount", "3");
    component.send("tabs", "5");
    count.close();
    count.reconnect();
    component.server.open();
    component.send("tabs", "6");
    assert_eq!((count.data.get_untracked(), tabs.get_untracked()), (Some(Json(3)), 6));
    assert_eq!(component.requests().len(), 2);
}

#[test]
async fn what_cannot_be_decoded_is_shown_where_somebody_looks_and_on_the_console_where_nobody_does() {
    let (component, count) = Component::connected(count).await;
    component.send("userCount", "many");
    assert_eq!(component.server.warnings().len(), 1);
    assert!(component.server.warnings()[0].contains("userCount"), "{:?}", component.server.warnings());

    assert!(count.error.get_untracked().is_none());
    component.send("userCount", "some");
    assert!(matches!(count.error.get_untracked(), Some(Error::Decode(error)) if error.data() == "some"));
    assert_eq!(component.server.warnings().len(), 1);
    // The next one is as good as any.
    component.send("userCount", "3");
    assert_eq!((count.data.get_untracked(), count.state.get_untracked()), (Some(Json(3)), State::Open));
}

#[test]
async fn a_callback_may_do_as_it_likes() {
    let (component, count) = Component::connected(|| {
        let count = count();
        count.on_event(move |event| match event.data.0 {
            1 => count.reconnect(),
            2 => count.close(),
            _ => count.on_event(|_| {}),
        });
        count
    })
    .await;
    component.send("userCount", "0");
    component.send("userCount", "1");
    assert_eq!(component.requests().len(), 2);
    component.server.open();
    component.send("userCount", "2");
    assert!(!component.server.is_connected());
    assert!(matches!(count.state.get_untracked(), State::Closed { .. }));
}

/// Out of an event, and counted: all copies are the same one.
#[derive(Clone, Deserialize)]
#[serde(from = "Counted")]
struct Shared(#[allow(dead_code, reason = "it is there to be counted")] Arc<Counted>);

impl From<Counted> for Shared {
    fn from(counted: Counted) -> Self {
        Self(Arc::new(counted))
    }
}

#[test]
async fn of_ten_thousand_events_the_latest_is_left_and_then_none() {
    let (component, events) = Component::connected(|| {
        let events = use_event_source::<Json<Shared>>(URL, "userCount");
        let is_there = RwSignal::new(false);
        events.on_event(move |_| is_there.set(true));
        Effect::new(move || drop(events.data.get()));
        events
    })
    .await;
    for number in 0..10_000 {
        component.send("userCount", &number.to_string());
        if number % 100 == 0 {
            turn().await;
            assert_eq!(Counted::alive(), 1);
        }
    }
    assert!(events.data.get_untracked().is_some());
    component.unmount();
    turn().await;
    assert_eq!(Counted::alive(), 0);
}
