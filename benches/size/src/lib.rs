//! What all the apps do with an event: hand its numbers, or what is wrong with it, to JavaScript.

use serde::Deserialize;
use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(feature = "talc")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

#[derive(Deserialize)]
pub struct Stats {
    pub users: u32,
    pub connections: u32,
}

#[wasm_bindgen]
extern "C" {
    pub fn show(users: u32, connections: u32);

    #[wasm_bindgen(js_namespace = console, js_name = error)]
    pub fn complain(words: &str);
}
