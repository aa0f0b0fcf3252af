//! Where tests ask what happened, wait for it, and make it happen. All of it answers JSON.

use crate::{
    connection::text,
    exchange::Ending,
    log::Command,
    port::Port,
    request::{Request, Stop, bad},
    victim::Plan,
    world::World,
};
use serde_json::{Value, json};
use std::{sync::PoisonError, time::Duration};
use tokio::{net::TcpStream, sync::oneshot, time::timeout};

/// How long something is waited for if the query does not say it. It bounds a hang.
const WAIT: Duration = Duration::from_secs(10);

/// Answers a request on the control port.
pub async fn answer(stream: &mut TcpStream, request: &Request, world: &World) -> Result<Ending, Stop> {
    let kind = "application/json";
    if request.is_preflight() {
        return Ok(text(stream, Some(request), 204, kind, "").await);
    }
    let wait = match request.path.as_str() {
        // The time that it has there is that of the port.
        "/control/away" => WAIT,
        _ => request.milliseconds("ms")?.unwrap_or(WAIT),
    };
    let (status, value) = match timeout(wait, perform(request, world)).await {
        Ok(value) => (200, value?),
        Err(_) => (408, json!(format!("waited {} ms in vain", wait.as_millis()))),
    };
    Ok(text(stream, Some(request), status, kind, &format!("{value}\n")).await)
}

async fn perform(request: &Request, world: &World) -> Result<Value, Stop> {
    let (log, key) = (&world.log, request.key());
    Ok(match request.path.strip_prefix("/control/").unwrap_or_default() {
        "log" => log.of(&key),
        "open" => log.open(&key).into(),
        "wait" => log.attempt(&key, request.number("attempt")?.unwrap_or(1)).await,
        "wait-closed" => {
            log.all_closed(&key).await;
            log.of(&key)
        }
        "drop" => log.reset(&key).into(),
        "send" => {
            log.streaming(&key).await;
            let mut sent = 0;
            for stream in log.streams_of(&key) {
                let (done, written) = oneshot::channel();
                let _ = stream.send(Command::Send(request.body.clone(), done));
                // An error is a stream that has ended meanwhile.
                sent += u32::from(written.await.is_ok());
            }
            sent.into()
        }
        "end" => end(world, &key, || Command::End).await,
        "close" => end(world, &key, || Command::Close).await,
        "forget" => {
            log.forget(&key);
            Value::Null
        }
        "away" => {
            world.gate(port(request)?).close(request.milliseconds("ms")?).await;
            Value::Null
        }
        "back" => {
            let port = port(request)?;
            world.gate(port).open();
            // Whether there is a victim at all is another matter.
            if port != Port::Victim {
                world.gate(port).is_listening(true).await;
            }
            Value::Null
        }
        "proxy" => {
            let to = request.text("to").unwrap_or_default();
            let to = to.parse().map_err(|_| Stop::Bad(format!("to={to} is no address such as 127.0.0.1:8000")))?;
            *world.proxy.lock().unwrap_or_else(PoisonError::into_inner) = Some(to);
            Value::Null
        }
        "victim/start" => {
            let plan = Plan {
                // Each of them is planned before the first.
                kills: request.number("kills")?.unwrap_or(50_u16).into(),
                total: request.number("total")?.unwrap_or(100_000),
                seed: request.number("seed")?.unwrap_or(1),
            };
            world.victim.start(plan, world.address(Port::Victim), world.gate(Port::Victim).clone()).await;
            world.victim.status()
        }
        "victim/stop" => {
            world.victim.stop().await;
            world.victim.status()
        }
        "victim/status" => world.victim.status(),
        _ => {
            return Err(Stop::Bad(format!("there is no {}: tests/faults/README.md lists what there is", request.path)));
        }
    })
}

/// Ends the open streams of a key; there may be none yet.
async fn end(world: &World, key: &str, command: fn() -> Command) -> Value {
    world.log.streaming(key).await;
    let streams = world.log.streams_of(key).into_iter();
    streams.filter(|stream| stream.send(command()).is_ok()).count().into()
}

fn port(request: &Request) -> Result<Port, Stop> {
    let name = request.text("port").unwrap_or_default();
    let known = [Port::Server, Port::Other, Port::Victim].into_iter().find(|port| port.name() == name);
    known.ok_or_else(|| bad("port", name.as_bytes()))
}
