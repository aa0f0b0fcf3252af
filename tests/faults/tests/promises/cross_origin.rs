//! What pages of another origin may do.

use crate::{client::Answer, process::Server};

const ORIGIN: &str = "Origin: http://page.test";

#[test]
fn whatever_is_asked_for_is_allowed_and_a_preflight_is_no_attempt() {
    let server = Server::start();
    let ask = |line: &str| Answer::to(&server.hosts[0], &format!("{line} HTTP/1.1\r\n{ORIGIN}"), b"");
    let leave = "Access-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: last-event-id,x-a";
    let preflight = |path: &str| {
        let line = format!("OPTIONS {path} HTTP/1.1\r\n{ORIGIN}\r\n{leave}");
        Answer::to(&server.hosts[0], &line, b"")
    };
    let answer = preflight("/fault/status/500?key=k");
    assert_eq!((answer.status, answer.header("access-control-max-age")), (204, Some("0")));
    assert_eq!(answer.header("access-control-allow-origin"), Some("http://page.test"));
    assert_eq!(answer.header("access-control-allow-methods"), Some("PUT"));
    assert_eq!(answer.header("access-control-allow-headers"), Some("last-event-id,x-a"));
    let answer = ask("GET /fault/status/500?key=k");
    assert_eq!((answer.status, answer.header("x-attempt")), (500, Some("1")));
    assert_eq!(answer.header("access-control-allow-origin"), Some("http://page.test"));
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
    assert!(answer.header("access-control-expose-headers").unwrap().contains("Retry-After"));

    assert_eq!(preflight("/fault/cors/no-headers").header("access-control-allow-headers"), None);
    assert_eq!(ask("GET /fault/cors/wildcard").header("access-control-allow-origin"), Some("*"));
    for answer in [ask("GET /fault/cors/refused"), preflight("/fault/cors/refused")] {
        assert!(!answer.head.contains("Access-Control"), "{}", answer.head);
    }
}

#[test]
fn an_event_tells_whether_the_cookie_came() {
    let server = Server::start();
    let came = |cookie: &str| {
        let line = format!("GET /fault/cors/credentials?key=k&how=end HTTP/1.1{cookie}");
        let mut answer = Answer::to(&server.hosts[0], &line, b"");
        let (stream, _) = answer.rest();
        let came = String::from_utf8(stream).unwrap().contains("\"cookie\":true");
        (came, answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned())
    };
    let (first, cookie) = came("");
    assert!(!first);
    assert!(came(&format!("\r\nCookie: a=b; {cookie}")).0);
}
