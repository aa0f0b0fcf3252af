//! The event types that an enum takes, and the types that cannot have any.
#![cfg(all(feature = "json", not(target_arch = "wasm32")))]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "serde alone looks at these types")]

use std::collections::HashMap;

use eventsource_wasm::schema::{Schema, SchemaError, decode, encode};
use serde::{Deserialize, Serialize, de::IgnoredAny};

#[track_caller]
fn names<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    Schema::of::<T>().expect("an enum with names").names()
}

/// The error of all that would use the type, and that it is one line.
#[track_caller]
fn refused<'de, T: Deserialize<'de>>(found: &str) -> SchemaError {
    let error = Schema::of::<T>().expect_err("no enum with names");
    let message = error.to_string();
    let start =
        format!("`{}` has no variants to name events by, serde takes it for {found}: ", std::any::type_name::<T>());
    assert!(message.starts_with(&start), "{message}");
    assert!(message.contains("make it an enum that serde tags") && !message.contains('\n'), "{message}");
    let decoding = decode::<T>("a", "1").err().expect("nor when it is used");
    assert_eq!(decoding.to_string(), message);
    error
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
enum External {
    UserCount(u32),
    Stats {
        users: u32,
    },
    Move(i32, i32),
    Goodbye,
    #[serde(rename = "chat/said")]
    Said(String),
    #[serde(alias = "old", alias = "older")]
    New,
    #[serde(skip)]
    Local(u32),
    #[serde(skip_deserializing)]
    OnlySent,
    #[serde(skip_serializing)]
    OnlyReceived,
}

#[derive(Deserialize, Serialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
enum Adjacent {
    UserCount(u32),
    Stats {
        users: u32,
    },
    #[serde(alias = "old")]
    New,
    #[serde(skip)]
    Local(u32),
}

const EXTERNAL: [&str; 9] =
    ["userCount", "stats", "move", "goodbye", "chat/said", "new", "old", "older", "onlyReceived"];

#[test]
fn the_names_are_those_of_serde() {
    assert_eq!(names::<External>(), EXTERNAL);
    assert_eq!(names::<Adjacent>(), ["user_count", "stats", "new", "old"]);
}

#[test]
fn names_are_found_through_what_changes_nothing() {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Transparent<T>(T);
    #[derive(Deserialize)]
    struct Newtype<T>(T);
    #[derive(Deserialize)]
    #[serde(from = "External")]
    struct Converted(u32);
    impl From<External> for Converted {
        fn from(event: External) -> Self {
            Self(if let External::UserCount(users) = event { users } else { 0 })
        }
    }

    assert_eq!(names::<Option<External>>(), EXTERNAL);
    assert_eq!(names::<Box<External>>(), EXTERNAL);
    assert_eq!(names::<Transparent<External>>(), EXTERNAL);
    assert_eq!(names::<Newtype<Option<Box<Transparent<External>>>>>(), EXTERNAL);
    assert_eq!(names::<Option<Newtype<Box<Adjacent>>>>(), names::<Adjacent>());
    assert_eq!(names::<Converted>(), EXTERNAL);
}

#[test]
fn an_enum_may_be_generic_or_renamed_or_deny_unknown_fields() {
    #[derive(Deserialize)]
    enum Generic<T> {
        One(T),
    }
    #[derive(Deserialize)]
    #[serde(rename = "another", expecting = "a fine event")]
    enum External {
        One,
    }
    #[derive(Deserialize)]
    #[serde(rename = "another", expecting = "a fine event", deny_unknown_fields, tag = "t", content = "c")]
    enum Adjacent {
        One,
    }
    assert_eq!(names::<Generic<Vec<u8>>>(), ["One"]);
    assert_eq!(names::<External>(), ["One"]);
    assert_eq!(names::<Adjacent>(), ["One"]);
}

#[test]
fn whether_there_is_a_variant_for_all_others() {
    #[derive(Deserialize)]
    enum External {
        One(u32),
        #[serde(other)]
        Unknown,
    }
    #[derive(Deserialize)]
    #[serde(tag = "t", content = "c")]
    enum Adjacent {
        One(u32),
        #[serde(other)]
        Unknown,
    }
    for schema in [Schema::of::<External>(), Schema::of::<Adjacent>(), Schema::of::<Option<Adjacent>>()] {
        let schema = schema.expect("an enum with names");
        assert_eq!(schema.names(), ["One", "Unknown"]);
        assert!(schema.has_other() && schema.takes("One") && schema.takes("anything"));
    }
    for schema in [Schema::of::<self::External>(), Schema::of::<self::Adjacent>()] {
        let schema = schema.expect("an enum with names");
        assert!(!schema.has_other() && schema.takes("old") && !schema.takes("anything") && !schema.takes("Local"));
    }
}

#[test]
fn an_internal_tag_is_refused() {
    #[derive(Deserialize, Serialize)]
    #[serde(tag = "type")]
    enum Internal {
        One { users: u32 },
        Two,
        Three(HashMap<String, u32>),
    }
    let error = refused::<Internal>("internally tagged enum Internal").to_string();
    let remedy = error.split_once(": ").map(|(_, remedy)| remedy);
    for event in [Internal::One { users: 1 }, Internal::Two, Internal::Three(HashMap::new())] {
        let message = encode(&event).expect_err("its variants are no events").to_string();
        assert!(message.contains("Internal` has no variants to name events by, serde takes it for "), "{message}");
        assert_eq!(message.split_once(": ").map(|(_, remedy)| remedy), remedy);
    }
    assert!(error.ends_with("it cannot be `untagged`, or have a `tag` alone"));
}

#[test]
fn untagged_is_refused() {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Untagged {
        One(u32),
    }
    #[derive(Deserialize)]
    enum UntaggedVariant {
        One(u32),
        #[serde(untagged)]
        Rest(String),
    }
    refused::<Untagged>("any value");
    refused::<UntaggedVariant>("any value");
}

#[test]
fn what_is_no_enum_is_refused() {
    #[derive(Deserialize)]
    struct One {
        users: u32,
    }
    #[derive(Deserialize)]
    struct Two {
        users: u32,
        connections: u32,
    }
    #[derive(Deserialize)]
    enum Kind {
        Joined,
    }
    #[derive(Deserialize)]
    struct KindFirst {
        kind: Kind,
        by: String,
    }
    #[derive(Deserialize)]
    struct Unit;
    refused::<One>("struct One");
    refused::<Two>("struct Two");
    refused::<KindFirst>("struct KindFirst");
    refused::<Unit>("unit struct Unit");
    refused::<u32>("u32");
    refused::<Option<&str>>("a borrowed string");
    refused::<(Kind, u32)>("a tuple of size 2");
    refused::<Vec<Kind>>("a sequence");
    refused::<HashMap<String, u32>>("a map");
    refused::<serde_json::Value>("any valid JSON value");
    refused::<IgnoredAny>("anything at all");
}

#[test]
fn a_type_that_asks_for_nothing_takes_everything() {
    struct Nothing;
    impl<'de> Deserialize<'de> for Nothing {
        fn deserialize<D: serde::Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            Ok(Self)
        }
    }
    let schema = Schema::of::<Nothing>().expect("it takes the event of the probe as well");
    assert!(schema.names().is_empty() && schema.has_other() && schema.takes("anything"));
}

#[test]
fn an_enum_without_variants_is_refused() {
    #[derive(Debug, Deserialize)]
    enum External {}
    #[derive(Debug, Deserialize)]
    #[serde(tag = "t", content = "c")]
    enum Adjacent {
        #[serde(skip)]
        Local,
    }
    refused::<External>("an enum without variants");
    refused::<Adjacent>("an enum without variants");
}
