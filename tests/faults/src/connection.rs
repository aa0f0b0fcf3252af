//! One connection, which has one request.

use crate::{
    control,
    cors::Cors,
    exchange::{Ending, Exchange},
    log::{Entry, Side},
    port::Port,
    proxy,
    reply::{Head, Reply},
    request::{Request, Stop},
    routes,
    world::World,
};
use std::sync::{Arc, atomic::AtomicU64};
use tokio::{io::AsyncReadExt, net::TcpStream, net::tcp::ReadHalf};

/// Serves it to its end.
pub async fn serve(mut stream: TcpStream, port: Port, world: Arc<World>) {
    let _ = stream.set_nodelay(true);
    let mut entry = None;
    let ending = tokio::select! {
        ending = exchange(&mut stream, port, &world, &mut entry) => ending,
        () = world.gate(port).is_wanted(false) => Ending::Reset,
    };
    if ending == Ending::Reset {
        let _ = stream.set_zero_linger();
    }
    drop(stream);
    // Afterwards: who waits for it may rely on it.
    if let Some(entry) = entry {
        world.log.closed(&entry, if ending == Ending::Client { Side::Client } else { Side::Server });
    }
}

async fn exchange(stream: &mut TcpStream, port: Port, world: &World, entry: &mut Option<Arc<Entry>>) -> Ending {
    let request = Request::read(stream).await;
    let mut request = match request {
        Ok(request) => request,
        Err(Stop::Gone) => return Ending::Client,
        Err(Stop::Bad(line)) => return refuse(stream, None, &line).await,
    };
    if port == Port::Server && !request.path.starts_with("/fault/") {
        return proxy::pass(stream, &request, world).await;
    }
    match request.read_body(stream).await {
        Ok(()) => {}
        Err(Stop::Gone) => return Ending::Client,
        Err(Stop::Bad(line)) => return refuse(stream, Some(&request), &line).await,
    }
    let answered = if port == Port::Control {
        control::answer(stream, &request, world).await
    } else {
        let entry = &*entry.insert(world.log.arrived(port, &request));
        let (mut reading, writing) = stream.split();
        let reply = Reply::new(writing, &entry.sent, world.budget.as_ref());
        let mut exchange = Exchange { world, port, request: &request, entry, reply };
        tokio::select! {
            answered = routes::answer(&mut exchange) => answered,
            () = left(&mut reading) => Ok(Ending::Client),
            () = entry.reset.notified() => Ok(Ending::Reset),
        }
    };
    match answered {
        Ok(ending) => ending,
        Err(Stop::Gone) => Ending::Client,
        Err(Stop::Bad(line)) => refuse(stream, Some(&request), &line).await,
    }
}

/// Waits until the client closes its end. It has nothing more to say.
async fn left(reading: &mut ReadHalf<'_>) {
    let mut nothing = [0; 1024];
    while matches!(reading.read(&mut nothing).await, Ok(1..)) {}
}

/// Answers a request that makes no sense, by one line.
pub async fn refuse(stream: &mut TcpStream, request: Option<&Request>, line: &str) -> Ending {
    eprintln!("{}: {line}", request.map_or("?", |request| &request.path));
    text(stream, request, 400, "text/plain; charset=utf-8", &format!("{line}\n")).await
}

/// Answers by a text, on the control port or where something is wrong.
pub async fn text(stream: &mut TcpStream, request: Option<&Request>, status: u16, kind: &str, body: &str) -> Ending {
    let (_, writing) = stream.split();
    let sent = AtomicU64::new(0);
    let mut reply = Reply::new(writing, &sent, None);
    let mut head = Head::new(status).with("Content-Type", kind);
    if status != 204 {
        head = head.with("Content-Length", body.len().to_string());
    }
    if let Some(request) = request {
        head = Cors::Everything.add_to(head, request);
    }
    let written = async {
        reply.head(head).await?;
        reply.raw(body.as_bytes()).await
    };
    if written.await.is_ok() { Ending::Server } else { Ending::Client }
}
