//! Answers as they grow, for whoever follows them, from the event on that he saw last.

use std::{collections::HashMap, sync::Arc, time::Duration};

use chat_types::{Answer, Question};
use eventsource_wasm::{encoder::Frame, history::History};
use futures_util::{Stream, StreamExt, stream};
use tokio::{
    sync::{Mutex, watch},
    task,
    time::sleep,
};

/// The time between two words.
const PACE: Duration = Duration::from_millis(40);

/// How long an answer is kept for clients that come back.
const KEPT: Duration = Duration::from_mins(1);

/// The answers to the latest questions, by the questions' ids.
#[derive(Clone, Default)]
pub struct Answers(Arc<Mutex<HashMap<String, Growing>>>);

/// An answer, so far; `grown` tells of more, and closes when there is no more to come.
#[derive(Clone)]
struct Growing {
    history: Arc<Mutex<History<Answer>>>,
    grown: watch::Receiver<()>,
}

/// What the client saw is of an answer that is not there any more: the server was started anew.
pub struct Gone;

impl Answers {
    /// The answer to a question, from its beginning or after the event that the client saw last. Asked again by the same id, it is
    /// the same answer, and nobody has to think twice.
    pub async fn follow(
        &self,
        question: Question,
        last_event_id: Option<String>,
    ) -> Result<impl Stream<Item = Frame> + use<>, Gone> {
        let answer = self.answer(question).await;
        if last_event_id.is_some() && !answer.history.lock().await.after(last_event_id.as_deref()).is_complete() {
            return Err(Gone);
        }
        Ok(answer.after(last_event_id))
    }

    async fn answer(&self, Question { id, text }: Question) -> Growing {
        let mut answers = self.0.lock().await;
        if let Some(answer) = answers.get(&id) {
            return answer.clone();
        }
        let (grow, grown) = watch::channel(());
        let answer = Growing { history: Arc::default(), grown };
        answers.insert(id.clone(), answer.clone());
        let (all, history) = (self.clone(), Arc::clone(&answer.history));
        task::spawn(async move {
            speak(&text, &history, grow).await;
            sleep(KEPT).await;
            all.0.lock().await.remove(&id);
        });
        answer
    }
}

impl Growing {
    fn after(self, last_event_id: Option<String>) -> impl Stream<Item = Frame> {
        stream::unfold((self, last_event_id), async |(mut answer, seen)| {
            answer.grown.changed().await.ok()?;
            let (frames, seen) = {
                let history = answer.history.lock().await;
                let frames: Vec<_> = history.after(seen.as_deref()).cloned().collect();
                (frames, history.last_id())
            };
            Some((stream::iter(frames), (answer, Some(seen))))
        })
        .flatten()
    }
}

/// Says word after word, and that these were all.
async fn speak(question: &str, history: &Mutex<History<Answer>>, grow: watch::Sender<()>) {
    let answer = format!(
        "You ask: “{question}” I do not know. But what I say comes word by word, each in an event of its own with an ID. \
         This stream has ended in the middle, and the token was no good any more. You have got every word, and none twice."
    );
    let words = answer.split_inclusive(' ').map(|word| Answer::Delta(word.to_owned()));
    for event in words.chain([Answer::Done]) {
        // The only errors are those of events that are no variant of an enum, or no JSON.
        let _ = history.lock().await.push(&event);
        grow.send_replace(());
        sleep(PACE).await;
    }
}
