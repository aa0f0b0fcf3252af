//! The chat's server: `chat-server PORT FOLDER` serves the page in the folder, tokens, and answers as event streams.
//!
//! It makes trouble on purpose, so that one sees what becomes of it: a token is good for one request, and each answer's stream
//! ends once before its time.

mod answers;
mod tokens;

use std::{env, net::Ipv4Addr, process::ExitCode};

use answers::{Answers, Gone};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use chat_types::Question;
use eventsource_wasm::{
    axum::{LastEventId, Sse},
    encoder::Frame,
};
use futures_util::{Stream, StreamExt};
use tokens::Tokens;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

/// How much of an answer comes before its stream ends for the first time.
const FRAMES_BEFORE_THE_END: usize = 5;

#[derive(Clone, Default)]
struct Chat {
    tokens: Tokens,
    answers: Answers,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [port, folder] = arguments.as_slice() else {
        eprintln!("error: give a port, 0 for any, and the folder of the page: chat-server 9000 page");
        return ExitCode::FAILURE;
    };
    match serve(port, folder).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(port: &str, folder: &str) -> Result<(), String> {
    let port: u16 = port.parse().map_err(|error| format!("{port:?} is no port: {error}"))?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| format!("cannot listen on port {port}: {error}; give another"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let router = Router::new()
        .route("/token", post(token))
        .route("/chat", post(chat))
        .with_state(Chat::default())
        .fallback_service(ServeDir::new(folder));
    println!("listening on http://{address}");
    axum::serve(listener, router).await.map_err(|error| error.to_string())
}

async fn token(State(chat): State<Chat>) -> String {
    chat.tokens.fresh().await
}

async fn chat(
    State(chat): State<Chat>,
    headers: HeaderMap,
    LastEventId(id): LastEventId,
    Json(question): Json<Question>,
) -> Result<Sse<impl Stream<Item = Frame>>, StatusCode> {
    if !chat.tokens.admits(&headers).await {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let end = if id.is_none() { FRAMES_BEFORE_THE_END } else { usize::MAX };
    let answer = chat.answers.follow(question, id).await.map_err(|Gone| StatusCode::GONE)?;
    Ok(Sse::new(answer.take(end)))
}
