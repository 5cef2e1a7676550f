//! The stack's ports, and what its state says of them.

use std::cmp::Reverse;
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::programs;
use crate::paths::Paths;
use crate::ports;

/// All on 127.0.0.1.
#[derive(Clone, Copy, Deserialize, PartialEq, Serialize)]
pub(super) struct Ports {
    pub(super) gateway: u16,
    pub(super) clock: u16,
    pub(super) meter: u16,
    pub(super) emulator: u16,
    pub(super) recharge: u16,
    pub(super) sms: u16,
}

impl Ports {
    /// 4700 to 4705; any, for a stack beside the usual one.
    fn usual(paths: &Paths) -> Self {
        let first = if paths.is_of_the_usual_stack() { 4700 } else { return Self::from([0; 6]) };
        Self::from([first, first + 1, first + 2, first + 3, first + 4, first + 5])
    }

    /// Those that the stack had before, else the usual ones, as far as they are free. What the stack holds follows it
    /// to others: its queues, its functions and the webhooks that Recharge knows are told by addresses.
    pub(super) fn pick(paths: &Paths) -> anyhow::Result<Self> {
        let file = paths.state().join("ports.json");
        let before: Option<Self> = fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok());
        let now = Self::from(ports::pick(before.unwrap_or_else(|| Self::usual(paths)).into())?);
        if let Some(before) = before.filter(|before| *before != now) {
            for file in addressed(paths)? {
                let moved = moved(&fs::read_to_string(&file)?, before, now);
                fs::write(file, moved)?;
            }
        }
        fs::write(file, serde_json::to_vec(&now)?)?;
        Ok(now)
    }
}

impl From<[u16; 6]> for Ports {
    fn from([gateway, clock, meter, emulator, recharge, sms]: [u16; 6]) -> Self {
        Self { gateway, clock, meter, emulator, recharge, sms }
    }
}

impl From<Ports> for [u16; 6] {
    fn from(Ports { gateway, clock, meter, emulator, recharge, sms }: Ports) -> Self {
        [gateway, clock, meter, emulator, recharge, sms]
    }
}

/// The files of the state that hold addresses.
fn addressed(paths: &Paths) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if programs::emulator_state(paths).exists() {
        for entry in fs::read_dir(programs::emulator_state(paths))? {
            files.push(entry?.path());
        }
    }
    files.push(programs::simulator_state(paths));
    files.retain(|file| file.is_file());
    Ok(files)
}

/// A text with the addresses of other ports. All leave their place before one takes it: a port that one service had may
/// be another's now.
fn moved(text: &str, before: Ports, now: Ports) -> String {
    const HOSTS: [&str; 2] = ["localhost", "127.0.0.1"];
    let (before, now): ([u16; 6], [u16; 6]) = (before.into(), now.into());
    let mut places: Vec<(usize, u16)> = before.into_iter().enumerate().collect();
    // The longer numbers first: one port may begin as another does.
    places.sort_by_key(|(_, port)| Reverse(*port));
    let mut text = text.to_owned();
    for host in HOSTS {
        for (place, port) in &places {
            text = text.replace(&format!("{host}:{port}"), &format!("{host}:\u{0}{place}"));
        }
        for (place, port) in now.into_iter().enumerate() {
            text = text.replace(&format!("{host}:\u{0}{place}"), &format!("{host}:{port}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_follow_their_services_and_nothing_else_changes() {
        let (before, now) = (Ports::from([1, 2, 3, 31, 5, 6]), Ports::from([2, 1, 33, 4, 5, 6]));
        let text = r#"["http://127.0.0.1:1/a", "http://localhost:2/b", "127.0.0.1:3", "127.0.0.1:31", 1, "12:1", "example:1"]"#;
        let expected = r#"["http://127.0.0.1:2/a", "http://localhost:1/b", "127.0.0.1:33", "127.0.0.1:4", 1, "12:1", "example:1"]"#;
        assert_eq!(moved(text, before, now), expected);
    }
}
