//! The process that is killed while it sends.

use crate::{
    client::{Answer, ask},
    process::{DEADLINE, Server},
};
use std::{io::ErrorKind, thread, time::Instant};

const KILLS: u64 = 20;
const TOTAL: u64 = 20_000;

/// The data of a stream's whole events, and whether half of one follows.
fn events(stream: &[u8]) -> (Vec<&str>, bool) {
    let text = str::from_utf8(stream).unwrap();
    let end = text.rfind("\n\n").map_or(0, |end| end + 2);
    let events = text[..end].split_terminator("\n\n");
    (events.map(|event| event.rsplit_once("data: ").unwrap().1).collect(), end < text.len())
}

#[test]
fn it_dies_while_it_sends_and_every_event_arrives() {
    let server = Server::start();
    let start = Instant::now();
    assert_eq!(server.control(&format!("victim/start?kills={KILLS}&total={TOTAL}&seed=7"))["lives"], 1);
    let (mut last, mut halves) = (0, 0);
    'done: loop {
        assert!(start.elapsed() < DEADLINE, "after {last}: {}", server.control("victim/status"));
        let line = format!("GET /fault/numbered?total={TOTAL}&how=end HTTP/1.1\r\nLast-Event-ID: {last}");
        let Ok(mut answer) = ask(&server.hosts[2], &line, b"").and_then(Answer::new) else {
            thread::yield_now();
            continue;
        };
        let stream = answer.body();
        let (numbers, half) = events(&stream);
        halves += u64::from(half);
        for number in numbers {
            if number == "done" {
                break 'done;
            }
            last += 1;
            assert_eq!(number, last.to_string());
        }
    }
    assert_eq!(last, TOTAL);
    // Some lives end between two events, by chance, or before the first one.
    assert!(halves > KILLS / 2, "{halves}");
    assert_eq!(server.control("victim/stop")["kills"], KILLS);
    assert_eq!(server.connect(2).unwrap_err().kind(), ErrorKind::ConnectionRefused);
}

#[test]
fn it_goes_away_and_comes_back_without_a_kill() {
    let server = Server::start();
    server.control("victim/start?kills=1");
    server.control("away?port=victim");
    assert_eq!(server.connect(2).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    server.control("back?port=victim");
    let start = Instant::now();
    while server.connect(2).is_err() {
        assert!(start.elapsed() < DEADLINE, "it does not come back");
        thread::yield_now();
    }
    assert_eq!(server.control("victim/status")["kills"], 0);
}

#[test]
fn it_dies_with_its_parent() {
    let mut server = Server::start();
    server.control("victim/start");
    server.connect(2).unwrap();
    server.child.kill().unwrap();
    let start = Instant::now();
    while server.connect(2).is_ok() {
        assert!(start.elapsed() < DEADLINE, "it lives on");
        thread::yield_now();
    }
}

#[test]
fn a_leash_that_is_let_go_ends_the_server() {
    let mut server = Server::start();
    drop(server.child.stdin.take());
    assert!(server.child.wait().unwrap().success());
}
