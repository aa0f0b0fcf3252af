//! What all connections share.

use crate::{
    log::Log,
    port::{Gate, Port},
    victim::{Budget, Life, Victim},
};
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

/// What all connections share.
pub struct World {
    addresses: [SocketAddr; Port::ALL.len()],
    gates: [Arc<Gate>; Port::ALL.len()],
    /// Who asked for what.
    pub log: Log,
    /// Where what is no route of ours is passed on to.
    pub proxy: Mutex<Option<SocketAddr>>,
    /// The process that is killed again and again.
    pub victim: Victim,
    /// How much this process may send in all, if it is the victim.
    pub budget: Option<Budget>,
}

impl World {
    /// With nothing happened yet.
    pub fn new(addresses: [SocketAddr; Port::ALL.len()], life: Option<Life>) -> Self {
        Self {
            addresses,
            gates: Port::ALL.map(|port| Arc::new(Gate::new(port != Port::Victim || life.is_some()))),
            log: Log::new(),
            proxy: Mutex::new(None),
            victim: Victim::default(),
            budget: life.map(Budget::new),
        }
    }

    /// Where a port listens.
    pub fn address(&self, port: Port) -> SocketAddr {
        self.addresses[port as usize]
    }

    /// Where a port listens, without a slash at the end.
    pub fn url(&self, port: Port) -> String {
        format!("http://{}", self.address(port))
    }

    /// What opens and closes a port.
    pub fn gate(&self, port: Port) -> &Arc<Gate> {
        &self.gates[port as usize]
    }
}
