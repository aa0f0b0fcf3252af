//! What an answer holds, and what is noted of a request.

use crate::{client::Answer, process::Server};

#[test]
fn an_event_tells_which_request_it_is_and_so_does_the_log() {
    let server = Server::start();
    let line = "POST /fault/echo?key=a%20b&x=%C3%A9 HTTP/1.1\r\nLast-Event-ID: é€\r\nContent-Length: 3";
    let mut answer = Answer::to(&server.hosts[0], line, b"\xFFok");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/event-stream")));
    assert_eq!(answer.chunk().unwrap().unwrap(), b":\n\n");
    let event = String::from_utf8(answer.chunk().unwrap().unwrap()).unwrap();
    let data = event.strip_prefix("event: attempt\nid: 1\ndata: ").unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!((&data["attempt"], &data["method"]), (&1.into(), &"POST".into()));
    assert_eq!((&data["lastEventId"], &data["lastEventIdHex"]), (&"é€".into(), &"c3a9e282ac".into()));
    assert_eq!((&data["body"], &data["bodyHex"]), (&"\u{FFFD}ok".into(), &"ff6f6b".into()));

    let log = server.control("log?key=a%20b");
    assert_eq!(log.as_array().unwrap().len(), 1);
    assert_eq!((&log[0]["query"], &log[0]["port"]), (&"key=a%20b&x=%C3%A9".into(), &"server".into()));
    assert_eq!((&log[0]["bodyHex"], &log[0]["closed"]), (&"ff6f6b".into(), &serde_json::Value::Null));
    drop(answer);
    assert_eq!(server.control("wait-closed?key=a%20b")[0]["closed"], "client");
}

#[test]
fn a_fault_happens_as_often_as_it_is_to() {
    let server = Server::start();
    let statuses: Vec<_> = (0..3).map(|_| server.get("/fault/status/503?key=k&times=2").status).collect();
    assert_eq!(statuses, [503, 503, 200]);
    assert_eq!(server.get("/fault/status/503?key=other&times=2").status, 503);
    // Neither counts.
    assert_eq!(Answer::to(&server.hosts[0], "HEAD /fault/status/503?key=k&times=2 HTTP/1.1", b"").status, 200);
    assert_eq!(server.control("wait?key=k&attempt=3")["attempt"], 3);
    server.control("forget?key=k");
    assert_eq!(server.get("/fault/status/503?key=k&times=1").status, 503);
}

#[test]
fn a_wait_ends_when_the_request_comes_or_in_vain() {
    let server = Server::start();
    let line = "GET /control/wait?key=k&attempt=1&ms=1 HTTP/1.1";
    assert_eq!(Answer::to(&server.hosts[3], line, b"").status, 408);
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| server.control("wait?key=k&attempt=2"));
        let _kept = [server.get("/fault/ok?key=k&n=1"), server.get("/fault/ok?key=k&n=2")];
        assert_eq!(waiting.join().unwrap()["query"], "key=k&n=2");
    });
}

#[test]
fn statuses_come_as_they_are_asked_for() {
    let server = Server::start();
    let mut answer = server.get("/fault/status/429?retry-after=7&body=slow+down");
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("7")));
    assert_eq!(answer.rest().0, b"slow down");
    let answer = server.get("/fault/status/503?retry-after-date=60");
    httpdate::parse_http_date(answer.header("retry-after").unwrap()).unwrap();
    assert_eq!(server.get("/fault/status/500?body-bytes=100000").rest().0.len(), 100_000);
    for status in [204, 205, 304] {
        let mut answer = server.get(&format!("/fault/status/{status}"));
        assert_eq!((answer.status, answer.rest().0.len()), (status, 0));
    }
    let location = |target| server.get(target).header("location").map(str::to_owned);
    assert_eq!(location("/fault/status/307?key=%C3%A9").unwrap(), "/fault/ok?key=%C3%A9");
    let other = format!("http://{}/fault/ok?key=k", server.hosts[1]);
    assert_eq!(location("/fault/status/302?to=other&key=k"), Some(other));
    assert_eq!(location("/fault/redirect-loop?key=k").unwrap(), "/fault/redirect-loop?key=k");
}

#[test]
fn a_query_that_makes_no_sense_is_one_line() {
    let server = Server::start();
    let absurd = u64::MAX;
    for target in [
        "/fault/ok?how=x",
        "/fault/id?hex=1",
        "/fault/mime?type=a%0Ab",
        "/fault/status/99",
        "/fault/nothing",
        "/fault/burst?bytes=65536",
        &format!("/fault/status/503?retry-after-date={absurd}"),
        &format!("/fault/ok?heartbeat={absurd}"),
        &format!("/fault/slow?text=ab&pause={absurd}"),
    ] {
        let mut answer = server.get(target);
        let body = String::from_utf8(answer.rest().0).unwrap();
        assert_eq!((answer.status, body.lines().count()), (400, 1), "{target}: {body}");
    }
}

#[test]
fn an_event_is_as_long_as_it_is_to_be_and_no_number_is_the_last_of_all() {
    let server = Server::start();
    let mut answer = server.get("/fault/burst?count=1&bytes=65535&how=end");
    assert_eq!(answer.body().len(), "event: n\nid: 1\ndata: \n\nevent: done\ndata: done\n\n".len() + 65_535);
    let last = u64::MAX;
    let mut answer = server.get(&format!("/fault/numbered?total={last}&lastEventId={last}&how=end"));
    assert_eq!(answer.body(), b"event: done\ndata: done\n\n");
}

#[test]
fn numbers_go_on_after_the_last_event_id() {
    let server = Server::start();
    for (target, header) in
        [("", "\r\nLast-Event-ID: 3"), ("&lastEventId=3", ""), ("&lastEventId=1", "\r\nLast-Event-ID: 3")]
    {
        let line = format!("GET /fault/numbered?total=5&how=end{target} HTTP/1.1{header}");
        let stream = Answer::to(&server.hosts[0], &line, b"").chunk().unwrap().unwrap();
        let expected = "event: n\nid: 4\ndata: 4\n\nevent: n\nid: 5\ndata: 5\n\nevent: done\ndata: done\n\n";
        assert_eq!(String::from_utf8(stream).unwrap(), expected);
    }
}
