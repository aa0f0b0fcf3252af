//! A world in virtual time: a server that keeps its history by ID, a network that delays, splits, drops and refuses, a page
//! that sleeps, hides and freezes, and a client whose shell is the checked one.

use std::{cmp::Reverse, collections::BinaryHeap, time::Duration};

use eventsource_wasm::{
    connection::{Cause, Input, Response, Serial, Settings, Signal, State},
    encoder::Frame,
    parser::{Parsed, Parser},
    retry::Retry,
};

use super::{
    random::Random,
    shell::{Answer, Shell},
};

/// When the world begins, by the wall clock.
const EPOCH: Duration = Duration::from_secs(1_700_000_000);
/// A client that has not got everything by then never will.
const DOOMSDAY: Duration = Duration::from_hours(7 * 24);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Happening {
    /// The server has a new event.
    Emit,
    Restart,
    ServerUp,
    /// Something reaches the client.
    Arrive(u64, Arrival),
    /// The browser's own class tries again.
    BrowserRetry(u64),
    /// The timer that was set as this one.
    Timer(u64),
    Page(Page),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Arrival {
    Head,
    Unavailable(Option<u64>),
    Chunk(Vec<u8>),
    End,
    Error,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Page {
    Hidden,
    Visible,
    Frozen,
    Resumed,
    Offline,
    Online,
    Sleep,
    ClockSetBack,
    Reconnect,
    Close,
}

/// The server's end of the client's connection.
#[derive(Debug)]
struct Link {
    number: u64,
    serial: Serial,
    parser: Parser,
    /// When the last byte that is on its way arrives.
    busy_until: Duration,
    /// The server writes to it.
    open: bool,
}

/// A schedule, which the seed determines.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "they are independent facts")]
pub struct World {
    random: Random,
    now: Duration,
    wall: Duration,
    queue: BinaryHeap<Reverse<(Duration, u64, Happening)>>,
    order: u64,
    shell: Shell,
    native: bool,
    standard: bool,
    timers: u64,
    link: Option<Link>,
    /// The serials of all links, by their numbers.
    serials: Vec<Serial>,
    up: bool,
    history: u64,
    total: u64,
    received: u64,
    /// When the last failure was, and the least that must lie between it and the retry that a timer makes.
    failed: Option<(Duration, Duration)>,
    frozen: bool,
    idle: bool,
    /// The user closes it somewhere.
    closes: bool,
}

impl World {
    /// Runs the schedule of this seed to its end; panics where something is wrong.
    pub fn run(seed: u64) -> usize {
        let mut random = Random(seed);
        let native = random.percent(30);
        let standard = !native && random.percent(30);
        let retry = if standard { Retry::standard() } else { Retry::default() };
        let idle = random.percent(70);
        let settings = Settings {
            retry,
            idle_timeout: idle.then(|| Duration::from_secs(20)),
            pause_when_hidden: random.percent(30).then(|| random.millis(5000)),
            reconnection_time: random.percent(30).then(|| random.millis(4000)),
            ..Settings::default()
        };
        let mut world = Self {
            now: Duration::ZERO,
            wall: EPOCH,
            queue: BinaryHeap::new(),
            order: 0,
            shell: Shell::new(settings),
            native,
            standard,
            timers: 0,
            link: None,
            serials: Vec::new(),
            up: true,
            history: 0,
            total: 5 + random.below(30),
            received: 0,
            failed: None,
            frozen: false,
            idle,
            closes: false,
            random,
        };
        world.live();
        world.shell.connects
    }

    fn live(&mut self) {
        self.later(0, Happening::Emit);
        for _ in 0..self.random.below(6) {
            self.later(60_000, Happening::Restart);
        }
        for _ in 0..self.random.below(6) {
            let page = self.random.of(&[
                Page::Hidden,
                Page::Frozen,
                Page::Offline,
                Page::Sleep,
                Page::ClockSetBack,
                Page::Reconnect,
            ]);
            self.later(60_000, Happening::Page(page));
        }
        if self.random.percent(20) {
            self.later(60_000, Happening::Page(Page::Close));
        }
        self.give(Input::Connect);
        while self.received < self.total && !self.shell.is_closed() {
            assert!(
                self.now < DOOMSDAY,
                "stuck in {:?} with {} of {}",
                self.shell.connection.state(),
                self.received,
                self.total
            );
            self.step();
        }
        assert!(self.closes || self.received == self.total, "closed as {:?}", self.shell.connection.state());
        if !self.shell.is_closed() {
            self.give(Input::Close);
        }
        // Whatever still happens: the shell checks that nothing is done any more.
        let received = self.received;
        while !self.queue.is_empty() {
            self.step();
        }
        assert_eq!(self.received, received, "an event after the close");
    }

    fn step(&mut self) {
        let Some(Reverse((time, _, happening))) = self.queue.pop() else {
            panic!("nothing will ever happen in {:?}", self.shell.connection.state());
        };
        if time > self.now {
            self.wall += time.saturating_sub(self.now);
            self.now = time;
        }
        match happening {
            Happening::Emit => self.emit(),
            Happening::Restart => self.restart(),
            Happening::ServerUp => self.up = true,
            Happening::Arrive(number, arrival) => self.arrive(number, arrival),
            Happening::BrowserRetry(number) => self.browser_retries(number),
            Happening::Timer(number) => {
                if number == self.timers && self.shell.timer.is_some() {
                    if self.frozen {
                        self.after(Duration::from_secs(1), Happening::Timer(number));
                    } else {
                        self.give(Input::Timer);
                    }
                }
            }
            Happening::Page(page) => self.page(page),
        }
    }

    fn after(&mut self, delay: Duration, happening: Happening) {
        self.order += 1;
        self.queue.push(Reverse((self.now.saturating_add(delay), self.order, happening)));
    }

    fn later(&mut self, within: u64, happening: Happening) {
        let delay = self.random.millis(within + 1);
        self.after(delay, happening);
    }

    /// Gives an input, and does what the shell has to do.
    fn give(&mut self, input: Input<'_>) -> Answer {
        let timer = self.shell.timer;
        let live = self.shell.live;
        let by_timer = matches!(input, Input::Timer);
        let was_away = is_away(self.shell.connection.state());
        let random = self.random.fraction();
        let answer = self.shell.give(self.now, self.wall, random, input);
        if live.is_some() && self.shell.live != live {
            self.hang_up();
        }
        // That the page goes away is no failure, and nor is the wait that goes on when it is back.
        if let Some(state @ State::Waiting { .. }) = answer.notify
            && !is_away(state)
            && !was_away
        {
            let asked = self.shell.connection.reconnection_time();
            let least = if self.standard { Duration::from_secs(3) } else { Duration::from_millis(500) };
            let least = if self.standard { asked.unwrap_or(least) } else { asked.unwrap_or(least).max(least) };
            self.failed = Some((self.now, least));
        }
        if let Some(serial) = answer.connect {
            if let (true, Some((at, least))) = (by_timer, self.failed) {
                assert!(self.now.saturating_sub(at) >= least, "a busy loop");
            }
            assert!(self.shell.connects < 1000, "a busy loop");
            self.connect(serial);
        }
        if self.shell.timer.is_some() && (self.shell.timer != timer || by_timer) {
            self.timers += 1;
            let delay = self.shell.timer.unwrap_or_default().saturating_sub(self.now);
            self.after(delay, Happening::Timer(self.timers));
        }
        answer
    }

    fn hang_up(&mut self) {
        if let Some(link) = &mut self.link {
            link.open = false;
        }
    }

    /// A request leaves the client.
    fn connect(&mut self, serial: Serial) {
        let last_event_id = self.shell.connection.last_event_id().to_owned();
        let parser = Parser::new().with_last_event_id(&*last_event_id);
        let open = self.up;
        self.link = Some(Link { number: self.serials.len() as u64, serial, parser, busy_until: self.now, open });
        self.serials.push(serial);
        self.answer();
    }

    /// The server, or what stands before it, answers a request.
    fn answer(&mut self) {
        let Some(link) = &self.link else { return };
        let last: u64 = link.parser.last_event_id().parse().unwrap_or(0);
        assert!(last <= self.received, "an ID that came with no event");
        assert_eq!(last, self.received, "an event would come twice");
        if !self.up {
            self.hang_up();
            // By the standard a status is final: such a client would stop, and rightly.
            let status = !self.standard && !self.native && self.random.percent(30);
            let retry_after = self.random.percent(50).then(|| self.random.below(10));
            self.send(if status { Arrival::Unavailable(retry_after) } else { Arrival::Error });
        } else if self.idle && self.random.percent(5) {
            // Accepted, but silent.
            self.hang_up();
        } else {
            // The browser's own class may be late in saying that it is open.
            if !self.native || self.random.percent(95) {
                self.send(Arrival::Head);
            }
            for number in last + 1..=self.history {
                self.write(number);
            }
            if self.random.percent(10) {
                self.send(Arrival::End);
                self.hang_up();
            }
        }
    }

    /// Puts something on its way, behind what is on its way already.
    fn send(&mut self, arrival: Arrival) {
        let delay = if self.random.percent(90) { self.random.millis(20) } else { self.random.millis(2000) };
        let Some(link) = &mut self.link else { return };
        link.busy_until = link.busy_until.max(self.now) + delay;
        let (number, at) = (link.number, link.busy_until);
        self.after(at.saturating_sub(self.now), Happening::Arrive(number, arrival));
    }

    /// Writes an event to the client, if the connection lasts so long.
    fn write(&mut self, number: u64) {
        if !self.link.as_ref().is_some_and(|link| link.open) {
            return;
        }
        let mut frame = Frame::new().data(format!("{number}\r\nof\n{}", self.total));
        frame = frame.id(number.to_string()).unwrap_or_default();
        if self.random.percent(30) {
            frame = frame.comment("hi");
        }
        if self.random.percent(5) {
            frame = frame.retry(self.random.millis(3000));
        }
        if self.random.percent(50) {
            frame = frame.event("count").unwrap_or_default();
        }
        let mut bytes = frame.to_bytes();
        let breaks = self.random.percent(8);
        if breaks {
            bytes.truncate(usize::try_from(self.random.below(bytes.len() as u64)).unwrap_or(0));
        }
        let mut rest = &*bytes;
        while !rest.is_empty() {
            let most = if self.random.percent(50) { rest.len() as u64 } else { 9 };
            let length = usize::try_from(self.random.below(most) + 1).unwrap_or(1).min(rest.len());
            let (chunk, tail) = rest.split_at(length);
            self.send(Arrival::Chunk(chunk.to_vec()));
            rest = tail;
        }
        if breaks {
            self.break_link();
        }
    }

    fn emit(&mut self) {
        self.history += 1;
        self.write(self.history);
        if self.history < self.total {
            self.later(3000, Happening::Emit);
        }
    }

    fn restart(&mut self) {
        self.up = false;
        self.break_link();
        self.later(20_000, Happening::ServerUp);
    }

    /// The connection is gone; only an idle timeout notices where nobody says so.
    fn break_link(&mut self) {
        if self.link.as_ref().is_some_and(|link| link.open) {
            if !(self.idle && self.random.percent(30)) {
                let end = if self.random.percent(50) { Arrival::End } else { Arrival::Error };
                self.send(end);
            }
            self.hang_up();
        }
    }

    /// Something reaches the client: by the connection that it has, or by one that it has let go.
    fn arrive(&mut self, number: u64, arrival: Arrival) {
        let Some(link) = self.link.as_ref().filter(|link| link.number == number) else {
            let stale = self.serials[usize::try_from(number).unwrap_or(0)];
            if self.shell.live != Some(stale) {
                let answer = self.give(Input::Signal(stale, Signal::Event { last_event_id: "stale" }));
                assert_eq!(answer, Answer::default());
            }
            return;
        };
        let serial = link.serial;
        let signal = match arrival {
            Arrival::Chunk(bytes) => return self.read(serial, &bytes),
            Arrival::Head if self.native => Signal::Open,
            Arrival::Head => {
                let content_type = Some("text/event-stream;charset=utf-8");
                Signal::Response(Response { status: 200, content_type, ..Response::default() })
            }
            Arrival::Unavailable(seconds) => {
                let retry_after = seconds.map(|seconds| seconds.to_string());
                let retry_after = retry_after.as_deref();
                let response = Response { status: 503, retry_after, ..Response::default() };
                self.give(Input::Signal(serial, Signal::Response(response)));
                return;
            }
            Arrival::End | Arrival::Error if self.native => {
                if self.random.percent(20) {
                    Signal::BrowserGaveUp
                } else {
                    self.after(Duration::from_secs(3), Happening::BrowserRetry(number));
                    Signal::BrowserReconnects
                }
            }
            Arrival::End => Signal::End,
            Arrival::Error => Signal::NetworkError,
        };
        self.give(Input::Signal(serial, signal));
    }

    /// The browser's own class makes its next request, with the last event ID that it has seen.
    fn browser_retries(&mut self, number: u64) {
        let live = self.shell.live;
        if let Some(link) = self.link.as_mut().filter(|link| link.number == number && live == Some(link.serial)) {
            link.number = self.serials.len() as u64;
            link.parser.reset();
            link.open = self.up;
            self.serials.push(link.serial);
            self.answer();
        }
    }

    /// What every shell does with a chunk; the browser's own class shows events only.
    fn read(&mut self, serial: Serial, chunk: &[u8]) {
        let Some(link) = &mut self.link else { return };
        let mut parser = std::mem::take(&mut link.parser);
        let mut found = parser.feed(chunk);
        while self.shell.connection.listens_to(serial)
            && let Some(parsed) = found.next()
        {
            let shown = !self.native || matches!(parsed, Parsed::Event(_));
            if shown && self.give(Input::Signal(serial, Signal::from(&parsed))).dispatch {
                self.listen(&parsed);
            }
        }
        if !self.native {
            let last_event_id = parser.last_event_id();
            self.give(Input::Signal(serial, Signal::Read { last_event_id }));
        }
        if let Some(link) = self.link.as_mut().filter(|link| link.serial == serial) {
            link.parser = parser;
        }
    }

    /// The user's listener.
    fn listen(&mut self, parsed: &Parsed<'_>) {
        if let Parsed::Event(event) = parsed {
            let expected = self.received + 1;
            assert_eq!(event.data(), format!("{expected}\nof\n{}", self.total), "not the next event");
            assert_eq!(event.last_event_id(), expected.to_string());
            self.received = expected;
            match self.random.below(200) {
                0 => self.close(),
                1..4 => drop(self.give(Input::Connect)),
                _ => {}
            }
        }
    }

    fn close(&mut self) {
        self.closes = true;
        self.give(Input::Close);
    }

    fn page(&mut self, page: Page) {
        if self.frozen && !matches!(page, Page::Visible | Page::Resumed) {
            return;
        }
        match page {
            Page::Hidden => {
                self.give(Input::Hidden);
                self.later(20_000, Happening::Page(Page::Visible));
            }
            Page::Visible => {
                self.frozen = false;
                self.give(Input::Visible);
            }
            Page::Frozen => {
                self.frozen = true;
                self.give(Input::Frozen);
                self.later(60_000, Happening::Page(Page::Resumed));
            }
            Page::Resumed => {
                self.frozen = false;
                self.give(Input::Resumed);
            }
            Page::Offline => {
                self.break_link();
                self.give(Input::Offline);
                self.later(10_000, Happening::Page(Page::Online));
            }
            Page::Online => drop(self.give(Input::Online)),
            Page::Sleep => {
                self.break_link();
                let slept = self.random.millis(8 * 3_600_000);
                self.now += slept;
                self.wall += slept;
            }
            Page::ClockSetBack => self.wall = self.wall.saturating_sub(self.random.millis(86_400_000)),
            Page::Reconnect => drop(self.give(Input::Connect)),
            Page::Close => self.close(),
        }
    }
}

/// The connection has been let go because the page is not there.
fn is_away(state: State) -> bool {
    matches!(state, State::Waiting { cause: Cause::Hidden | Cause::Frozen, .. })
}
