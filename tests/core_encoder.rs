//! The encoder: what it writes, what it refuses, and that the parser gets back what was given.
#![cfg(not(target_arch = "wasm32"))]

mod core_model;

use std::time::Duration;

use core_model::round_trip::{self, Parts};
use eventsource_wasm::encoder::{EncodeError, Frame};
use proptest::{collection::vec, option, prelude::*, sample::select};

#[track_caller]
fn check(frame: &Frame, bytes: &str) {
    assert_eq!(String::from_utf8_lossy(&frame.to_bytes()), bytes);
}

#[test]
fn every_field_has_its_line() -> Result<(), EncodeError> {
    let frame = Frame::new().comment("hi").retry(Duration::from_secs(3)).event("add")?.id("é€")?.data("1");
    check(&frame, ": hi\nretry: 3000\nevent: add\nid: é€\ndata: 1\n\n");
    check(&Frame::new(), "\n");
    check(&Frame::new().event("")?.id("")?.data(""), "event: \nid: \ndata: \n\n");
    Ok(())
}

#[test]
fn line_breaks_of_every_kind_make_lines() {
    check(&Frame::new().data("a\nb\rc\r\nd\n\re\n"), "data: a\ndata: b\ndata: c\ndata: d\ndata: \ndata: e\ndata: \n\n");
    check(&Frame::new().comment("a\r\nb"), ": a\n: b\n\n");
}

#[test]
fn a_line_break_in_an_event_type_is_refused() {
    for value in ["a\ndata: evil", "a\r", "\r\n"] {
        let error = Frame::new().event(value).expect_err(value);
        assert_eq!(error, EncodeError::EventType { value: value.into() });
        assert_eq!(error.to_string(), format!("an event type must not contain a line break: {value:?}"));
    }
    check(&Frame::new().event("a\0").expect("NUL is text"), "event: a\0\n\n");
}

#[test]
fn a_line_break_or_nul_in_an_id_is_refused() {
    for value in ["1\ndata: evil", "1\r", "\r\n", "\0"] {
        let error = Frame::new().id(value).expect_err(value);
        assert_eq!(error, EncodeError::Id { value: value.into() });
        assert_eq!(error.to_string(), format!("an ID must not contain a line break or NUL: {value:?}"));
    }
}

#[test]
fn a_retry_is_in_whole_milliseconds_and_saturates() {
    check(&Frame::new().retry(Duration::from_micros(1999)), "retry: 1\n\n");
    check(&Frame::new().retry(Duration::MAX), "retry: 18446744073709551615\n\n");
}

#[test]
fn frames_are_appended() {
    let mut out = b"data: a\n\n".to_vec();
    Frame::new().data("b").write_to(&mut out);
    assert_eq!(out, b"data: a\n\ndata: b\n\n");
}

fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[a-c: ]",
        3 => select(&["\n", "\r", "\r\n", "\0", "\u{FEFF}"][..]).prop_map(str::to_owned),
        1 => "."
    ];
    vec(part, 0..12).prop_map(|parts| parts.concat())
}

fn parts() -> impl Strategy<Value = Parts> {
    let text = || option::of(text());
    (text(), option::of(any::<u64>()), text(), text(), text()).prop_map(|(comment, retry, event, id, data)| Parts {
        comment,
        retry,
        event,
        id,
        data,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_parser_gets_back_what_was_given(all in vec(parts(), 0..5), length in 1_usize..30) {
        round_trip::check(all, length);
    }
}
