//! `GET /users/count`: what is on the wire.

use crate::{
    client::{Client, Head, ask, connect, cookie, fetch},
    process::Server,
};
use std::{
    io::{BufReader, Read, Write},
    net::Shutdown,
};

#[test]
fn the_head_is_exactly_this() {
    let server = Server::start();
    let mut client = Client::new(&server);
    let headers = &mut client.head.headers;
    assert_eq!(client.head.status, 200);
    let set_cookie = headers.remove("set-cookie").unwrap();
    let (user, attributes) = set_cookie.strip_prefix("user=").unwrap().split_at(32);
    assert!(user.bytes().all(|byte| byte.is_ascii_hexdigit()), "{set_cookie}");
    assert_eq!(attributes, "; HttpOnly; SameSite=Lax; Path=/");
    assert!(headers.remove("date").is_some());
    let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        headers,
        [
            ("cache-control", "no-cache, no-transform"),
            ("connection", "keep-alive"),
            ("content-type", "text/event-stream"),
            ("transfer-encoding", "chunked"),
            ("x-accel-buffering", "no"),
            ("x-content-type-options", "nosniff"),
        ]
    );
}

#[test]
fn the_body_begins_with_retry_and_the_count() {
    let server = Server::with(&["--retry", "1234"]);
    let mut client = Client::new(&server);
    assert_eq!(client.next().unwrap(), "retry: 1234\n\n");
    let update = client.next().unwrap();
    let rest = update.strip_prefix("event: userCount\nid: 1\ndata: 1\n\nevent: stats\ndata: ").unwrap();
    let since = rest.strip_prefix(r#"{"users":1,"connections":1,"peak":1,"since":"#).unwrap();
    assert!(since.strip_suffix("}\n\n").unwrap().parse::<u64>().is_ok(), "{update}");
    let _second = Client::new(&server);
    let update = client.next().unwrap();
    assert!(update.starts_with("event: userCount\nid: 2\ndata: 2\n\nevent: stats\n"), "{update}");
    assert!(!update.contains("retry"));
}

#[test]
fn a_silent_stream_has_heartbeats() {
    let server = Server::with(&["--heartbeat", "0.1"]);
    let mut client = Client::new(&server);
    client.until(1, 1);
    assert_eq!(client.next().unwrap(), ": heartbeat\n\n");
    assert_eq!(client.next().unwrap(), ": heartbeat\n\n");
}

#[test]
fn a_known_browser_keeps_its_cookie_and_a_forged_one_is_replaced() {
    let server = Server::start();
    assert_eq!(Client::with(&server, &cookie(7)).head.get("set-cookie"), "");
    for forged in ["user=1", "user=../../etc/passwd", "user=%00", "user=\u{1F600}", "; ;=; user", "user=;user=x"] {
        let client = Client::with(&server, &format!("Cookie: {forged}\r\n"));
        assert!(client.head.get("set-cookie").starts_with("user="), "{forged}");
    }
}

#[test]
fn http_1_0_gets_the_stream_as_it_is() {
    let server = Server::start();
    let mut socket = connect(server.address);
    socket.write_all(b"GET /users/count HTTP/1.0\r\n\r\n").unwrap();
    let mut reader = BufReader::new(socket);
    let head = Head::read(&mut reader);
    assert_eq!((head.status, head.get("transfer-encoding"), head.get("connection")), (200, "", ""));
    let mut body = [0; 45];
    reader.read_exact(&mut body).unwrap();
    assert_eq!(body, *b"retry: 3000\n\nevent: userCount\nid: 1\ndata: 1\n\n");
}

#[test]
fn a_stream_after_other_requests_on_the_connection() {
    let server = Server::start();
    let mut socket = connect(server.address);
    // All at once: the answers come in order, and the stream after them.
    socket.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    ask(&socket, "");
    let mut reader = BufReader::new(socket.try_clone().unwrap());
    for _ in 0..2 {
        let head = Head::read(&mut reader);
        assert_eq!((head.status, head.get("content-length")), (200, "2"));
        let mut body = [0; 2];
        reader.read_exact(&mut body).unwrap();
        assert_eq!(body, *b"ok");
    }
    assert_eq!(Head::read(&mut reader).get("content-type"), "text/event-stream");
    // What a client sends after that is of no interest, and does not end the stream.
    socket.write_all(&vec![b'x'; 100_000]).unwrap();
    let mut watcher = Client::new(&server);
    watcher.until(2, 2);
    socket.shutdown(Shutdown::Both).unwrap();
    watcher.until(1, 1);
}

#[test]
fn other_methods_are_refused() {
    let server = Server::start();
    for method in ["HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"] {
        let (head, body) = fetch(&server, &format!("{method} /users/count"), "");
        assert_eq!((head.status, head.get("allow"), body.as_str()), (405, "GET", ""), "{method}");
    }
    // None of them was counted.
    Client::new(&server).until(1, 1);
}
