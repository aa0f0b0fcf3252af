//! A way to wait for what streams bring, and to look behind it.

use std::{cell::RefCell, fmt::Display, rc::Rc};

use eventsource_wasm::{Event, EventSource, Listener};
use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use js_sys::{Reflect, global};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::MessageEvent;

/// What happened, in order; listeners note it and the test waits for it.
#[derive(Clone)]
pub struct Log {
    sender: UnboundedSender<String>,
    receiver: Rc<RefCell<UnboundedReceiver<String>>>,
}

impl Log {
    pub fn new() -> Self {
        let (sender, receiver) = unbounded();
        Self { sender, receiver: Rc::new(RefCell::new(receiver)) }
    }

    pub fn note(&self, what: impl Display) {
        self.sender.unbounded_send(what.to_string()).unwrap();
    }

    /// Waits for the next note.
    #[allow(clippy::await_holding_refcell_ref)] // a test waits in one place
    pub async fn next(&self) -> String {
        self.receiver.borrow_mut().next().await.unwrap()
    }

    /// Waits for a note that says this, and returns all before it.
    pub async fn until(&self, last: &str) -> Vec<String> {
        let mut notes = Vec::new();
        loop {
            match self.next().await {
                note if note == last => return notes,
                note => notes.push(note),
            }
        }
    }

    /// Notes each event of this type, as its text.
    pub fn listen(&self, source: &EventSource, event_type: &str) -> Listener {
        let log = self.clone();
        source.on(event_type, move |event: Event<String>| log.note(event.data))
    }
}

/// The browser's own object behind the event that a listener got.
pub fn object(event: &MessageEvent) -> web_sys::EventSource {
    event.target().unwrap().unchecked_into()
}

/// Waits for one event of this type and gives the browser's object that it came from.
pub async fn object_of(source: &EventSource, event_type: &str) -> web_sys::EventSource {
    let (sender, mut receiver) = unbounded();
    let _listener = source.once(event_type, move |event: Event<MessageEvent>| {
        sender.unbounded_send(object(&event.data)).unwrap();
    });
    receiver.next().await.unwrap()
}

/// Sends an event to an object from within the page.
pub fn dispatch(object: &web_sys::EventSource, event_type: &str, data: &str) {
    let init = web_sys::MessageEventInit::new();
    init.set_data(&JsValue::from_str(data));
    let event = MessageEvent::new_with_event_init_dict(event_type, &init).unwrap();
    object.dispatch_event(&event).unwrap();
}

/// Collects what reaches `console.error` while `run` runs.
pub async fn console_errors(run: impl AsyncFnOnce()) -> Vec<String> {
    let console = Reflect::get(&global(), &"console".into()).unwrap();
    let original = Reflect::get(&console, &"error".into()).unwrap();
    let lines: Rc<RefCell<Vec<String>>> = Rc::default();
    let seen = Rc::clone(&lines);
    let spy = Closure::<dyn Fn(JsValue)>::new(move |line: JsValue| seen.borrow_mut().extend(line.as_string()));
    Reflect::set(&console, &"error".into(), spy.as_ref()).unwrap();
    run().await;
    Reflect::set(&console, &"error".into(), &original).unwrap();
    lines.take()
}
