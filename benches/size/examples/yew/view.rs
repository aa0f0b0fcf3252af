//! What all apps with Yew show.

use yew::prelude::*;

pub fn view(users: Option<u32>, error: Option<String>, reconnect: impl Fn(MouseEvent) + 'static) -> Html {
    html! {
        <>
            <h1>{ users }{ " users" }</h1>
            <p>{ error }</p>
            <button onclick={reconnect}>{ "Reconnect now" }</button>
        </>
    }
}
