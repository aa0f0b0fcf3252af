//! How connections end, and what a test makes them do.

use crate::{
    client::{Answer, ask},
    process::{DEADLINE, Server},
};
use std::{
    io::{BufRead, BufReader, ErrorKind, Read, Write},
    net::TcpListener,
    thread,
    time::Instant,
};

#[test]
fn half_a_code_point_is_half_a_code_point_and_the_end_is_as_asked_for() {
    let server = Server::start();
    let (stream, end) = server.get("/fault/cut/code-point").rest();
    assert!(end.is_ok() && stream.ends_with(b"data: \xE2\x82\r\n"), "{}", stream.escape_ascii());
    let (stream, end) = server.get("/fault/cut/crlf?how=end").rest();
    assert!(end.is_ok() && stream.ends_with(b"data: half\r\r\n0\r\n\r\n"), "{}", stream.escape_ascii());
    // What comes before a reset can be read.
    let (stream, end) = server.get("/fault/cut/event?how=reset&key=k").rest();
    assert!(stream.ends_with(b"data: half an ev\r\n"), "{}", stream.escape_ascii());
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(server.control("wait-closed?key=k")[0]["closed"], "server");
}

#[test]
fn a_reset_is_a_reset() {
    let server = Server::start();
    let answer = ask(&server.hosts[0], "GET /fault/reset HTTP/1.1", b"").and_then(Answer::new);
    assert_eq!(answer.err().unwrap().kind(), ErrorKind::ConnectionReset);
    let (_, end) = server.get("/fault/reset-after-head").rest();
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
}

#[test]
fn silence_lasts_until_the_test_ends_it() {
    let server = Server::start();
    let silent = ask(&server.hosts[0], "GET /fault/silent?key=k HTTP/1.1", b"").unwrap();
    let mut head_only = server.get("/fault/head-only?key=k");
    server.control("wait?key=k&attempt=2");
    assert_eq!(server.control("open?key=k"), 2);
    assert_eq!(server.control("drop?key=k"), 2);
    assert_eq!(Answer::new(silent).err().unwrap().kind(), ErrorKind::ConnectionReset);
    assert_eq!(head_only.byte().unwrap_err().kind(), ErrorKind::ConnectionReset);
    let log = server.control("wait-closed?key=k");
    assert_eq!((&log[0]["bytesSent"], &log[0]["closed"]), (&0.into(), &"server".into()));
    assert_eq!(server.control("open?key=k"), 0);
}

#[test]
fn a_test_writes_into_a_stream() {
    let server = Server::start();
    let mut stream = server.get("/fault/head-only?key=k");
    assert_eq!(server.control_with("send?key=k", b"data: \xFF"), 1);
    assert_eq!(server.control_with("send?key=k", b"\n\n"), 1);
    assert_eq!(server.control("end?key=k"), 1);
    assert_eq!(stream.chunk().unwrap().unwrap(), b"data: \xFF");
    assert_eq!(stream.chunk().unwrap().unwrap(), b"\n\n");
    assert_eq!(stream.chunk().unwrap(), None);

    let mut stream = server.get("/fault/head-only?key=broken");
    assert_eq!(server.control("close?key=broken"), 1);
    assert_eq!(stream.chunk().unwrap_err().kind(), ErrorKind::UnexpectedEof);
}

#[test]
fn a_port_that_is_away_refuses_and_has_reset_what_was_open() {
    let server = Server::start();
    let mut open = server.get("/fault/head-only?key=k");
    let mut other = Answer::to(&server.hosts[1], "GET /fault/head-only?key=other HTTP/1.1", b"");
    let idle = server.connect(0).unwrap();
    server.control("away?port=server");
    assert_eq!(server.connect(0).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    assert_eq!(open.byte().unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!((&idle).read(&mut [0]).unwrap_err().kind(), ErrorKind::ConnectionReset);
    server.control_with("send?key=other", b"x");
    assert_eq!(other.chunk().unwrap().unwrap(), b"x");
    server.control("back?port=server");
    assert_eq!(server.get("/fault/ok").status, 200);

    server.control("away?port=server&ms=1");
    let start = Instant::now();
    while server.connect(0).is_err() {
        assert!(start.elapsed() < DEADLINE, "it does not come back");
        thread::yield_now();
    }
}

#[test]
fn another_servers_pages_have_this_origin() {
    let server = Server::start();
    assert_eq!(server.get("/index.html").status, 404);
    let page = TcpListener::bind("127.0.0.1:0").unwrap();
    server.control(&format!("proxy?to={}", page.local_addr().unwrap()));
    thread::scope(|scope| {
        scope.spawn(|| {
            let (stream, _) = page.accept().unwrap();
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            assert_eq!(lines.next().unwrap(), "GET /index.html?a HTTP/1.1");
            assert_eq!(
                lines.by_ref().take_while(|line| !line.is_empty()).filter(|line| line == "Connection: close").count(),
                1
            );
            (&stream).write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi").unwrap();
        });
        let mut answer = server.get("/index.html?a");
        assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
        assert_eq!(answer.rest().0, b"hi");
    });
    // A fault is a fault still.
    assert_eq!(server.get("/fault/status/500").status, 500);
}
