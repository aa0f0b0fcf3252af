//! Events that are large, many, or come in small pieces.

use std::{cell::Cell, rc::Rc};

use eventsource_wasm::{Event, Json, Text};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    case::{Case, FETCH, NATIVE, Watch},
    deviations::{Deviation, deviates},
    faults::{Key, Site, encode},
    support::Log,
};

#[wasm_bindgen_test]
async fn an_event_of_8_mib_natively() {
    big(NATIVE, if deviates(Deviation::LongLinesTakeForever) { 1 << 20 } else { 8 << 20 }).await;
}

#[wasm_bindgen_test]
async fn an_event_of_8_mib_over_fetch() {
    big(FETCH, 8 << 20).await;
}

async fn big(case: Case, bytes: usize) {
    let (key, log) = (Key::new("matrix"), Log::new());
    let source = case.builder(key.at(Site::Own, &format!("big?bytes={bytes}"))).build().unwrap();
    let notes = log.clone();
    let _listeners = [
        source.on("big", move |event: Event<String>| {
            assert!(event.data.bytes().all(|byte| byte == b'x'));
            notes.note(event.data.len());
        }),
        log.listen(&source, "after"),
    ];
    assert_eq!(log.until("tail").await, [bytes.to_string()]);
}

#[wasm_bindgen_test]
async fn an_event_that_is_too_large_is_reported_and_the_next_one_comes() {
    let (key, log) = (Key::new("matrix"), Log::new());
    let watch = Watch::new(FETCH.builder(key.at(Site::Own, "big?bytes=67108864")));
    let _listeners = [log.listen(&watch.source, "big"), log.listen(&watch.source, "after")];
    assert_eq!(log.next().await, "tail");
    // Its data, its type and its id, and one for each line.
    watch.hears(&["open", &format!("TooLarge {}", (64 << 20) + 1 + "big".len() + 1 + "1".len() + 1)]).await;
    watch.source.close();
    key.closed().await;
}

#[wasm_bindgen_test]
async fn a_hundred_thousand_at_once_natively() {
    burst(NATIVE).await;
}

#[wasm_bindgen_test]
async fn a_hundred_thousand_at_once_over_fetch() {
    burst(FETCH).await;
}

async fn burst(case: Case) {
    let (key, log) = (Key::new("matrix"), Log::new());
    let source = case.builder(key.at(Site::Own, "burst?count=100000")).build().unwrap();
    let seen = Rc::new(Cell::new(0));
    let count = Rc::clone(&seen);
    let _listeners = [
        source.on("n", move |event: Event<Json<u32>>| {
            assert_eq!(event.data.0, count.get() + 1);
            count.set(event.data.0);
        }),
        log.listen(&source, "done"),
    ];
    assert_eq!(log.next().await, "done");
    assert_eq!(seen.get(), 100_000);
    assert_eq!(source.last_event_id(), "100000");
}

#[wasm_bindgen_test]
async fn one_byte_at_a_time() {
    let text = "\u{FEFF}: comment\r\ndata: é€\r\ndata:😀\r\n\r\nid: 1\rdata\r\revent: half\ndata: 3\n\n";
    for case in [NATIVE, FETCH] {
        let key = Key::new("matrix");
        let url = key.at(Site::Own, &format!("slow?times=1&text={}&pause=0", encode(text)));
        let watch = Watch::new(case.builder(url));
        watch.hears(&["open", "é€\n😀", "", "half: 3"]).await;
    }
}

#[wasm_bindgen_test]
async fn after_a_close_within_a_listener_nothing_comes_of_the_same_chunk() {
    for case in [NATIVE, FETCH] {
        let key = Key::new("matrix");
        let source = case.builder(key.at(Site::Own, "burst?count=50")).build().unwrap();
        let seen = Rc::new(Cell::new(0));
        let (count, handle, also) = (Rc::clone(&seen), source.clone(), Rc::clone(&seen));
        let _listeners = [
            source.on("n", move |_: Event<Text>| {
                count.set(count.get() + 1);
                if count.get() == 3 {
                    handle.close();
                }
            }),
            source.on("n", move |_: Event<Text>| assert!(also.get() < 3, "called after the close")),
        ];
        key.attempt(1).await;
        // The browser has let go: whatever it had to dispatch is dispatched.
        key.closed().await;
        assert_eq!(seen.get(), 3, "{case:?}");
    }
}
