//! One event to the variant of its type.
#![cfg(all(feature = "json", not(target_arch = "wasm32")))]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::{borrow::Cow, collections::HashMap, fmt::Debug};

use eventsource_wasm::schema::decode;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

#[track_caller]
fn gives<T: DeserializeOwned + Debug + PartialEq>(event_type: &str, data: &str, expected: T) {
    assert_eq!(decode::<T>(event_type, data).map_err(|error| error.to_string()), Ok(expected), "{event_type}: {data}");
}

#[track_caller]
fn fails<T: DeserializeOwned + Debug>(event_type: &str, data: &str, message: &str) {
    let error = decode::<T>(event_type, data).expect_err(data);
    assert_eq!(error.to_string(), message);
}

/// The same variants with both kinds of tags.
macro_rules! enums {
    ($($name:ident $(($($tag:tt)*))?,)*) => {
        $(#[derive(Debug, PartialEq, Deserialize)]
        #[serde(rename_all = "camelCase" $($($tag)*)?)]
        enum $name {
            UserCount(u32),
            Stats { users: u32, connections: Option<u32> },
            Move(i32, i32),
            #[serde(alias = "bye")]
            Goodbye,
            Message(String),
            Maybe(Option<u32>),
            Any(Value),
            Nothing(()),
            Nested(Box<Inner>),
            #[serde(skip)]
            #[allow(dead_code, reason = "it is skipped")]
            Local,
        })*
    };
}

enums! {
    External,
    Adjacent(, tag = "type", content = "data"),
    Strict(, tag = "type", content = "data", deny_unknown_fields),
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Inner {
    Number(u32),
    Unit,
}

/// A test for each of the enums.
macro_rules! for_each_enum {
    ($($test:ident<$event:ident>() $body:block)*) => {
        $(#[test]
        fn $test() {
            fn external() { use External as $event; $body }
            fn adjacent() { use Adjacent as $event; $body }
            fn strict() { use Strict as $event; $body }
            external();
            adjacent();
            strict();
        })*
    };
}

for_each_enum! {
    each_variant_takes_the_json_of_its_content<Event>() {
        gives("userCount", "3", Event::UserCount(3));
        gives("stats", r#"{"users":3,"connections":5}"#, Event::Stats { users: 3, connections: Some(5) });
        gives("stats", r#"{"users":3}"#, Event::Stats { users: 3, connections: None });
        gives("move", " [1,\n-2] ", Event::Move(1, -2));
        gives("maybe", "3", Event::Maybe(Some(3)));
        gives("maybe", "null", Event::Maybe(None));
        gives("any", r#"{"a":[1]}"#, Event::Any(serde_json::json!({"a": [1]})));
        gives("any", "null", Event::Any(Value::Null));
        gives("nothing", "null", Event::Nothing(()));
        gives("nested", "1", Event::Nested(Box::new(Inner::Number(1))));
        gives("nested", "null", Event::Nested(Box::new(Inner::Unit)));
    }

    an_alias_is_a_name_too<Event>() {
        gives("bye", "", Event::Goodbye);
    }

    message_stands_for_unnamed_events<Event>() {
        gives("message", r#""hello""#, Event::Message("hello".into()));
    }

    a_variant_without_content_takes_any_data<Event>() {
        for data in ["", " ", "null", "3", "\"text\"", "{\"a\":1}", "[]", "not JSON", "null null", "{", "é\n\0"] {
            gives("goodbye", data, Event::Goodbye);
        }
    }

    only_a_variant_without_content_takes_any_data<Event>() {
        for event_type in ["userCount", "stats", "move", "message", "maybe", "any", "nothing", "nested"] {
            fails::<Event>(event_type, "", "EOF while parsing a value at line 1 column 0");
            fails::<Event>(event_type, "nothing", "expected ident at line 1 column 2");
        }
    }

    what_follows_the_data_is_an_error<Event>() {
        fails::<Event>("userCount", "3 4", "trailing characters at line 1 column 3");
        fails::<Event>("move", "[1,2],", "trailing characters at line 1 column 6");
        fails::<Event>("stats", "{\"users\":3}\n}", "trailing characters at line 2 column 1");
        fails::<Event>("any", "null null", "trailing characters at line 1 column 6");
        fails::<Event>("nothing", "null null", "trailing characters at line 1 column 6");
    }

    an_error_says_what_is_wrong_and_where<Event>() {
        fails::<Event>("userCount", "-1", "invalid value: integer `-1`, expected u32 at line 1 column 2");
        fails::<Event>("stats", "{}", "missing field `users` at line 1 column 2");
        fails::<Event>("maybe", "true", "invalid type: boolean `true`, expected u32 at line 1 column 4");
    }

    an_unknown_name_is_an_error_that_lists_the_known<Event>() {
        for event_type in ["join", "local", "", "\n", "UserCount"] {
            let known = "`userCount`, `stats`, `move`, `bye`, `goodbye`, `message`, `maybe`, `any`, `nothing`, `nested`";
            fails::<Event>(event_type, "1", &format!("unknown variant `{event_type}`, expected one of {known}"));
        }
    }
}

#[test]
fn an_unknown_name_goes_to_the_other_variant_whatever_the_data() {
    #[derive(Debug, PartialEq, Deserialize)]
    enum External {
        One(u32),
        #[serde(other)]
        Unknown,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "t", content = "c")]
    enum Adjacent {
        One(u32),
        #[serde(other)]
        Unknown,
    }
    for data in ["", "null", "{\"a\":", "1"] {
        for event_type in ["Two", "Unknown", "message", ""] {
            gives(event_type, data, External::Unknown);
            gives(event_type, data, Adjacent::Unknown);
        }
    }
    gives("One", "1", External::One(1));
    gives("One", "1", Adjacent::One(1));
    // Bad data is no other event.
    fails::<External>("One", "", "EOF while parsing a value at line 1 column 0");
    fails::<Adjacent>("One", "", "EOF while parsing a value at line 1 column 0");
}

#[test]
fn wrappers_change_nothing() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(transparent)]
    struct Transparent<T>(T);
    #[derive(Debug, PartialEq, Deserialize)]
    struct Newtype<T>(T);

    gives("goodbye", "?", Some(External::Goodbye));
    gives("goodbye", "?", Some(Box::new(Adjacent::Goodbye)));
    gives("userCount", "3", Box::new(Transparent(External::UserCount(3))));
    gives("userCount", "3", Newtype(Some(Adjacent::UserCount(3))));
}

#[test]
fn payloads_may_borrow_from_the_data() {
    #[derive(Debug, PartialEq, Deserialize)]
    enum External<'a> {
        Said {
            by: &'a str,
            #[serde(borrow)]
            text: Cow<'a, str>,
        },
    }
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "t", content = "c")]
    enum Adjacent<'a> {
        Said(&'a str),
    }
    let data = String::from(r#"{"by":"Ann","text":"a\tb"}"#);
    // The event type need not live as long.
    let External::Said { by, text } = decode(&String::from("Said"), &data).expect("it is one");
    assert_eq!((by, &*text), ("Ann", "a\tb"));
    assert!(data.as_bytes().as_ptr_range().contains(&by.as_ptr()));
    assert_eq!(decode::<Adjacent>("Said", r#""Bob""#).expect("it is one"), Adjacent::Said("Bob"));
}

/// Nothing is buffered on the way, which would lose what only the text tells.
#[test]
fn payloads_are_decoded_straight_from_the_text() {
    #[derive(Debug, PartialEq, Deserialize)]
    enum External {
        ById(HashMap<u32, String>),
        Big(u128),
    }
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "t", content = "c")]
    enum Adjacent {
        ById(HashMap<u32, String>),
        Big(u128),
    }
    let by_id = || HashMap::from([(7, "Ann".to_owned())]);
    gives("ById", r#"{"7":"Ann"}"#, External::ById(by_id()));
    gives("ById", r#"{"7":"Ann"}"#, Adjacent::ById(by_id()));
    gives("Big", &u128::MAX.to_string(), External::Big(u128::MAX));
    gives("Big", &u128::MAX.to_string(), Adjacent::Big(u128::MAX));
}
