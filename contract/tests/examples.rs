//! `examples.json` has one event of each type, as it is sent and as it is read.

use std::collections::{BTreeMap, BTreeSet};

use eventsource_wasm::{
    encode,
    schema::{Schema, decode},
};
use serde_json::{Value, from_str};
use user_count_events::ServerEvent;

#[test]
fn the_examples_are_what_is_sent_of_each_event() {
    let examples: BTreeMap<String, Value> = from_str(include_str!("../examples.json")).unwrap();
    let names: BTreeSet<_> = examples.keys().map(String::as_str).collect();
    assert_eq!(names, Schema::of::<ServerEvent>().unwrap().names().iter().copied().collect());

    for (name, data) in &examples {
        let event: ServerEvent = decode(name, &data.to_string()).unwrap();
        // What has no place in the event is not sent again.
        let sent = String::from_utf8(encode(&event).unwrap().to_bytes()).unwrap();
        let sent = sent.strip_prefix(&format!("event: {name}\ndata: ")).unwrap();
        assert_eq!(&from_str::<Value>(sent).unwrap(), data, "{name}");
    }
}
