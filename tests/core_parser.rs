//! The parser, rule by rule of the HTML standard: each fixture whole, cut at every byte, and in chunks of one byte.
#![cfg(not(target_arch = "wasm32"))]

mod core_model;

use std::time::Duration;

use core_model::{Item, cut, naive, parse};
use eventsource_wasm::parser::{Parsed, Parser};

fn event(event_type: &str, data: &str, last_event_id: &str) -> Item {
    Item::event(event_type, data, last_event_id)
}

fn message(data: &str) -> Item {
    event("message", data, "")
}

/// The stream gives these items, the naive parser says so too, and no way to cut it changes that.
#[track_caller]
fn check(stream: impl AsRef<[u8]>, expected: &[Item]) {
    let stream = stream.as_ref();
    let text = String::from_utf8_lossy(stream);
    let whole = |parser: &mut Parser, chunks: &[&[u8]]| {
        let items = parse(parser, chunks.iter().copied());
        (items, parser.last_event_id().to_owned(), parser.reconnection_time())
    };
    let naive = naive::parse(stream, "", Parser::DEFAULT_MAX_EVENT_SIZE);
    assert_eq!(naive.items, expected, "the naive parser, {text:?}");
    let expected = (naive.items, naive.last_event_id, naive.reconnection_time);

    assert_eq!(whole(&mut Parser::new(), &[stream]), expected, "whole, {text:?}");
    assert_eq!(whole(&mut Parser::new(), &cut(stream, &[1])), expected, "byte by byte, {text:?}");
    for first in 0..=stream.len() {
        let (head, tail) = stream.split_at(first);
        assert_eq!(whole(&mut Parser::new(), &[head, tail]), expected, "cut at {first}, {text:?}");
        for second in 0..=tail.len() {
            let (middle, end) = tail.split_at(second);
            let chunks: [&[u8]; 3] = [head, middle, end];
            assert_eq!(whole(&mut Parser::new(), &chunks), expected, "cut at {first} and {second} more, {text:?}");
        }
    }
}

#[test]
fn the_examples_of_the_standard() {
    check("data: YHOO\ndata: +2\ndata: 10\n\n", &[message("YHOO\n+2\n10")]);
    check(
        ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n",
        &[Item::Comment("test stream".into()), event("message", "first event", "1"), message("second event")],
    );
    check(
        ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
        &[
            Item::Comment("test stream".into()),
            event("message", "first event", "1"),
            message("second event"),
            message(" third event"),
        ],
    );
    check("data\n\ndata\ndata\n\ndata:", &[message(""), message("\n")]);
    check("data:test\n\ndata: test\n\n", &[message("test"), message("test")]);
    check(
        "event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n",
        &[event("add", "73857293", ""), event("remove", "2153", "")],
    );
}

#[test]
fn one_leading_byte_order_mark_is_stripped() {
    check("\u{FEFF}data: a\n\n", &[message("a")]);
    check("\u{FEFF}\u{FEFF}data: a\n\ndata: b\n\n", &[message("b")]);
    check("\u{FEFF}: a\n\u{FEFF}data: b\n\n", &[Item::Comment("a".into())]);
    check("data: \u{FEFF}a\n\n", &[message("\u{FEFF}a")]);
    check("\u{FEFF}", &[]);
    check("\u{FEFF}\ndata\n\n", &[message("")]);
}

#[test]
fn a_part_of_a_byte_order_mark_begins_an_unknown_name() {
    check(b"\xEFdata: a\n\ndata: b\n\n", &[message("b")]);
    check(b"\xEF\xBBdata: a\n\ndata: b\n\n", &[message("b")]);
    check(b"\xEF\xBB\ndata: b\n\n", &[message("b")]);
    check(b"\xEF\xBB:\ndata: b\n\n", &[message("b")]);
}

#[test]
fn cr_lf_and_crlf_end_lines() {
    for line_break in ["\n", "\r", "\r\n"] {
        check(
            "event: a#id: 1#data: b#data: c#retry: 5#: d##data: e##".replace('#', line_break),
            &[
                Item::Retry(Duration::from_millis(5)),
                Item::Comment("d".into()),
                event("a", "b\nc", "1"),
                event("message", "e", "1"),
            ],
        );
    }
}

#[test]
fn line_breaks_may_be_mixed() {
    check("data: a\r\n\ndata: b\n\r\ndata: c\r\rdata: d\r\n\rdata: e\n\r", &["a", "b", "c", "d", "e"].map(message));
    check("data: a\n\r\n\rdata: b\r\n\r\n\r\n", &[message("a"), message("b")]);
}

#[test]
fn a_cr_at_the_end_of_a_chunk_dispatches_at_once_and_swallows_the_lf_that_follows() {
    let mut parser = Parser::new();
    assert_eq!(parse(&mut parser, [&b"data: a\r\n\r"[..]]), [message("a")]);
    assert_eq!(parse(&mut parser, [&b"\ndata: b\r"[..]]), []);
    assert_eq!(parse(&mut parser, [&b"\n"[..]]), []);
    assert_eq!(parse(&mut parser, [&b"\r"[..]]), [message("b")]);
}

#[test]
fn one_space_after_the_colon_is_removed() {
    check("data:a\n\ndata: a\n\ndata:  a\n\ndata: \n\ndata:\ta\n\n", &["a", "a", " a", "", "\ta"].map(message));
    check(": a\n:a\n:  a\n:\n: \n", &["a", "a", " a", "", ""].map(|text| Item::Comment(text.into())));
}

#[test]
fn the_first_colon_ends_the_name() {
    check("data: a:b: c\n\nevent::\ndata::\n\n", &[message("a:b: c"), event(":", ":", "")]);
}

#[test]
fn a_name_without_a_colon_has_an_empty_value() {
    check("event: a\nevent\ndata\n\n", &[message("")]);
    check("id: 1\ndata\n\nid\ndata\n\n", &[event("message", "", "1"), message("")]);
    check("retry\ndata\n\n", &[message("")]);
}

#[test]
fn data_lines_are_joined_by_lf() {
    check("data\n\ndata\ndata\n\ndata\ndata\ndata\n\n", &["", "\n", "\n\n"].map(message));
    check("data: a\ndata\ndata: b\n\n", &[message("a\n\nb")]);
    check("data\ndata: b\n\n", &[message("\nb")]);
}

#[test]
fn an_event_without_data_is_not_dispatched_but_commits_its_id_and_resets_its_type() {
    check("event: a\n\ndata: b\n\n", &[message("b")]);
    check("id: 1\n\ndata: b\n\n", &[event("message", "b", "1")]);
    check("id: 1\n\n", &[]);
    check("\n\n\n", &[]);
}

#[test]
fn the_last_value_of_a_field_counts() {
    check("event: a\nevent: b\ndata\n\n", &[event("b", "", "")]);
    check("id: 1\nid: 2\ndata\n\n", &[event("message", "", "2")]);
    check("event: a\ndata\nevent: b\ndata\n\n", &[event("b", "\n", "")]);
}

#[test]
fn the_last_event_id_stays_until_the_server_sets_another() {
    check(
        "id: 1\ndata: a\n\ndata: b\n\nid: 2\n\ndata: c\n\nid:\ndata: d\n\n",
        &[event("message", "a", "1"), event("message", "b", "1"), event("message", "c", "2"), message("d")],
    );
}

#[test]
fn an_id_with_nul_is_ignored() {
    check("id: 1\ndata: a\n\nid: 2\0\ndata: b\n\n", &[event("message", "a", "1"), event("message", "b", "1")]);
    check("id: \0\ndata: b\n\n", &[message("b")]);
    check("id: 1\nid: 2\0\ndata: b\n\n", &[event("message", "b", "1")]);
}

#[test]
fn nul_elsewhere_is_text() {
    check("event: a\0\ndata: b\0\n\n", &[event("a\0", "b\0", "")]);
}

#[test]
fn retry_takes_ascii_digits_only() {
    let retry = |ms| Item::Retry(Duration::from_millis(ms));
    check("retry: 3000\n", &[retry(3000)]);
    check("retry:0\nretry: 007\n", &[retry(0), retry(7)]);
    for value in ["", " ", "+5", "-5", "5 ", "  5", "5s", "0x5", "5.0", "1e3", "٣", "５"] {
        check(format!("retry: 20\nretry: {value}\ndata\n\n"), &[retry(20), message("")]);
    }
}

#[test]
fn retry_saturates() {
    for value in ["18446744073709551615", "18446744073709551616", "99999999999999999999999999"] {
        check(format!("retry: {value}\n"), &[Item::Retry(Duration::from_millis(u64::MAX))]);
    }
}

#[test]
fn retry_counts_when_its_line_is_read_in_a_block_of_any_kind() {
    let retry = |ms| Item::Retry(Duration::from_millis(ms));
    check("retry: 1\n\ndata: a\nretry: 2\ndata: b\n\nretry: 3\n", &[retry(1), retry(2), message("a\nb"), retry(3)]);
}

#[test]
fn unknown_fields_are_ignored() {
    check("Data: a\nDATA: b\n data: c\ndata : d\n\n", &[]);
    check(
        "dat: a\ndatas: b\ni: c\nids: d\neven: e\nevents: f\nretr: 1\nretrys: 2\nfoo\nfoo: bar\ndata\n\n",
        &[message("")],
    );
    check("Event: a\nID: 1\nRetry: 5\ndata\n\n", &[message("")]);
    check("\0: a\n\0\ndata\n\n", &[message("")]);
}

#[test]
fn comments_are_reported_where_they_stand() {
    check(
        "data: a\n: b\ndata: c\n:\n\n: d",
        &[Item::Comment("b".into()), Item::Comment(String::new()), message("a\nc")],
    );
    check("event: a\n: b\ndata: c\n\n", &[Item::Comment("b".into()), event("a", "c", "")]);
}

#[test]
fn an_unfinished_event_is_discarded_at_the_end_and_commits_nothing() {
    check("id: 1\ndata: a\n\nid: 2\ndata: b\n", &[event("message", "a", "1")]);
    check("id: 1\ndata: a\n\nid: 2\ndata: b", &[event("message", "a", "1")]);
    for unfinished in ["id: 2\ndata: b", "id: 2\ndata: b\n", "event: c\nid: 2\r", "data: x\nid", "retr", "\u{FEFF}"] {
        let mut parser = Parser::new();
        parse(&mut parser, [b"id: 1\ndata: a\n\n", unfinished.as_bytes()]);
        assert_eq!(parser.last_event_id(), "1", "{unfinished:?}");
        parser.reset();
        assert_eq!(parser.last_event_id(), "1", "{unfinished:?}");
        let next = parse(&mut parser, ["\u{FEFF}data: c\n\n".as_bytes()]);
        assert_eq!(next, [event("message", "c", "1")], "{unfinished:?}");
    }
}

#[test]
fn invalid_utf8_becomes_replacement_characters() {
    check(b"data: a\xFFb\n\n", &[message("a\u{FFFD}b")]);
    check(b"data: \xE2\x82\n\n", &[message("\u{FFFD}")]);
    check(b"data: \xF0\x9F\x98\ndata: \x80\n\n", &[message("\u{FFFD}\n\u{FFFD}")]);
    check(
        b"event: \x80\nid: \xC0\x80\ndata: \xED\xA0\x80\n\n",
        &[event("\u{FFFD}", &"\u{FFFD}".repeat(3), "\u{FFFD}\u{FFFD}")],
    );
    check(b": \xFF\n", &[Item::Comment("\u{FFFD}".into())]);
}

#[test]
fn invalid_utf8_becomes_replacement_characters_in_text_of_any_length() {
    for length in [254, 255, 256, 257, 1000] {
        for at in [0, 1, length / 2, length - 1] {
            let mut value = "ż".repeat(length / 2 + 1).into_bytes();
            value.truncate(length);
            value[at] = 0xFF;
            let stream = [b"data: ", &value[..], b"\n\n"].concat();
            let text = String::from_utf8_lossy(&value);
            assert_eq!(parse(&mut Parser::new(), [&stream[..]]), [message(&text)], "{at} of {length}");
        }
    }
}

#[test]
fn a_line_break_is_seen_wherever_it_stands_in_a_chunk_of_any_length() {
    for length in 0..=140 {
        let chunk = vec![b'x'; length];
        let found = parse(&mut Parser::new(), [b"data: ", &chunk[..], b"\n\n"]);
        assert_eq!(found, [message(&"x".repeat(length))], "none in {length}");
        for at in 0..length {
            for line_break in *b"\n\r" {
                let mut chunk = chunk.clone();
                chunk[at] = line_break;
                let found = parse(&mut Parser::new(), [b"data: ", &chunk[..], b"\n\n"]);
                assert_eq!(found, [message(&"x".repeat(at))], "{line_break:?} at {at} of {length}");
            }
        }
    }
}

#[test]
fn code_points_may_be_cut_by_chunks() {
    check("event: größe\nid: é€\ndata: 😀 ok\n\n", &[event("größe", "😀 ok", "é€")]);
}

#[test]
fn an_event_in_one_chunk_is_borrowed_from_it() {
    let chunk = b"event: a\nid: 1\ndata: one\n\ndata: two\n\n";
    let mut parser = Parser::new();
    let mut found = parser.feed(chunk);
    let mut ranges = Vec::new();
    while let Some(Parsed::Event(event)) = found.next() {
        assert_eq!(event.data_bytes(), &chunk[event.data_range(chunk).expect("borrowed")]);
        ranges.push(event.data_range(chunk));
    }
    assert_eq!(ranges, [Some(21..24), Some(32..35)]);
}

#[test]
fn the_name_is_there_as_the_server_sent_it() {
    let mut parser = Parser::new();
    let mut found = parser.feed(b"event: a\xFF\ndata\n\ndata\n\n");
    assert!(matches!(found.next(), Some(Parsed::Event(event)) if event.event_type_bytes() == b"a\xFF"));
    assert!(matches!(found.next(), Some(Parsed::Event(event)) if event.event_type_bytes().is_empty()));
}

#[test]
fn data_of_several_lines_or_chunks_is_not_in_the_chunk() {
    let mut parser = Parser::new();
    for chunk in [&b"data: a\ndata: b\n\n"[..], b"data: c", b"d\n\n", b"data: e\n:\n\n"] {
        let mut found = parser.feed(chunk);
        while let Some(parsed) = found.next() {
            if let Parsed::Event(event) = parsed {
                assert_eq!(event.data_range(chunk), None);
            }
        }
    }
}

#[test]
fn whoever_stops_in_the_middle_of_a_chunk_knows_where() {
    let chunk = b"id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3";
    let mut parser = Parser::new();
    let mut found = parser.feed(chunk);
    assert!(matches!(found.next(), Some(Parsed::Event(event)) if event.data() == "a"));
    let consumed = found.consumed();
    assert_eq!(consumed, 15);
    assert_eq!(parser.last_event_id(), "1");
    assert_eq!(parse(&mut parser, [&chunk[consumed..]]), [event("message", "b", "2")]);
}

#[test]
fn seeds_count_until_the_server_sets_others() {
    let mut parser = Parser::new().with_last_event_id("é").with_reconnection_time(Duration::from_secs(1));
    assert_eq!(parse(&mut parser, [&b"data\n\n"[..]]), [event("message", "", "é")]);
    assert_eq!(parser.reconnection_time(), Some(Duration::from_secs(1)));
    parse(&mut parser, [&b"id\nretry: 2\n\n"[..]]);
    assert_eq!(parser.last_event_id(), "");
    assert_eq!(parser.reconnection_time(), Some(Duration::from_millis(2)));
    parser.reset();
    assert_eq!(parser.reconnection_time(), Some(Duration::from_millis(2)));
}

#[test]
fn an_empty_chunk_changes_nothing() {
    let mut parser = Parser::new();
    let chunks: [&[u8]; 6] = [b"", b"data: a\r", b"", b"\n", b"", b"\r"];
    assert_eq!(parse(&mut parser, chunks), [message("a")]);
}

/// As [`check`], for a parser that takes `limit` bytes an event.
#[track_caller]
fn check_limit(limit: usize, stream: &str, expected: &[Item]) {
    let naive = naive::parse(stream.as_bytes(), "", limit);
    assert_eq!(naive.items, expected, "the naive parser, {stream:?}");
    for first in 0..=stream.len() {
        let (head, tail) = stream.as_bytes().split_at(first);
        let mut parser = Parser::new().max_event_size(limit);
        assert_eq!(parse(&mut parser, [head, tail]), expected, "cut at {first}, {stream:?}");
        assert_eq!(parser.last_event_id(), naive.last_event_id, "cut at {first}, {stream:?}");
    }
    let mut parser = Parser::new().max_event_size(limit);
    assert_eq!(parse(&mut parser, cut(stream.as_bytes(), &[1])), expected, "byte by byte, {stream:?}");
}

#[test]
fn an_event_of_the_largest_size_passes_and_one_byte_more_does_not() {
    check_limit(
        9,
        "data: 12345678\n\ndata: 123456789\n\ndata: a\n\n",
        &[message("12345678"), Item::TooLarge(10), message("a")],
    );
    check_limit(9, "data: 123\ndata: 4567\n\ndata: 123\ndata: 45678\n\n", &[message("123\n4567"), Item::TooLarge(10)]);
}

#[test]
fn a_dropped_event_leaves_nothing_but_its_id() {
    check_limit(
        8,
        "event: b\nid: 1\ndata: 123456789\n: c\ndata: d\n\ndata: e\n\n",
        &[Item::Comment("c".into()), Item::TooLarge(16), event("message", "e", "1")],
    );
    check_limit(
        4,
        "data: 123456\nid: 1\nretry: 10\n\ndata\n\n",
        &[Item::Retry(Duration::from_millis(10)), Item::TooLarge(9), event("message", "", "1")],
    );
}

#[test]
fn every_buffer_is_limited() {
    check_limit(4, "event: 12345\n\ndata\n\n", &[Item::TooLarge(6), message("")]);
    check_limit(
        4,
        "id: 1234\n\nid: 12345\n\ndata\n\n",
        &[Item::TooLarge(5), Item::TooLarge(6), event("message", "", "1234")],
    );
    check_limit(4, ": 12345\n: 1234\n", &[Item::Comment("1234".into()), Item::Comment("1234".into())]);
    check_limit(
        4,
        "unknown: 12345\nretry: 12345\ndata: 1\n\n",
        &[Item::Retry(Duration::from_millis(12345)), message("1")],
    );
}

#[test]
fn what_is_too_large_is_not_kept() {
    for field in ["data", "event", "id", "", "unknown", "retry"] {
        let line = format!("{field}: {}", "x".repeat(100_000));
        let many = format!("{field}: {}\n", "x".repeat(900)).repeat(100);
        for (stream, length) in [(&line, 1000), (&many, 1000), (&many, 100_000)] {
            let kept = allocation_counter::measure(|| {
                let mut parser = Parser::new().max_event_size(1000);
                for chunk in stream.as_bytes().chunks(length) {
                    let mut found = parser.feed(chunk);
                    while found.next().is_some() {}
                }
            });
            assert!(kept.bytes_max < 8000, "{field:?}: {kept:?}");
        }
    }
}

#[test]
fn comments_alone_never_fill_a_block() {
    check_limit(
        4,
        "data: 1\n: 234\n: 567\n: 890\n\n",
        &[Item::Comment("234".into()), Item::Comment("567".into()), Item::Comment("890".into()), message("1")],
    );
}

#[test]
fn a_limit_of_zero_drops_all_and_the_largest_nothing() {
    check_limit(0, "data\n\nid\n\n: a\n", &[Item::TooLarge(1), Item::TooLarge(1), Item::Comment(String::new())]);
    check_limit(usize::MAX, "id: 1\ndata: a\n\n: b\n", &[event("message", "a", "1"), Item::Comment("b".into())]);
}

#[test]
fn the_size_is_counted_in_the_bytes_of_the_stream() {
    let mut parser = Parser::new().max_event_size(3);
    assert_eq!(parse(&mut parser, [&b"data: \xFF\xFF\xFF\n\n"[..]]), [Item::TooLarge(4)]);
    assert_eq!(parse(&mut parser, [&b"data: \xFF\xFF\n\n"[..]]), [message("\u{FFFD}\u{FFFD}")]);
}

#[test]
fn sixteen_mebibytes_are_the_limit_unless_told() {
    let mut parser = Parser::default();
    let line = vec![b'x'; 16 * 1024 * 1024];
    let items = parse(&mut parser, [&b"data: "[..], &line[1..], b"\n\ndata: ", &line, b"\n\ndata: a\n\n"]);
    assert!(matches!(&items[0], Item::Event { data, .. } if data.len() == line.len() - 1));
    assert_eq!(items[1..], [Item::TooLarge(line.len() as u64 + 1), message("a")]);
}
