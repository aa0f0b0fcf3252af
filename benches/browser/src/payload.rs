//! What the events carry: one type for each size, the same shapes as in `streams.mjs`.
//!
//! Generic over the text, so that a type that owns it and one that borrows it from the stream's bytes are the same lines.

use serde::{Deserialize, de::DeserializeOwned};

/// Makes a listener look at what was decoded; `page/weigh.mjs` looks at the same.
pub trait Weigh {
    fn weigh(&self) -> f64;
}

/// One event type's data, owned and borrowed.
pub trait Payload: 'static {
    type Owned: DeserializeOwned + Weigh + 'static;
    type Borrowed<'a>: Deserialize<'a> + Weigh;
}

/// 28 bytes: a number.
pub struct UserCount;

impl Payload for UserCount {
    type Owned = u32;
    type Borrowed<'a> = u32;
}

impl Weigh for u32 {
    fn weigh(&self) -> f64 {
        f64::from(*self)
    }
}

/// 127 bytes: a few numbers.
#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded as in an app, of which one listener looks at a part")]
pub struct Stats<S> {
    users: u32,
    connections: u32,
    uptime: f64,
    memory: u32,
    region: S,
    healthy: bool,
}

impl Payload for Stats<String> {
    type Owned = Self;
    type Borrowed<'a> = Stats<&'a str>;
}

impl<S: AsRef<str>> Weigh for Stats<S> {
    fn weigh(&self) -> f64 {
        f64::from(self.users) + self.region.as_ref().len() as f64
    }
}

/// 258 bytes: text, and a struct inside of a struct.
#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded as in an app, of which one listener looks at a part")]
pub struct Message<S> {
    id: u32,
    room: S,
    from: Author<S>,
    sent: S,
    mentions: Vec<S>,
    text: S,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded as in an app, of which one listener looks at a part")]
struct Author<S> {
    id: u32,
    name: S,
}

impl Payload for Message<String> {
    type Owned = Self;
    type Borrowed<'a> = Message<&'a str>;
}

impl<S: AsRef<str>> Weigh for Message<S> {
    fn weigh(&self) -> f64 {
        f64::from(self.from.id) + self.text.as_ref().len() as f64
    }
}

/// 15,000 bytes: a table of a hundred rows.
#[derive(Deserialize)]
pub struct Orders<S> {
    orders: Vec<Order<S>>,
    note: S,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded as in an app, of which one listener looks at a part")]
struct Order<S> {
    id: u32,
    customer: S,
    product: S,
    amount: u32,
    price: f64,
    status: S,
    placed: S,
}

impl Payload for Orders<String> {
    type Owned = Self;
    type Borrowed<'a> = Orders<&'a str>;
}

impl<S: AsRef<str>> Weigh for Orders<S> {
    fn weigh(&self) -> f64 {
        self.orders.iter().map(|order| f64::from(order.amount)).sum::<f64>() + self.note.as_ref().len() as f64
    }
}
