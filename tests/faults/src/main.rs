//! What a client of event streams has to survive, as routes of a server: README.md lists them.
//!
//! HTTP is written by hand: frameworks hide resets, half code points and silent sockets, which is all that this is for.

mod cli;
mod connection;
mod control;
mod cors;
mod events;
mod exchange;
mod log;
mod port;
mod proxy;
mod reply;
mod request;
mod routes;
mod status;
mod streams;
mod victim;
mod world;

use cli::{Command, Options};
use port::Port;
use std::{
    env,
    io::{self, Read, Write},
    process::{self, ExitCode},
    sync::Arc,
    thread,
};
use tokio::net::TcpListener;
use world::World;

// One thread is enough, and what happens has one order.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let result = match cli::parse(env::args_os().skip(1)) {
        Ok(Command::Serve(options)) => serve(options).await,
        Ok(Command::Help) => {
            print(cli::HELP);
            Ok(())
        }
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(options: Options) -> Result<(), String> {
    if options.leash {
        thread::spawn(leash);
    }
    let ports = if options.life.is_some() { &[Port::Victim][..] } else { &Port::ALL };
    let mut addresses = options.addresses;
    let mut listeners = Vec::new();
    for &port in ports {
        let address = &mut addresses[port as usize];
        let listener = TcpListener::bind(*address)
            .await
            .map_err(|error| format!("cannot listen on {address}: {error}; stop what does, or give another port"))?;
        *address = listener.local_addr().map_err(|error| error.to_string())?;
        listeners.push((port, listener));
    }
    let world = Arc::new(World::new(addresses, options.life));
    for (port, listener) in listeners {
        // The victim's port is its child process's to listen on; it was only looked for here.
        if port != Port::Victim || options.life.is_some() {
            tokio::spawn(port::serve(world.clone(), port, listener));
        }
    }
    let urls: Vec<_> = ports.iter().map(|&port| world.url(port)).collect();
    print(&format!("listening on {}", urls.join(" ")));
    std::future::pending().await
}

/// Ends this process when its standard input does: with the process that holds the other end, however that ends.
fn leash() {
    let mut nothing = [0; 64];
    while matches!(io::stdin().read(&mut nothing), Ok(1..)) {}
    process::exit(0);
}

/// Prints a line. Nobody listening to it is no reason to stop.
fn print(line: &str) {
    let mut stdout = io::stdout();
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}
