//! One event before anybody decodes it, from whichever transport it came.

use std::{borrow::Cow, fmt, ops::Range, rc::Rc};

#[cfg(any(feature = "js", all(target_arch = "wasm32", target_os = "unknown")))]
use wasm_bindgen::JsValue;

use crate::{core::parser::text, web::NativeEvent};

/// An event before it is decoded. Cheap to clone.
#[derive(Clone)]
pub struct Raw(Kind);

#[derive(Clone)]
enum Kind {
    /// The browser has parsed it.
    Native(Rc<NativeEvent>),
    /// We have.
    Parsed(Parsed),
}

/// An event out of our own parser: its data stays where it was found.
#[derive(Clone)]
pub(crate) struct Parsed {
    /// What holds the data.
    pub(crate) bytes: Rc<Vec<u8>>,
    pub(crate) data: Range<usize>,
    pub(crate) event_type: Rc<str>,
    pub(crate) source: Rc<Source>,
    /// There is none without `fetch`, which the compiler is to know: what would be done with one is not in the program then.
    #[cfg(not(feature = "fetch"))]
    pub(crate) never: std::convert::Infallible,
}

/// What an event shares with those before and after it.
#[derive(Default)]
pub(crate) struct Source {
    pub(crate) last_event_id: String,
    pub(crate) origin: Rc<str>,
}

impl Parsed {
    fn data(&self) -> &[u8] {
        self.bytes.get(self.data.clone()).unwrap_or_default()
    }
}

impl Raw {
    /// One of the browser's, in the memory of an earlier one, if that is given and nobody else has kept it: an allocation less for
    /// each event.
    pub(crate) fn native(event: NativeEvent, earlier: Option<Self>) -> Self {
        if let Some(Self(Kind::Native(mut memory))) = earlier
            && let Some(place) = Rc::get_mut(&mut memory)
        {
            *place = event;
            return Self(Kind::Native(memory));
        }
        Self(Kind::Native(Rc::new(event)))
    }

    pub(crate) fn parsed(event: Parsed) -> Self {
        Self(Kind::Parsed(event))
    }

    /// The data's bytes, which may be no valid UTF-8; `None` where it is no text, as a script has dispatched it.
    pub(crate) fn bytes(&self) -> Option<Cow<'_, [u8]>> {
        match &self.0 {
            Kind::Native(event) => event.text().map(|text| Cow::Owned(text.into_bytes())),
            Kind::Parsed(event) => Some(Cow::Borrowed(event.data())),
        }
    }

    /// The data as text, in which U+FFFD stands for what is no valid UTF-8; `None` where it is no text.
    pub(crate) fn text(&self) -> Option<Cow<'_, str>> {
        match &self.0 {
            Kind::Native(event) => event.text().map(Cow::Owned),
            Kind::Parsed(event) => Some(text(event.data())),
        }
    }

    /// What `JSON.parse` makes of the data, or its complaint.
    #[cfg(any(feature = "js", all(target_arch = "wasm32", target_os = "unknown")))]
    pub(crate) fn parse_json(&self) -> Result<JsValue, String> {
        match &self.0 {
            Kind::Native(event) => event.parse_json(),
            Kind::Parsed(event) => crate::web::parse_json(&text(event.data())),
        }
    }

    pub(crate) fn event_type(&self) -> &str {
        match &self.0 {
            Kind::Native(event) => event.event_type(),
            Kind::Parsed(event) => &event.event_type,
        }
    }

    pub(crate) fn last_event_id(&self) -> &str {
        match &self.0 {
            Kind::Native(event) => event.last_event_id(),
            Kind::Parsed(event) => &event.source.last_event_id,
        }
    }

    pub(crate) fn origin(&self) -> &str {
        match &self.0 {
            Kind::Native(event) => event.origin(),
            Kind::Parsed(event) => &event.source.origin,
        }
    }

    /// The browser's own object for it; over `fetch` one is made.
    #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
    pub(crate) fn message_event(&self) -> Result<web_sys::MessageEvent, String> {
        match &self.0 {
            Kind::Native(event) => event.message_event(),
            Kind::Parsed(event) => {
                let Source { last_event_id, origin } = &*event.source;
                crate::web::message_event(&event.event_type, &text(event.data()), last_event_id, origin)
            }
        }
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw").field("data", &self.text()).finish_non_exhaustive()
    }
}
