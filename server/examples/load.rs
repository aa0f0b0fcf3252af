//! The load that the server is built for: everybody connects at once, and each join is told to all.
//!
//! Starts the server that was built beside it, opens many raw connections to it, and prints how long it takes until all
//! of them know the right count, what a connection costs in memory, how long a join takes to reach everybody, and what a
//! delivery costs in CPU time. Linux only: memory and CPU time come from `/proc`.
//!
//! ```sh
//! cargo build -p eventsource-wasm-server --profile server --bins --example load
//! target/server/examples/load --connections 10000
//! ```

use lexopt::{Arg, ValueExt};
use mio::{Events, Interest, Poll, Token, net::TcpStream};
use std::{
    env,
    error::Error,
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

/// No step takes longer than this on a machine that is fit for the load.
const DEADLINE: Duration = Duration::from_mins(2);
const REQUEST: &[u8] = b"GET /users/count HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let (mut connections, mut joins): (u32, u32) = (10_000, 20);
    // The example is in target/<profile>/examples, the server in target/<profile>.
    let mut binary = env::current_exe()?.with_file_name("../eventsource-wasm-server");
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("connections") => connections = parser.value()?.parse()?,
            Arg::Long("joins") => joins = parser.value()?.parse()?,
            Arg::Long("server") => binary = PathBuf::from(parser.value()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let files = rlimit::increase_nofile_limit(u64::MAX)?;
    let needed = u64::from(connections) + 100;
    if files < needed {
        return Err(format!("only {files} files may be open: raise it by `ulimit -n {needed}`").into());
    }
    let server = Server::start(&binary)?;
    let mut crowd = Crowd::new(server.address)?;
    rush(&server, &mut crowd, connections)?;
    join(&server, &mut crowd, connections, joins)?;
    drop(crowd);
    server.until_alone()?;
    println!("{} KiB of resident memory after all have left", server.memory()?);
    Ok(())
}

/// Everybody connects at once, as after a restart.
fn rush(server: &Server, crowd: &mut Crowd, connections: u32) -> Result<(), Box<dyn Error>> {
    let idle = server.memory()?;
    let start = Instant::now();
    for _ in 0..connections {
        crowd.join()?;
        crowd.read(Duration::ZERO)?;
    }
    crowd.until_all_know(connections)?;
    println!("{connections} connections, all with the right count after {} ms", start.elapsed().as_millis());
    let each = f64::from(server.memory()?.saturating_sub(idle)) / f64::from(connections);
    println!("{each:.1} KiB of resident memory each, besides the {idle} KiB of an idle server");
    Ok(())
}

/// One more comes, and goes, again and again.
fn join(server: &Server, crowd: &mut Crowd, connections: u32, joins: u32) -> Result<(), Box<dyn Error>> {
    let mut delays = Vec::new();
    let (cpu, deliveries) = (server.cpu()?, crowd.deliveries);
    for _ in 0..joins {
        // The server's pace, ten updates a second, is not what is measured.
        crowd.rest(Duration::from_millis(200))?;
        let start = Instant::now();
        crowd.join()?;
        crowd.until_all_know(connections + 1)?;
        delays.extend(crowd.clients.iter().rev().skip(1).map(|client| client.told.duration_since(start)));
        crowd.leave();
        crowd.until_all_know(connections)?;
    }
    let (cpu, deliveries) = (server.cpu()?.saturating_sub(cpu), crowd.deliveries - deliveries);
    delays.sort_unstable();
    let percentile = |percent: usize| delays[(delays.len() - 1) * percent / 100].as_millis();
    println!("a join is seen by half of them in {} ms, by 99 % in {} ms", percentile(50), percentile(99));
    let each = cpu.as_secs_f64() * 1e3 / (f64::from(deliveries) / 1e3);
    println!("{each:.1} ms of CPU for 1,000 deliveries ({deliveries})");
    Ok(())
}

/// The server's process.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn start(binary: &PathBuf) -> Result<Self, Box<dyn Error>> {
        let mut child = Command::new(binary)
            .args(["--no-www", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}; build it first", binary.display()))?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on http://").ok_or("the server did not start")?.parse()?;
        Ok(Self { child, address })
    }

    /// Resident memory in KiB.
    fn memory(&self) -> Result<u32, Box<dyn Error>> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    /// User and system time so far, in steps of 10 ms.
    fn cpu(&self) -> Result<Duration, Box<dyn Error>> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let fields = stat.rsplit(')').next().ok_or("no stat")?.split_whitespace();
        let ticks: u64 = fields.skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap_or(0)).sum();
        Ok(Duration::from_millis(ticks * 10))
    }

    /// Waits until nobody is connected any more.
    fn until_alone(&self) -> Result<(), Box<dyn Error>> {
        let start = Instant::now();
        while fs::read_dir(format!("/proc/{}/fd", self.child.id()))?.count() > 20 && start.elapsed() < DEADLINE {
            thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All clients. Each is a new user: none sends a cookie.
struct Crowd {
    poll: Poll,
    events: Events,
    address: SocketAddr,
    clients: Vec<Client>,
    /// How many updates arrived so far, at all clients together.
    deliveries: u32,
}

struct Client {
    socket: TcpStream,
    asked: bool,
    scanner: Scanner,
    /// The last count and when it came.
    count: u32,
    told: Instant,
}

impl Crowd {
    fn new(address: SocketAddr) -> io::Result<Self> {
        Ok(Self {
            poll: Poll::new()?,
            events: Events::with_capacity(1024),
            address,
            clients: Vec::new(),
            deliveries: 0,
        })
    }

    fn join(&mut self) -> io::Result<()> {
        let mut socket = TcpStream::connect(self.address)?;
        let token = Token(self.clients.len());
        self.poll.registry().register(&mut socket, token, Interest::READABLE | Interest::WRITABLE)?;
        let (scanner, told) = (Scanner::default(), Instant::now());
        self.clients.push(Client { socket, asked: false, scanner, count: 0, told });
        Ok(())
    }

    /// The last who came goes.
    fn leave(&mut self) {
        self.clients.pop();
    }

    fn until_all_know(&mut self, count: u32) -> Result<(), Box<dyn Error>> {
        let start = Instant::now();
        while self.clients.iter().any(|client| client.count != count) {
            if start.elapsed() > DEADLINE {
                let wrong = self.clients.iter().filter(|client| client.count != count).count();
                return Err(format!("{wrong} clients do not know yet that there are {count} users").into());
            }
            self.read(Duration::from_millis(100))?;
        }
        Ok(())
    }

    /// Reads what comes in that time.
    fn rest(&mut self, time: Duration) -> io::Result<()> {
        let start = Instant::now();
        while let Some(left) = time.checked_sub(start.elapsed()) {
            self.read(left)?;
        }
        Ok(())
    }

    /// Reads what came, waiting for it at most that long.
    fn read(&mut self, timeout: Duration) -> io::Result<()> {
        self.poll.poll(&mut self.events, Some(timeout))?;
        let mut buffer = [0; 4096];
        for event in &self.events {
            let Some(client) = self.clients.get_mut(event.token().0) else { continue };
            if event.is_writable() && !client.asked {
                client.socket.write_all(REQUEST)?;
                client.asked = true;
            }
            loop {
                match client.socket.read(&mut buffer) {
                    Ok(0) => return Err(io::Error::other("the server closed a stream")),
                    Ok(length) => {
                        for count in buffer[..length].iter().filter_map(|&byte| client.scanner.next(byte)) {
                            (client.count, client.told) = (count, Instant::now());
                            self.deliveries += 1;
                        }
                        // A short read: there is no more, and the next arrival is reported again.
                        if length < buffer.len() {
                            break;
                        }
                    }
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }
}

/// Finds the counts in a stream, however it is cut.
#[derive(Default)]
struct Scanner {
    /// How much of [`Self::BEFORE`] was seen.
    matched: usize,
    count: u32,
}

impl Scanner {
    /// What comes before a count; `#` is a number.
    const BEFORE: &[u8] = b"event: userCount\nid: #\ndata: ";

    fn next(&mut self, byte: u8) -> Option<u32> {
        let expected = Self::BEFORE.get(self.matched);
        match expected {
            Some(b'#') if byte.is_ascii_digit() => {}
            Some(b'#') if byte == b'\n' => self.matched += 2,
            Some(&expected) if byte == expected => self.matched += 1,
            None if byte.is_ascii_digit() => self.count = self.count * 10 + u32::from(byte - b'0'),
            None => {
                let Self { count, .. } = std::mem::take(self);
                return Some(count);
            }
            _ => self.matched = usize::from(byte == Self::BEFORE[0]),
        }
        None
    }
}
