//! The parser against the naive one: any bytes, cut in any way, with any limit; and what it costs.
#![cfg(not(target_arch = "wasm32"))]

mod core_model;

use core_model::{Item, cut, naive, parse};
use eventsource_wasm::parser::{Parsed, Parser};
use proptest::{collection::vec, prelude::*, sample::select};

/// Pieces of which streams that mean something are made; random bytes alone would hardly ever spell `data`.
const PIECES: &[&[u8]] = &[
    b"data",
    b"data: ",
    b"data:",
    b"event",
    b"event: ",
    b"id",
    b"id: ",
    b"retry: ",
    b"retry",
    b":",
    b" ",
    b"\n",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"\r\r",
    b"\r\n\r\n",
    b"0",
    b"12",
    b"a",
    b"bc",
    b"\0",
    b"\xEF\xBB\xBF",
    b"\xEF",
    b"\xBB",
    b"\xFF",
    b"\xE2\x82",
    b"\xAC",
    "é".as_bytes(),
    "😀".as_bytes(),
    b"data: x\n\n",
    b": hi\n",
    b"Data: ",
    b"datas",
];

fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![20 => select(PIECES).prop_map(<[u8]>::to_vec), 1 => vec(any::<u8>(), 0..6)]
}

fn stream() -> impl Strategy<Value = Vec<u8>> {
    vec(piece(), 0..60).prop_map(|pieces| pieces.concat())
}

fn lengths() -> impl Strategy<Value = Vec<usize>> {
    vec(1_usize..20, 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_stream_in_any_chunks_is_what_the_naive_parser_says(stream in stream(), lengths in lengths(), seed in "[a-z]{0,2}") {
        let naive = naive::parse(&stream, &seed, Parser::DEFAULT_MAX_EVENT_SIZE);
        for chunks in [cut(&stream, &[usize::MAX]), cut(&stream, &[1]), cut(&stream, &lengths)] {
            let mut parser = Parser::new().with_last_event_id(&*seed);
            prop_assert_eq!(parse(&mut parser, chunks), &*naive.items);
            prop_assert_eq!(parser.last_event_id(), &*naive.last_event_id);
            prop_assert_eq!(parser.reconnection_time(), naive.reconnection_time);
        }
    }

    #[test]
    fn so_it_is_with_a_limit(stream in stream(), lengths in lengths(), limit in 0_usize..30) {
        // Sizes count the stream's bytes, the naive parser's the decoded text's: the same in ASCII.
        let stream: Vec<u8> = stream.into_iter().filter(u8::is_ascii).collect();
        let naive = naive::parse(&stream, "", limit);
        for chunks in [cut(&stream, &[usize::MAX]), cut(&stream, &[1]), cut(&stream, &lengths)] {
            let mut parser = Parser::new().max_event_size(limit);
            prop_assert_eq!(parse(&mut parser, chunks), &*naive.items);
            prop_assert_eq!(parser.last_event_id(), &*naive.last_event_id);
        }
    }

    #[test]
    fn stopping_anywhere_and_going_on_from_there_changes_nothing(stream in stream(), lengths in lengths()) {
        let expected = parse(&mut Parser::new(), [&*stream]);
        let mut parser = Parser::new();
        let mut items: Vec<Item> = Vec::new();
        for chunk in cut(&stream, &lengths) {
            let mut rest = chunk;
            loop {
                let mut found = parser.feed(rest);
                let item = found.next().map(Item::from);
                let consumed = found.consumed();
                rest = &rest[consumed..];
                let Some(item) = item else { break };
                items.push(item);
            }
        }
        prop_assert_eq!(items, expected);
    }

    #[test]
    fn a_reset_parser_is_a_new_one_with_the_old_id(first in stream(), second in stream()) {
        let mut parser = Parser::new();
        parse(&mut parser, [&*first]);
        parser.reset();
        let naive = naive::parse(&second, parser.last_event_id(), Parser::DEFAULT_MAX_EVENT_SIZE);
        prop_assert_eq!(parse(&mut parser, [&*second]), naive.items);
        prop_assert_eq!(parser.last_event_id(), &*naive.last_event_id);
    }
}

/// Streams of every shape of event: in one piece, of several lines, cut, with comments between, too large.
fn steady_stream() -> Vec<u8> {
    let mut stream = Vec::new();
    for n in 0..500 {
        stream.extend_from_slice(format!("event: count\nid: {n}\ndata: {n}\n\n: {n}\n\nretry: {n}\n").as_bytes());
        stream
            .extend_from_slice(format!("data: {n}\ndata: {n}\nid: é\n\r\n\ndata: {}\n\n", "x".repeat(3000)).as_bytes());
    }
    stream
}

#[test]
fn no_event_costs_an_allocation_once_the_buffers_have_grown() {
    let stream = steady_stream();
    for length in [1, 17, 1460, 65536] {
        let mut parser = Parser::new().max_event_size(2000);
        let mut read = || {
            let mut events = 0;
            for chunk in stream.chunks(length) {
                let mut found = parser.feed(chunk);
                while let Some(parsed) = found.next() {
                    events += usize::from(matches!(parsed, Parsed::Event(_)));
                }
            }
            events
        };
        let events = read();
        let mut again = 0;
        let allocated = allocation_counter::measure(|| again = read());
        assert_eq!((again, allocated.count_total), (events, 0), "chunks of {length}");
    }
}

/// Quadratic work would take days here.
#[test]
fn a_line_of_64_mebibytes_in_chunks_of_one_byte_takes_linear_time() {
    const LENGTH: usize = 64 * 1024 * 1024;
    let mut parser = Parser::new().max_event_size(LENGTH + 1);
    parse(&mut parser, [&b"data:"[..]]);
    for _ in 0..LENGTH {
        assert!(parser.feed(b"x").next().is_none());
    }
    let mut found = parser.feed(b"\n\n");
    assert!(matches!(found.next(), Some(Parsed::Event(event)) if event.data_bytes().len() == LENGTH));
}
