//! Who asks for links that are none. The HTTP API bounds all requests together; this bounds those of one address, so that
//! nobody can try codes for long.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;

/// So many wrong codes in a row an address may ask for.
const AT_ONCE: f64 = 60.0;

/// So many of them are forgotten each second. People who share an address (a carrier's customers) ask for few.
const EACH_SECOND: f64 = 5.0;

/// So many addresses are remembered by a process; if there are more, all are forgotten.
const REMEMBERED: usize = 4_096;

/// The wrong codes that each address asked for lately, as far as this process saw them.
#[derive(Debug, Default)]
pub struct Guesses(Mutex<HashMap<String, Guesser>>);

#[derive(Clone, Copy, Debug)]
struct Guesser {
    wrong: f64,
    at: Timestamp,
}

impl Guesser {
    fn wrong_now(self, now: Timestamp) -> f64 {
        (self.wrong - now.duration_since(self.at).as_secs_f64().max(0.0) * EACH_SECOND).max(0.0)
    }
}

impl Guesses {
    /// Whether an address may ask for a link.
    pub(crate) fn may_ask(&self, address: &str, now: Timestamp) -> bool {
        let guessers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        guessers.get(&network(address)).is_none_or(|guesser| guesser.wrong_now(now) < AT_ONCE)
    }

    /// Adds a wrong code to those of an address.
    pub(crate) fn add(&self, address: &str, now: Timestamp) {
        let mut guessers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if guessers.len() >= REMEMBERED {
            guessers.clear();
        }
        let guesser = guessers.entry(network(address)).or_insert(Guesser { wrong: 0.0, at: now });
        *guesser = Guesser { wrong: guesser.wrong_now(now) + 1.0, at: now };
    }
}

/// Whoever has an IPv6 address has the 2^64 of its network.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(address)) => format!("{:x}", u128::from(address) >> 64),
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_millis(milliseconds)
    }

    #[test]
    fn a_guesser_is_put_off_and_may_ask_again_a_moment_later() {
        let guesses = Guesses::default();
        let asked = (0..1_000).filter(|_| {
            let may = guesses.may_ask("198.51.100.7", at(0));
            if may {
                guesses.add("198.51.100.7", at(0));
            }
            may
        });
        assert_eq!(asked.count(), 60);
        assert!(guesses.may_ask("198.51.100.8", at(0)), "another may");
        assert!(!guesses.may_ask("198.51.100.7", at(-60_000)), "a clock that went back changes nothing");
        assert!(guesses.may_ask("198.51.100.7", at(200)));
    }

    #[test]
    fn a_network_is_one_guesser() {
        let guesses = Guesses::default();
        for number in 0..60 {
            guesses.add(&format!("2001:db8::{number:x}"), at(0));
        }
        assert!(!guesses.may_ask("2001:db8::ffff", at(0)));
        assert!(guesses.may_ask("2001:db8:0:1::1", at(0)));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let guesses = Guesses::default();
        for number in 0..3 * REMEMBERED {
            guesses.add(&format!("address {number}"), at(0));
            assert!(guesses.0.lock().unwrap().len() <= REMEMBERED);
        }
    }
}
