//! The connection's life is the component's.

use std::{
    rc::Rc,
    sync::{Arc, Mutex},
    time::Duration,
};

use eventsource_wasm::{
    Error, Event, Json, Retry, State,
    connection::Cause,
    leptos::{UseEventSource, use_event_source, use_event_source_with_options},
    retry::Decision,
};
use reactive_graph::{effect::Effect, owner::Owner, prelude::*, signal::RwSignal, wrappers::read::Signal};

use crate::support::{Component, test, turn};

type Count = UseEventSource<Json<u32>>;

const URL: &str = "/users/count";

fn count() -> Count {
    use_event_source(URL, "userCount")
}

fn shown(count: Count) -> Option<u32> {
    count.data.get_untracked().map(|Json(users)| users)
}

fn error(count: Count) -> Option<String> {
    count.error.get_untracked().map(|error| error.to_string())
}

const CONNECTING: State = State::Connecting { attempt: 0 };
const CLOSED: State = State::Closed { cause: Cause::Requested };

#[test]
async fn it_opens_when_the_component_is_mounted_and_closes_with_it() {
    let (component, count) = Component::new(count);
    assert_eq!((component.requests().len(), count.state.get_untracked()), (0, CONNECTING));
    turn().await;
    assert_eq!((component.requests(), count.state.get_untracked()), (vec![URL.to_owned()], CONNECTING));

    component.server.open();
    assert_eq!((shown(count), count.state.get_untracked()), (None, State::Open));
    component.send("userCount", "3");
    assert_eq!(shown(count), Some(3));

    component.unmount();
    assert!(!component.server.is_connected());
    // A handle that is left over is harmless.
    count.reconnect();
    count.close();
    count.on_event(|_| {});
    assert!(count.source().is_none());
    turn().await;
    assert_eq!(component.requests().len(), 1);
}

#[test]
async fn nothing_is_left_when_it_is_unmounted() {
    let kept = Rc::new(());
    let [by_listener, by_options] = [Rc::downgrade(&kept), Rc::downgrade(&kept)];
    let (listener, options) = (Rc::clone(&kept), kept);
    let (component, source) = Component::connected(|| {
        let count = use_event_source_with_options::<Json<u32>>(URL, "userCount", move |builder| {
            let _ = &options;
            builder
        });
        count.on_event(move |_| {
            let _ = &listener;
        });
        count
    })
    .await;
    let source = source.source().unwrap();
    component.send("userCount", "3");
    assert_eq!(by_listener.strong_count(), 2);

    component.unmount();
    turn().await;
    assert_eq!(by_options.strong_count(), 0);
    // Even a handle that somebody has kept is one to a closed connection.
    assert_eq!(source.state(), CLOSED);
}

#[test]
async fn before_it_is_mounted_it_can_be_closed_and_opened() {
    let (component, count) = Component::new(count);
    count.close();
    turn().await;
    assert_eq!((component.requests().len(), count.state.get_untracked()), (0, CLOSED));

    let (component, count) = Component::new(self::count);
    count.reconnect();
    turn().await;
    assert_eq!((component.requests().len(), count.state.get_untracked()), (1, CONNECTING));
}

#[test]
async fn another_url_is_another_connection_without_data() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (component, (room, count)) = Component::connected(|| {
        let room = RwSignal::new(1);
        let url = Signal::derive(move || format!("/rooms/{}", room.get()));
        let count = use_event_source::<Json<u32>>(url, "userCount");
        let seen = Arc::clone(&seen);
        count.on_event(move |event| seen.lock().unwrap().push(event.data.0));
        (room, count)
    })
    .await;
    component.send("userCount", "3");
    let first = count.source().unwrap();

    room.set(1);
    turn().await;
    assert_eq!((component.requests().len(), shown(count)), (1, Some(3)));

    room.set(2);
    turn().await;
    assert_eq!(component.requests(), ["/rooms/1", "/rooms/2"]);
    assert_eq!((first.state(), count.state.get_untracked(), shown(count)), (CLOSED, CONNECTING, None));
    component.server.open();
    component.send("userCount", "5");
    assert_eq!((shown(count), &*seen.lock().unwrap()), (Some(5), &vec![3, 5]));

    count.close();
    room.set(3);
    turn().await;
    assert_eq!((component.requests().len(), count.state.get_untracked()), (3, CONNECTING));
}

#[test]
async fn no_url_is_no_connection() {
    let (component, (url, count)) = Component::new(|| {
        let url = RwSignal::new(None::<String>);
        (url, use_event_source::<Json<u32>>(url, "userCount"))
    });
    assert_eq!(count.state.get_untracked(), CLOSED);
    turn().await;
    count.reconnect();
    assert_eq!((component.requests().len(), count.state.get_untracked()), (0, CLOSED));

    url.set(Some(URL.into()));
    turn().await;
    component.server.open();
    component.send("userCount", "3");
    assert_eq!((count.state.get_untracked(), shown(count)), (State::Open, Some(3)));

    url.set(None);
    turn().await;
    assert!(!component.server.is_connected());
    assert_eq!((count.state.get_untracked(), shown(count)), (CLOSED, None));
}

#[test]
async fn other_options_are_another_connection_unless_it_was_closed() {
    let (component, (token, count)) = Component::connected(|| {
        let token = RwSignal::new("one");
        let count = use_event_source_with_options::<Json<u32>>(URL, "userCount", move |builder| {
            builder.header("authorization", token.get())
        });
        (token, count)
    })
    .await;
    let tokens = || -> Vec<_> {
        component.server.requests().into_iter().map(|each| each.request.headers[0].1.clone()).collect()
    };

    component.send("userCount", "3");
    token.set("two");
    turn().await;
    // It is the same count.
    assert_eq!(shown(count), Some(3));
    assert_eq!(tokens(), ["one", "two"]);

    count.close();
    token.set("three");
    turn().await;
    assert_eq!(tokens(), ["one", "two"]);
    count.reconnect();
    assert_eq!(tokens(), ["one", "two", "three"]);
    token.set("four");
    turn().await;
    assert_eq!(tokens(), ["one", "two", "three", "four"]);
}

#[test]
async fn it_comes_back_however_often_it_is_lost() {
    let (component, count) = Component::connected(count).await;
    for lost in 1..=20 {
        component.send("userCount", &lost.to_string());
        component.server.drop_connection();
        // Not closed.
        assert!(matches!(count.state.get_untracked(), State::Waiting { attempt: 1, .. }), "{:?}", count.state);
        assert!(error(count).unwrap().contains("attempt 1 to reconnect follows in"));
        assert_eq!(shown(count), Some(lost));
        component.server.advance(Duration::from_mins(1));
        assert_eq!(component.requests().len(), 1 + lost as usize);
        component.server.open();
        assert_eq!((count.state.get_untracked(), error(count)), (State::Open, None));
    }
}

#[test]
async fn what_waits_connects_at_once_when_that_is_asked_for() {
    let (component, count) = Component::connected(count).await;
    component.server.drop_connection();
    count.reconnect();
    assert_eq!((component.requests().len(), count.state.get_untracked()), (2, State::Connecting { attempt: 1 }));
}

#[test]
async fn what_is_closed_can_be_opened_again() {
    let (component, count) = Component::connected(count).await;
    component.send("userCount", "3");
    count.close();
    assert!(!component.server.is_connected());
    assert_eq!((count.state.get_untracked(), shown(count), error(count)), (CLOSED, Some(3), None));

    count.reconnect();
    component.server.open();
    component.send("userCount", "4");
    assert_eq!((count.state.get_untracked(), shown(count)), (State::Open, Some(4)));
}

#[test]
async fn who_reconnects_in_an_effect_does_not_follow_the_options() {
    let runs = Arc::new(Mutex::new(0));
    let effect = Arc::clone(&runs);
    let (component, token) = Component::new(|| {
        let token = RwSignal::new("one");
        let count = use_event_source_with_options::<Json<u32>>(URL, "userCount", move |builder| {
            builder.header("authorization", token.get())
        });
        Effect::new(move || {
            *effect.lock().unwrap() += 1;
            count.close();
            count.reconnect();
        });
        token
    });
    turn().await;
    token.set("two");
    turn().await;
    assert_eq!((*runs.lock().unwrap(), component.requests().len()), (1, 3));
}

#[test]
async fn of_an_end_that_the_component_wants_its_listeners_are_not_told() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let (component, (url, count)) = Component::connected(|| {
        let url = RwSignal::new(URL.to_owned());
        let count = use_event_source::<Json<u32>>(url, "userCount");
        let told = Arc::clone(&told);
        count.listen(move |source| {
            let told = Arc::clone(&told);
            source.on_state(move |state| told.lock().unwrap().push(*state))
        });
        (url, count)
    })
    .await;
    url.set("/other".into());
    turn().await;
    count.close();
    count.reconnect();
    component.server.open();
    component.unmount();
    assert_eq!(*told.lock().unwrap(), [State::Open, State::Open]);
}

#[test]
async fn a_refusal_is_shown_and_can_be_tried_again() {
    let (component, count) = Component::new(count);
    turn().await;
    component.server.fail(404);
    assert!(matches!(count.state.get_untracked(), State::Closed { cause: Cause::Status { status: 404, .. } }));
    assert!(matches!(count.error.get_untracked(), Some(Error::Http(answer)) if answer.status == 404));

    count.reconnect();
    assert_eq!((count.state.get_untracked(), error(count)), (CONNECTING, None));
    component.server.open();
    component.send("userCount", "3");
    assert_eq!(shown(count), Some(3));
}

#[test]
async fn what_cannot_be_opened_is_shown() {
    let (component, (url, count)) = Component::new(|| {
        let url = RwSignal::new(String::new());
        (url, use_event_source::<Json<u32>>(url, "userCount"))
    });
    turn().await;
    assert_eq!(count.state.get_untracked(), State::Closed { cause: Cause::Request });
    assert_eq!(error(count).unwrap(), r#"cannot open an event source at "": the URL is empty"#);

    url.set(URL.into());
    turn().await;
    component.server.open();
    assert_eq!((count.state.get_untracked(), error(count)), (State::Open, None));
}

#[test]
async fn when_it_comes_back_is_what_the_options_say() {
    let (component, count) = Component::connected(|| {
        use_event_source_with_options::<Json<u32>>(URL, "userCount", |builder| {
            builder.retry(Retry::default().decide(|_| Decision::Close))
        })
    })
    .await;
    component.server.drop_connection();
    assert!(matches!(count.state.get_untracked(), State::Closed { cause: Cause::Network }));
}

#[test]
async fn an_effect_sees_each_state_that_is_there_when_it_runs() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let (component, ()) = Component::connected(|| {
        let count = count();
        assert!(count.error.get_untracked().is_none());
        Effect::new(move || noted.lock().unwrap().push(count.state.get()));
    })
    .await;
    turn().await;
    // What is no change of the state does not count.
    component.send("userCount", "3");
    component.send("userCount", "many");
    turn().await;
    component.unmount();
    turn().await;
    assert_eq!(*seen.lock().unwrap(), [CONNECTING, State::Open]);
}

#[test]
async fn a_handle_goes_wherever_leptos_wants_it() {
    fn goes_anywhere<T: Copy + Send + Sync + 'static>(_: T) {}
    let (component, ()) = Component::connected(|| {
        let count = count();
        goes_anywhere(count);
        reactive_graph::owner::provide_context(count);
    })
    .await;
    component.send("userCount", "3");
    let child = component.with(Owner::new);
    let count = child.with(reactive_graph::owner::use_context::<Count>).unwrap();
    assert_eq!(shown(count), Some(3));
}

#[test]
async fn a_listener_goes_with_the_owner_that_it_was_added_under() {
    let (component, count) = Component::connected(count).await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let child = component.with(Owner::new);
    child.with(|| {
        let seen = Arc::clone(&seen);
        count.on_event(move |event: Event<Json<u32>>| seen.lock().unwrap().push(event.data.0));
    });
    component.send("userCount", "1");
    child.cleanup();
    component.send("userCount", "2");
    assert_eq!((&*seen.lock().unwrap(), Arc::strong_count(&seen), shown(count)), (&vec![1], 1, Some(2)));
}
