//! What is wrong with the command line is said in one line.

use crate::process::BINARY;
use std::{net::TcpListener, process::Command};

/// What a command prints to stdout and stderr, and its exit code.
fn run(arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = Command::new(BINARY).args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

fn assert_refused(arguments: &[&str], advice: &str) {
    let (stdout, stderr, code) = run(arguments);
    assert_eq!((stdout.as_str(), code), ("", Some(1)), "{arguments:?}");
    assert!(stderr.contains(advice), "{arguments:?}: {stderr}");
    assert_eq!(stderr.lines().count(), 1, "{arguments:?}: {stderr}");
}

#[test]
fn a_port_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for host in ["localhost", "127.0.0.1"] {
        assert_refused(&["--no-www", "--host", host, "--port", &port], "by --port");
    }
}

#[test]
fn options_that_do_not_exist_or_make_no_sense() {
    assert_refused(&["--colour"], "--colour");
    assert_refused(&["--port", "http"], "http");
    assert_refused(&["--port"], "--port");
    assert_refused(&["--heartbeat", "0"], "give seconds from");
    assert_refused(&["--allow-origin", "*"], "is not an origin");
    assert_refused(&["page"], "--help");
}

#[test]
fn a_host_that_is_not_here() {
    // TEST-NET-1: nobody's address.
    assert_refused(&["--no-www", "--port", "0", "--host", "192.0.2.1"], "by --host");
    assert_refused(&["--no-www", "--port", "0", "--host", "no such host"], "by --host");
}

#[test]
fn a_page_that_is_not_built() {
    assert_refused(&["--port", "0", "--www", "/nowhere"], "npm run build");
}

#[test]
fn help_and_version() {
    for (flag, text) in [("--help", "--allow-origin"), ("--version", env!("CARGO_PKG_VERSION"))] {
        let (stdout, stderr, code) = run(&[flag]);
        assert!(stdout.contains(text), "{stdout}");
        assert_eq!((stderr.as_str(), code), ("", Some(0)));
    }
}
