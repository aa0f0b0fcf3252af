//! Where connections come from: the listening sockets, and what is set on each connection.

use socket2::{Domain, Protocol, SockRef, Socket, TcpKeepalive, Type};
use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream, lookup_host},
    time,
};

/// As many as the kernel lets wait: after a restart everybody comes back at once.
const BACKLOG: i32 = 65_535;
/// How long to wait before trying again, where the system has no room for another connection.
const PAUSE: Duration = Duration::from_millis(100);

/// Listens on all addresses of a host; on `localhost`, on IPv4 and IPv6.
///
/// # Errors
/// One line that says what to do.
pub async fn bind(host: &str, port: u16) -> Result<Vec<TcpListener>, String> {
    if host == "localhost" {
        return bind_localhost(port);
    }
    let addresses: Vec<_> = lookup_host((host.trim_matches(['[', ']']), port))
        .await
        .map_err(|error| format!("cannot listen on {host}: {error}; give an address of this machine by --host"))?
        .collect();
    addresses.into_iter().map(|address| listen(address).map_err(|error| explain(address, &error))).collect()
}

/// A browser tries both addresses of localhost, in an order of its own. Where somebody else has the port on one of them,
/// it would show their page: an error. Whoever asks for any port learns the address from us: IPv4 is enough.
fn bind_localhost(port: u16) -> Result<Vec<TcpListener>, String> {
    let v4 = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut listeners = vec![listen(v4).map_err(|error| explain(v4, &error))?];
    if port != 0 {
        let v6 = SocketAddr::from((Ipv6Addr::LOCALHOST, port));
        match listen(v6) {
            Ok(listener) => listeners.push(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(explain(v6, &error)),
            Err(error) => tracing::debug!(%error, "no IPv6 on this machine: IPv4 only"),
        }
    }
    Ok(listeners)
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    // Connections of the server before this one may linger in TIME_WAIT. On Windows the option means something else.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

fn explain(address: SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("port {} is in use: stop the other server, or give another port by --port", address.port())
        }
        io::ErrorKind::PermissionDenied => {
            format!("not allowed to listen on {address}: give a port from 1024 by --port")
        }
        io::ErrorKind::AddrNotAvailable => {
            format!("{} is not an address of this machine: give one by --host", address.ip())
        }
        _ => format!("cannot listen on {address}: {error}"),
    }
}

/// The next connection, however long it takes. Where the system is out of file descriptors or memory, the log says so
/// once, those who wait are kept waiting, and it goes on when there is room again.
pub async fn accept(listener: &TcpListener) -> TcpStream {
    let mut full = false;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                if full {
                    tracing::info!("there is room for connections again");
                }
                return stream;
            }
            // The client went away while it waited.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
            Err(error) => {
                if !full {
                    tracing::warn!(%error, "no room for more connections: those that are open are served on");
                    full = true;
                }
                time::sleep(PAUSE).await;
            }
        }
    }
}

/// Prepares a connection: small writes leave at once, and a client that vanished is noticed `timeout` after the first
/// byte that it did not acknowledge.
///
/// # Errors
/// The connection is gone already.
pub fn prepare(stream: &TcpStream, timeout: Duration) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    // For connections that wait for a request, and where TCP_USER_TIMEOUT is missing. It counts in whole seconds.
    socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(timeout.max(Duration::from_secs(1))))?;
    #[cfg(any(target_os = "android", target_os = "linux"))]
    {
        socket.set_tcp_user_timeout(Some(timeout))?;
        // A client that does not read is to find the newest value when it reads again, and not to fill our memory with
        // old ones: what it has no room for waits here, and no more of it than this.
        socket.set_tcp_notsent_lowat(4096)?;
    }
    Ok(())
}
