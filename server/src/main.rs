//! The command `eventsource-wasm-server`.

use eventsource_wasm_server::{
    cli::{self, Command},
    serve,
};
use std::{
    env,
    io::{self, IsTerminal, Write},
    process::ExitCode,
};
use tracing_subscriber::{filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), String> {
    match cli::parse(env::args_os().skip(1))? {
        Command::Serve(options) => {
            log()?;
            serve::run(options, |url| print(&format!("listening on {url}"))).await
        }
        Command::Help => {
            print(cli::HELP);
            Ok(())
        }
        Command::Version => {
            print(concat!("eventsource-wasm-server ", env!("CARGO_PKG_VERSION")));
            Ok(())
        }
    }
}

/// Logs to stderr what `RUST_LOG` asks for.
fn log() -> Result<(), String> {
    let wanted = env::var("RUST_LOG").unwrap_or_default();
    let wanted = if wanted.is_empty() { "info" } else { &wanted };
    // The full filter language needs a regular expression engine; levels per module are enough here.
    let filter: Targets =
        wanted.parse().map_err(|error| format!("RUST_LOG={wanted}: {error}; give a level such as debug"))?;
    let layer = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    tracing_subscriber::registry().with(filter).with(layer).init();
    Ok(())
}

/// Prints a line. Nobody listening to it is no reason to stop.
fn print(line: &str) {
    let mut stdout = io::stdout();
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}
