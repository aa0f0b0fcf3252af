//! Start, end and start again.

use crate::{
    client::{Client, ask, connect, cookie, fetch},
    process::{BINARY, Server, port},
};
use std::{
    io::Write,
    net::{Ipv6Addr, TcpListener},
    process::Command,
};

#[test]
fn streams_end_cleanly_and_so_does_the_server() {
    let server = Server::start();
    let mut clients: Vec<_> = (0..50).map(|user| Client::with(&server, &cookie(user))).collect();
    clients[0].until(50, 50);
    // Neither a connection without a request nor half a request keeps it from ending.
    let _idle = connect(server.address);
    let mut half = connect(server.address);
    half.write_all(b"GET / HT").unwrap();
    let (status, printed) = server.terminate();
    assert_eq!(status.code(), Some(0));
    assert_eq!(printed, "", "one line on stdout");
    for client in &mut clients {
        while client.next().is_some() {}
    }
}

#[test]
fn who_does_not_read_does_not_keep_the_server_from_ending() {
    let server = Server::start();
    let sleepers: Vec<_> = (0..50)
        .map(|user| {
            let socket = connect(server.address);
            ask(&socket, &cookie(user));
            socket
        })
        .collect();
    Client::with(&server, &cookie(100)).until(51, 51);
    assert_eq!(server.terminate().0.code(), Some(0));
    drop(sleepers);
}

#[test]
fn after_a_restart_on_the_same_port_everybody_is_counted_again() {
    let port = port(0);
    let start = || Server::spawn(Command::new(BINARY).args(["--no-www", "--host", "127.0.0.1", "--port", &port]));
    let server = start();
    let mut clients: Vec<_> = (0..200).map(|user| Client::with(&server, &cookie(user))).collect();
    clients[0].until(200, 200);
    server.terminate();
    // Their connections linger in TIME_WAIT: that must not keep the port.
    drop(clients);
    let server = start();
    let mut clients: Vec<_> = (0..200).map(|user| Client::with(&server, &cookie(user))).collect();
    clients[199].until(200, 200);
}

#[test]
fn localhost_is_ipv4_and_ipv6() {
    if let Err(error) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) {
        println!("skipped: this machine has no IPv6: {error}");
        return;
    }
    let port = port(1);
    let mut server = Server::spawn(Command::new(BINARY).args(["--no-www", "--port", &port]));
    assert!(server.address.is_ipv4());
    assert_eq!(fetch(&server, "GET /healthz", "").1, "ok");
    server.address.set_ip(Ipv6Addr::LOCALHOST.into());
    assert_eq!(fetch(&server, "GET /healthz", "").1, "ok");
}
