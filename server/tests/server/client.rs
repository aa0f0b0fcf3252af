//! Clients made of raw sockets.

use crate::process::{DEADLINE, Server};
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Instant,
};

pub fn connect(address: SocketAddr) -> TcpStream {
    let socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(DEADLINE)).unwrap();
    socket
}

/// The cookie of a user.
pub fn cookie(user: u128) -> String {
    format!("Cookie: user={user:032x}\r\n")
}

/// Asks for the stream: `headers` are whole lines.
pub fn ask(mut socket: &TcpStream, headers: &str) {
    write!(socket, "GET /users/count HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n").unwrap();
}

/// The head of a response.
#[derive(Debug)]
pub struct Head {
    pub status: u16,
    /// By name in lower case; several of a name are joined by a line break.
    pub headers: BTreeMap<String, String>,
}

impl Head {
    pub fn get(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn read(reader: &mut impl BufRead) -> Self {
        let mut lines = reader.lines().map(Result::unwrap).take_while(|line| !line.is_empty());
        let first = lines.next().expect("a response");
        let status = first.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = BTreeMap::<String, String>::new();
        for line in lines {
            let (name, value) = line.split_once(": ").unwrap();
            headers
                .entry(name.to_ascii_lowercase())
                .and_modify(|values| *values = format!("{values}\n{value}"))
                .or_insert_with(|| value.to_owned());
        }
        Self { status, headers }
    }
}

/// One request and its response, on a connection of its own. `request` is its first line without the version; `headers`
/// are whole lines.
pub fn fetch(server: &Server, request: &str, headers: &str) -> (Head, String) {
    let mut socket = connect(server.address);
    write!(socket, "{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n").unwrap();
    let mut reader = BufReader::new(socket);
    let head = Head::read(&mut reader);
    let mut body = Vec::new();
    reader.read_to_end(&mut body).unwrap();
    (head, String::from_utf8_lossy(&body).into_owned())
}

/// A client that reads its stream.
pub struct Client {
    pub head: Head,
    reader: BufReader<TcpStream>,
}

impl Client {
    /// A browser that was never here.
    pub fn new(server: &Server) -> Self {
        Self::with(server, "")
    }

    pub fn with(server: &Server, headers: &str) -> Self {
        let socket = connect(server.address);
        ask(&socket, headers);
        Self::on(socket)
    }

    /// Reads what was asked for on a connection.
    pub fn on(socket: TcpStream) -> Self {
        let mut reader = BufReader::new(socket);
        Self { head: Head::read(&mut reader), reader }
    }

    /// The next chunk of the body; `None` is the last one, after which nothing comes.
    pub fn next(&mut self) -> Option<String> {
        let mut line = String::new();
        self.reader.read_line(&mut line).unwrap();
        let length = usize::from_str_radix(line.trim_end(), 16).unwrap_or_else(|_| panic!("no chunk: {line:?}"));
        let mut chunk = vec![0; length + 2];
        self.reader.read_exact(&mut chunk).unwrap();
        assert_eq!(chunk.split_off(length), b"\r\n");
        if length > 0 {
            return Some(String::from_utf8(chunk).unwrap());
        }
        assert_eq!(self.reader.read(&mut [0]).unwrap(), 0, "the connection ends with the stream");
        None
    }

    /// The next update: its count of users, and of connections.
    pub fn update(&mut self) -> (usize, usize) {
        loop {
            let chunk = self.next().expect("the stream goes on");
            if chunk.starts_with("event: userCount\n") {
                let connections = chunk.split_once("\"connections\":").and_then(|(_, rest)| rest.split_once(','));
                let users = chunk.lines().nth(2).and_then(|line| line.strip_prefix("data: "));
                return (users.unwrap().parse().unwrap(), connections.unwrap().0.parse().unwrap());
            }
        }
    }

    /// Reads until there are so many users, and so many connections.
    pub fn until(&mut self, users: usize, connections: usize) {
        let start = Instant::now();
        loop {
            let update = self.update();
            if update == (users, connections) {
                return;
            }
            assert!(start.elapsed() < DEADLINE, "{update:?} users and connections, not {users} and {connections}");
        }
    }
}
