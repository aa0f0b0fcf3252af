//! Yew's hooks where a server renders.
#![cfg(not(target_arch = "wasm32"))]

use eventsource_wasm::{
    Json, State,
    yew::{use_event, use_event_source},
};
use yew::{LocalServerRenderer, prelude::*};

#[component]
fn Count() -> Html {
    let source = use_event_source("/users/count");
    let count = use_event::<Json<u32>>(&source, "userCount");
    assert_eq!(source.state(), State::Connecting { attempt: 0 });
    assert!(source.error().is_none() && source.source().is_none());
    source.close();
    html! { <p>{ count.map_or_else(|| "nobody yet".to_owned(), |event| event.data.0.to_string()) }</p> }
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_is_opened() {
    assert_eq!(LocalServerRenderer::<Count>::new().hydratable(false).render().await, "<p>nobody yet</p>");
}
