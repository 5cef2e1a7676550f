//! Free ports on the loopback interface.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use anyhow::bail;

/// The wanted ports, each replaced by a free one where it is taken.
pub(crate) fn pick<const N: usize>(wanted: [u16; N]) -> anyhow::Result<[u16; N]> {
    // All are held until all are found, so that none is given twice.
    let mut held = Vec::with_capacity(N);
    let mut ports = wanted;
    for port in &mut ports {
        let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = bind(*port).or_else(|_| bind(0))?;
        *port = listener.local_addr()?.port();
        held.push(listener);
    }
    Ok(ports)
}

/// The turn of one start, over when it is dropped: two that start at once would find the same ports free.
pub(crate) fn turn() -> Option<File> {
    let file = File::create(std::env::temp_dir().join("rechime-ports.lock")).ok()?;
    // Where files cannot be locked, the one that comes too late fails and says so.
    file.lock().ok()?;
    Some(file)
}

/// Waits until something listens there, but not once `alive` says that nothing will.
pub(crate) fn wait(port: u16, patience: Duration, mut alive: impl FnMut() -> bool) -> anyhow::Result<()> {
    let deadline = Instant::now() + patience;
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if !alive() || Instant::now() > deadline {
            bail!("nothing listens on port {port}");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_replaced_and_none_is_given_twice() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let [first, second] = pick([port, port]).unwrap();
        assert!(first != port && second != port && first != second);
    }
}
