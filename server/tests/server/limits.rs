//! Clients and systems at their limits: nobody else suffers.

use crate::{
    client::{Client, ask, connect, cookie, fetch},
    process::{BINARY, DEADLINE, Server},
};
use socket2::{Domain, Socket, Type};
use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Command,
};

const KIB: usize = 1024;

/// A stream with the smallest receive buffer that there is.
fn narrow(server: &Server, user: u128) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(1).unwrap();
    socket.connect(&server.address.into()).unwrap();
    let socket = TcpStream::from(socket);
    socket.set_read_timeout(Some(DEADLINE)).unwrap();
    ask(&socket, &cookie(user));
    socket
}

#[test]
fn who_never_reads_delays_nobody_and_costs_nothing() {
    const UPDATES: usize = 80;
    let server = Server::start();
    let mut watcher = Client::with(&server, &cookie(0));
    let mut sleepers: Vec<_> = (1..=20).map(|user| narrow(&server, user)).collect();
    watcher.until(21, 21);
    let before = server.memory();
    for _ in 0..UPDATES / 2 {
        // Were anybody waited for, this would not return.
        let visitor = Client::with(&server, &cookie(100));
        watcher.until(22, 22);
        drop(visitor);
        watcher.until(21, 21);
    }
    if let (Some(before), Some(after)) = (before, server.memory()) {
        assert!(after < before + 1024 * KIB, "from {before} to {after} bytes");
    }
    // One who wakes up finds few old values, and the last one.
    let mut woken = Client::on(sleepers.pop().unwrap());
    drop(sleepers);
    watcher.until(2, 2);
    let mut updates = 0;
    while woken.update() != (2, 2) {
        updates += 1;
    }
    println!("{updates} of {UPDATES} updates");
    if cfg!(target_os = "linux") {
        assert!(updates < UPDATES, "nothing was skipped: {updates}");
    }
}

// The system's allocator may keep what is free for the next crowd, and glibc's does: some 2 KiB for each client. What
// the server gives back shows in that the next crowd needs no more.
#[test]
fn the_memory_of_a_crowd_serves_the_next() {
    let server = Server::start();
    let Some(idle) = server.memory() else {
        println!("skipped: the system does not tell a process's memory in /proc");
        return;
    };
    let mut watcher = Client::with(&server, &cookie(0));
    let load = |watcher: &mut Client, size: usize| {
        let crowd: Vec<_> = (1..)
            .take(size)
            .map(|user| {
                let socket = connect(server.address);
                ask(&socket, &cookie(user));
                socket
            })
            .collect();
        watcher.until(size + 1, size + 1);
        let loaded = server.memory().unwrap();
        drop(crowd);
        watcher.until(1, 1);
        loaded
    };
    // The largest comes first, so that what the allocator keeps of it has room for the others.
    let first = load(&mut watcher, 1500);
    assert!(first < idle + 1500 * 8 * KIB, "{} bytes for a connection", (first - idle) / 1500);
    let last = (0..20).map(|_| load(&mut watcher, 500)).last().unwrap();
    assert!(last < first + 1024 * KIB, "it grows with each crowd: from {first} to {last} bytes");
}

#[test]
fn out_of_file_descriptors() {
    let limited = r#"ulimit -n 64 && exec "$0" "$@""#;
    let arguments = ["--no-www", "--port", "0", "--heartbeat", "0.5"];
    let server = Server::spawn(Command::new("sh").args(["-c", limited, BINARY]).args(arguments));
    let mut watcher = Client::with(&server, &cookie(0));
    watcher.until(1, 1);
    let mut crowd: Vec<_> = (1..=100)
        .map(|user| {
            let socket = connect(server.address);
            ask(&socket, &cookie(user));
            socket
        })
        .collect();
    server.logged("no room for more connections");
    // Who is connected is served on.
    while watcher.next().unwrap() != ": heartbeat\n\n" {}
    // Where there is room, those who waited come in.
    crowd.drain(..80);
    watcher.until(21, 21);
    server.logged("room for connections again");
    let mut last = Client::on(crowd.pop().unwrap());
    last.until(21, 21);
}

#[test]
fn nonsense_is_refused_and_harms_nobody() {
    let server = Server::start();
    let mut watcher = Client::with(&server, &cookie(0));
    watcher.until(1, 1);
    let long = "x".repeat(100_000);
    let many = (0..200).fold(String::new(), |lines, line| format!("{lines}X-{line}: 1\r\n"));
    for request in [
        format!("GET /users/count HTTP/1.1\r\nHost: a\r\nCookie: user={long}\r\n\r\n"),
        format!("GET /users/count HTTP/1.1\r\nHost: a\r\nX: {long}\r\n\r\n"),
        format!("GET /users/count HTTP/1.1\r\nHost: a\r\n{many}\r\n"),
        format!("GET /{long} HTTP/1.1\r\nHost: a\r\n\r\n"),
        "GET /users/count HTTP/1.1\r\nHost: a\r\nCookie: user=\0\r\n\r\n".to_owned(),
        "GET /users/count HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n".to_owned(),
        "GET /users/count HTTP/9.9\r\n\r\n".to_owned(),
        "GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
        "GET /%2e%2e/%00 HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
        "GET http://[ HTTP/1.1\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0".to_owned(),
        "\r\n\r\n\r\n\r\nnonsense\r\n\r\n".to_owned(),
    ] {
        let mut socket = connect(server.address);
        // The server may refuse, and close, before it has read everything.
        let _ = socket.write_all(request.as_bytes());
        let mut answer = [0; 12];
        let head = request.get(..request.len().min(60)).unwrap_or_default();
        if socket.read_exact(&mut answer).is_ok() {
            assert!(
                answer.starts_with(b"HTTP/1.") && answer[9] == b'4',
                "{head:?}: {}",
                String::from_utf8_lossy(&answer)
            );
        }
    }
    assert_eq!(fetch(&server, "GET /healthz", "").1, "ok");
    let _second = Client::with(&server, &cookie(2));
    watcher.until(2, 2);
}
