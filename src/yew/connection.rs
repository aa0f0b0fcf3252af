//! The connection of a component.

use std::{fmt, rc::Rc};

use ::yew::functional::{Reducible, UseReducerDispatcher, hook, use_effect_with, use_mut_ref, use_reducer};

use crate::{
    core::connection::State,
    error::Error,
    hooks::{self, Change, Connection, Port},
    source::EventSource,
};

/// Opens a connection for as long as the component is there, and anew when the URL is another. As
/// [`EventSource::new`] otherwise; for options there is [`use_event_source_with`].
///
/// ```
/// # use eventsource_wasm::{Json, yew::{use_event, use_event_source}};
/// # use yew::prelude::*;
/// #[derive(Properties, PartialEq)]
/// struct RoomProps {
///     name: AttrValue,
/// }
///
/// #[component]
/// fn Room(props: &RoomProps) -> Html {
///     let source = use_event_source(format!("/rooms/{}", props.name));
///     let topic = use_event::<String>(&source, "topic");
///     html! { <h1>{ topic.map(|event| event.data.clone()) }</h1> }
/// }
/// ```
#[hook]
pub fn use_event_source(url: impl Into<String>) -> UseEventSourceHandle {
    use_event_source_with(url.into(), |url| EventSource::new(url))
}

/// The same with a function that opens the connection; it runs after the first rendering, and after one in which the dependencies
/// are others. What it depends on are the URL and whatever options change, as in
/// [`use_effect_with`].
///
/// It may give `None`, for no connection; or one from `MockServer::connect` (feature `mock`), in tests. What fails to
/// open is closed, and the handle has the [error](UseEventSourceHandle::error).
///
/// ```
/// # use eventsource_wasm::{EventSource, Retry, yew::use_event_source_with};
/// # use yew::prelude::*;
/// #[derive(Properties, PartialEq)]
/// struct InboxProps {
///     token: Option<AttrValue>,
/// }
///
/// #[component]
/// fn Inbox(props: &InboxProps) -> Html {
///     let source = use_event_source_with(props.token.clone(), |token| {
///         let token = token.as_ref()?;
///         let builder = EventSource::builder("/inbox").header("authorization", format!("Bearer {token}"));
///         Some(builder.retry(Retry::default().max_retries(10)).build())
///     });
///     html! { <p>{ format!("{:?}", source.state()) }</p> }
/// }
/// ```
#[hook]
pub fn use_event_source_with<D, O>(dependencies: D, open: impl FnOnce(&D) -> O + 'static) -> UseEventSourceHandle
where
    D: PartialEq + 'static,
    O: Into<Option<Result<EventSource, Error>>>,
{
    let (dependencies, number) = use_kept(dependencies);
    let connection = use_reducer(Reduced::default);
    let port = use_mut_ref(Rc::<Port>::default).borrow().clone();
    let dispatcher = connection.dispatcher();
    let Reduced { connection, openings } = (*connection).clone();

    let (tell, opens) = (dispatcher.clone(), Rc::clone(&port));
    use_effect_with((number, openings), move |_| {
        opens.open(number, open(&dependencies).into(), move |change| tell.dispatch(Action::Change(change)));
        move || opens.close()
    });
    UseEventSourceHandle { place: Place { port, number }, connection, dispatcher }
}

/// Keeps what has not changed, and counts how often it has.
#[hook]
fn use_kept<D: PartialEq + 'static>(new: D) -> (Rc<D>, u32) {
    let kept = use_mut_ref(|| None::<(Rc<D>, u32)>);
    let mut kept = kept.borrow_mut();
    let number = match &*kept {
        Some((same, number)) if **same == new => return (Rc::clone(same), *number),
        Some((_, number)) => number.wrapping_add(1),
        None => 0,
    };
    kept.insert((Rc::new(new), number)).clone()
}

/// Where events come from: another place as soon as the dependencies are others, the same where a connection was opened again.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) port: Rc<Port>,
    pub(super) number: u32,
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number && Rc::ptr_eq(&self.port, &other.port)
    }
}

#[derive(Clone)]
struct Reduced {
    connection: Connection,
    /// How many times it was asked for, other than by dependencies that have changed.
    openings: u32,
}

enum Action {
    Change(Change),
    Open,
}

impl Default for Reduced {
    fn default() -> Self {
        Self { connection: Connection::CONNECTING, openings: 0 }
    }
}

impl Reducible for Reduced {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut reduced = Rc::unwrap_or_clone(self);
        match action {
            Action::Change(change) => reduced.connection.apply(change),
            Action::Open => reduced.openings = reduced.openings.wrapping_add(1),
        }
        Rc::new(reduced)
    }
}

/// A component's connection, from [`use_event_source`]: what has become of it as of this rendering, and what can be done with it.
///
/// Cloning is cheap, and two are equal when there is nothing to render anew.
#[derive(Clone)]
pub struct UseEventSourceHandle {
    place: Place,
    connection: Connection,
    dispatcher: UseReducerDispatcher<Reduced>,
}

impl UseEventSourceHandle {
    /// Where the connection is, and why.
    #[must_use]
    pub fn state(&self) -> State {
        self.connection.state
    }

    /// Why the connection is not open: what it could not be opened for, or the last failure. `None` once it is open again.
    ///
    /// An event that could not be decoded is none of these: it is on the browser's console, or goes to
    /// [`use_on_error`](super::use_on_error).
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.connection.error.as_deref()
    }

    /// The event source itself, for what there is no hook for; `None` where nothing has been opened, as in the first rendering.
    #[must_use]
    pub fn source(&self) -> Option<&EventSource> {
        self.connection.source.as_ref()
    }

    /// Closes the connection. [`reconnect`](Self::reconnect) opens another.
    pub fn close(&self) {
        // The one that there is now, whichever rendering this handle is from.
        if let Some(source) = self.place.port.source() {
            source.close();
        }
    }

    /// Connects anew at once: instead of waiting for the next attempt, in place of a connection that stands, or, unlike
    /// [`EventSource::reconnect`], after one that was closed.
    pub fn reconnect(&self) {
        hooks::reconnect(self.place.port.source(), || self.dispatcher.dispatch(Action::Open));
    }

    pub(super) fn place(&self) -> &Place {
        &self.place
    }
}

impl PartialEq for UseEventSourceHandle {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place && self.connection == other.connection
    }
}

impl fmt::Debug for UseEventSourceHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UseEventSourceHandle").field("connection", &self.connection).finish_non_exhaustive()
    }
}
