//! The load that the server is built for: everybody connects at once, and each join is told to all.
//!
//! Starts the server that was built beside it, opens many raw connections to it, and prints how long it takes until all
//! of them know the right count, what a connection costs in memory, how long a join takes to reach everybody, and what a
//! delivery costs in CPU time. Linux only: memory and CPU time come from `/proc`.
//!
//! ```sh
//! cargo run -p eventsource-wasm-server --profile server --bins --example load -- --connections 10000
//! ```

use mio::{Events, Interest, Poll, Token, net::TcpStream};
use std::{
    env,
    error::Error,
    fs,
    io::{self, BufRead, BufReader, Read, Write},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

/// No step takes longer than this on a machine that is fit for the load.
const DEADLINE: Duration = Duration::from_secs(120);
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
    let (mut connections, mut joins) = (10_000, 20);
    // The example is in target/<profile>/examples, the server in target/<profile>.
    let mut binary = env::current_exe()?.with_file_name("../eventsource-wasm-server");
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            lexopt::Arg::Long("connections") => connections = lexopt::ValueExt::parse(&parser.value()?)?,
            lexopt::Arg::Long("joins") => joins = lexopt::ValueExt::parse(&parser.value()?)?,
            lexopt::Arg::Long("server") => binary = PathBuf::from(parser.value()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let files = rlimit::increase_nofile_limit(u64::MAX)?;
    if files < connections as u64 + 100 {
        return Err(format!("only {files} files may be open: raise it by `ulimit -n {}`", connections + 100).into());
    }

    let server = Server::start(&binary)?;
    let idle = server.memory()?;
    let mut crowd = Crowd::new(server.address)?;

    let start = Instant::now();
    for _ in 0..connections {
        crowd.join()?;
        crowd.read(Some(Duration::ZERO))?;
    }
    crowd.until_all_know(connections)?;
    println!("{connections} connections, all with the right count after {} ms", start.elapsed().as_millis());
    let memory = server.memory()?.saturating_sub(idle);
    println!("{:.1} KiB of resident memory each (the idle server: {idle} KiB)", memory as f64 / connections as f64);

    let mut delays = Vec::with_capacity(connections * joins);
    let (cpu, deliveries) = (server.cpu()?, crowd.deliveries);
    for _ in 0..joins {
        let start = Instant::now();
        crowd.join()?;
        crowd.until_all_know(connections + 1)?;
        delays.extend(crowd.clients.iter().take(connections).map(|client| client.told.duration_since(start)));
        crowd.leave();
        crowd.until_all_know(connections)?;
    }
    let (cpu, deliveries) = (server.cpu()? - cpu, crowd.deliveries - deliveries);
    delays.sort_unstable();
    let percentile = |percent: usize| delays[(delays.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    println!("a join is seen by half of them in {:.0} ms, by 99 % in {:.0} ms", percentile(50), percentile(99));
    println!("{:.1} ms of CPU for 1,000 deliveries ({deliveries})", cpu.as_secs_f64() * 1e6 / deliveries as f64);

    drop(crowd);
    let start = Instant::now();
    while server.sockets()? > 20 && start.elapsed() < DEADLINE {
        std::thread::sleep(Duration::from_millis(10));
    }
    println!("{} KiB of resident memory after all have left", server.memory()?);
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
    fn memory(&self) -> Result<usize, Box<dyn Error>> {
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

    fn sockets(&self) -> Result<usize, Box<dyn Error>> {
        Ok(fs::read_dir(format!("/proc/{}/fd", self.child.id()))?.count())
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
    deliveries: usize,
}

struct Client {
    socket: TcpStream,
    asked: bool,
    scanner: Scanner,
    /// The last count and when it came.
    count: usize,
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

    fn until_all_know(&mut self, count: usize) -> Result<(), Box<dyn Error>> {
        let start = Instant::now();
        while self.clients.iter().any(|client| client.count != count) {
            if start.elapsed() > DEADLINE {
                let wrong = self.clients.iter().filter(|client| client.count != count).count();
                return Err(format!("{wrong} clients do not know yet that there are {count} users").into());
            }
            self.read(Some(Duration::from_millis(100)))?;
        }
        Ok(())
    }

    /// Reads what came, waiting for it at most that long.
    fn read(&mut self, timeout: Option<Duration>) -> io::Result<()> {
        self.poll.poll(&mut self.events, timeout)?;
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
    count: usize,
}

impl Scanner {
    /// What comes before a count; `#` is a number.
    const BEFORE: &[u8] = b"event: userCount\nid: #\ndata: ";

    fn next(&mut self, byte: u8) -> Option<usize> {
        let expected = Self::BEFORE.get(self.matched);
        match expected {
            Some(b'#') if byte.is_ascii_digit() => {}
            Some(b'#') if byte == b'\n' => self.matched += 2,
            Some(&expected) if byte == expected => self.matched += 1,
            None if byte.is_ascii_digit() => self.count = self.count * 10 + usize::from(byte - b'0'),
            None => {
                let Self { count, .. } = std::mem::take(self);
                return Some(count);
            }
            _ => self.matched = usize::from(byte == Self::BEFORE[0]),
        }
        None
    }
}
