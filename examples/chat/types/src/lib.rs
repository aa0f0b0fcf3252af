//! What the chat's page and server say to each other.

use serde::{Deserialize, Serialize};

/// What the page posts, with each attempt anew.
#[derive(Debug, Deserialize, Serialize)]
pub struct Question {
    /// Chosen by the page: by it the server knows a question that it is asked again, after a lost connection.
    pub id: String,
    /// What the user wants to know.
    pub text: String,
}

/// What the server answers: an event each.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// The next words.
    Delta(String),
    /// These were all.
    Done,
}
