//! Pages of other origins.

use crate::{
    client::{Client, fetch},
    process::Server,
};

const PREFLIGHT: &str = "Access-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: last-event-id\r\n";

#[test]
fn an_allowed_origin_may_read_with_its_cookie() {
    let server = Server::with(&["--allow-origin", "https://a.example", "--allow-origin", "http://127.0.0.1:*"]);
    for origin in ["https://a.example", "http://127.0.0.1:3000", "http://127.0.0.1:4000"] {
        let mut client = Client::with(&server, &format!("Origin: {origin}\r\n"));
        assert_eq!(client.head.get("access-control-allow-origin"), origin);
        assert_eq!(client.head.get("access-control-allow-credentials"), "true");
        assert_eq!(client.head.get("vary"), "origin");
        assert_eq!(client.update().0, 1);
        let (head, _) = fetch(&server, "OPTIONS /users/count", &format!("Origin: {origin}\r\n{PREFLIGHT}"));
        assert_eq!((head.status, head.get("access-control-allow-origin")), (200, origin));
        assert_eq!(head.get("access-control-allow-methods"), "GET");
        assert!(head.get("access-control-allow-headers").contains("last-event-id"));
        assert!(head.get("vary").contains("origin"));
    }
}

#[test]
fn other_origins_are_not_told_that_they_may() {
    let server = Server::with(&["--allow-origin", "https://a.example"]);
    for origin in ["https://b.example", "https://a.example.b.example", "http://a.example", "null"] {
        let client = Client::with(&server, &format!("Origin: {origin}\r\n"));
        assert_eq!(client.head.get("access-control-allow-origin"), "");
        // A cache must not hand this response to an origin that may read it.
        assert_eq!(client.head.get("vary"), "origin");
        let (head, _) = fetch(&server, "OPTIONS /users/count", &format!("Origin: {origin}\r\n{PREFLIGHT}"));
        assert_eq!(head.get("access-control-allow-origin"), "");
    }
}

#[test]
fn without_the_option_nobody_may() {
    let server = Server::start();
    let client = Client::with(&server, "Origin: https://a.example\r\n");
    assert!(!client.head.headers.keys().any(|name| name.starts_with("access-control-")));
}
