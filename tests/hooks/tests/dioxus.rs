//! Dioxus' hooks, in components that a browser shows.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::needless_pass_by_value, reason = "so are components given their properties")]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../../suite/streams.rs"]
mod streams;

use std::time::Duration;

use dioxus::prelude::*;
use dioxus_web::{Config, launch::launch_virtual_dom};
use eventsource_wasm::{
    Error, EventSource, Json, State, Transport,
    dioxus::{
        UseEventSource, use_event, use_event_source, use_event_source_with, use_events, use_on_error, use_on_event,
        use_on_events, use_reduce_event, use_reduce_events,
    },
};
use hooks_tests::{Counted, Page, Scene, memory, words};
use serde::Deserialize;
use wasm_bindgen_test::wasm_bindgen_test;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// What components are given: a URL, and the scene.
#[derive(Clone, PartialEq, Props)]
struct Given {
    scene: Scene,
    url: String,
}

/// An app with the component under test, and a button for each thing that can happen to it.
#[derive(Clone, Props)]
struct HostProps {
    scene: Scene,
    urls: [String; 2],
    component: fn(Given) -> Element,
}

impl PartialEq for HostProps {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[allow(non_snake_case, reason = "it is a component")]
fn Host(HostProps { scene, urls: [first, second], component: Component }: HostProps) -> Element {
    let mut is_mounted = use_signal(|| true);
    let mut url = use_signal(|| first);
    rsx! {
        button { class: "mount", onclick: move |_| is_mounted.toggle() }
        button { class: "move", onclick: move |_| url.set(second.clone()) }
        if is_mounted() {
            Component { scene, url }
        }
    }
}

/// The app, and what the page shows of it.
fn mount_at(component: fn(Given) -> Element, urls: [&str; 2]) -> (Page, Scene) {
    let (page, scene) = (Page::new(), Scene::default());
    let given = HostProps { scene: scene.clone(), urls: urls.map(str::to_owned), component };
    let app = VirtualDom::new_with_props(Host, given);
    launch_virtual_dom(app, Config::new().rootelement(page.element()));
    (page, scene)
}

fn mount(component: fn(Given) -> Element) -> (Page, Scene) {
    mount_at(component, ["/users/count", "/rooms/2"])
}

fn use_scene(given: &Given) -> UseEventSource {
    let scene = given.scene.clone();
    use_event_source_with(use_reactive((&given.url,), move |(url,)| scene.connect(&url)))
}

/// The count, the state, the error, and a button for each thing that a handle can do.
#[allow(non_snake_case, reason = "it is a component")]
fn Count(given: Given) -> Element {
    given.scene.rendered();
    let source = use_scene(&given);
    let count = use_event::<Json<u32>>(source, "userCount");
    given.scene.show(source.source());
    let count = count().map(|event| event.data.0.to_string()).unwrap_or_default();
    let error = source.error().map(|error| error.is_final());
    rsx! {
        "{count} {words(source.state())} {error:?}"
        button { class: "close", onclick: move |_| source.close() }
        button { class: "reconnect", onclick: move |_| source.reconnect() }
    }
}

#[wasm_bindgen_test]
async fn a_mounted_component_connects_and_shows_the_latest_event() {
    let (page, scene) = mount(Count);
    page.shows(" connecting None").await;
    scene.connected().await;
    scene.mock().open();
    page.shows(" open None").await;
    scene.send("userCount", "3");
    page.shows("3 open None").await;
    scene.send("userCount", "4");
    scene.send("userCount", "5");
    page.shows("5 open None").await;
}

#[wasm_bindgen_test]
async fn an_unmounted_component_has_closed_its_connection_whoever_else_has_it() {
    let (page, scene) = mount(Count);
    scene.connected().await;
    scene.mock().open();
    page.shows(" open None").await;
    let source = scene.source().unwrap();
    page.click(".mount");
    page.shows("").await;
    assert!(!scene.mock().is_connected());
    assert!(matches!(source.state(), State::Closed { .. }));
}

#[wasm_bindgen_test]
async fn a_rendering_opens_nothing_new_and_another_url_does() {
    let (page, scene) = mount(Count);
    scene.connected().await;
    scene.mock().open();
    scene.send("userCount", "3");
    page.shows("3 open None").await;

    let renderings = scene.renderings();
    scene.send("userCount", "4");
    page.shows("4 open None").await;
    assert!(scene.renderings() > renderings);
    assert_eq!(scene.mock().requests().len(), 1);

    let old = scene.source().unwrap();
    page.click(".move");
    // The count was another room's.
    page.shows(" connecting None").await;
    assert!(matches!(old.state(), State::Closed { .. }));
    let urls: Vec<_> = scene.mock().requests().into_iter().map(|request| request.request.url).collect();
    assert_eq!(urls, ["/users/count", "/rooms/2"]);
    scene.mock().open();
    scene.send("userCount", "7");
    page.shows("7 open None").await;
}

#[wasm_bindgen_test]
async fn failures_are_shown_until_it_is_open_again_and_reconnect_does_not_wait() {
    let (page, scene) = mount(Count);
    scene.connected().await;
    scene.mock().fail(503);
    page.shows(" waiting Some(false)").await;
    scene.mock().advance(Duration::from_secs(2));
    page.shows(" connecting Some(false)").await;
    scene.mock().open();
    scene.send("userCount", "3");
    page.shows("3 open None").await;

    scene.mock().drop_connection();
    page.shows("3 waiting Some(false)").await;
    page.click(".reconnect");
    page.shows("3 connecting Some(false)").await;
    scene.mock().open();
    page.shows("3 open None").await;
}

#[wasm_bindgen_test]
async fn what_was_closed_can_be_opened_again() {
    let (page, scene) = mount(Count);
    scene.connected().await;
    scene.mock().fail(404);
    page.shows(" closed Status { status: 404, retry_after: None } Some(true)").await;
    page.click(".reconnect");
    page.shows(" connecting None").await;
    scene.connected().await;
    scene.mock().open();
    scene.send("userCount", "3");
    page.shows("3 open None").await;

    page.click(".close");
    page.shows("3 closed Requested None").await;
    assert!(!scene.mock().is_connected());
    page.click(".reconnect");
    page.shows("3 connecting None").await;
    scene.connected().await;
    scene.mock().open();
    scene.send("userCount", "4");
    page.shows("4 open None").await;
}

#[wasm_bindgen_test]
async fn every_event_counts_even_those_of_one_turn() {
    #[allow(non_snake_case, reason = "it is a component")]
    fn Sum(given: Given) -> Element {
        let source = use_scene(&given);
        use_on_event::<Json<u32>>(source, "userCount", move |event| given.scene.note(event.data.0));
        let sum = use_reduce_event::<Json<u32>, _>(source, "userCount", || 0, |sum, event| *sum += event.data.0);
        rsx! { "{words(source.state())} {sum}" }
    }

    let (page, scene) = mount(Sum);
    page.shows("connecting 0").await;
    scene.connected().await;
    scene.mock().open();
    page.shows("open 0").await;
    for _ in 0..3 {
        scene.send("userCount", "2");
    }
    page.shows("open 6").await;
    assert_eq!(scene.taken(), "2 2 2");
    scene.send("userCount", "1");
    page.shows("open 7").await;

    page.click(".move");
    page.shows("connecting 0").await;
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum ServerEvent {
    UserCount(u32),
    Stats { connections: u32 },
}

#[wasm_bindgen_test]
async fn an_enum_stands_for_all_types() {
    #[allow(non_snake_case, reason = "it is a component")]
    fn All(given: Given) -> Element {
        let source = use_scene(&given);
        use_on_events(source, move |event| match event.data {
            ServerEvent::UserCount(users) => given.scene.note(users),
            ServerEvent::Stats { connections } => given.scene.note(format!("in {connections}")),
        });
        let latest = use_events::<ServerEvent>(source);
        let both = use_reduce_events(
            source,
            || (0, 0),
            |(users, tabs), event| match event.data {
                ServerEvent::UserCount(count) => *users = count,
                ServerEvent::Stats { connections } => *tabs = connections,
            },
        );
        let latest = latest().map(|event| event.event_type().to_owned());
        rsx! { "{words(source.state())} {latest:?} {both:?}" }
    }

    let (page, scene) = mount(All);
    page.shows("connecting None (0, 0)").await;
    scene.connected().await;
    scene.mock().open();
    page.shows("open None (0, 0)").await;
    scene.send("userCount", "3");
    scene.send("stats", r#"{"connections":5}"#);
    page.shows(r#"open Some("stats") (3, 5)"#).await;
    assert_eq!(scene.taken(), "3 in 5");
}

#[wasm_bindgen_test]
async fn what_cannot_be_decoded_stops_nothing_and_is_told() {
    #[derive(Deserialize)]
    struct NoEnum {}

    #[allow(non_snake_case, reason = "it is a component")]
    fn Told(given: Given) -> Element {
        let source = use_scene(&given);
        use_on_error(source, move |error| given.scene.note(format!("[{error}]")));
        let count = use_event::<Json<u32>>(source, "userCount");
        use_on_events::<NoEnum>(source, |_| {});
        let count = count().map(|event| event.data.0).unwrap_or_default();
        rsx! { "{words(source.state())} {count} {source.error().is_some()}" }
    }

    let (page, scene) = mount(Told);
    scene.connected().await;
    page.shows("connecting 0 false").await;
    scene.mock().open();
    scene.send("userCount", "three");
    scene.send("userCount", "3");
    page.shows("open 3 false").await;
    let told = scene.taken();
    assert!(told.contains("NoEnum"), "{told}");
    assert!(told.contains(r#"cannot decode the event "userCount" with the data "three""#), "{told}");
}

#[wasm_bindgen_test]
async fn nothing_is_rendered_for_events_but_the_component_that_shows_them() {
    #[component]
    fn Shown(source: UseEventSource) -> Element {
        let count = use_event::<Json<u32>>(source, "userCount");
        let count = count().map(|event| event.data.0.to_string()).unwrap_or_default();
        rsx! { "{count}" }
    }

    #[allow(non_snake_case, reason = "it is a component")]
    fn Parent(given: Given) -> Element {
        given.scene.rendered();
        let source = use_scene(&given);
        let unread = use_event::<Json<u32>>(source, "userCount");
        let scene = given.scene.clone();
        use_on_event::<Json<u32>>(source, "userCount", move |_| scene.note(unread.peek().is_some()));
        rsx! { Shown { source } }
    }

    let (page, scene) = mount(Parent);
    scene.connected().await;
    scene.mock().open();
    scene.send("userCount", "0");
    page.shows("0").await;
    for count in 1..=20 {
        scene.send("userCount", &count.to_string());
        page.shows(&count.to_string()).await;
    }
    // Not even for the state: it shows that neither.
    assert_eq!(scene.renderings(), 1);
    assert_eq!(scene.taken().split(' ').count(), 21);
}

#[wasm_bindgen_test]
async fn a_callback_is_that_of_the_last_rendering() {
    #[allow(non_snake_case, reason = "it is a component")]
    fn Seeing(given: Given) -> Element {
        let scene = given.scene.clone();
        let source = use_event_source_with(move || scene.connect("/"));
        let Given { scene, url } = given;
        let shown = url.clone();
        use_on_event::<String>(source, "message", move |event| scene.note(format!("{url}:{}", event.data)));
        rsx! { "{shown} {words(source.state())}" }
    }

    let (page, scene) = mount_at(Seeing, ["a", "b"]);
    page.shows("a connecting").await;
    scene.connected().await;
    scene.mock().open();
    scene.send("message", "1");
    page.click(".move");
    page.shows("b open").await;
    scene.send("message", "2");
    assert_eq!(scene.taken(), "a:1 b:2");
    assert_eq!(scene.mock().requests().len(), 1);
}

#[wasm_bindgen_test]
async fn no_connection_and_one_that_cannot_be_made_are_closed() {
    #[allow(non_snake_case, reason = "it is a component")]
    fn Perhaps(given: Given) -> Element {
        let source = use_event_source_with(use_reactive((&given.url,), move |(url,)| {
            (url != "none").then(|| given.scene.connect(&url))
        }));
        let count = use_event::<Json<u32>>(source, "userCount");
        let count = count().map(|event| event.data.0.to_string()).unwrap_or_default();
        let error = source.error().map(|error| matches!(*error, Error::InvalidUrl { .. }));
        rsx! { "{count} {words(source.state())} {error:?}" }
    }

    let (page, scene) = mount_at(Perhaps, ["/users/count", "none"]);
    scene.connected().await;
    scene.mock().open();
    scene.send("userCount", "3");
    page.shows("3 open None").await;
    page.click(".move");
    page.shows(" closed Requested None").await;
    assert!(!scene.mock().is_connected());

    let (page, _) = mount_at(Perhaps, [" ", ""]);
    page.shows(" closed Request Some(true)").await;
}

#[wasm_bindgen_test]
async fn a_url_is_enough() {
    #[allow(non_snake_case, reason = "it is a component")]
    fn Plain(given: Given) -> Element {
        let source = use_event_source(given.url);
        let text = use_event::<String>(source, "greeting");
        let text = text().map(|event| event.data.clone()).unwrap_or_default();
        rsx! { "{text}" }
    }

    let url = |text: &str| streams::stream(format!("event: greeting\ndata: {text}\n\n").as_bytes());
    let (page, _) = mount_at(Plain, [&url("hello"), &url("again")]);
    page.shows("hello").await;
    page.click(".move");
    page.shows("again").await;
}

#[wasm_bindgen_test]
async fn over_fetch_too() {
    #[allow(non_snake_case, reason = "it is a component")]
    fn Fetched(given: Given) -> Element {
        let source =
            use_event_source_with(move || EventSource::builder(given.url.as_str()).transport(Transport::Fetch).build());
        let text = use_event::<String>(source, "greeting");
        let text = text().map(|event| event.data.clone()).unwrap_or_default();
        rsx! { "{text}" }
    }

    let (page, _) = mount_at(Fetched, [&streams::stream(b"event: greeting\ndata: hello\n\n"), ""]);
    page.shows("hello").await;
}

#[wasm_bindgen_test]
async fn nothing_is_left_of_ten_thousand_events() {
    #[allow(non_snake_case, reason = "it is a component")]
    fn Many(given: Given) -> Element {
        let source = use_scene(&given);
        let count = use_event::<Json<Counted>>(source, "userCount");
        let sum = use_reduce_event::<Json<Counted>, _>(
            source,
            "userCount",
            || 0_u64,
            |sum, event| {
                *sum += u64::from(event.data.0.0);
            },
        );
        let count = count().map(|event| event.data.0.0);
        rsx! { "{words(source.state())} {count:?} {sum}" }
    }

    let (page, scene) = mount(Many);
    scene.connected().await;
    scene.mock().open();
    let mut total = 0_u64;
    let mut send_all = async |events: u32| {
        for count in 1..=events {
            scene.send("userCount", &count.to_string());
            total += u64::from(count);
            // Most come many at a time, some each by itself.
            if count % 100 == 0 {
                page.shows(&format!("open Some({count}) {total}")).await;
            }
        }
    };
    send_all(2_000).await;
    let before = memory();
    send_all(10_000).await;
    assert_eq!(memory(), before);
    assert_eq!(Counted::alive(), 1);
    page.click(".mount");
    page.shows("").await;
    assert_eq!(Counted::alive(), 0);
}

#[wasm_bindgen_test]
async fn nothing_is_left_of_components_that_came_and_went() {
    let (page, scene) = mount(Count);
    let mut holders = None;
    for _ in 0..50 {
        scene.connected().await;
        scene.mock().open();
        scene.send("userCount", "3");
        page.shows("3 open None").await;
        drop(scene.source());
        page.click(".mount");
        page.shows("").await;
        assert!(!scene.mock().is_connected());
        assert_eq!(*holders.get_or_insert(scene.holders()), scene.holders());
        page.click(".mount");
    }
}
