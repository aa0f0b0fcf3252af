//! Tokens that expire: here, so that one sees it, as soon as they were used.

use std::{collections::HashSet, sync::Arc};

use axum::http::{HeaderMap, header};
use tokio::sync::Mutex;

/// The tokens that are good still.
#[derive(Clone, Default)]
pub struct Tokens(Arc<Mutex<Good>>);

#[derive(Default)]
struct Good {
    /// How many were given out. As everybody gets one who asks, they can be numbers; yours should be hard to guess.
    count: u64,
    tokens: HashSet<String>,
}

impl Tokens {
    /// A new one.
    pub async fn fresh(&self) -> String {
        let mut good = self.0.lock().await;
        good.count += 1;
        let token = good.count.to_string();
        good.tokens.insert(token.clone());
        token
    }

    /// Whether the request has a token that is good. It is not any more then.
    pub async fn admits(&self, headers: &HeaderMap) -> bool {
        let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        match authorization.and_then(|value| value.strip_prefix("Bearer ")) {
            Some(token) => self.0.lock().await.tokens.remove(token),
            None => false,
        }
    }
}
