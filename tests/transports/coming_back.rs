//! Connections that are lost, end, or are refused.

use eventsource_wasm::{Error, Retry, Transport};

use crate::{
    faults::{Key, resuming, soon},
    support::Log,
};

async fn a_stream_that_ends_is_made_again_from_where_it_ended(transport: Transport) {
    let key = Key::new("end");
    let source = key.open(transport, "end?times=2", soon());
    let log = Log::new();
    let (opened, failed) = (log.clone(), log.clone());
    let _listeners = [
        source.on_open(move || opened.note("open")),
        source.on_error(move |error| {
            assert!(error.is_transient() && error.will_retry(), "{error}");
            failed.note("lost");
        }),
    ];
    for expected in ["open", "lost", "open", "lost", "open"] {
        assert_eq!(log.next().await, expected);
    }
    // Of an event that nobody listens to the browser's class tells nothing.
    let expected = (transport == Transport::Fetch).then_some("2");
    assert_eq!(key.attempt(3).await.last_event_id(), expected);
    assert_eq!(key.log().await.len(), 3);
}

async fn an_answer_that_the_standard_takes_for_final_closes(transport: Transport) {
    let key = Key::new("final");
    let source = resuming(transport, key.url("status/404?body=gone&retry-after=7"));
    let source = source.retry(Retry::standard()).build().unwrap();
    let log = Log::new();
    let notes = log.clone();
    let _error = source.on_error(move |error| {
        assert!(error.is_final());
        notes.note(match error {
            Error::Http(answer) => format!("{} {:?} {}", answer.status, answer.header("Retry-After"), answer.body),
            Error::GaveUp(_) => "gave up".to_owned(),
            error => error.to_string(),
        });
    });
    let expected = if transport == Transport::Fetch { r#"404 Some("7") gone"# } else { "gave up" };
    assert_eq!(log.next().await, expected);
    assert_eq!(key.closed().await.len(), 1);
}

over_both!(a_stream_that_ends_is_made_again_from_where_it_ended, an_answer_that_the_standard_takes_for_final_closes,);
