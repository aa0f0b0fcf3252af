//! Rust's ways to read an event stream, for `page/page.mjs`: each reads a number of events, decodes each to a struct, and says
//! when it has them all.

mod ours;
mod payload;
mod peers;
mod round;

use payload::{Message, Orders, Stats, UserCount};
use round::Round;
use wasm_bindgen::prelude::wasm_bindgen;

/// Exports a contestant, which is generic over what the events carry, to JavaScript.
macro_rules! contestants {
    ($($name:ident => $run:ident),* $(,)?) => {$(
        #[wasm_bindgen]
        pub fn $name(round: Round) {
            match round.event_type.as_str() {
                "userCount" => $run::<UserCount>(round),
                "stats" => $run::<Stats<String>>(round),
                "message" => $run::<Message<String>>(round),
                "orders" => $run::<Orders<String>>(round),
                other => wasm_bindgen::throw_str(&format!("no payload for events of type {other}")),
            }
        }
    )*};
}

use ours::{fetch, fetch_borrowed, fetch_stream, native, native_stream};
use peers::{gloo_net, web_sys, web_sys_fetch};

contestants! {
    run_native => native,
    run_fetch => fetch,
    run_fetch_borrowed => fetch_borrowed,
    run_native_stream => native_stream,
    run_fetch_stream => fetch_stream,
    run_web_sys => web_sys,
    run_web_sys_fetch => web_sys_fetch,
    run_gloo_net => gloo_net,
}
