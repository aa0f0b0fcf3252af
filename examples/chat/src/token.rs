//! The token that goes along with each request: kept until the server refuses it.

use std::cell::Cell;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

/// A token, if there is one.
#[derive(Default)]
pub struct Token(Cell<Option<String>>);

impl Token {
    /// The token that is kept, or else a fresh one.
    pub async fn get(&self) -> Result<String, String> {
        let token = match self.0.take() {
            Some(token) => token,
            None => fetch().await.map_err(|error| format!("{error:?}"))?,
        };
        self.0.set(Some(token.clone()));
        Ok(token)
    }

    /// The server refuses it.
    pub fn forget(&self) {
        self.0.take();
    }
}

async fn fetch() -> Result<String, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    let init = RequestInit::new();
    init.set_method("POST");
    let answer: Response = JsFuture::from(window.fetch_with_str_and_init("/token", &init)).await?.dyn_into()?;
    if !answer.ok() {
        return Err(format!("no token: the server answered {}", answer.status()).into());
    }
    Ok(JsFuture::from(answer.text()?).await?.as_string().unwrap_or_default())
}
