//! The parser over a stream of chunks: for servers and native programs, whose HTTP client gives one.

use alloc::{borrow::ToOwned, string::String};
use core::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use pin_project_lite::pin_project;

use super::parser::{Event, Parsed, Parser};

/// An event that borrows nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OwnedEvent {
    /// The event's name; `message` when the server gave none.
    pub event_type: String,
    /// The values of the event's `data` lines, joined by LF.
    pub data: String,
    /// The ID that the server set last, with this event or an earlier one; empty when it has set none.
    pub last_event_id: String,
}

impl From<Event<'_>> for OwnedEvent {
    fn from(event: Event<'_>) -> Self {
        Self {
            event_type: event.event_type().into_owned(),
            data: event.data().into_owned(),
            last_event_id: event.last_event_id().to_owned(),
        }
    }
}

pin_project! {
    /// The events of a body's bytes: `Stream<Item = Result<B, E>>`, where `B` is `Bytes`, `Vec<u8>` or the like, becomes
    /// `Stream<Item = Result<OwnedEvent, StreamError<E>>>`.
    ///
    /// An event that is too large is an item, and the next one follows. An error of the body is an item too, after which the
    /// body is asked again: most end then. When the body ends, so does this stream, and an unfinished event is discarded.
    /// [`parser`](Self::parser) then has what the next connection needs.
    ///
    /// ```
    /// # use std::{pin::pin, task::{Context, Poll, Waker}};
    /// # use futures_core::Stream;
    /// use eventsource_wasm::stream::EventStream;
    ///
    /// # struct Body(std::vec::IntoIter<&'static str>);
    /// # impl Stream for Body {
    /// #     type Item = Result<&'static str, std::io::Error>;
    /// #     fn poll_next(mut self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
    /// #         Poll::Ready(self.0.next().map(Ok))
    /// #     }
    /// # }
    /// # let body = Body(vec!["data: hel", "lo\nid: 1\n\n"].into_iter());
    /// let events = EventStream::new(body); // response.bytes_stream() of an HTTP client
    /// # let mut events = pin!(events);
    /// # let item = events.as_mut().poll_next(&mut Context::from_waker(Waker::noop()));
    /// # let Poll::Ready(Some(Ok(event))) = item else { panic!("an event") };
    /// # assert_eq!((&*event.data, &*event.last_event_id), ("hello", "1"));
    /// ```
    #[derive(Debug)]
    #[must_use = "a stream does nothing unless it is polled"]
    pub struct EventStream<S, B> {
        #[pin]
        body: S,
        parser: Parser,
        // The present chunk, and how much of it has been read.
        chunk: Option<(B, usize)>,
    }
}

impl<S, B> EventStream<S, B> {
    /// The events of these bytes.
    pub const fn new(body: S) -> Self {
        Self::with_parser(body, Parser::new())
    }

    /// The same, by a parser with a limit or seeds of its own, or by that of an earlier connection.
    pub const fn with_parser(body: S, parser: Parser) -> Self {
        Self { body, parser, chunk: None }
    }

    /// The parser, for its last event ID and reconnection time.
    pub const fn parser(&self) -> &Parser {
        &self.parser
    }

    /// Gives the parser back, ready for the next connection's bytes.
    #[must_use]
    pub fn into_parser(mut self) -> Parser {
        self.parser.reset();
        self.parser
    }
}

impl<S, B, E> Stream for EventStream<S, B>
where
    S: Stream<Item = Result<B, E>>,
    B: AsRef<[u8]>,
{
    type Item = Result<OwnedEvent, StreamError<E>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        loop {
            if let Some((chunk, at)) = this.chunk {
                let mut found = this.parser.feed(chunk.as_ref().get(*at..).unwrap_or_default());
                let item = loop {
                    match found.next() {
                        Some(Parsed::Event(event)) => break Some(Ok(event.into())),
                        Some(Parsed::TooLarge { size }) => break Some(Err(StreamError::TooLarge { size })),
                        Some(Parsed::Comment(_) | Parsed::Retry(_)) => {}
                        None => break None,
                    }
                };
                *at += found.consumed();
                if item.is_some() {
                    return Poll::Ready(item);
                }
                *this.chunk = None;
            }
            match ready!(this.body.as_mut().poll_next(cx)) {
                Some(Ok(chunk)) => *this.chunk = Some((chunk, 0)),
                Some(Err(error)) => return Poll::Ready(Some(Err(StreamError::Body(error)))),
                None => {
                    this.parser.reset();
                    return Poll::Ready(None);
                }
            }
        }
    }
}

/// Why an item of an [`EventStream`] is no event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StreamError<E> {
    /// The body has failed.
    Body(E),
    /// An event of `size` bytes was dropped, as it is larger than [`Parser::max_event_size`].
    TooLarge {
        /// Its size as [`Parsed::TooLarge`] counts it.
        size: u64,
    },
}

impl<E> fmt::Display for StreamError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(_) => f.write_str("the body of the event stream has failed"),
            Self::TooLarge { size } => {
                write!(f, "an event of {size} bytes was dropped: raise max_event_size to get it")
            }
        }
    }
}

impl<E: core::error::Error + 'static> core::error::Error for StreamError<E> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Body(error) => Some(error),
            Self::TooLarge { .. } => None,
        }
    }
}
