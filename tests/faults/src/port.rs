//! The ports, which can go away for a while: then a connection is refused, and those that were open are reset.

use crate::{connection, world::World};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch, task::AbortHandle, time::sleep};

/// The ports that there are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// "The server".
    Server,
    /// The same as another origin.
    Other,
    /// The process that is killed again and again.
    Victim,
    /// Where tests ask what happened.
    Control,
}

impl Port {
    /// In the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Server, Self::Other, Self::Victim, Self::Control];

    /// As queries and the log name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Other => "other",
            Self::Victim => "victim",
            Self::Control => "control",
        }
    }
}

/// Between two attempts to take a port back that somebody else got hold of.
const RETRY: Duration = Duration::from_millis(20);

/// Opens and closes a port.
pub struct Gate {
    wanted: watch::Sender<bool>,
    listening: watch::Sender<bool>,
    timer: Mutex<Option<AbortHandle>>,
}

impl Gate {
    /// `listening` says whether somebody listens there already.
    pub fn new(listening: bool) -> Self {
        Self { wanted: watch::Sender::new(true), listening: watch::Sender::new(listening), timer: Mutex::new(None) }
    }

    /// Closes the port, and opens it again after `away`, if that is given. Nobody listens any more when this returns.
    pub async fn close(self: &Arc<Self>, away: Option<Duration>) {
        self.set(false);
        self.is_listening(false).await;
        if let Some(away) = away {
            let gate = self.clone();
            let timer = tokio::spawn(async move {
                sleep(away).await;
                gate.wanted.send_replace(true);
            });
            self.time(Some(timer.abort_handle()));
        }
    }

    /// Opens the port again.
    pub fn open(&self) {
        self.set(true);
    }

    /// Waits until the port is to be open, or is not to be.
    pub async fn is_wanted(&self, wanted: bool) {
        let _ = self.wanted.subscribe().wait_for(|now| *now == wanted).await;
    }

    /// Waits until somebody listens, or nobody does.
    pub async fn is_listening(&self, listening: bool) {
        let _ = self.listening.subscribe().wait_for(|now| *now == listening).await;
    }

    /// Says whether somebody listens.
    pub fn listens(&self, listening: bool) {
        self.listening.send_replace(listening);
    }

    fn set(&self, wanted: bool) {
        self.time(None);
        self.wanted.send_replace(wanted);
    }

    fn time(&self, timer: Option<AbortHandle>) {
        let mut current = self.timer.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(timer) = std::mem::replace(&mut *current, timer) {
            timer.abort();
        }
    }
}

/// Accepts connections, while the gate is open.
pub async fn serve(world: Arc<World>, port: Port, mut listener: TcpListener) {
    let gate = world.gate(port).clone();
    loop {
        gate.listens(true);
        tokio::select! {
            () = gate.is_wanted(false) => {}
            () = accept(&world, port, &listener) => {}
        }
        drop(listener);
        gate.listens(false);
        gate.is_wanted(true).await;
        listener = loop {
            match TcpListener::bind(world.address(port)).await {
                Ok(listener) => break listener,
                Err(error) => eprintln!("{}: {error}", world.address(port)),
            }
            sleep(RETRY).await;
        };
    }
}

async fn accept(world: &Arc<World>, port: Port, listener: &TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(connection::serve(stream, port, world.clone()))),
            // Too many open files, or a client that has left again.
            Err(error) => {
                eprintln!("{}: {error}", world.address(port));
                sleep(RETRY).await;
            }
        }
    }
}
