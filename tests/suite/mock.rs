//! The mock server in a browser: tests of our users run there too. What it can do is tested on the host.

use std::time::Duration;

use eventsource_wasm::{Event, EventSource, Json, encoder::Frame, mock::MockServer};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::MessageEvent;

use super::support::Log;

#[wasm_bindgen_test]
async fn a_source_is_driven_by_the_test_in_a_time_of_its_own() {
    let (mock, log) = (MockServer::new(), Log::new());
    let source = mock.connect(EventSource::builder("/users/count")).unwrap();
    let (json, value, object) = (log.clone(), log.clone(), log.clone());
    let _listeners = [
        source.on("userCount", move |event: Event<Json<u32>>| json.note(event.data.0)),
        source.on("userCount", move |event: Event<JsValue>| value.note(event.data.as_f64().unwrap())),
        source.on("userCount", move |event: Event<MessageEvent>| {
            object.note(format!("{} {}", event.data.type_(), event.data.last_event_id()));
        }),
    ];
    mock.open();
    mock.send(&Frame::new().event("userCount").unwrap().id("7").unwrap().data("3"));
    mock.drop_connection();
    mock.advance(Duration::from_hours(1));
    assert_eq!((mock.requests().len(), mock.last_event_id()), (2, "7".into()));
    log.note("all of it");
    assert_eq!(log.until("all of it").await, ["3", "3", "userCount 7"]);
}
