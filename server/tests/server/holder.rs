//! Another process that holds connections: this test program, run again.

use crate::{
    client::{Client, ask, connect, cookie},
    process::DEADLINE,
};
use std::{
    env,
    io::{self, BufRead, BufReader, Read},
    net::SocketAddr,
    process::{Child, Command, Stdio},
};

const ADDRESS: &str = "HOLDER_ADDRESS";
const CONNECTIONS: &str = "HOLDER_CONNECTIONS";

/// A process with open streams, each of a user of its own. It is killed when this is dropped.
pub struct Holder(Child);

impl Holder {
    /// Starts it by `wrapper`, a command that runs its arguments, and waits until all its streams are open.
    pub fn start(wrapper: &[&str], address: SocketAddr, connections: usize) -> Self {
        let this = env::current_exe().unwrap();
        let line: Vec<_> = wrapper.iter().map(AsRef::as_ref).chain([this.as_os_str()]).collect();
        let mut child = Command::new(line[0])
            .args(&line[1..])
            .args(["--exact", "holder::hold", "--ignored", "--nocapture"])
            .env(ADDRESS, address.to_string())
            .env(CONNECTIONS, connections.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert!(lines.any(|line| line.contains("holding")), "the holder cannot connect");
        Self(child)
    }
}

impl Drop for Holder {
    /// SIGKILL.
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// What the other process does: until it is killed, or whoever started it is gone.
#[test]
#[ignore = "not a test: what the other process does"]
fn hold() {
    let Ok(address) = env::var(ADDRESS) else { return };
    let connections: u128 = env::var(CONNECTIONS).unwrap().parse().unwrap();
    let clients: Vec<_> = (1..=connections)
        .map(|user| {
            let socket = connect(address.parse().unwrap());
            ask(&socket, &cookie(user));
            Client::on(socket)
        })
        .collect();
    assert!(clients.iter().all(|client| client.head.status == 200), "within {DEADLINE:?}");
    println!("holding");
    let _ = io::stdin().read(&mut [0]);
}
