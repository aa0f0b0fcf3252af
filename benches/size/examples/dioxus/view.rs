//! What all apps with Dioxus show.

use dioxus::prelude::*;

pub fn view(users: Option<u32>, error: Option<String>, mut reconnect: impl FnMut() + 'static) -> Element {
    let (users, error) = (users.unwrap_or_default(), error.unwrap_or_default());
    rsx! {
        h1 { "{users} users" }
        p { "{error}" }
        button { onclick: move |_| reconnect(), "Reconnect now" }
    }
}
