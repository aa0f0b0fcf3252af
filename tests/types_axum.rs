//! Frames as responses of axum's.
#![cfg(all(feature = "axum", not(target_arch = "wasm32")))]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::{
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use axum::{
    body::{Body, to_bytes},
    extract::FromRequestParts,
    http::{HeaderValue, Request},
    response::{
        IntoResponse,
        sse::{Event, Sse as AxumSse},
    },
};
use eventsource_wasm::{
    axum::{LastEventId, Sse},
    encoder::Frame,
};
use futures_core::Stream;
use futures_util::{StreamExt, stream};
use proptest::prelude::*;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, timeout},
};

async fn text(response: impl IntoResponse) -> String {
    let bytes = to_bytes(response.into_response().into_body(), usize::MAX).await.expect("the body is whole");
    String::from_utf8(bytes.into()).expect("it is UTF-8")
}

/// A response, as it is sent, and where its frames come from.
fn response(
    configure: impl FnOnce(Frames) -> Sse<Frames>,
) -> (mpsc::UnboundedSender<Frame>, Pin<Box<dyn Stream<Item = String>>>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let frames =
        stream::unfold(receiver, |mut receiver| Box::pin(async move { Some((receiver.recv().await?, receiver)) }));
    let body = configure(frames.boxed()).into_response().into_body().into_data_stream();
    let chunks = body.map(|chunk| String::from_utf8(chunk.expect("nothing fails").into()).expect("it is UTF-8"));
    (sender, Box::pin(chunks))
}

type Frames = stream::BoxStream<'static, Frame>;

#[tokio::test]
async fn its_headers_keep_caches_and_proxies_from_holding_it_back() {
    let response = Sse::new(stream::empty::<Frame>()).into_response();
    assert_eq!(response.status(), 200);
    let headers = response.headers();
    assert_eq!(headers["content-type"], "text/event-stream");
    assert_eq!(headers["cache-control"], "no-store, no-transform");
    assert_eq!(headers["x-accel-buffering"], "no");
    assert_eq!(text(response).await, "");
}

#[tokio::test]
async fn frames_are_sent_as_they_are_and_may_be_shared() {
    let frames = [Frame::new().data("a\r\nb"), Frame::new().data(""), Frame::new().comment("hi")];
    let expected = "data: a\ndata: b\n\ndata: \n\n: hi\n\n";
    assert_eq!(text(Sse::new(stream::iter(frames.clone()))).await, expected);
    assert_eq!(text(Sse::new(stream::iter(frames.map(Arc::new)))).await, expected);
}

#[tokio::test(start_paused = true)]
async fn silence_is_broken_by_comments() {
    let (sender, mut chunks) = response(Sse::new);
    let start = Instant::now();
    for seconds in [15, 30] {
        assert_eq!(chunks.next().await.as_deref(), Some(":\n\n"));
        assert_eq!(start.elapsed().as_secs(), seconds);
    }
    // From the last frame on, not from the last comment.
    assert!(timeout(Duration::from_secs(10), chunks.next()).await.is_err());
    sender.send(Frame::new().data("1")).expect("the response waits");
    assert_eq!(chunks.next().await.as_deref(), Some("data: 1\n\n"));
    assert_eq!(start.elapsed().as_secs(), 40);
    assert_eq!(chunks.next().await.as_deref(), Some(":\n\n"));
    assert_eq!(start.elapsed().as_secs(), 55);
    drop(sender);
    assert_eq!(chunks.next().await, None);
    assert_eq!(start.elapsed().as_secs(), 55);
}

#[tokio::test(start_paused = true)]
async fn the_time_of_silence_can_be_set_but_never_floods() {
    for (given, used) in [(Duration::from_millis(2500), 2500), (Duration::ZERO, 1000)] {
        let (_sender, mut chunks) = response(|frames| Sse::new(frames).keep_alive(given));
        let start = Instant::now();
        assert_eq!(chunks.next().await.as_deref(), Some(":\n\n"));
        assert_eq!(start.elapsed().as_millis(), used);
    }
    let (_sender, mut chunks) = response(|frames| Sse::new(frames).keep_alive(Duration::MAX));
    assert!(timeout(Duration::from_hours(24), chunks.next()).await.is_err());
}

#[tokio::test]
async fn when_the_client_goes_the_stream_is_dropped() {
    struct Guard(Option<oneshot::Sender<()>>);
    impl Drop for Guard {
        fn drop(&mut self) {
            if let Some(sender) = self.0.take() {
                let _ = sender.send(());
            }
        }
    }
    let (sender, mut dropped) = oneshot::channel();
    let guard = Guard(Some(sender));
    let frames = stream::pending::<Frame>().inspect(move |_| {
        let _ = &guard;
    });
    let response = Sse::new(frames).into_response();
    assert!(dropped.try_recv().is_err());
    drop(response);
    assert!(dropped.await.is_ok());
}

#[tokio::test]
async fn the_last_event_id_is_the_header() {
    async fn extracted(value: Option<&[u8]>) -> Option<String> {
        let mut request = Request::new(Body::empty());
        if let Some(value) = value {
            let value = HeaderValue::from_bytes(value).expect("it is a value");
            request.headers_mut().insert("Last-Event-ID", value);
        }
        let LastEventId(id) =
            LastEventId::from_request_parts(&mut request.into_parts().0, &()).await.expect("nothing is refused");
        id
    }
    assert_eq!(extracted(None).await, None);
    assert_eq!(extracted(Some(b"7")).await.as_deref(), Some("7"));
    assert_eq!(extracted(Some("é€".as_bytes())).await.as_deref(), Some("é€"));
    assert_eq!(extracted(Some(b"\xff")).await, None);
}

#[test]
fn empty_data_is_refused_by_axums_event() {
    let error = Event::try_from(Frame::new().data("")).expect_err("axum would send nothing").to_string();
    assert!(error.contains("cannot carry empty data: use eventsource_wasm::axum::Sse"), "{error}");
}

proptest! {
    /// Byte for byte, with whatever line breaks.
    #[test]
    fn axums_event_sends_what_the_frame_would(
        comment in proptest::option::of(".*|[a\r\n]*"),
        retry in proptest::option::of(0..u64::MAX),
        event_type in proptest::option::of("[^\r\n]*"),
        id in proptest::option::of("[^\r\n\0]*"),
        data in proptest::option::of(".+|[a\r\n]+"),
    ) {
        let mut frame = Frame::new();
        if let Some(comment) = comment { frame = frame.comment(comment); }
        if let Some(retry) = retry { frame = frame.retry(Duration::from_millis(retry)); }
        if let Some(event_type) = event_type { frame = frame.event(event_type).expect("it is one line"); }
        if let Some(id) = id { frame = frame.id(id).expect("it is one line"); }
        if let Some(data) = data { frame = frame.data(data); }
        let expected = frame.to_bytes();
        let sent = pin!(text(AxumSse::new(stream::iter([frame]).map(Event::try_from))));
        let sent = futures_util::FutureExt::now_or_never(sent).expect("there is nothing to wait for");
        prop_assert_eq!(sent.as_bytes(), expected);
    }
}
