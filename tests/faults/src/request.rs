//! A request: its head, its query, its body.

use percent_encoding::percent_decode;
use serde_json::{Map, Value};
use std::{borrow::Cow, fmt::Write, io, str::FromStr, time::Duration};
use tokio::{io::AsyncReadExt, net::TcpStream};

/// Enough for any query that a test makes.
const LARGEST_HEAD: usize = 1 << 20;

/// Why there is no answer as the route wants it.
pub enum Stop {
    /// The client is gone.
    Gone,
    /// What was asked makes no sense: what to do instead.
    Bad(String),
}

impl From<io::Error> for Stop {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// A request.
pub struct Request {
    pub method: String,
    /// As it was sent.
    pub path: String,
    /// What follows the question mark, as it was sent.
    pub query: String,
    /// Names in lower case.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Empty until [`Request::read_body`] has read it.
    pub body: Vec<u8>,
    /// What was read from the socket: the head, and what may have come with it.
    pub read: Vec<u8>,
    /// How many bytes of that are the head.
    pub head: usize,
}

impl Request {
    /// Reads a request's head.
    pub async fn read(stream: &mut TcpStream) -> Result<Self, Stop> {
        let mut read = Vec::new();
        loop {
            if stream.read_buf(&mut read).await? == 0 {
                return Err(Stop::Gone);
            }
            if let Some(request) = Self::parse(&read)? {
                return Ok(Self { read, ..request });
            }
            if read.len() > LARGEST_HEAD {
                return Err(Stop::Bad("the head is larger than 1 MiB".to_owned()));
            }
        }
    }

    fn parse(read: &[u8]) -> Result<Option<Self>, Stop> {
        let mut headers = [httparse::EMPTY_HEADER; 128];
        let mut parsed = httparse::Request::new(&mut headers);
        let status = parsed.parse(read).map_err(|error| Stop::Bad(format!("this is no HTTP: {error}")))?;
        let httparse::Status::Complete(head) = status else { return Ok(None) };
        let target = parsed.path.unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Ok(Some(Self {
            method: parsed.method.unwrap_or_default().to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: parsed.headers.iter().map(|h| (h.name.to_ascii_lowercase(), h.value.to_vec())).collect(),
            body: Vec::new(),
            read: Vec::new(),
            head,
        }))
    }

    /// Reads the body, of which a part may have come with the head. Browsers always say how long it is.
    pub async fn read_body(&mut self, stream: &mut TcpStream) -> Result<(), Stop> {
        let length = match self.header("content-length") {
            Some(length) => String::from_utf8_lossy(length).parse().map_err(|_| bad("Content-Length", length))?,
            None => 0,
        };
        self.body = self.read.split_off(self.head);
        while self.body.len() < length {
            if stream.read_buf(&mut self.body).await? == 0 {
                return Err(Stop::Gone);
            }
        }
        self.body.truncate(length);
        Ok(())
    }

    /// Whether a browser asks for leave to make a request of another origin.
    pub fn is_preflight(&self) -> bool {
        self.method == "OPTIONS" && self.header("access-control-request-method").is_some()
    }

    /// A header's value; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_slice())
    }

    /// The headers for people and JSON.
    pub fn headers_json(&self) -> Map<String, Value> {
        self.headers.iter().map(|(name, value)| (name.clone(), String::from_utf8_lossy(value).into())).collect()
    }

    /// The `Last-Event-ID` as hexadecimal digits, as JSON may not be able to hold it.
    pub fn last_event_id_hex(&self) -> Option<String> {
        self.header("last-event-id").map(to_hex)
    }

    /// Who asks.
    pub fn key(&self) -> String {
        self.text("key").unwrap_or_default()
    }

    /// The query's bytes of this name, decoded.
    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        self.query.split('&').find_map(|pair| {
            let (known, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(known) == name.as_bytes()).then(|| decoded(value))
        })
    }

    /// The query's text of this name.
    pub fn text(&self, name: &str) -> Option<String> {
        self.bytes(name).map(|value| String::from_utf8_lossy(&value).into_owned())
    }

    /// The query's number of this name.
    pub fn number<T: FromStr>(&self, name: &str) -> Result<Option<T>, Stop> {
        self.bytes(name).map(|value| String::from_utf8_lossy(&value).parse().map_err(|_| bad(name, &value))).transpose()
    }

    /// The query's milliseconds of this name: up to 49 days, as what a clock can tell has an end.
    pub fn milliseconds(&self, name: &str) -> Result<Option<Duration>, Stop> {
        let milliseconds: Option<u32> = self.number(name)?;
        Ok(milliseconds.map(|number| Duration::from_millis(number.into())))
    }

    /// The bytes that the query's hexadecimal digits of this name stand for.
    pub fn hex(&self, name: &str) -> Result<Option<Vec<u8>>, Stop> {
        self.bytes(name).map(|digits| from_hex(&digits).ok_or_else(|| bad(name, &digits))).transpose()
    }

    /// The query's value of this name for a header: everything but line ends.
    pub fn header_value(&self, name: &str) -> Result<Option<Vec<u8>>, Stop> {
        match self.bytes(name) {
            Some(value) if value.contains(&b'\r') || value.contains(&b'\n') => Err(bad(name, &value)),
            value => Ok(value),
        }
    }
}

/// What to say where a value makes no sense.
pub fn bad(name: &str, value: &[u8]) -> Stop {
    Stop::Bad(format!("{name}={} makes no sense", value.escape_ascii()))
}

/// Hexadecimal digits.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn from_hex(digits: &[u8]) -> Option<Vec<u8>> {
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    let byte = |pair: &[u8]| match *pair {
        [high, low] => Some(16 * value(high)? + value(low)?),
        _ => None,
    };
    digits.chunks(2).map(byte).collect()
}

/// As forms encode: a plus is a space.
fn decoded(text: &str) -> Vec<u8> {
    let text = if text.contains('+') { Cow::Owned(text.replace('+', " ")) } else { Cow::Borrowed(text) };
    percent_decode(text.as_bytes()).collect()
}
