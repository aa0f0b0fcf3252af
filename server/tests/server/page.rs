//! The page's files and what comes with them.

use crate::{
    client::{Client, fetch},
    process::{BINARY, Server},
};
use std::{fs, path::PathBuf, process::Command};

/// A folder beside which there is a secret, and a server of it.
fn serve(name: &str) -> Server {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name).join("page");
    fs::create_dir_all(&folder).unwrap();
    for (file, content) in [
        ("index.html", "<!doctype html>"),
        ("main.js", "plain"),
        ("main.js.gz", "gzipped"),
        ("main.js.br", "brotli"),
        ("library.wasm", "\0asm"),
        ("../secret", "secret"),
    ] {
        fs::write(folder.join(file), content).unwrap();
    }
    Server::spawn(Command::new(BINARY).args(["--port", "0", "--www"]).arg(folder))
}

#[test]
fn the_page_has_strict_headers_and_its_cookie() {
    let server = serve("headers");
    let (mut head, body) = fetch(&server, "GET /", "");
    assert_eq!((head.status, body.as_str()), (200, "<!doctype html>"));
    assert_eq!(head.get("content-type"), "text/html");
    assert_eq!(head.get("cache-control"), "no-cache");
    assert_eq!(head.get("x-content-type-options"), "nosniff");
    assert_eq!(head.get("referrer-policy"), "no-referrer");
    assert_eq!(head.get("cross-origin-opener-policy"), "same-origin");
    let policy = head.get("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; "), "{policy}");
    assert!(!policy.contains("unsafe-inline") && policy.contains("frame-ancestors 'none'"), "{policy}");
    // The browser's stream is of the user whom the page named.
    let set_cookie = head.headers.remove("set-cookie").unwrap();
    let cookie = format!("Cookie: {}\r\n", set_cookie.split_once(';').unwrap().0);
    assert_eq!(Client::with(&server, &cookie).head.get("set-cookie"), "");
    assert_eq!(fetch(&server, "GET /", &cookie).0.get("set-cookie"), "");
    assert_eq!(fetch(&server, "GET /main.js", "").0.get("set-cookie"), "");
    // A browser that was started again has the page still, and its cookie no more.
    let (head, _) = fetch(&server, "GET /", &format!("If-Modified-Since: {}\r\n", head.get("last-modified")));
    assert!(head.status == 304 && head.get("set-cookie").starts_with("user="), "{head:?}");
}

#[test]
fn files_have_their_types_and_may_be_compressed() {
    let server = serve("files");
    let (head, body) = fetch(&server, "GET /main.js", "");
    assert_eq!((head.get("content-type"), body.as_str()), ("text/javascript", "plain"));
    assert_eq!(fetch(&server, "GET /main.js", "Accept-Encoding: gzip\r\n").1, "gzipped");
    let (head, body) = fetch(&server, "GET /main.js", "Accept-Encoding: gzip, br\r\n");
    assert_eq!((head.get("content-encoding"), body.as_str()), ("br", "brotli"));
    assert_eq!(fetch(&server, "GET /library.wasm", "").0.get("content-type"), "application/wasm");
    let modified = format!("If-Modified-Since: {}\r\n", head.get("last-modified"));
    assert_eq!(fetch(&server, "GET /main.js", &modified).0.status, 304);
    let (head, body) = fetch(&server, "HEAD /", "");
    assert_eq!((head.status, head.get("content-length"), body.as_str()), (200, "15", ""));
    // The stream never is.
    let client = Client::with(&server, "Accept-Encoding: gzip, br, zstd\r\n");
    assert_eq!(client.head.get("content-encoding"), "");
}

#[test]
fn nothing_else_is_served() {
    let server = serve("elsewhere");
    for path in ["/nothing", "/../secret", "/%2e%2e/secret", "/..%2fsecret", "/..\\secret", "//secret", "/index.html/"]
    {
        let (head, body) = fetch(&server, &format!("GET {path}"), "");
        assert!(matches!(head.status, 400 | 404) && !body.contains("secret"), "{path}: {} {body}", head.status);
        assert_ne!(head.get("content-security-policy"), "", "{path}");
    }
    let (head, _) = fetch(&server, "POST /", "");
    assert_eq!((head.status, head.get("allow")), (405, "GET,HEAD"));
}
