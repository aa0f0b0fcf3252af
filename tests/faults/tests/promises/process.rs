//! The server's process.

use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    net::TcpStream,
    process::{self, Child, Command, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

use crate::client::Answer;

/// Bounds a hang; nothing that works takes so long.
pub const DEADLINE: Duration = Duration::from_secs(30);

/// A running server. It ends when this is dropped.
pub struct Server {
    pub child: Child,
    /// Host and port of the server, the other, the victim and the control.
    pub hosts: [String; 4],
}

/// Ports that the system gives to nobody by itself: one that is away stays free.
static NEXT_PORT: LazyLock<AtomicU32> = LazyLock::new(|| AtomicU32::new(10_000 + process::id() % 90 * 100));

impl Server {
    pub fn start() -> Self {
        // Those that others use are left to them.
        (0..100).find_map(|_| Self::start_at(NEXT_PORT.fetch_add(4, Relaxed))).expect("four free ports")
    }

    fn start_at(first: u32) -> Option<Self> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fault-server"));
        for (number, flag) in (0..).zip(["--port", "--other-port", "--victim-port", "--control-port"]) {
            command.args([flag.to_owned(), (first + number).to_string()]);
        }
        let mut child = command.arg("--leash").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let hosts = (0..4).map(|number| format!("127.0.0.1:{}", first + number));
        let mut server = Self { child, hosts: hosts.collect::<Vec<_>>().try_into().unwrap() };
        if line.is_empty() {
            server.child.wait().unwrap();
            return None;
        }
        assert_eq!(line, format!("listening on http://{}\n", server.hosts.join(" http://")));
        Some(server)
    }

    /// Asks the server.
    pub fn get(&self, target: &str) -> Answer {
        Answer::to(&self.hosts[0], &format!("GET {target} HTTP/1.1"), b"")
    }

    /// Asks the control port.
    pub fn control(&self, target: &str) -> Value {
        self.control_with(target, b"")
    }

    /// The same with a body.
    pub fn control_with(&self, target: &str, body: &[u8]) -> Value {
        let line = format!("POST /control/{target} HTTP/1.1\r\nContent-Length: {}", body.len());
        let mut answer = Answer::to(&self.hosts[3], &line, body);
        let (body, end) = answer.rest();
        assert!(end.is_ok() && answer.status == 200, "{target}: {} {}", answer.status, String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    /// A connection to the server that asks for nothing yet.
    pub fn connect(&self, port: usize) -> std::io::Result<TcpStream> {
        let stream = TcpStream::connect(&self.hosts[port])?;
        stream.set_read_timeout(Some(DEADLINE))?;
        Ok(stream)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
