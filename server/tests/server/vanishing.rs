//! Clients that vanish without a word: a cable is pulled, a machine loses power.
//!
//! The machine that vanishes is a network namespace, which takes root and iproute2's `ip`.

use crate::{
    client::{Client, cookie},
    holder::Holder,
    process::Server,
};
use std::{
    net::SocketAddr,
    process::{self, Command, Output},
    time::Instant,
};

/// A machine beside this one, and the cable between them.
struct Machine {
    name: String,
    /// This machine's address on the cable.
    address: String,
}

impl Machine {
    fn new() -> Result<Self, String> {
        let id = process::id();
        let machine =
            Self { name: format!("sse{id}"), address: format!("198.18.{}.{}", id / 64 % 256, id % 64 * 4 + 1) };
        let Self { name, address } = &machine;
        let other = format!("198.18.{}.{}", id / 64 % 256, id % 64 * 4 + 2);
        ip(&format!("netns add {name}"))?;
        ip(&format!("link add {name} type veth peer name cable netns {name}"))?;
        ip(&format!("addr add {address}/30 dev {name}"))?;
        ip(&format!("link set {name} up"))?;
        ip(&format!("-n {name} addr add {other}/30 dev cable"))?;
        ip(&format!("-n {name} link set cable up"))?;
        Ok(machine)
    }

    fn pull_the_cable(&self) {
        ip(&format!("-n {} link set cable down", self.name)).unwrap();
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // The cable goes with it.
        let _ = ip(&format!("netns del {}", self.name));
    }
}

fn ip(arguments: &str) -> Result<(), String> {
    match Command::new("ip").args(arguments.split(' ')).output() {
        Ok(Output { status, .. }) if status.success() => Ok(()),
        Ok(Output { stderr, .. }) => Err(format!("ip {arguments}: {}", String::from_utf8_lossy(&stderr).trim())),
        Err(error) => Err(format!("ip: {error} (Debian's package iproute2)")),
    }
}

#[test]
fn who_vanishes_is_gone_from_the_count() {
    let machine = match Machine::new() {
        Ok(machine) => machine,
        Err(reason) => {
            println!("skipped: no machine to pull the cable of: {reason}");
            return;
        }
    };
    // Every address: the watcher comes by loopback, the others by the cable.
    let server = Server::with(&["--host", "0.0.0.0", "--heartbeat", "1"]);
    let mut watcher = Client::with(&server, &cookie(0));
    let address = SocketAddr::new(machine.address.parse().unwrap(), server.address.port());
    let holder = Holder::start(&["ip", "netns", "exec", &machine.name], address, 10);
    watcher.until(11, 11);
    machine.pull_the_cable();
    let start = Instant::now();
    watcher.until(1, 1);
    println!("gone after {} ms, with a heartbeat every 1000 ms", start.elapsed().as_millis());
    drop(holder);
}
