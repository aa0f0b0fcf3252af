//! An enum's variant to an event, and back through the parser to the same variant.
#![cfg(all(feature = "json", not(target_arch = "wasm32")))]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, fmt::Debug};

use eventsource_wasm::{
    encode,
    encoder::EncodeError,
    parser::{Parsed, Parser},
    schema::decode,
};
use proptest::{collection, prelude::*};
use serde::{Deserialize, Serialize, Serializer, de::DeserializeOwned};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Stats {
    users: u64,
    label: String,
}

/// The same variants with both kinds of tags.
macro_rules! enums {
    ($($name:ident $(($($tag:tt)*))?,)*) => {
        $(#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case" $($($tag)*)?)]
        enum $name {
            UserCount(u64),
            Stats(Stats),
            Inline { users: u64, label: Option<String> },
            Pair(String, i64),
            Many(Vec<Option<i64>>),
            Maybe(Option<String>),
            ById(BTreeMap<u32, String>),
            Goodbye,
            Nothing(()),
            Empty {},
            Message(String),
            #[serde(rename = " spaces: and colons ", alias = "old")]
            Odd(bool),
            #[serde(skip)]
            #[allow(dead_code, reason = "it is skipped")]
            Local,
            #[serde(other)]
            Unknown,
        }

        impl $name {
            fn any() -> impl Strategy<Value = Self> {
                let text = || ".*|[\r\n\"\\\\\0\u{feff}]*";
                prop_oneof![
                    any::<u64>().prop_map(Self::UserCount),
                    (any::<u64>(), text()).prop_map(|(users, label)| Self::Stats(Stats { users, label })),
                    (any::<u64>(), proptest::option::of(text())).prop_map(|(users, label)| Self::Inline { users, label }),
                    (text(), any::<i64>()).prop_map(|(text, number)| Self::Pair(text, number)),
                    collection::vec(any::<Option<i64>>(), 0..4).prop_map(Self::Many),
                    proptest::option::of(text()).prop_map(Self::Maybe),
                    collection::btree_map(any::<u32>(), text(), 0..4).prop_map(Self::ById),
                    text().prop_map(Self::Message),
                    any::<bool>().prop_map(Self::Odd),
                    proptest::sample::select(vec![Self::Goodbye, Self::Nothing(()), Self::Empty {}, Self::Unknown]),
                ]
            }
        })*
    };
}

enums! {
    External,
    Adjacent(, tag = "type", content = "data"),
    Renamed(, tag = "type", content = "data", rename = "something"),
}

/// What a client makes of the event, all the way over the wire.
#[track_caller]
fn received<T: Serialize, R: DeserializeOwned>(event: &T) -> R {
    let bytes = encode(event).expect("it is an event").to_bytes();
    let mut parser = Parser::new();
    let mut found = parser.feed(&bytes);
    let Some(Parsed::Event(event)) = found.next() else { panic!("one event is there") };
    let received = decode(&event.event_type(), &event.data()).expect("it has its variant");
    assert_eq!(found.next(), None);
    received
}

#[track_caller]
fn wire<T: Serialize>(event: &T, expected: &str) {
    let bytes = encode(event).expect("it is an event").to_bytes();
    assert_eq!(String::from_utf8_lossy(&bytes), expected);
}

#[track_caller]
fn refused<T: Serialize>(event: &T, message: &str) {
    let error = encode(event).expect_err(message).to_string();
    assert!(error.contains(message), "{error}");
    assert!(!error.contains('\n'));
}

proptest! {
    #[test]
    fn what_is_encoded_is_decoded(external in External::any(), adjacent in Adjacent::any(), renamed in Renamed::any()) {
        prop_assert_eq!(&received::<_, External>(&external), &external);
        prop_assert_eq!(&received::<_, Adjacent>(&adjacent), &adjacent);
        prop_assert_eq!(&received::<_, Renamed>(&renamed), &renamed);
        prop_assert_eq!(&received::<_, Box<External>>(&Some(&external)), &Box::new(external));
    }
}

#[test]
fn the_event_type_is_the_name_and_the_data_the_content() {
    wire(&External::UserCount(3), "event: user-count\ndata: 3\n\n");
    wire(&Adjacent::UserCount(3), "event: user-count\ndata: 3\n\n");
    wire(&External::Inline { users: 3, label: None }, "event: inline\ndata: {\"users\":3,\"label\":null}\n\n");
    wire(&Adjacent::Inline { users: 3, label: None }, "event: inline\ndata: {\"users\":3,\"label\":null}\n\n");
    wire(&External::Pair("a\nb".into(), -1), "event: pair\ndata: [\"a\\nb\",-1]\n\n");
    wire(&Adjacent::Pair("a\nb".into(), -1), "event: pair\ndata: [\"a\\nb\",-1]\n\n");
    wire(&External::Odd(true), "event:  spaces: and colons \ndata: true\n\n");
}

#[test]
fn a_variant_without_content_is_null_to_javascript() {
    wire(&External::Goodbye, "event: goodbye\ndata: null\n\n");
    wire(&Adjacent::Goodbye, "event: goodbye\ndata: null\n\n");
}

#[test]
fn message_is_an_event_without_a_type() {
    wire(&External::Message("hi".into()), "data: \"hi\"\n\n");
    wire(&Adjacent::Message("hi".into()), "data: \"hi\"\n\n");
}

#[test]
fn wrappers_change_nothing() {
    #[derive(Serialize)]
    struct Newtype<T>(T);
    wire(&Some(Box::new(Newtype(&Newtype(External::UserCount(3))))), "event: user-count\ndata: 3\n\n");
    wire(&Newtype(Some(Adjacent::UserCount(3))), "event: user-count\ndata: 3\n\n");
}

#[test]
fn a_frame_takes_an_id_too() -> Result<(), EncodeError> {
    let frame = encode(&External::UserCount(3))?.id("7")?;
    assert_eq!(frame.to_bytes(), b"event: user-count\nid: 7\ndata: 3\n\n");
    Ok(())
}

#[test]
fn what_is_no_enum_is_refused() {
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Untagged {
        One(u32),
        Two { users: u32 },
        Three,
    }
    #[derive(Serialize)]
    enum Kind {
        Joined,
        Said(String),
    }
    #[derive(Serialize)]
    struct KindFirst {
        kind: Kind,
        by: u32,
    }
    #[derive(Serialize)]
    struct Unit;
    #[derive(Serialize)]
    struct None {}
    let refused_as = |error: Result<_, EncodeError>, found: &str| {
        let error = error.expect_err(found).to_string();
        assert!(
            error.contains(&format!("has no variants to name events by, serde takes it for {found}: make it")),
            "{error}"
        );
    };
    refused_as(encode(&Untagged::One(1)), "a number");
    refused_as(encode(&Untagged::Two { users: 1 }), "struct Untagged");
    refused_as(encode(&Untagged::Three), "a unit");
    refused_as(encode(&KindFirst { kind: Kind::Joined, by: 1 }), "struct KindFirst");
    refused_as(encode(&KindFirst { kind: Kind::Said(String::new()), by: 1 }), "struct KindFirst");
    refused_as(encode(&Stats { users: 1, label: String::new() }), "struct Stats");
    refused_as(encode(&Unit), "a unit");
    refused_as(encode(&None {}), "struct None");
    refused_as(encode("text"), "text");
    refused_as(encode(&[1]), "a tuple");
    refused_as(encode(&vec![1]), "a sequence");
    refused_as(encode(&BTreeMap::from([(1, 2)])), "a map");
    refused_as(encode(&Option::<External>::None), "nothing (`None`)");
}

#[test]
fn what_cannot_be_sent_is_refused() {
    #[derive(Serialize)]
    enum Event {
        #[serde(skip)]
        Local,
        ByPair(BTreeMap<(u32, u32), u32>),
        #[serde(serialize_with = "never")]
        Never(Stats),
        #[serde(rename = "a\ndata: evil")]
        Evil,
    }
    fn never<S: Serializer>(_: &Stats, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("not today"))
    }
    refused(&Event::Local, "the enum variant Event::Local cannot be serialized");
    refused(&Event::ByPair(BTreeMap::from([((1, 2), 3)])), "cannot be written as JSON: key must be a string");
    refused(&Event::Never(Stats { users: 1, label: String::new() }), "cannot be written as JSON: not today");
    assert_eq!(
        encode(&Event::Evil).expect_err("it is two lines"),
        EncodeError::EventType { value: "a\ndata: evil".into() }
    );
}
