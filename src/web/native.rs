//! The browser's own `EventSource`: the browser connects, parses, and reconnects after some failures.

use std::rc::{Rc, Weak};

use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{MessageEvent, js_sys::Function};

use super::{NativeEvent, words};
use crate::{
    core::connection::{Serial, Signal},
    error::Evidence,
    event_types::EventType,
    platform::{Guard, Transport},
    session::Session,
};

/// One object of the browser's class. Dropping it closes the connection.
pub(super) struct Native {
    serial: Serial,
    /// `None` where the browser has refused to make one.
    object: Option<web_sys::EventSource>,
    /// The listeners for `open` and for connection errors.
    _connection: Vec<EventListener>,
}

impl Native {
    /// `new EventSource(url, { withCredentials })`.
    ///
    /// The browser reconnects by itself after some failures, to the same URL. Where that URL has the last event id in it, it is of no
    /// use any more then: `reconnects` says whether it may.
    pub(super) fn connect(
        session: &Rc<Session>,
        serial: Serial,
        url: &str,
        with_credentials: bool,
        reconnects: bool,
    ) -> Self {
        let init = web_sys::EventSourceInit::new();
        init.set_with_credentials(with_credentials);
        match web_sys::EventSource::new_with_event_source_init_dict(url, &init) {
            Ok(object) => {
                let connection = watch(&object, session, serial, reconnects);
                Self { serial, object: Some(object), _connection: connection }
            }
            Err(error) => {
                let message = words(&error);
                tell(session, move |session| {
                    let evidence = Evidence { message: message.clone(), ..Evidence::default() };
                    session.fail(serial, Signal::RequestFailed, evidence);
                });
                Self { serial, object: None, _connection: Vec::new() }
            }
        }
    }
}

impl Transport for Native {
    fn listen(&self, session: &Rc<Session>, event_type: &Rc<EventType>) -> Option<Guard> {
        let listener = NativeListener::new(self.object.clone()?, session, self.serial, event_type);
        Some(Box::new(listener))
    }

    /// The browser cannot be stopped.
    fn resume(&self) {}
}

impl Drop for Native {
    fn drop(&mut self) {
        if let Some(object) = &self.object {
            object.close();
        }
    }
}

/// Tells the session when the connection opens and when it fails.
fn watch(object: &web_sys::EventSource, session: &Rc<Session>, serial: Serial, reconnects: bool) -> Vec<EventListener> {
    // A server may send events named `open` and `error`. The standard fires those with the MessageEvent interface,
    // and for the connection itself "an event named open" or "error", a plain Event.
    let (opened, failed, source) = (Rc::downgrade(session), Rc::downgrade(session), object.clone());
    let open = EventListener::new(object, "open", move |event| {
        if !event.is_instance_of::<MessageEvent>() {
            tell_weakly(&opened, move |session| session.signal(serial, Signal::Open));
        }
    });
    let error = EventListener::new(object, "error", move |event| {
        if !event.is_instance_of::<MessageEvent>() {
            let signal = if source.ready_state() == web_sys::EventSource::CLOSED {
                Signal::BrowserGaveUp
            } else if reconnects {
                Signal::BrowserReconnects
            } else {
                source.close();
                Signal::NetworkError
            };
            tell_weakly(&failed, move |session| session.signal(serial, signal));
        }
    });
    vec![open, error]
}

/// A listener for one event type on the browser's object. Dropping it removes it.
///
/// Not gloo-events' here: its closure is a `FnMut`, which throws and so loses the event where a listener dispatches
/// another event to its own object, and a detour for each event would cost too much. This one is a `Fn`, and who is called
/// decides what to do then.
struct NativeListener {
    object: web_sys::EventSource,
    event_type: Rc<EventType>,
    closure: Closure<dyn Fn(web_sys::Event)>,
}

impl NativeListener {
    fn new(object: web_sys::EventSource, session: &Rc<Session>, serial: Serial, event_type: &Rc<EventType>) -> Self {
        let (session, listened_to) = (Rc::downgrade(session), Rc::clone(event_type));
        // Of these types are the connection's own events too. To ask each event of any type would cost more than to decode a number.
        let is_ambiguous = matches!(&*event_type.name, "open" | "error");
        let closure = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            if is_ambiguous && !event.is_instance_of::<MessageEvent>() {
                return;
            }
            // Held for as long as it takes: a listener may drop the last handle.
            if let Some(session) = session.upgrade() {
                let event = NativeEvent::new(event, Rc::clone(&listened_to.name));
                session.native_event(serial, &listened_to, event);
            }
        });
        // Adding cannot throw: it does so for no event type and no callback.
        let _ = object.add_event_listener_with_callback(&event_type.name, callback(&closure));
        Self { object, event_type: Rc::clone(event_type), closure }
    }
}

impl Drop for NativeListener {
    fn drop(&mut self) {
        let _ = self.object.remove_event_listener_with_callback(&self.event_type.name, callback(&self.closure));
    }
}

fn callback(closure: &Closure<dyn Fn(web_sys::Event)>) -> &Function {
    closure.as_ref().unchecked_ref()
}

fn tell(session: &Rc<Session>, tell: impl FnOnce(&Rc<Session>) + 'static) {
    tell_weakly(&Rc::downgrade(session), tell);
}

fn tell_weakly(session: &Weak<Session>, tell: impl FnOnce(&Rc<Session>) + 'static) {
    let session = Weak::clone(session);
    afterwards(move || {
        if let Some(session) = session.upgrade() {
            tell(&session);
        }
    });
}

/// Runs it as soon as the listener that asks for it has returned, and before the browser does anything else.
///
/// gloo-events' closure is a `FnMut`: it would throw where user code that it calls dispatches such an event itself.
pub(super) fn afterwards(run: impl FnOnce() + 'static) {
    // Boxed: wasm-bindgen's glue would be there once for each caller.
    let run: Box<dyn FnOnce()> = Box::new(run);
    queue_microtask(&Closure::once_into_js(run));
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = queueMicrotask)]
    fn queue_microtask(callback: &JsValue);
}
