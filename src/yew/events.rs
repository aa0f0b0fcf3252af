//! The events of a connection, as state and in callbacks.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use ::yew::functional::{hook, use_effect_with, use_force_update, use_mut_ref, use_state};
#[cfg(feature = "json")]
use serde::de::DeserializeOwned;

use super::connection::{Place, UseEventSourceHandle};
use crate::{
    decode::Data,
    error::Error,
    event::Event,
    hooks::{Latest, Port},
    listener::Listener,
    source::EventSource,
};

/// The latest event of one type; `None` before the first, and before the first from another URL or with other dependencies.
///
/// Each event renders the component, but for those that come before it is: it sees the last of them. To miss none use
/// [`use_reduce_event`] or [`use_on_event`].
///
/// ```
/// # use eventsource_wasm::{Json, yew::{UseEventSourceHandle, use_event}};
/// # use yew::prelude::*;
/// # #[derive(Properties, PartialEq)]
/// # struct CountProps { source: UseEventSourceHandle }
/// #[component]
/// fn Count(props: &CountProps) -> Html {
///     let count = use_event::<Json<u32>>(&props.source, "userCount");
///     html! { <strong>{ count.map(|event| event.data.0) }</strong> }
/// }
/// ```
#[hook]
pub fn use_event<T: Data + 'static>(source: &UseEventSourceHandle, event_type: &str) -> Option<Rc<Event<T>>> {
    use_latest(source, event_type, |source, event_type, keep| Ok(source.on(event_type, keep)))
}

/// Calls back for each event of one type, and does not render. The function is that of the last rendering.
///
/// ```
/// # use eventsource_wasm::yew::{use_event_source, use_on_event};
/// # use yew::prelude::*;
/// #[component]
/// fn Deploys() -> Html {
///     let source = use_event_source("/deploys");
///     let reload = use_state(|| false);
///     let asked_for = reload.clone();
///     use_on_event::<String>(&source, "deployed", move |event| asked_for.set(event.data != "1.0.0"));
///     html! { if *reload { <p>{ "There is a new version." }</p> } }
/// }
/// ```
#[hook]
pub fn use_on_event<T: Data + 'static>(
    source: &UseEventSourceHandle,
    event_type: &str,
    callback: impl FnMut(Event<T>) + 'static,
) {
    use_called(source, event_type, callback, |source, event_type, call| Ok(source.on(event_type, call)));
}

/// What all events of one type add up to: a value to begin with, and a function that adds an event to it. It begins anew with
/// another URL or other dependencies. For a list too: the value is copied once a rendering, not once an event.
///
/// ```
/// # use eventsource_wasm::yew::{use_event_source, use_reduce_event};
/// # use yew::prelude::*;
/// #[component]
/// fn Answer() -> Html {
///     let source = use_event_source("/answer");
///     let text = use_reduce_event::<String, _>(&source, "message", String::new, |text, event| text.push_str(&event.data));
///     html! { <p>{ &*text }</p> }
/// }
/// ```
#[hook]
pub fn use_reduce_event<T: Data + 'static, S: Clone + 'static>(
    source: &UseEventSourceHandle,
    event_type: &str,
    begin: impl FnOnce() -> S,
    add: impl FnMut(&mut S, Event<T>) + 'static,
) -> Rc<S> {
    use_reduced(source, event_type, begin, add, |source, event_type, call| Ok(source.on(event_type, call)))
}

/// The latest event of all types that an enum has variants for: see [`EventSource::events`]. As [`use_event`] otherwise.
///
/// A type that is no such enum is told of as [`EventSource::on_error`] says, with what to do.
#[cfg(feature = "json")]
#[hook]
pub fn use_events<E: DeserializeOwned + 'static>(source: &UseEventSourceHandle) -> Option<Rc<Event<E>>> {
    use_latest(source, "", |source, _, keep| source.on_events(keep))
}

/// Calls back for each event of all types that an enum has variants for: see [`EventSource::events`]. As [`use_on_event`]
/// otherwise.
#[cfg(feature = "json")]
#[hook]
pub fn use_on_events<E: DeserializeOwned + 'static>(
    source: &UseEventSourceHandle,
    callback: impl FnMut(Event<E>) + 'static,
) {
    use_called(source, "", callback, |source, _, call| source.on_events(call));
}

/// What all events add up to, of all types that an enum has variants for: see [`EventSource::events`]. As [`use_reduce_event`]
/// otherwise.
///
/// ```
/// # use eventsource_wasm::yew::{use_event_source, use_reduce_events};
/// # use yew::prelude::*;
/// #[derive(serde::Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// enum ServerEvent {
///     UserCount(u32),
///     Stats { connections: u32 },
/// }
///
/// #[component]
/// fn Statistics() -> Html {
///     let source = use_event_source("/users/count");
///     let seen = use_reduce_events(&source, || (0, 0), |(users, connections), event| match event.data {
///         ServerEvent::UserCount(count) => *users = count,
///         ServerEvent::Stats { connections: count } => *connections = count,
///     });
///     html! { <p>{ format!("{} users in {} tabs", seen.0, seen.1) }</p> }
/// }
/// ```
#[cfg(feature = "json")]
#[hook]
pub fn use_reduce_events<E: DeserializeOwned + 'static, S: Clone + 'static>(
    source: &UseEventSourceHandle,
    begin: impl FnOnce() -> S,
    add: impl FnMut(&mut S, Event<E>) + 'static,
) -> Rc<S> {
    use_reduced(source, "", begin, add, |source, _, call| source.on_events(call))
}

/// Calls back for each error, and does not render: the connection's, of which the last is
/// [`UseEventSourceHandle::error`] too, and events that cannot be decoded. See [`EventSource::on_error`].
///
/// ```
/// # use eventsource_wasm::{Error, yew::{use_event_source, use_on_error}};
/// # use yew::prelude::*;
/// # fn send_to_our_log(_: String) {}
/// #[component]
/// fn Watched() -> Html {
///     let source = use_event_source("/users/count");
///     use_on_error(&source, |error| {
///         if let Error::Decode(error) = error {
///             send_to_our_log(error.to_string());
///         }
///     });
///     html! {}
/// }
/// ```
#[hook]
pub fn use_on_error(source: &UseEventSourceHandle, callback: impl FnMut(&Error) + 'static) {
    let callback = use_last(callback);
    use_listener(source, "", move |source, _, _| {
        let callback = Rc::clone(&callback);
        Ok(source.on_error(move |error| callback.with(|call| call(error))))
    });
}

/// What a listener of an event source is given to call.
type Callback<E> = Box<dyn FnMut(Event<E>)>;

/// Listens for as long as the component is there, to all connections; anew where the handle or the event type is another.
#[hook]
fn use_listener(
    source: &UseEventSourceHandle,
    event_type: &str,
    listen: impl Fn(&EventSource, &str, Place) -> Result<Listener, Error> + 'static,
) {
    let port = Rc::clone(&source.place().port);
    use_effect_with((PortOf(port), event_type.to_owned()), move |(PortOf(port), event_type)| {
        let (event_type, at) = (event_type.clone(), Rc::clone(port));
        let listen = move |source: Option<&_>, number| {
            source.map(|source| listen(source, &event_type, Place { port: Rc::clone(&at), number }))
        };
        let plug = port.plug(Box::new(listen));
        move || drop(plug)
    });
}

/// Keeps the function of the last rendering.
#[hook]
fn use_last<F: 'static>(function: F) -> Rc<Latest<F>> {
    let last = use_mut_ref(Rc::<Latest<F>>::default).borrow().clone();
    last.set(function);
    last
}

#[hook]
fn use_called<E: 'static>(
    source: &UseEventSourceHandle,
    event_type: &str,
    callback: impl FnMut(Event<E>) + 'static,
    listen: impl Fn(&EventSource, &str, Callback<E>) -> Result<Listener, Error> + 'static,
) {
    let callback = use_last(callback);
    use_listener(source, event_type, move |source, event_type, _| {
        let callback = Rc::clone(&callback);
        listen(source, event_type, Box::new(move |event| callback.with(|call| call(event))))
    });
}

#[hook]
fn use_latest<E: 'static>(
    source: &UseEventSourceHandle,
    event_type: &str,
    listen: impl Fn(&EventSource, &str, Callback<E>) -> Result<Listener, Error> + 'static,
) -> Option<Rc<Event<E>>> {
    let latest = use_state(|| None::<(Place, Rc<Event<E>>)>);
    let keep = latest.setter();
    use_listener(source, event_type, move |source, event_type, place| {
        let keep = keep.clone();
        listen(source, event_type, Box::new(move |event| keep.set(Some((place.clone(), Rc::new(event))))))
    });
    latest.as_ref().filter(|(place, _)| place == source.place()).map(|(_, event)| Rc::clone(event))
}

#[hook]
fn use_reduced<E: 'static, S: Clone + 'static>(
    source: &UseEventSourceHandle,
    event_type: &str,
    begin: impl FnOnce() -> S,
    add: impl FnMut(&mut S, Event<E>) + 'static,
    listen: impl Fn(&EventSource, &str, Callback<E>) -> Result<Listener, Error> + 'static,
) -> Rc<S> {
    let (kept, render, add) = (use_mut_ref(|| None::<Rc<Sum<S>>>), use_force_update(), use_last(add));
    let sum = {
        let mut kept = kept.borrow_mut();
        if kept.as_ref().is_some_and(|sum| sum.place != *source.place()) {
            *kept = None;
        }
        Rc::clone(kept.get_or_insert_with(|| Rc::new(Sum::new(source.place().clone(), begin()))))
    };
    use_listener(source, event_type, move |source, event_type, place| {
        let (kept, add, render) = (Rc::clone(&kept), Rc::clone(&add), render.clone());
        let call = move |event| {
            // One from elsewhere may come between the rendering that is of another place and the end of the old connection.
            if let Some(sum) = kept.borrow().clone().filter(|sum| sum.place == place) {
                sum.change(|value| add.with(|add| add(value, event)));
                render.force_update();
            }
        };
        listen(source, event_type, Box::new(call))
    });
    sum.shown()
}

/// A port, to be told from others.
struct PortOf(Rc<Port>);

impl PartialEq for PortOf {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What events add up to.
struct Sum<S> {
    place: Place,
    value: RefCell<S>,
    /// A copy, as of the last rendering.
    shown: RefCell<Rc<S>>,
    is_shown: Cell<bool>,
}

impl<S: Clone> Sum<S> {
    fn new(place: Place, value: S) -> Self {
        let shown = RefCell::new(Rc::new(value.clone()));
        Self { place, value: RefCell::new(value), shown, is_shown: Cell::new(true) }
    }

    fn change(&self, change: impl FnOnce(&mut S)) {
        change(&mut self.value.borrow_mut());
        self.is_shown.set(false);
    }

    fn shown(&self) -> Rc<S> {
        // Where the user's function that adds an event renders the app by itself, the copy from before has to do.
        if !self.is_shown.get()
            && let Ok(value) = self.value.try_borrow()
        {
            self.shown.replace(Rc::new(value.clone()));
            self.is_shown.set(true);
        }
        Rc::clone(&self.shown.borrow())
    }
}
