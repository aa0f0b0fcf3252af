//! The live user count as a component of Leptos': a server renders the page with the count as it is, the browser hydrates it, and it
//! goes live.

mod app;
#[cfg(feature = "ssr")]
mod users;

pub use app::{App, document};
#[cfg(feature = "ssr")]
pub use users::Users;

#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen(start)]
fn start() {
    leptos::mount::hydrate_body(App);
}
