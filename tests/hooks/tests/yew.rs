//! Yew's hooks, in components that a browser shows.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../../suite/streams.rs"]
mod streams;

use std::time::Duration;

use eventsource_wasm::{
    Error, Event, EventSource, Json, State, Transport,
    yew::{
        UseEventSourceHandle, use_event, use_event_source, use_event_source_with, use_events, use_on_error,
        use_on_event, use_on_events, use_reduce_event, use_reduce_events,
    },
};
use hooks_tests::{Counted, Page, Scene, memory, words};
use serde::Deserialize;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::{AppHandle, Renderer, prelude::*};

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// What components are given: a URL, and the scene.
#[derive(Clone, PartialEq, Properties)]
struct Given {
    scene: Scene,
    #[prop_or(AttrValue::Static("/users/count"))]
    url: AttrValue,
}

impl Given {
    fn new() -> Self {
        Self { scene: Scene::default(), url: "/users/count".into() }
    }

    fn at(&self, url: &'static str) -> Self {
        Self { url: url.into(), ..self.clone() }
    }
}

fn mount<C: BaseComponent<Properties = P>, P: Clone + 'static>(given: &P) -> (Page, AppHandle<C>) {
    let page = Page::new();
    let app = Renderer::<C>::with_root_and_props(page.element(), given.clone()).render();
    (page, app)
}

#[hook]
fn use_scene(given: &Given) -> UseEventSourceHandle {
    let scene = given.scene.clone();
    use_event_source_with(given.url.clone(), move |url| scene.connect(url))
}

/// The count, the state, the error, and a button for each thing that a handle can do.
#[component]
fn Count(given: &Given) -> Html {
    given.scene.rendered();
    let source = use_scene(given);
    let count = use_event::<Json<u32>>(&source, "userCount");
    given.scene.show(source.source().cloned());
    let (closing, reconnecting) = (source.clone(), source.clone());
    html! {
        <>
            { count.map(|event| event.data.0) }
            { format!(" {} {:?}", words(source.state()), source.error().map(Error::is_final)) }
            <button class="close" onclick={move |_| closing.close()} />
            <button class="reconnect" onclick={move |_| reconnecting.reconnect()} />
        </>
    }
}

#[wasm_bindgen_test]
async fn a_mounted_component_connects_and_shows_the_latest_event() {
    let given = Given::new();
    let (page, app) = mount::<Count, _>(&given);
    page.shows(" connecting None").await;
    given.scene.connected().await;
    given.scene.mock().open();
    page.shows(" open None").await;
    given.scene.send("userCount", "3");
    page.shows("3 open None").await;
    given.scene.send("userCount", "4");
    given.scene.send("userCount", "5");
    page.shows("5 open None").await;
    app.destroy();
}

#[wasm_bindgen_test]
async fn an_unmounted_component_has_closed_its_connection_whoever_else_has_it() {
    let given = Given::new();
    let (page, app) = mount::<Count, _>(&given);
    page.shows(" connecting None").await;
    given.scene.connected().await;
    given.scene.mock().open();
    page.shows(" open None").await;
    let source = given.scene.source().unwrap();
    app.destroy();
    page.shows("").await;
    assert!(!given.scene.mock().is_connected());
    assert!(matches!(source.state(), State::Closed { .. }));
}

#[wasm_bindgen_test]
async fn a_rendering_opens_nothing_new_and_another_url_does() {
    let given = Given::new();
    let (page, mut app) = mount::<Count, _>(&given);
    page.shows(" connecting None").await;
    given.scene.connected().await;
    given.scene.mock().open();
    given.scene.send("userCount", "3");
    page.shows("3 open None").await;

    let renderings = given.scene.renderings();
    app.update(given.at("/users/count"));
    app.update(Given { scene: given.scene.clone(), ..given.clone() });
    given.scene.send("userCount", "4");
    page.shows("4 open None").await;
    assert!(given.scene.renderings() > renderings);
    assert_eq!(given.scene.mock().requests().len(), 1);

    let old = given.scene.source().unwrap();
    app.update(given.at("/rooms/2"));
    // The count was another room's.
    page.shows(" connecting None").await;
    given.scene.connected().await;
    assert!(matches!(old.state(), State::Closed { .. }));
    let urls: Vec<_> = given.scene.mock().requests().into_iter().map(|request| request.request.url).collect();
    assert_eq!(urls, ["/users/count", "/rooms/2"]);
    given.scene.mock().open();
    given.scene.send("userCount", "7");
    page.shows("7 open None").await;
    app.destroy();
}

#[wasm_bindgen_test]
async fn failures_are_shown_until_it_is_open_again_and_reconnect_does_not_wait() {
    let given = Given::new();
    let (page, app) = mount::<Count, _>(&given);
    page.shows(" connecting None").await;
    given.scene.connected().await;
    let mock = given.scene.mock();
    mock.fail(503);
    page.shows(" waiting Some(false)").await;
    mock.advance(Duration::from_secs(2));
    page.shows(" connecting Some(false)").await;
    given.scene.connected().await;
    mock.open();
    given.scene.send("userCount", "3");
    page.shows("3 open None").await;

    mock.drop_connection();
    page.shows("3 waiting Some(false)").await;
    page.click(".reconnect");
    page.shows("3 connecting Some(false)").await;
    given.scene.connected().await;
    mock.open();
    page.shows("3 open None").await;
    app.destroy();
}

#[wasm_bindgen_test]
async fn what_was_closed_can_be_opened_again() {
    let given = Given::new();
    let (page, app) = mount::<Count, _>(&given);
    page.shows(" connecting None").await;
    given.scene.connected().await;
    let mock = given.scene.mock();
    mock.fail(404);
    page.shows(" closed Status { status: 404, retry_after: None } Some(true)").await;
    page.click(".reconnect");
    page.shows(" connecting None").await;
    given.scene.connected().await;
    mock.open();
    given.scene.send("userCount", "3");
    page.shows("3 open None").await;

    page.click(".close");
    page.shows("3 closed Requested None").await;
    assert!(!mock.is_connected());
    page.click(".reconnect");
    page.shows("3 connecting None").await;
    given.scene.connected().await;
    mock.open();
    given.scene.send("userCount", "4");
    page.shows("4 open None").await;
    app.destroy();
}

#[wasm_bindgen_test]
async fn every_event_counts_even_those_of_one_turn() {
    #[component]
    fn Sum(given: &Given) -> Html {
        let source = use_scene(given);
        let scene = given.scene.clone();
        use_on_event::<Json<u32>>(&source, "userCount", move |event| scene.note(event.data.0));
        let sum = use_reduce_event::<Json<u32>, _>(&source, "userCount", || 0, |sum, event| *sum += event.data.0);
        html! { <>{ words(source.state()) } { " " } { *sum }</> }
    }

    let given = Given::new();
    let (page, mut app) = mount::<Sum, _>(&given);
    page.shows("connecting 0").await;
    given.scene.connected().await;
    given.scene.mock().open();
    page.shows("open 0").await;
    for _ in 0..3 {
        given.scene.send("userCount", "2");
    }
    page.shows("open 6").await;
    assert_eq!(given.scene.taken(), "2 2 2");
    given.scene.send("userCount", "1");
    page.shows("open 7").await;

    app.update(given.at("/rooms/2"));
    page.shows("connecting 0").await;
    given.scene.connected().await;
    app.destroy();
}

#[wasm_bindgen_test]
async fn an_enum_stands_for_all_types() {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    enum ServerEvent {
        UserCount(u32),
        Stats { connections: u32 },
    }

    #[component]
    fn All(given: &Given) -> Html {
        let source = use_scene(given);
        let scene = given.scene.clone();
        use_on_events(&source, move |event| match event.data {
            ServerEvent::UserCount(users) => scene.note(users),
            ServerEvent::Stats { connections } => scene.note(format!("in {connections}")),
        });
        let latest = use_events::<ServerEvent>(&source);
        let both = use_reduce_events(
            &source,
            || (0, 0),
            |(users, tabs), event| match event.data {
                ServerEvent::UserCount(count) => *users = count,
                ServerEvent::Stats { connections } => *tabs = connections,
            },
        );
        let latest = latest.map(|event| event.event_type().to_owned());
        html! { <>{ words(source.state()) } { format!(" {latest:?} {both:?}") }</> }
    }

    let given = Given::new();
    let (page, app) = mount::<All, _>(&given);
    page.shows("connecting None (0, 0)").await;
    given.scene.connected().await;
    given.scene.mock().open();
    page.shows("open None (0, 0)").await;
    given.scene.send("userCount", "3");
    given.scene.send("stats", r#"{"connections":5}"#);
    page.shows(r#"open Some("stats") (3, 5)"#).await;
    assert_eq!(given.scene.taken(), "3 in 5");
    app.destroy();
}

#[wasm_bindgen_test]
async fn what_cannot_be_decoded_stops_nothing_and_is_told() {
    #[derive(Deserialize)]
    struct NoEnum {}

    #[component]
    fn Told(given: &Given) -> Html {
        let source = use_scene(given);
        let scene = given.scene.clone();
        use_on_error(&source, move |error| scene.note(format!("[{error}]")));
        let count = use_event::<Json<u32>>(&source, "userCount");
        use_on_events(&source, |_: Event<NoEnum>| {});
        html! { <>{ words(source.state()) } { count.map(|event| event.data.0) }{ format!(" {:?}", source.error().is_some()) }</> }
    }

    let given = Given::new();
    let (page, app) = mount::<Told, _>(&given);
    page.shows("connecting false").await;
    given.scene.connected().await;
    let told = given.scene.taken();
    assert!(told.contains("NoEnum"), "{told}");
    given.scene.mock().open();
    given.scene.send("userCount", "three");
    given.scene.send("userCount", "3");
    page.shows("open3 false").await;
    let told = given.scene.taken();
    assert!(told.contains(r#"cannot decode the event "userCount" with the data "three""#), "{told}");
    app.destroy();
}

#[wasm_bindgen_test]
async fn nothing_is_rendered_for_events_but_the_component_that_shows_them() {
    #[derive(PartialEq, Properties)]
    struct ShownProps {
        source: UseEventSourceHandle,
    }

    #[component]
    fn Shown(props: &ShownProps) -> Html {
        let count = use_event::<Json<u32>>(&props.source, "userCount");
        html! { <>{ count.map(|event| event.data.0) }</> }
    }

    #[component]
    fn Parent(given: &Given) -> Html {
        given.scene.rendered();
        let source = use_scene(given);
        let scene = given.scene.clone();
        use_on_event::<Json<u32>>(&source, "userCount", move |event| scene.note(event.data.0));
        html! { <Shown {source} /> }
    }

    let given = Given::new();
    let (page, app) = mount::<Parent, _>(&given);
    given.scene.connected().await;
    given.scene.mock().open();
    given.scene.send("userCount", "0");
    page.shows("0").await;
    let renderings = given.scene.renderings();
    for count in 1..=20 {
        given.scene.send("userCount", &count.to_string());
        page.shows(&count.to_string()).await;
    }
    assert_eq!(given.scene.renderings(), renderings);
    app.destroy();
}

#[wasm_bindgen_test]
async fn a_callback_is_that_of_the_last_rendering() {
    #[component]
    fn Seeing(given: &Given) -> Html {
        let source = use_event_source_with((), {
            let scene = given.scene.clone();
            move |()| scene.connect("/")
        });
        let (scene, url) = (given.scene.clone(), given.url.clone());
        use_on_event::<String>(&source, "message", move |event| scene.note(format!("{url}:{}", event.data)));
        html! { <>{ given.url.clone() } { words(source.state()) }</> }
    }

    let given = Given::new();
    let (page, mut app) = mount::<Seeing, _>(&given.at("a "));
    page.shows("a connecting").await;
    given.scene.connected().await;
    given.scene.mock().open();
    given.scene.send("message", "1");
    app.update(given.at("b "));
    page.shows("b open").await;
    given.scene.send("message", "2");
    assert_eq!(given.scene.taken(), "a :1 b :2");
    assert_eq!(given.scene.mock().requests().len(), 1);
    app.destroy();
}

#[wasm_bindgen_test]
async fn no_connection_and_one_that_cannot_be_made_are_closed() {
    #[component]
    fn Perhaps(given: &Given) -> Html {
        let scene = given.scene.clone();
        let source = use_event_source_with(given.url.clone(), move |url| (url != "none").then(|| scene.connect(url)));
        let count = use_event::<Json<u32>>(&source, "userCount");
        let error = source.error().map(|error| matches!(error, Error::InvalidUrl { .. }));
        html! { <>{ count.map(|event| event.data.0) }{ format!(" {} {error:?}", words(source.state())) }</> }
    }

    let given = Given::new();
    let (page, mut app) = mount::<Perhaps, _>(&given);
    given.scene.connected().await;
    given.scene.mock().open();
    given.scene.send("userCount", "3");
    page.shows("3 open None").await;
    app.update(given.at("none"));
    page.shows(" closed Requested None").await;
    assert!(!given.scene.mock().is_connected());
    app.update(given.at(" "));
    page.shows(" closed Request Some(true)").await;
    app.destroy();
}

#[wasm_bindgen_test]
async fn a_url_is_enough() {
    #[component]
    fn Plain(given: &Given) -> Html {
        let source = use_event_source(given.url.to_string());
        let text = use_event::<String>(&source, "greeting");
        html! { <>{ text.map(|event| event.data.clone()) }</> }
    }

    let given = Given::new();
    let url = |text: &str| streams::stream(format!("event: greeting\ndata: {text}\n\n").as_bytes());
    let hello = Given { url: url("hello").into(), ..given.clone() };
    let (page, mut app) = mount::<Plain, _>(&hello);
    page.shows("hello").await;
    app.update(Given { url: url("again").into(), ..given });
    page.shows("again").await;
    app.destroy();
}

#[wasm_bindgen_test]
async fn over_fetch_too() {
    #[component]
    fn Fetched(given: &Given) -> Html {
        let source = use_event_source_with(given.url.clone(), |url| {
            EventSource::builder(url.as_str()).transport(Transport::Fetch).build()
        });
        let text = use_event::<String>(&source, "greeting");
        html! { <>{ text.map(|event| event.data.clone()) }</> }
    }

    let url = streams::stream(b"event: greeting\ndata: hello\n\n").into();
    let (page, app) = mount::<Fetched, _>(&Given { url, ..Given::new() });
    page.shows("hello").await;
    app.destroy();
}

#[wasm_bindgen_test]
async fn nothing_is_left_of_ten_thousand_events() {
    #[component]
    fn Many(given: &Given) -> Html {
        let source = use_scene(given);
        let count = use_event::<Json<Counted>>(&source, "userCount");
        let sum = use_reduce_event::<Json<Counted>, _>(
            &source,
            "userCount",
            || 0_u64,
            |sum, event| *sum += u64::from(event.data.0.0),
        );
        html! { { format!("{} {:?} {sum}", words(source.state()), count.map(|event| event.data.0.0)) } }
    }

    let given = Given::new();
    let (page, app) = mount::<Many, _>(&given);
    page.shows("connecting None 0").await;
    given.scene.connected().await;
    given.scene.mock().open();
    let mut total = 0_u64;
    let mut send_all = async |events: u32| {
        for count in 1..=events {
            given.scene.send("userCount", &count.to_string());
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
    app.destroy();
    page.shows("").await;
    assert_eq!(Counted::alive(), 0);
}

#[wasm_bindgen_test]
async fn nothing_is_left_of_components_that_came_and_went() {
    let given = Given::new();
    for _ in 0..50 {
        let (page, app) = mount::<Count, _>(&given);
        page.shows(" connecting None").await;
        given.scene.connected().await;
        given.scene.mock().open();
        given.scene.send("userCount", "3");
        page.shows("3 open None").await;
        drop(given.scene.source());
        app.destroy();
        page.shows("").await;
        assert!(!given.scene.mock().is_connected());
        // The test has it, and its part of the component's properties.
        assert_eq!(given.scene.holders(), 1);
    }
}
