//! A client that shows what is on the wire.

use std::{
    collections::VecDeque,
    io::{self, Read, Write},
    net::TcpStream,
};

use crate::process::DEADLINE;

/// An answer whose head has been read.
pub struct Answer {
    pub status: u16,
    pub head: String,
    stream: TcpStream,
    read: VecDeque<u8>,
}

impl Answer {
    /// Asks; `line` may have headers after it.
    pub fn to(host: &str, line: &str, body: &[u8]) -> Self {
        ask(host, line, body).and_then(Self::new).expect("an answer")
    }

    /// Reads the head of an answer.
    pub fn new(mut stream: TcpStream) -> io::Result<Self> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            head.extend(byte);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Ok(Self { status, head, stream, read: VecDeque::new() })
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Everything that follows the head, as it is on the wire, and how it ended.
    pub fn rest(&mut self) -> (Vec<u8>, io::Result<()>) {
        let mut rest = Vec::from(std::mem::take(&mut self.read));
        let end = self.stream.read_to_end(&mut rest).map(drop);
        (rest, end)
    }

    /// A body's next chunk; `None` at its proper end.
    pub fn chunk(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut chunk = Vec::new();
        Ok(self.append_chunk(&mut chunk)?.then_some(chunk))
    }

    /// A body's bytes up to where it ends or breaks off.
    pub fn body(&mut self) -> Vec<u8> {
        let mut body = Vec::new();
        while let Ok(true) = self.append_chunk(&mut body) {}
        body
    }

    fn append_chunk(&mut self, body: &mut Vec<u8>) -> io::Result<bool> {
        let line = self.line()?;
        let length = usize::from_str_radix(str::from_utf8(&line).unwrap().trim_end(), 16).unwrap();
        for _ in 0..length {
            body.push(self.byte()?);
        }
        self.line()?;
        Ok(length > 0)
    }

    /// The next byte on the wire.
    pub fn byte(&mut self) -> io::Result<u8> {
        if self.read.is_empty() {
            let mut some = [0; 4096];
            let length = self.stream.read(&mut some)?;
            self.read.extend(&some[..length]);
        }
        self.read.pop_front().ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            line.push(self.byte()?);
        }
        Ok(line)
    }
}

/// Sends a request; `line` may have headers after it.
pub fn ask(host: &str, line: &str, body: &[u8]) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(DEADLINE))?;
    stream.write_all(&[format!("{line}\r\nHost: {host}\r\n\r\n").as_bytes(), body].concat())?;
    Ok(stream)
}
