//! The server's process.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    process::{self, Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// Bounds a hang; nothing that works takes so long.
pub const DEADLINE: Duration = Duration::from_secs(30);

pub const BINARY: &str = env!("CARGO_BIN_EXE_eventsource-wasm-server");

/// A port that the system gives to nobody by itself, a different one for each `number` below 4 and each run of the tests.
pub fn port(number: u32) -> String {
    (20_000 + process::id() % 2_500 * 4 + number).to_string()
}

/// A running server. It is killed when it is dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    log: mpsc::Receiver<String>,
}

impl Server {
    /// Without a page, on any port.
    pub fn start() -> Self {
        Self::with(&[])
    }

    pub fn with(arguments: &[&str]) -> Self {
        let mut command = Command::new(BINARY);
        command.args(["--no-www", "--port", "0"]).args(arguments);
        Self::spawn(&mut command)
    }

    pub fn spawn(command: &mut Command) -> Self {
        // For the test's own ends of the connections.
        let _ = rlimit::increase_nofile_limit(4096);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        child.stdout = Some(stdout.into_inner());
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, log) = mpsc::channel();
        thread::spawn(move || stderr.lines().map_while(Result::ok).for_each(|line| _ = sender.send(line)));
        let Some(address) =
            line.strip_prefix("listening on http://").and_then(|address| address.trim_end().parse().ok())
        else {
            panic!("the server printed {line:?}; its log: {:?}", log.iter().collect::<Vec<_>>())
        };
        Self { child, address, log }
    }

    /// Waits for a line of the log.
    pub fn logged(&self, text: &str) {
        let start = Instant::now();
        while start.elapsed() < DEADLINE {
            match self.log.recv_timeout(DEADLINE) {
                Ok(line) if line.contains(text) => return,
                Ok(_) => {}
                Err(_) => break,
            }
        }
        panic!("the log does not say {text:?}");
    }

    /// Sends SIGTERM and waits for the end. Returns what else was printed to stdout.
    pub fn terminate(mut self) -> (ExitStatus, String) {
        let kill = format!("kill -TERM {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(start.elapsed() < DEADLINE, "the server does not end");
            thread::sleep(Duration::from_millis(5));
        };
        let mut rest = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
        (status, rest)
    }

    /// Resident memory in bytes, the program's own file not counted, where the system tells it.
    pub fn memory(&self) -> Option<usize> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
        Some(line.trim().strip_suffix(" kB")?.parse::<usize>().ok()? * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
