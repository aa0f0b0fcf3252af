//! The command line. `lexopt` and no larger parser: seven flags, and an error has to be one line.

use crate::cors::Origin;
use lexopt::{Arg, Parser, ValueExt};
use std::{ffi::OsString, path::PathBuf, time::Duration};

/// What `--help` prints.
pub const HELP: &str = "\
The live user count: counts who is looking at the page and tells everybody, by Server-Sent Events.

Usage: eventsource-wasm-server [options]

  --host HOST            address or name to listen on (default: localhost, on IPv4 and IPv6)
  --port PORT            port to listen on, 0 for any (default: 9000)
  --www DIR              folder of the built page (default: www/dist)
  --no-www               serve no page, only /users/count and /healthz
  --allow-origin ORIGIN  a page's origin that may read the stream with its cookie, such as https://example.com;
                         http://127.0.0.1:* is any port; can be given several times
  --heartbeat SECONDS    time between two comments that keep a silent stream alive (default: 15)
  --retry MILLISECONDS   time after which a client that lost its stream comes back (default: 3000)
  --help, --version

RUST_LOG sets what is logged to stderr: error, warn, info (default), debug, trace.";

/// What the command line asks for.
#[derive(Debug)]
pub enum Command {
    /// Run the server.
    Serve(Options),
    /// Print the help.
    Help,
    /// Print the version.
    Version,
}

/// How to run the server.
#[derive(Debug)]
pub struct Options {
    /// The address or name to listen on.
    pub host: String,
    /// The port to listen on; 0 is any.
    pub port: u16,
    /// The folder of the built page, where a page is served.
    pub www: Option<PathBuf>,
    /// Origins that may read the stream besides the server's own.
    pub allow_origins: Vec<Origin>,
    /// The time between two heartbeats.
    pub heartbeat: Duration,
    /// The time after which clients reconnect.
    pub retry: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: 9000,
            www: Some("www/dist".into()),
            allow_origins: Vec::new(),
            heartbeat: Duration::from_secs(15),
            retry: Duration::from_secs(3),
        }
    }
}

/// Reads the arguments, the program's name not among them.
///
/// # Errors
/// One line that says what is wrong and what to do.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
    read(&mut Parser::from_args(arguments)).map_err(|error| format!("{error} (--help lists the options)"))
}

fn read(parser: &mut Parser) -> Result<Command, lexopt::Error> {
    let mut options = Options::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("host") => options.host = parser.value()?.string()?,
            Arg::Long("port") => options.port = parser.value()?.parse()?,
            Arg::Long("www") => options.www = Some(parser.value()?.into()),
            Arg::Long("no-www") => options.www = None,
            Arg::Long("allow-origin") => options.allow_origins.push(parser.value()?.parse()?),
            Arg::Long("heartbeat") => options.heartbeat = parser.value()?.parse_with(seconds)?,
            Arg::Long("retry") => options.retry = Duration::from_millis(parser.value()?.parse::<u32>()?.into()),
            Arg::Short('h') | Arg::Long("help") => return Ok(Command::Help),
            Arg::Short('V') | Arg::Long("version") => return Ok(Command::Version),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Command::Serve(options))
}

fn seconds(text: &str) -> Result<Duration, String> {
    let day = 86_400.0;
    match text.parse() {
        Ok(seconds) if (0.1..=day).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("give seconds from 0.1 to 86400".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Options, String> {
        match parse(line.split_whitespace().map(OsString::from))? {
            Command::Serve(options) => Ok(options),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn defaults() {
        let options = parsed("").unwrap();
        assert_eq!((options.host.as_str(), options.port), ("localhost", 9000));
        assert_eq!(options.www, Some("www/dist".into()));
        assert_eq!((options.heartbeat.as_secs(), options.retry.as_millis()), (15, 3000));
        assert!(options.allow_origins.is_empty());
    }

    #[test]
    fn every_option() {
        let line = "--host ::1 --port 0 --no-www --allow-origin http://a --allow-origin=http://b:* \
                    --heartbeat 0.5 --retry 10";
        let options = parsed(line).unwrap();
        assert_eq!((options.host.as_str(), options.port, options.www), ("::1", 0, None));
        assert_eq!(options.allow_origins, ["http://a", "http://b:*"].map(|origin| origin.parse().unwrap()));
        assert_eq!((options.heartbeat.as_millis(), options.retry.as_millis()), (500, 10));
    }

    #[test]
    fn an_error_is_one_line_that_names_the_culprit_and_the_help() {
        for (line, culprit) in [
            ("--colour", "--colour"),
            ("-x", "-x"),
            ("page", "page"),
            ("--port", "--port"),
            ("--port 65536", "65536"),
            ("--port http", "http"),
            ("--heartbeat 0", "from 0.1"),
            ("--heartbeat NaN", "NaN"),
            ("--heartbeat inf", "from 0.1"),
            ("--retry -1", "-1"),
            ("--allow-origin *", "is not an origin"),
            ("--no-www=yes", "--no-www"),
        ] {
            let error = parsed(line).unwrap_err();
            assert!(error.contains(culprit) && error.contains("--help") && !error.contains('\n'), "{line}: {error}");
        }
    }

    #[test]
    fn help_names_every_option() {
        assert!(matches!(parse(["--help".into()]), Ok(Command::Help)));
        assert!(matches!(parse(["-V".into()]), Ok(Command::Version)));
        for option in ["--host", "--port", "--www", "--no-www", "--allow-origin", "--heartbeat", "--retry", "RUST_LOG"]
        {
            assert!(HELP.contains(option), "{option}");
        }
    }
}
