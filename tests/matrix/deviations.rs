//! Where an engine does not do what the standard says, and our connection with it. What is expected then, the tables say.

use crate::streams::Engine;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deviation {
    /// The native class refuses a stream whose `charset` is another than UTF-8. Parameters do not count.
    OtherCharsetsAreRefused,
    /// A body that ends without its last chunk has ended well.
    CutIsTheEnd,
    /// The native class gives up on a server of another origin that nobody listens at. "If res is a network error, then
    /// reestablish the connection, unless the user agent knows that to be futile."
    RefusedElsewhereIsFinal,
    /// A request that gets no answer is made again, and nobody hears of it.
    AsksAgain,
    /// The head of an answer is told of with the first byte of its body.
    HeadComesWithTheBody,
    /// The native class reads a long line from its beginning for each piece of it.
    LongLinesTakeForever,
    /// The native class gives up on redirects that lead in a circle, which are a network error like another.
    LoopsAreFinal,
    /// Neither `abort()` nor `cancel()` ends a `fetch` that was redirected. It keeps one of the few connections.
    RedirectedRequestsAreKept,
    /// "Once the end of the file is reached, any pending data must be discarded." After a reset the native class takes it for
    /// the beginning of the next connection's first line.
    ResetKeepsTheHalf,
    /// The native class waits for half a second at least, whatever `retry` says.
    HalfASecondIsTheLeast,
    /// "If the field value does not contain U+0000 NULL, then set the last event ID buffer to the field value. Otherwise,
    /// ignore the field." The native class loses the whole event.
    NulInIdLosesTheEvent,
    /// "Process the next response given request", which is the original one. The native class asks where it was led.
    RedirectsAreForGood,
    /// It does so after 301 and 308.
    PermanentRedirectsAreForGood,
}

use Deviation::{
    AsksAgain, CutIsTheEnd, HalfASecondIsTheLeast, HeadComesWithTheBody, LongLinesTakeForever, LoopsAreFinal,
    NulInIdLosesTheEvent, OtherCharsetsAreRefused, PermanentRedirectsAreForGood, RedirectedRequestsAreKept,
    RedirectsAreForGood, RefusedElsewhereIsFinal, ResetKeepsTheHalf,
};

/// Whether the engine that this runs in does so.
pub fn deviates(deviation: Deviation) -> bool {
    let known: &[Deviation] = match Engine::this() {
        Engine::Chromium => &[OtherCharsetsAreRefused, RedirectsAreForGood],
        Engine::Firefox => &[
            AsksAgain,
            HalfASecondIsTheLeast,
            HeadComesWithTheBody,
            LoopsAreFinal,
            NulInIdLosesTheEvent,
            PermanentRedirectsAreForGood,
            RedirectedRequestsAreKept,
            RefusedElsewhereIsFinal,
        ],
        Engine::WebKit => &[CutIsTheEnd, LongLinesTakeForever, LoopsAreFinal, ResetKeepsTheHalf],
    };
    known.contains(&deviation)
}
