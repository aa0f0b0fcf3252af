//! The events of a connection, as signals and in callbacks.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use dioxus_core::{Callback, use_drop, use_hook};
use dioxus_hooks::{use_callback, use_effect, use_reactive, use_signal};
use dioxus_signals::{ReadSignal, WritableExt};
#[cfg(feature = "json")]
use serde::de::DeserializeOwned;

use super::connection::UseEventSource;
use crate::{decode::Data, error::Error, event::Event, hooks::Plug, listener::Listener, source::EventSource};

/// The latest event of one type; `None` before the first, and before the first from another URL or with other options.
///
/// Each event is a change of the signal; who reads it may be rendered once for several of them. To miss none use
/// [`use_reduce_event`] or [`use_on_event`].
///
/// ```
/// # use eventsource_wasm::{Json, dioxus::{UseEventSource, use_event}};
/// # use dioxus_signals::ReadableExt;
/// fn use_title(source: UseEventSource) -> String {
///     let count = use_event::<Json<u32>>(source, "userCount");
///     count.cloned().map_or_else(|| "nobody yet".into(), |event| format!("{} users", event.data.0))
/// }
/// ```
#[must_use]
pub fn use_event<T: Data + 'static>(source: UseEventSource, event_type: &str) -> ReadSignal<Option<Rc<Event<T>>>> {
    use_latest(source, event_type, |source, event_type, keep| Ok(source.on(event_type, keep)))
}

/// Calls back for each event of one type, and does not render. The function is that of the last rendering.
///
/// ```
/// # use dioxus_hooks::use_signal;
/// # use dioxus_signals::{Signal, WritableExt};
/// # use eventsource_wasm::dioxus::{use_event_source, use_on_event};
/// fn use_is_outdated() -> Signal<bool> {
///     let mut outdated = use_signal(|| false);
///     let source = use_event_source("/deploys");
///     use_on_event::<String>(source, "deployed", move |event| outdated.set(event.data != "1.0.0"));
///     outdated
/// }
/// ```
pub fn use_on_event<T: Data + 'static>(
    source: UseEventSource,
    event_type: &str,
    callback: impl FnMut(Event<T>) + 'static,
) {
    use_called(source, event_type, callback, |source, event_type, call| Ok(source.on(event_type, call)));
}

/// What all events of one type add up to: a value to begin with, and a function that adds an event to it. It begins anew with
/// another URL or other options.
///
/// ```
/// # use dioxus_signals::ReadSignal;
/// # use eventsource_wasm::dioxus::{use_event_source, use_reduce_event};
/// fn use_answer() -> ReadSignal<String> {
///     let source = use_event_source("/answer");
///     use_reduce_event::<String, _>(source, "message", String::new, |text, event| text.push_str(&event.data))
/// }
/// ```
pub fn use_reduce_event<T: Data + 'static, S: 'static>(
    source: UseEventSource,
    event_type: &str,
    begin: impl FnMut() -> S + 'static,
    add: impl FnMut(&mut S, Event<T>) + 'static,
) -> ReadSignal<S> {
    use_reduced(source, event_type, begin, add, |source, event_type, call| Ok(source.on(event_type, call)))
}

/// The latest event of all types that an enum has variants for: see [`EventSource::events`]. As [`use_event`] otherwise.
///
/// A type that is no such enum is told of as [`EventSource::on_error`] says, with what to do.
#[cfg(feature = "json")]
#[must_use]
pub fn use_events<E: DeserializeOwned + 'static>(source: UseEventSource) -> ReadSignal<Option<Rc<Event<E>>>> {
    use_latest(source, "", |source, _, keep| source.on_events(keep))
}

/// Calls back for each event of all types that an enum has variants for: see [`EventSource::events`]. As [`use_on_event`]
/// otherwise.
#[cfg(feature = "json")]
pub fn use_on_events<E: DeserializeOwned + 'static>(source: UseEventSource, callback: impl FnMut(Event<E>) + 'static) {
    use_called(source, "", callback, |source, _, call| source.on_events(call));
}

/// What all events add up to, of all types that an enum has variants for: see [`EventSource::events`]. As [`use_reduce_event`]
/// otherwise.
///
/// ```
/// # use dioxus_signals::ReadSignal;
/// # use eventsource_wasm::dioxus::{use_event_source, use_reduce_events};
/// #[derive(serde::Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// enum ServerEvent {
///     UserCount(u32),
///     Stats { connections: u32 },
/// }
///
/// fn use_statistics() -> ReadSignal<(u32, u32)> {
///     let source = use_event_source("/users/count");
///     use_reduce_events(source, || (0, 0), |(users, connections), event| match event.data {
///         ServerEvent::UserCount(count) => *users = count,
///         ServerEvent::Stats { connections: count } => *connections = count,
///     })
/// }
/// ```
#[cfg(feature = "json")]
pub fn use_reduce_events<E: DeserializeOwned + 'static, S: 'static>(
    source: UseEventSource,
    begin: impl FnMut() -> S + 'static,
    add: impl FnMut(&mut S, Event<E>) + 'static,
) -> ReadSignal<S> {
    use_reduced(source, "", begin, add, |source, _, call| source.on_events(call))
}

/// Calls back for each error, and does not render: the connection's, of which the last is [`UseEventSource::error`] too, and
/// events that cannot be decoded. See [`EventSource::on_error`].
///
/// ```
/// # use eventsource_wasm::{Error, dioxus::{UseEventSource, use_on_error}};
/// # fn send_to_our_log(_: String) {}
/// fn use_log_of_what_is_wrong(source: UseEventSource) {
///     use_on_error(source, |error| {
///         if let Error::Decode(error) = error {
///             send_to_our_log(error.to_string());
///         }
///     });
/// }
/// ```
pub fn use_on_error(source: UseEventSource, callback: impl FnMut(Error) + 'static) {
    let callback = use_callback(callback);
    use_listener(source, "", None, move |source, _| Ok(source.on_error(move |error| callback.call(error.clone()))));
}

/// What a listener of an event source is given to call.
type Call<E> = Box<dyn FnMut(Event<E>)>;

/// Listens for as long as the component is there, to all connections; anew where the handle or the event type is another. `begin` is
/// told where the events come from another place.
fn use_listener(
    source: UseEventSource,
    event_type: &str,
    begin: Option<Callback>,
    listen: impl Fn(&EventSource, &str) -> Result<Listener, Error> + Clone + 'static,
) {
    let plug = use_hook(Rc::<RefCell<Option<Rc<Plug>>>>::default);
    let place_before = use_hook(|| Rc::new(Cell::new(None)));
    let (holder, event_type) = (Rc::clone(&plug), event_type.to_owned());
    use_effect(use_reactive((&source, &event_type), move |(handle, event_type)| {
        let (listen, place_before) = (listen.clone(), Rc::clone(&place_before));
        let listen = move |source: Option<&_>, place| {
            let place = Some((handle, place));
            if place_before.replace(place).is_some_and(|before| Some(before) != place)
                && let Some(begin) = begin
            {
                begin.call(());
            }
            source.map(|source| listen(source, &event_type))
        };
        drop(holder.replace(handle.port().map(|port| port.plug(Box::new(listen)))));
    }));
    use_drop(move || drop(plug.take()));
}

fn use_called<E: 'static>(
    source: UseEventSource,
    event_type: &str,
    callback: impl FnMut(Event<E>) + 'static,
    listen: impl Fn(&EventSource, &str, Call<E>) -> Result<Listener, Error> + Clone + 'static,
) {
    let callback = use_callback(callback);
    use_listener(source, event_type, None, move |source, event_type| {
        listen(source, event_type, Box::new(move |event| callback.call(event)))
    });
}

fn use_latest<E: 'static>(
    source: UseEventSource,
    event_type: &str,
    listen: impl Fn(&EventSource, &str, Call<E>) -> Result<Listener, Error> + Clone + 'static,
) -> ReadSignal<Option<Rc<Event<E>>>> {
    let mut latest = use_signal(|| None);
    let keep = use_callback(move |event| latest.set(Some(Rc::new(event))));
    let begin = use_callback(move |()| latest.set(None));
    use_listener(source, event_type, Some(begin), move |source, event_type| {
        listen(source, event_type, Box::new(move |event| keep.call(event)))
    });
    use_hook(|| latest.into())
}

fn use_reduced<E: 'static, S: 'static>(
    source: UseEventSource,
    event_type: &str,
    mut begin: impl FnMut() -> S + 'static,
    mut add: impl FnMut(&mut S, Event<E>) + 'static,
    listen: impl Fn(&EventSource, &str, Call<E>) -> Result<Listener, Error> + Clone + 'static,
) -> ReadSignal<S> {
    let mut value = use_signal(&mut begin);
    let add = use_callback(move |event| add(&mut value.write(), event));
    let begin = use_callback(move |()| value.set(begin()));
    use_listener(source, event_type, Some(begin), move |source, event_type| {
        listen(source, event_type, Box::new(move |event| add.call(event)))
    });
    use_hook(|| value.into())
}
