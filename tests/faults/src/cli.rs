//! The command line.

use crate::{port::Port, victim::Life};
use lexopt::{Arg, Parser, ValueExt};
use std::{
    ffi::OsString,
    net::{Ipv4Addr, SocketAddr},
};

/// What `--help` prints.
pub const HELP: &str = "\
What a client of event streams has to survive, as routes of a server on 127.0.0.1.

Usage: fault-server [options]

  --port PORT          the server (default: 9102)
  --other-port PORT    the same routes, as another origin (default: 9103)
  --victim-port PORT   where the process listens that is killed again and again (default: 9104)
  --control-port PORT  where tests ask what happened, and make it happen (default: 9105)
  --leash              end when the standard input does
  --help

A port of 0 is any. It prints one line when it listens: `listening on`, and the four URLs in this order.";

/// What the command line asks for.
pub enum Command {
    /// Run the server.
    Serve(Options),
    /// Print the help.
    Help,
}

/// How to run the server.
pub struct Options {
    /// Where it listens, in the order of [`Port::ALL`].
    pub addresses: [SocketAddr; Port::ALL.len()],
    /// Whether it ends with its standard input.
    pub leash: bool,
    /// This is one of the victim's lives: how it goes. For the parent process's use, so not in the help.
    pub life: Option<Life>,
}

/// Reads the arguments, the program's name not among them.
///
/// # Errors
/// One line that says what is wrong and what to do.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
    read(&mut Parser::from_args(arguments)).map_err(|error| format!("{error} (--help lists the options)"))
}

fn read(parser: &mut Parser) -> Result<Command, lexopt::Error> {
    let mut ports = [9102, 9103, 9104, 9105];
    let (mut leash, mut life) = (false, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("port") => ports[Port::Server as usize] = parser.value()?.parse()?,
            Arg::Long("other-port") => ports[Port::Other as usize] = parser.value()?.parse()?,
            Arg::Long("victim-port") => ports[Port::Victim as usize] = parser.value()?.parse()?,
            Arg::Long("control-port") => ports[Port::Control as usize] = parser.value()?.parse()?,
            Arg::Long("leash") => leash = true,
            Arg::Long("life") => life = Some(parser.value()?.parse()?),
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            _ => return Err(argument.unexpected()),
        }
    }
    let addresses = ports.map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    Ok(Command::Serve(Options { addresses, leash, life }))
}
