//! The one place of randomness: everything else is deterministic.

use std::time::Duration;

/// Letters and digits, so that a key survives URLs, double-clicks and support chats.
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The operating system gave no randomness.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the operating system gave no randomness: {0}")]
pub struct RandomError(#[from] getrandom::Error);

/// An unguessable key of `len` base62 characters, 5.95 bits each.
pub fn key(len: usize) -> Result<String, RandomError> {
    let mut text = String::with_capacity(len);
    while text.len() < len {
        let missing = len - text.len();
        text.extend(random_bytes()?.iter().copied().filter_map(letter).take(missing));
    }
    Ok(text)
}

/// A random duration up to `limit`, so that callers that were stopped together do not start together. Without randomness
/// it is `limit` itself.
#[must_use]
pub fn up_to(limit: Duration) -> Duration {
    let drawn =
        random_bytes().ok().and_then(|bytes| bytes.first_chunk().map(|four| u32::from_le_bytes(*four)));
    limit.mul_f64(f64::from(drawn.unwrap_or(u32::MAX)) / f64::from(u32::MAX))
}

#[expect(clippy::disallowed_methods, reason = "this is the place that everything else asks")]
fn random_bytes() -> Result<[u8; 64], RandomError> {
    let mut bytes = [0; 64];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Bytes above the last multiple of 62 make no letter: folding them back would favour the first eight.
fn letter(byte: u8) -> Option<char> {
    let index = usize::from(byte);
    (index < 62 * 4).then(|| BASE62.get(index % 62).copied().map(char::from)).flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn keys_have_their_length_and_differ() {
        for len in [0, 1, 10, 32, 200] {
            let key = key(len).unwrap();
            assert_eq!(key.len(), len);
            assert!(key.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
        assert_ne!(key(10).unwrap(), key(10).unwrap());
    }

    #[test]
    fn every_letter_comes_from_as_many_bytes() {
        let mut sources = BTreeMap::new();
        for letter in (0..=u8::MAX).filter_map(letter) {
            *sources.entry(letter).or_insert(0) += 1;
        }
        assert_eq!(sources.len(), 62);
        assert!(sources.values().all(|&bytes| bytes == 4));
    }

    #[test]
    fn durations_fill_their_range() {
        let limit = Duration::from_secs(1);
        let drawn: Vec<_> = (0..200).map(|_| up_to(limit)).collect();
        assert!(drawn.iter().all(|duration| *duration <= limit));
        let quarters = |from: u32, to: u32| {
            drawn.iter().any(|duration| *duration >= limit / 4 * from && *duration <= limit / 4 * to)
        };
        assert!((0..4).all(|quarter| quarters(quarter, quarter + 1)));
        assert_eq!(up_to(Duration::ZERO), Duration::ZERO);
    }
}
