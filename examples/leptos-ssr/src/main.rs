//! The server: `leptos-ssr PORT FOLDER` renders the pages, sends the count, and serves the scripts that are in the folder.

use std::{env, net::Ipv4Addr, process::ExitCode};

use axum::{Router, extract::State, routing::get};
use eventsource_wasm::{axum::Sse, encoder::Frame};
use futures_util::Stream;
use leptos::prelude::{LeptosOptions, provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list};
use leptos_ssr::{App, Users, document};
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [port, folder] = arguments.as_slice() else {
        eprintln!("error: give a port, 0 for any, and the folder of the page's scripts: leptos-ssr 9000 page");
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
    println!("listening on http://{address}");
    axum::serve(listener, router(folder)).await.map_err(|error| error.to_string())
}

fn router(folder: &str) -> Router {
    let users = Users::default();
    let known = users.clone();
    let options = LeptosOptions::builder().output_name("example").build();
    Router::new()
        .leptos_routes_with_context(
            &options,
            generate_route_list(App),
            move || provide_context(known.clone()),
            document,
        )
        .with_state(options)
        .route("/users/count", get(count).with_state(users))
        .fallback_service(ServeDir::new(folder))
}

async fn count(State(users): State<Users>) -> Sse<impl Stream<Item = Frame>> {
    Sse::new(users.join())
}
