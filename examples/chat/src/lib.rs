//! A chat over POST. An answer comes whole, in order and once, though its connection is lost and its token expires.

mod token;

use std::time::Duration;

use chat_types::{Answer, Question};
use eventsource_wasm::{Body, Cause, Error, EventSource, Retry, retry::Decision};
use futures_util::StreamExt;
use gloo_events::{EventListener, EventListenerOptions};
use page::add_line;
use token::Token;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{EventTarget, HtmlButtonElement, HtmlInputElement};

#[wasm_bindgen(start)]
fn start() {
    let Some(form) = page::element::<EventTarget>("ask") else { return };
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&form, "submit", options, |event| {
        event.prevent_default();
        if let Some(input) = page::element::<HtmlInputElement>("question") {
            spawn_local(async move {
                if let Err(error) = ask(input.value()).await {
                    note(&error);
                }
            });
        }
    })
    .forget();
    if let Some(button) = page::element::<HtmlButtonElement>("send") {
        button.set_disabled(false);
    }
}

async fn ask(text: String) -> Result<(), Error> {
    let _ = add_line("messages", "question", &text);
    let Some(answer) = add_line("messages", "answer", "") else { return Ok(()) };

    let token = Token::default();
    let source = EventSource::builder("/chat")
        .method("POST")
        .body(Body::json(&Question { id: unique(), text })?)
        // Asked before each attempt. Where the token has expired, a fresh one is sent.
        .prepare(async move |request| {
            if request.cause.and_then(Cause::status) == Some(401) {
                token.forget();
            }
            Ok::<_, String>(request.header("authorization", format!("Bearer {}", token.get().await?)))
        })
        // At once then. One that refuses fresh ones too is not asked for ever.
        .retry(Retry::default().decide(|failure| match failure.cause.status() {
            Some(401) if failure.attempt <= 2 => Decision::Retry(Duration::ZERO),
            _ => failure.decision,
        }))
        .build()?;

    let mut events = source.events::<Answer>()?;
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => match event.data {
                Answer::Delta(words) => drop(answer.append_with_str_1(&words)),
                Answer::Done => break,
            },
            // The last item of the stream.
            Err(error) if error.is_final() => return Err(error),
            // It comes back, and the answer goes on where it was.
            Err(error) => note(&error),
        }
    }
    let _ = add_line("messages", "done", "That was all.");
    Ok(())
}

fn note(error: &Error) {
    let _ = add_line("messages", "note", &error.to_string());
}

/// By this the server knows the question again.
fn unique() -> String {
    web_sys::window().and_then(|window| window.crypto().ok()).map(|crypto| crypto.random_uuid()).unwrap_or_default()
}
