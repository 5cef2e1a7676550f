//! A cache in the memory of a process.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use tokio::time::Instant;

/// Values by key, each good for a while. Errors are not kept.
///
/// Concurrent callers for one key load it once, unless that load fails: then each of them loads for itself. Callers for
/// different keys do not wait for each other.
pub struct Cache<K, V> {
    time_to_live: Duration,
    capacity: usize,
    goes_first: fn(&V) -> bool,
    entries: Mutex<HashMap<K, Entry<V>>>,
    turns: Mutex<HashMap<K, Weak<Turn>>>,
}

/// The caller that holds a key's turn loads its value.
type Turn = tokio::sync::Mutex<()>;

struct Entry<V> {
    value: V,
    as_of: Instant,
}

impl<K: Clone + Eq + Hash, V: Clone> Cache<K, V> {
    /// A cache of at most `capacity` values. Beyond that it forgets the oldest.
    #[must_use]
    pub fn new(time_to_live: Duration, capacity: usize) -> Self {
        let (entries, turns) = (Mutex::default(), Mutex::default());
        Self { time_to_live, capacity, goes_first: |_| false, entries, turns }
    }

    /// The same, which forgets the values that `goes_first` names before any other. It never forgets another for one of
    /// them.
    #[must_use]
    pub fn forgetting_first(self, goes_first: fn(&V) -> bool) -> Self {
        Self { goes_first, ..self }
    }

    /// The value of a key. If no known value is young enough, it comes from `load`.
    pub async fn get_or_load<E, F: Future<Output = Result<V, E>>>(
        &self,
        key: &K,
        load: impl FnOnce() -> F,
    ) -> Result<V, E> {
        self.get_or_load_within(self.time_to_live, key, load).await
    }

    /// [`Self::get_or_load`] for a caller that needs a value younger than `age`.
    ///
    /// If a load fails, the callers that waited for it load side by side. If they loaded one after the other, the last
    /// of them would wait for as many failures as there are callers.
    pub async fn get_or_load_within<E, F: Future<Output = Result<V, E>>>(
        &self,
        age: Duration,
        key: &K,
        load: impl FnOnce() -> F,
    ) -> Result<V, E> {
        if let Some(value) = self.younger_than(age, key) {
            return Ok(value);
        }
        let turn = self.turn(key);
        let held = turn.try_lock();
        if held.is_err() {
            drop(turn.lock().await);
            if let Some(value) = self.younger_than(age, key) {
                return Ok(value);
            }
        }
        // The value may be out of date from the moment it is asked for.
        let as_of = Instant::now();
        let value = load().await?;
        self.insert(key, value.clone(), as_of);
        Ok(value)
    }

    /// The known value of a key, however old it is.
    pub fn get_even_aged(&self, key: &K) -> Option<V> {
        self.entries().get(key).map(|entry| entry.value.clone())
    }

    /// Remembers a value that the caller knows.
    pub fn put(&self, key: &K, value: V) {
        self.insert(key, value, Instant::now());
    }

    /// Forgets the values of all keys but those that `keeps` names.
    pub fn retain(&self, keeps: impl Fn(&K) -> bool) {
        self.entries().retain(|key, _| keeps(key));
    }

    fn younger_than(&self, age: Duration, key: &K) -> Option<V> {
        let entries = self.entries();
        entries.get(key).filter(|entry| entry.as_of.elapsed() < age).map(|entry| entry.value.clone())
    }

    /// Keeps a newer value, for example one that was put while this one was loaded.
    fn insert(&self, key: &K, value: V, as_of: Instant) {
        let mut entries = self.entries();
        match entries.get_mut(key) {
            Some(entry) if entry.as_of > as_of => {}
            Some(entry) => *entry = Entry { value, as_of },
            None => {
                if self.makes_room(&mut entries, &value) {
                    entries.insert(key.clone(), Entry { value, as_of });
                }
            }
        }
    }

    /// Whether there is room for a value. One that goes first pushes out no other kind.
    fn makes_room(&self, entries: &mut HashMap<K, Entry<V>>, value: &V) -> bool {
        if entries.len() < self.capacity {
            return true;
        }
        entries.retain(|_, entry| !(self.goes_first)(&entry.value));
        if (self.goes_first)(value) {
            return entries.len() < self.capacity;
        }
        while entries.len() >= self.capacity.max(1) {
            let oldest = entries.iter().min_by_key(|(_, entry)| entry.as_of).map(|(key, _)| key.clone());
            oldest.map(|key| entries.remove(&key));
        }
        true
    }

    /// The turn of a key. A turn that no caller holds or waits for is dropped.
    fn turn(&self, key: &K) -> Arc<Turn> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = turns.get(key).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Arc::new(Turn::default());
        turns.insert(key.clone(), Arc::downgrade(&turn));
        turn
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<K, Entry<V>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The values stay out of it: some are secrets.
impl<K, V> fmt::Debug for Cache<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache")
            .field("time_to_live", &self.time_to_live)
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
