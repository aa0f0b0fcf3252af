//! `fetch` and our own parser: one request, its answer, and the body chunk by chunk.

use std::{
    cell::{Cell, RefCell},
    future::poll_fn,
    rc::{Rc, Weak},
    task::{Poll, Waker},
    time::Duration,
};

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, RequestInit, Response, Url};

use super::{
    body_reader::{BodyReader, Chunk},
    browser::timer,
    global,
    native::afterwards,
    request, words,
};
use crate::{
    core::connection::{self, Connection, Serial, Signal},
    error::{Error, Evidence},
    event_types::EventType,
    options::{Options, Prepare, Prepared},
    platform::{Guard, Transport},
    reader::Reader,
    request::Request,
    session::Session,
};

/// How much of the body of a rejected answer is read, in bytes.
const EXCERPT: usize = 4096;

/// How long that may take.
const EXCERPT_TIME: Duration = Duration::from_secs(1);

/// How long the first bytes of a body that nobody wants any more are waited for.
const FIRST_TIME: Duration = Duration::from_millis(100);

/// Requests over `fetch`, one for each attempt to connect.
pub(super) struct OverFetch {
    prepare: RefCell<Option<Prepare>>,
}

impl OverFetch {
    /// Takes from the options what it alone has use for, if a request can be made of them.
    pub(super) fn new(options: &mut Options, url: &Url) -> Result<Self, Error> {
        if !global::has("fetch") {
            return Err(Error::Unsupported);
        }
        if !(url.username().is_empty() && url.password().is_empty()) {
            let reason = "fetch takes no user name and password in a URL; send an Authorization header".to_owned();
            return Err(Error::InvalidUrl { url: options.request.url.clone(), reason });
        }
        request::check(options)?;
        Ok(Self { prepare: RefCell::new(options.prepare.take()) })
    }

    pub(super) fn connect(
        &self,
        session: &Rc<Session>,
        serial: Serial,
        options: &Rc<Options>,
        url: &str,
        last_event_id: &str,
    ) -> Rc<dyn Transport> {
        let prepare = self.prepare.borrow().clone();
        Rc::new(Fetch::connect(session, serial, options, prepare, url, last_event_id))
    }

    /// Frees what the user's function has captured.
    pub(super) fn free(&self) {
        self.prepare.take();
    }
}

/// One request. Dropping it aborts it: an answer that nobody reads would keep one of the browser's few connections to the
/// server.
struct Fetch {
    exchange: Rc<Exchange>,
}

impl Fetch {
    fn connect(
        session: &Rc<Session>,
        serial: Serial,
        options: &Rc<Options>,
        prepare: Option<Prepare>,
        url: &str,
        last_event_id: &str,
    ) -> Self {
        let exchange = Rc::new(Exchange {
            session: Rc::downgrade(session),
            serial,
            // Fails nowhere: there is `fetch`.
            controller: AbortController::new().ok(),
            reader: RefCell::new(Reader::new(last_event_id, options.max_event_size)),
            body: RefCell::default(),
            begun: Cell::default(),
            leaving: RefCell::default(),
            stopped: Cell::default(),
            preparing: Preparing::default(),
        });
        let (options, url, id) = (Rc::clone(options), url.to_owned(), last_event_id.to_owned());
        spawn_local(Rc::clone(&exchange).run(options, prepare, url, id));
        Self { exchange }
    }
}

impl Transport for Fetch {
    fn listen(&self, _: &Rc<Session>, _: &Rc<EventType>) -> Option<Guard> {
        None
    }

    fn resume(&self) {
        let exchange = Rc::clone(&self.exchange);
        afterwards(move || {
            if exchange.stopped.take() {
                exchange.go_on();
            }
        });
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        self.exchange.let_go();
        if self.exchange.stopped.take() {
            // No chunk is on its way that would tell of the end.
            self.exchange.over();
        }
        self.exchange.preparing.stop();
    }
}

/// The request and its answer. It lives until the browser has nothing more to say of it, which after an abort is soon.
struct Exchange {
    session: Weak<Session>,
    serial: Serial,
    controller: Option<AbortController>,
    reader: RefCell<Reader>,
    body: RefCell<Option<Body>>,
    /// Some of the body has come.
    begun: Cell<bool>,
    /// Waits for that no longer.
    leaving: RefCell<Option<Guard>>,
    /// A stream is full: nothing is read until it is not.
    stopped: Cell<bool>,
    preparing: Preparing,
}

/// The body's reader, and what is called for each chunk of it. A future for each would cost more than the chunk.
struct Body {
    reader: BodyReader,
    on_chunk: Closure<dyn FnMut(JsValue)>,
    on_failure: Closure<dyn FnMut(JsValue)>,
}

/// The user's function at work, which may take for ever.
#[derive(Default)]
struct Preparing {
    future: RefCell<Option<Prepared>>,
    waker: RefCell<Option<Waker>>,
}

impl Preparing {
    /// What it makes, unless it is stopped before.
    async fn run(&self, future: Prepared) -> Result<Request, String> {
        self.future.replace(Some(future));
        let made = poll_fn(|context| {
            self.waker.replace(Some(context.waker().clone()));
            match &mut *self.future.borrow_mut() {
                Some(future) => future.as_mut().poll(context),
                None => Poll::Ready(Err(String::new())),
            }
        });
        let made = made.await;
        self.future.take();
        made
    }

    /// Drops it, with all that it holds; where it is running just now, as soon as it returns.
    fn stop(&self) {
        let stopped = self.future.try_borrow_mut().ok().and_then(|mut future| future.take());
        drop(stopped);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

/// Why an exchange has ended before its body.
struct Stop {
    signal: Signal<'static>,
    message: String,
}

impl Exchange {
    async fn run(self: Rc<Self>, options: Rc<Options>, prepare: Option<Prepare>, url: String, last_event_id: String) {
        match self.ask(&options, prepare, url, &last_event_id).await {
            Ok(response) => self.answered(&response).await,
            Err(Stop { signal, message }) => {
                self.tell(|session| session.fail(self.serial, signal, Evidence { message, ..Evidence::default() }));
            }
        }
    }

    async fn ask(
        &self,
        options: &Options,
        prepare: Option<Prepare>,
        url: String,
        last_event_id: &str,
    ) -> Result<Response, Stop> {
        let unfit = |message| Stop { signal: Signal::RequestFailed, message };
        let mut request = options.request.clone().url(url);
        // It may be superseded before it has begun.
        if !self.counts() {
            return Err(unfit(String::new()));
        }
        if let Some(prepare) = prepare {
            request = request.for_attempt(self.session.upgrade().map(|session| session.attempt()).unwrap_or_default());
            request = self.preparing.run(prepare(request)).await.map_err(unfit)?;
            if !self.counts() {
                return Err(unfit(String::new()));
            }
        }
        let Some(controller) = &self.controller else { return Err(unfit(String::new())) };
        let signal = controller.signal();
        let (url, init) = request::init(&request, options, last_event_id, &signal).map_err(unfit)?;
        match send(&url, &init).await {
            Ok(response) => Ok(response.unchecked_into()),
            Err(error) => {
                // Asked afterwards, as it is seldom so, and takes as long as a part of the request itself.
                request::check_init(&url, &init).map_err(unfit)?;
                let refused = async || {
                    let harmless = request::init(&request::harmless(request), options, last_event_id, &signal);
                    is_refused(&url, &request::probe(options, &signal), harmless).await
                };
                let signal = if is_futile(&url) {
                    Signal::BrowserGaveUp
                } else if self.asks_about_cors(&url) && refused().await {
                    Signal::CorsRefused
                } else {
                    Signal::NetworkError
                };
                Err(Stop { signal, message: words(&error) })
            }
        }
    }

    /// Two failures are one to `fetch`, and one of them is final by the standard.
    fn asks_about_cors(&self, url: &str) -> bool {
        let foreign = global::origin().is_some_and(|origin| origin != global::origin_of(url));
        let asks = self.session.upgrade().and_then(|session| session.ask(Connection::asks_about_cors));
        foreign && self.counts() && asks == Some(true)
    }

    /// The head is there.
    async fn answered(self: &Rc<Self>, response: &Response) {
        let (content_type, retry_after) = (header(response, "content-type"), header(response, "retry-after"));
        let url = response.url();
        let head = connection::Response {
            status: response.status(),
            content_type: content_type.as_deref(),
            retry_after: retry_after.as_deref(),
            url: &url,
        };
        if head.rejection(Duration::ZERO).is_some() {
            let body = self.excerpt(response).await;
            let evidence = Evidence { message: String::new(), url: url.clone(), headers: headers(response), body };
            self.tell(|session| session.fail(self.serial, Signal::Response(head), evidence));
            return;
        }
        self.reader.borrow_mut().set_origin(&global::origin_of(&url));
        // Before somebody is told who may close it.
        let body = response.body().map(|body| self.read(BodyReader::new(body)));
        self.tell(|session| session.signal(self.serial, Signal::Response(head)));
        if body.is_none() {
            self.tell(|session| session.signal(self.serial, Signal::End));
        }
    }

    /// The beginning of the body, as far as it comes soon.
    async fn excerpt(&self, response: &Response) -> String {
        let Some(body) = response.body() else { return String::new() };
        let controller = self.controller.clone();
        let too_late = move || controller.iter().for_each(AbortController::abort);
        let _timer = timer(EXCERPT_TIME, Box::new(too_late));
        let reader = BodyReader::new(body);
        let mut bytes = Vec::new();
        while bytes.len() < EXCERPT
            && let Ok(chunk) = JsFuture::from(reader.next()).await
            && let Some(chunk) = reader.bytes(chunk.unchecked_ref())
        {
            bytes.extend(chunk);
        }
        self.abort();
        bytes.truncate(EXCERPT);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Begins to read the body.
    fn read(self: &Rc<Self>, reader: BodyReader) {
        // They own the exchange and it owns them, until it is over.
        let (on_chunk, on_failure) = (Rc::clone(self), Rc::clone(self));
        let on_chunk = Closure::new(move |chunk: JsValue| on_chunk.chunk(chunk.unchecked_ref()));
        let on_failure = Closure::new(move |error: JsValue| on_failure.broken(&error));
        self.body.replace(Some(Body { reader, on_chunk, on_failure }));
        self.next();
    }

    fn next(&self) {
        if let Some(Body { reader, on_chunk, on_failure }) = &*self.body.borrow() {
            let _ = reader.next().then2(on_chunk, on_failure);
        }
    }

    fn chunk(&self, chunk: &Chunk) {
        self.begun.set(true);
        let Some(session) = self.session.upgrade().filter(|session| session.listens_to(self.serial)) else {
            self.abort();
            return self.over();
        };
        let bytes = self.body.borrow().as_ref().and_then(|body| body.reader.bytes(chunk));
        let Some(bytes) = bytes else {
            self.over();
            return session.signal(self.serial, Signal::End);
        };
        self.reader.borrow_mut().take(bytes);
        self.go_on();
    }

    /// Reads on in the present chunk, then asks for the next one.
    fn go_on(&self) {
        let Some(session) = self.session.upgrade() else { return self.over() };
        self.reader.borrow_mut().read(&session, self.serial);
        if !session.listens_to(self.serial) {
            self.over();
        } else if session.is_held() {
            self.stopped.set(true);
        } else {
            self.next();
        }
    }

    fn broken(&self, error: &JsValue) {
        self.over();
        let evidence = Evidence { message: words(error), ..Evidence::default() };
        self.tell(|session| session.fail(self.serial, Signal::NetworkError, evidence));
    }

    /// Frees what waits for chunks.
    fn over(&self) {
        drop(self.body.take());
        drop(self.leaving.take());
    }

    /// Ends the request. In Firefox's workers a connection stays for good where that happens after the head and before the body's
    /// first bytes have been read. There they come together, elsewhere they may not come at all.
    fn let_go(self: &Rc<Self>) {
        if self.begun.get() || self.body.borrow().is_none() || !global::is_worker() {
            return self.abort();
        }
        let exchange = Rc::downgrade(self);
        let fire = move || exchange.upgrade().iter().for_each(|exchange| exchange.abort());
        self.leaving.replace(Some(timer(FIRST_TIME, Box::new(fire))));
    }

    fn abort(&self) {
        self.controller.iter().for_each(AbortController::abort);
    }

    /// Whether anybody wants to hear of it still.
    fn counts(&self) -> bool {
        self.session.upgrade().is_some_and(|session| session.listens_to(self.serial))
    }

    fn tell(&self, tell: impl FnOnce(&Rc<Session>)) {
        if let Some(session) = self.session.upgrade() {
            tell(&session);
        }
    }
}

/// > unless the user agent knows that to be futile
///
/// `fetch` can load no `ftp:`, and a `blob:` that it could not load is gone.
fn is_futile(url: &str) -> bool {
    // A relative one is as good as the page's.
    Url::new(url).is_ok_and(|url| !matches!(&*url.protocol(), "http:" | "https:"))
}

/// Whether it was CORS that a request has failed by: if the server answers `probe`, which nobody may read, and then does not answer
/// what somebody may. Had it been the network for a moment, it would be there for both.
async fn is_refused(url: &str, probe: &RequestInit, harmless: Result<(String, RequestInit), String>) -> bool {
    let Ok((again, init)) = harmless else { return false };
    send(url, probe).await.is_ok() && send(&again, &init).await.is_err()
}

async fn send(url: &str, init: &RequestInit) -> Result<JsValue, JsValue> {
    // The browser's own throws nothing; but a page may have put another in its place.
    JsFuture::from(fetch(url, init)?).await
}

fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).ok().flatten()
}

fn headers(response: &Response) -> Vec<(String, String)> {
    let pair = |entry: JsValue| {
        let entry: Array = entry.unchecked_into();
        Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
    };
    response.headers().entries().into_iter().flatten().filter_map(pair).collect()
}

#[wasm_bindgen]
extern "C" {
    // The global one: windows, workers and other runtimes have it, and web-sys asks to know which this is.
    #[wasm_bindgen(catch)]
    fn fetch(url: &str, init: &RequestInit) -> Result<Promise, JsValue>;
}
